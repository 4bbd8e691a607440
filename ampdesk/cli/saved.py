"""Commands about saved definitions, and the shapes they have."""

from pathlib import Path
from typing import Annotated

import typer

from ampdesk import api
from ampdesk.cli import output
from ampdesk.cli.options import AsJson, BrandPath, brand_path


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    definitions = typer.Typer(help="Saved definitions as files.", no_args_is_help=True)
    definitions.command(name="export")(export)
    definitions.command(name="import")(import_)
    app.add_typer(definitions, name="definitions")
    app.command(name="schema")(schema)


def export(
    brand: BrandPath,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    as_json: AsJson = False,
) -> None:
    """Write every saved definition as a JSON file, in a stable order."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        files = opened.export_definitions(folder)
    if as_json:
        output.print_json({"files": files})
    else:
        output.print_line(f"{len(files)} definitions written to {folder}")


def import_(
    brand: BrandPath,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    as_json: AsJson = False,
) -> None:
    """Read definitions from JSON files; changed ones become new versions."""
    with output.speaking(as_json=as_json), api.Brand.open(brand_path(brand)) as opened:
        saved = opened.import_definitions(folder)
    if as_json:
        output.print_json({"saved": saved})
    else:
        output.print_line(f"{len(saved)} definitions saved")


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="list, mapping or segment.")],
    as_json: AsJson = False,
) -> None:
    """Print the JSON Schema of a kind of definition."""
    with output.speaking(as_json=as_json):
        found = api.schema_of(kind)
    output.print_json(found)
