"""The page "Command line", generated from the commands; a test keeps it current.

python -m ampdesk.cli.reference docs        writes cli.md and tables.md into that folder
"""

import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from ampdesk.api import tables_page
from ampdesk.cli.app import app

_HEAD = """# Command line

Generated from the commands. Exit status: 0 done · 1 refused, with one line "what is wrong — what
to do" on stderr · 2 wrong usage · 3 done, but some records were rejected.
"""


def cli_page() -> str:
    """Return the page as Markdown, commands in their order."""
    root = typer.main.get_command(app)
    parts = [_HEAD]
    parts += _commands(root, "ampdesk")
    return "\n".join(parts).rstrip() + "\n"


def _commands(found: Any, name: str) -> list[str]:  # Typer publishes no types of these
    if isinstance(found, TyperGroup):
        parts: list[str] = []
        for child, command in found.commands.items():
            parts += _commands(command, f"{name} {child}")
        return parts
    context = found.make_context(name, [], resilient_parsing=True)
    usage = " ".join(found.collect_usage_pieces(context))
    page = [f"## {name}", "", f"`{name} {usage}`", "", (found.help or "").strip(), ""]
    rows = [row for one in found.params if (row := _row(one, context))]
    if rows:
        page += ["| option | does |", "|---|---|", *rows, ""]
    return page


def _row(parameter: Any, context: Any) -> str:
    record = parameter.get_help_record(context)
    if record is None or parameter.param_type_name != "option":
        return ""
    words, does = (text.replace("|", "\\|").replace("\n", " ") for text in record)
    return f"| `{words}` | {' '.join(does.split())} |"


PAGES = {"cli.md": cli_page, "tables.md": tables_page}


def write(folder: Path) -> None:
    """Write every generated page."""
    folder.mkdir(parents=True, exist_ok=True)
    for page, make in PAGES.items():
        (folder / page).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
