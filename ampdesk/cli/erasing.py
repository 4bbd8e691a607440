"""Commands of the deletion request: look, take a copy, erase, show what was erased."""

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from ampdesk import api
from ampdesk.cli import output
from ampdesk.cli.options import AsJson, BrandPath, Today, brand_path


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="erase")(erase)
    app.command(name="erasures")(erasures)


def erase(
    brand: BrandPath,
    who: Annotated[
        list[str],
        typer.Option(
            "--who", metavar="TEXT", help="E-mail, phone, order number, name or id; repeatable."
        ),
    ],
    every: Annotated[
        bool, typer.Option("--all", help="Erase all customers that a --who fits.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="First write a copy: .json or .zip."),
    ] = None,
    backups: Annotated[
        Literal["rewrite", "delete"],
        typer.Option("--backups", help="What happens to backups that hold the person."),
    ] = "rewrite",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what is held and what would happen.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Erase a person everywhere and prove it; totals of orders and revenue stay."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), today=today, read_only=dry_run) as opened,
    ):
        ids: list[str] = []
        for text in who:
            found = opened.erasing.who(text)
            ids += found if every and found else [api.only(found, text)]
        held = api.report_of(opened.erasing.held(ids))
        written = opened.erasing.export(ids, export) if export else 0
        if not as_json:
            _print_held(held)
        if dry_run:
            if as_json:
                output.print_json({"held": held, "erased": False, "export": export})
            return
        if not yes:
            _ask(held, may_ask=sys.stdin.isatty() and not as_json)
        asked = opened.erasing.prepare(ids, backups=backups, export=export)
        with output.progress_bar("erasing", quiet=as_json) as show:
            done = opened.erase(asked, progress=show)
    facts = done.facts if isinstance(done, api.Erased) else {}
    if as_json:
        output.print_json(
            {"held": held, "erased": True, "export": export, "exported_rows": written, **facts}
        )
        return
    output.print_line(done.sentence if isinstance(done, api.Erased) else "Erased.")
    if export:
        output.print_line(f"{export} still holds the person: hand it over, then delete it.")


def _print_held(held: "api.HeldReport") -> None:
    output.print_line(f"{held.name}: {held.records:,} records, {held.orders:,} order numbers")
    output.print_table(("what", "place", "rows", "what happens"), held.places)
    for kind, value in held.shared:
        output.print_line(f"Another customer has the same {kind}: {value} – it stays there.")
    if held.alike:
        shown = ", ".join(held.alike[:5])
        output.print_line(f"Perhaps the same person: {shown} – add --who for each that is.")
    for path in held.not_reachable:
        output.print_line(f"Not reachable, to be cleaned by hand: {path}")


def _ask(held: "api.HeldReport", *, may_ask: bool) -> None:
    """Let the rows be typed; a script has to say --yes. Raises ErasureError."""
    if not may_ask:
        raise api.ErasureError(
            f"{held.rows:,} rows would be erased, for good", remedy="add --yes", where="erase"
        )
    output.print_line("This cannot be undone. Type the number of rows to erase the person.")
    if typer.prompt("Rows").replace(",", "").strip() != str(held.rows):
        raise api.ErasureError(
            "that is not the number", remedy="nothing was changed", where="erase"
        )


def erasures(brand: BrandPath, as_json: AsJson = False) -> None:
    """Show who was erased when: by whom, with which hash; never the person."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        found = opened.erasing.history()
    if as_json:
        for row in found:
            row["counts"] = json.loads(row["counts"] or "{}")
            row["proof"] = json.loads(row["proof"] or "null")
        output.print_json({"erasures": found})
    elif found:
        heads = ("erased_at", "state", "asked_by", "person_hash")
        output.print_table(heads, [[row[head] for head in heads] for row in found])
    else:
        output.print_line("Nobody was erased.")
