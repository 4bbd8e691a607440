"""The command that tells what was done with a brand, and the log of one job."""

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from ampdesk import api
from ampdesk.cli import output
from ampdesk.cli.options import AsJson, BrandPath, brand_path

Group = Literal["import", "build", "file", "send", "other"]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="activity")(activity)


def activity(
    brand: BrandPath,
    find: Annotated[
        str, typer.Option("--find", metavar="TEXT", help="Only with these words.")
    ] = "",
    group: Annotated[
        str, typer.Option("--of", metavar="GROUP", help="import, build, file, send or other.")
    ] = "",
    problems: Annotated[
        bool, typer.Option("--problems", help="Only what failed, was stopped or rejected rows.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many, the newest first.")] = 50,
    log: Annotated[
        str, typer.Option("--log", metavar="ID", help="Print the log of one, step by step.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Also write them: .csv or .xlsx.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what was done: imports, builds, files written, undo; who, when, rows and time."""
    chosen = _group(group)
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        if log:
            text = opened.activity.log(log)
            if as_json:
                output.print_json({"id": log, "log": text.splitlines()})
            else:
                output.print_line(text)
            return
        found = opened.activity.entries(text=find, group=chosen, problems=problems, limit=limit)
        written = opened.activity.write(out, found) if out else None
    if as_json:
        rows = [{**vars(one), "seconds": one.seconds, "group": one.group} for one in found]
        output.print_json({"activity": rows, "file": out, "written": written})
        return
    heads = ("at", "what", "subject", "state", "rows", "seconds", "who", "id")
    output.print_table(
        heads,
        [
            (one.at, one.kind, one.subject, one.state, one.rows, one.seconds, one.who, one.id)
            for one in found
        ],
    )
    if out:
        output.print_line(f"{written:,} rows written to {out}")


def _group(text: str) -> Group | None:
    if not text:
        return None
    for one in get_args(Group):
        if one == text:
            found: Group = one
            return found
    raise typer.BadParameter(f"there is no group {text!r}; groups are {', '.join(get_args(Group))}")
