"""The program inside the frozen app: the command, the window, or one of its own workers.

A frozen app has no `python -m`: it is its own worker, started as `ampdesk --worker`, and that of
user SQL, started as `ampdesk --sql-worker`.
Made into an app by packaging/ampdesk.spec.
"""

import sys


def main() -> int | None:
    """Do a worker's job when started as one, else what the command line says."""
    if sys.argv[1:] == ["--worker"]:
        from ampdesk.jobs.worker import main as work

        return work()
    if sys.argv[1:] == ["--sql-worker"]:
        from ampdesk.engine.locked import main as answer

        answer()
        return None
    from ampdesk.cli import main as command

    command()
    return None


if __name__ == "__main__":
    sys.exit(main())
