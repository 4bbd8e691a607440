"""The command line of architecture.md: every command, its exits, and the window without one."""

import sys

import typer

from ampdesk import __version__
from ampdesk.cli import (
    activity,
    audience,
    data,
    erasing,
    questions,
    safety,
    saved,
    segments,
    tables,
)
from ampdesk.cli.lazily import PLAIN, lazily

_commands = typer.Typer()
for group in (data, audience, segments, erasing, questions, saved, activity, safety, tables):
    group.register(_commands)

app = typer.Typer(
    **PLAIN,
    cls=lazily(_commands),
    name="ampdesk",
    help="An offline customer data platform on one SQLite file. Without a command, the window "
    "opens.",
    no_args_is_help=False,
)


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version."),
) -> None:
    """Open the window when no command is given."""
    if version:
        _print_version()
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_window())


def _print_version() -> None:
    sys.stdout.write(f"ampdesk {__version__}\n")


def _open_window() -> int:
    import importlib

    # by name: the window stands above the command line, which must not import it
    try:
        opened = importlib.import_module("ui.app").main([])
    except ImportError as error:
        sys.stderr.write(
            f"the window cannot open: {error.name or error} is missing — install AmpDesk with its "
            "requirements (python3 packaging/run.py), or see ampdesk --help\n"
        )
        return 1
    return int(opened)


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        _print_version()  # Typer would load pydantic to read a flag
        return
    app()
