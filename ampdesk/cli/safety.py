"""Commands that keep a brand safe: backup, restore, check, and what this machine is."""

from pathlib import Path
from typing import Annotated

import typer

from ampdesk import api
from ampdesk.cli import output
from ampdesk.cli.options import AsJson, BrandPath, brand_path


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (backup, restore, check, doctor):
        app.command(name=command.__name__)(command)


def backup(
    brand: BrandPath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    as_json: AsJson = False,
) -> None:
    """Copy the brand file while it is open, and prove the copy by restoring it."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
        output.progress_bar("Backing up", quiet=as_json) as show,
    ):
        result = opened.backup(file, progress=show)
    if as_json:
        output.print_json(result)
    else:
        output.print_line(
            f"{result['bytes']:,} bytes in {result['file']}; restored once, checked and counted."
        )


def restore(
    brand: BrandPath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace BRAND; what it held is kept beside it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a backup's content to BRAND."""
    with (
        output.speaking(as_json=as_json),
        output.progress_bar("Restoring", quiet=as_json) as show,
    ):
        result = api.Brand.restore(brand_path(brand), file, force=force, progress=show)
    if as_json:
        output.print_json(result)
        return
    output.print_line(f"{result['brand']} holds what {file} holds.")
    if result["kept"]:
        output.print_line(f"What it held before is in {result['kept']}.")


def check(
    brand: BrandPath,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended without losing anything.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check integrity, references and the freshness of the lake. Leaves with 1 on problems."""
    with output.speaking(as_json=as_json):
        result = api.Brand.check(brand_path(brand), repair=repair)
    if as_json:
        output.print_json(result)
    else:
        for line in result["checked"]:
            output.print_line(line)
        for problem in result["problems"]:
            output.print_line(f"Problem: {problem}")
        for mended in result["repaired"]:
            output.print_line(f"Mended: {mended}")
        output.print_line("All is well." if result["ok"] else "Not all is well.")
    raise typer.Exit(output.DONE if result["ok"] else output.REFUSED)


def doctor(as_json: AsJson = False) -> None:
    """Show what this machine and this installation are."""
    with output.speaking(as_json=as_json):
        facts = api.doctor_facts()
    if as_json:
        output.print_json({"facts": facts})
    else:
        heads = ("name", "value", "advice")
        output.print_table(heads, [[fact[head] for head in heads] for fact in facts])
