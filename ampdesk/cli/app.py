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

app = typer.Typer(
    name="ampdesk",
    help="An offline customer data platform on one SQLite file. Without a command, the window "
    "opens.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (data, audience, segments, erasing, questions, saved, activity, safety, tables):
    group.register(app)


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version."),
) -> None:
    """Open the window when no command is given."""
    if version:
        sys.stdout.write(f"ampdesk {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_window())


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
    app()
