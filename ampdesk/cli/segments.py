"""Commands about segments: library, counts, insights, files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ampdesk.api import Brand
from ampdesk.cli import opening, output
from ampdesk.cli.options import AsJson, BrandPath, Dialect, Today, brand_path


class Match(StrEnum):
    """What the first column of an upload holds."""

    ID = "id"
    EMAIL = "email"
    PHONE = "phone"


Name = Annotated[str, typer.Argument(metavar="NAME", help="A saved segment.")]
MaybeName = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="A saved segment; or give --definition.")
]
DefinitionFile = Annotated[
    Path | None,
    typer.Option("--definition", metavar="FILE", help="A definition as JSON (schema segment)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Segments: who is in, and what they are worth.", no_args_is_help=True)
    for name, command in (
        ("list", list_),
        ("show", show),
        ("save", save),
        ("count", count),
        ("insights", insights),
        ("export", export),
        ("sql", sql),
        ("upload", upload),
    ):
        group.command(name=name)(command)
    app.add_typer(group, name="segment")


def _given(name: str | None, definition: Path | None) -> str | Path:
    if (name is None) == (definition is None):
        raise typer.BadParameter("give a saved segment's NAME or --definition FILE")
    return definition if definition is not None else str(name)


def list_(brand: BrandPath, as_json: AsJson = False, today: Today = None) -> None:
    """List the saved segments."""
    with output.speaking(as_json=as_json), opening.reading(brand, today) as opened:
        saved = opened.segments.list()
    if as_json:
        output.print_json({"segments": saved})
        return
    if not saved:
        output.print_line("No segments yet. Save one: ampdesk segment save BRAND NAME --definition")
    else:
        output.print_table(
            ("name", "version", "folder", "labels", "used in", "who"),
            [
                (one.name, one.version, one.folder, ", ".join(one.labels),
                 ", ".join(one.used_in), one.sentence)
                for one in saved
            ],
        )  # fmt: skip


def show(brand: BrandPath, name: Name, as_json: AsJson = False, today: Today = None) -> None:
    """Show one segment: its sentence, and its definition with --json."""
    with output.speaking(as_json=as_json), opening.reading(brand, today) as opened:
        definition = opened.segments.definition(name)
        sentence = opened.segments.sentence(name)
    if as_json:
        output.print_json(definition)
    else:
        output.print_line(sentence)


def save(
    brand: BrandPath,
    name: Name,
    definition: Annotated[Path, typer.Option("--definition", metavar="FILE")],
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Check, save and activate a segment; an existing one gets a new version."""
    with output.speaking(as_json=as_json), Brand.open(brand_path(brand), today=today) as opened:
        version = opened.segments.save(definition, name=name)
        sentence = opened.segments.sentence(name)
    if as_json:
        output.print_json({"segment": name, "version": version})
    else:
        output.print_line(f'"{name}" is saved (version {version}): {sentence}')


def count(
    brand: BrandPath,
    name: MaybeName = None,
    definition: DefinitionFile = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Count the members of a segment."""
    given = _given(name, definition)
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.count(given)
    if as_json:
        output.print_json(found)
    else:
        output.print_line(f"{found.count:,} of {found.of:,}")


def insights(
    brand: BrandPath,
    name: MaybeName = None,
    definition: DefinitionFile = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Tell what a segment is worth: customers, activity, revenue, reach."""
    given = _given(name, definition)
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.insights(given)
    if as_json:
        output.print_json(found)
        return
    shown = output.plain(found)
    output.print_table(
        ("figure", "value"),
        [(key.replace("_", " "), value) for key, value in shown.items() if value is not None],
    )


def export(
    brand: BrandPath,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help=".csv, .tsv, .json, .parquet or .xlsx."),
    ],
    name: MaybeName = None,
    definition: DefinitionFile = None,
    columns: Annotated[
        str,
        typer.Option("--columns", help="Comma separated: city, Table.column, sha256:email."),
    ] = "",
    purpose: Annotated[str, typer.Option("--for", help="platform or spreadsheet.")] = "platform",
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Write the members to a file, with a manifest beside it."""
    given = _given(name, definition)
    chosen = tuple(part.strip() for part in columns.split(",") if part.strip())
    if purpose not in {"platform", "spreadsheet"}:
        raise typer.BadParameter("choose platform or spreadsheet", param_hint="--for")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.export(
            given, out, attributes=chosen, spreadsheet=purpose == "spreadsheet"
        )
    if as_json:
        output.print_json({"file": out, "rows": found.rows, "manifest": found.manifest})
    else:
        output.print_line(f"{found.rows:,} members written to {out} ({found.manifest.name})")


def sql(
    brand: BrandPath,
    name: MaybeName = None,
    definition: DefinitionFile = None,
    dialect: Annotated[Dialect, typer.Option("--dialect")] = Dialect.PRESTO,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Print the statement of a segment."""
    given = _given(name, definition)
    with output.speaking(as_json=as_json), opening.reading(brand, today) as opened:
        text = opened.segments.sql(given, dialect.value)
    if as_json:
        output.print_json({"sql": text, "dialect": dialect.value})
    else:
        output.print_line(text)


def upload(
    brand: BrandPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The list's name.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its first column is matched.")],
    match: Annotated[Match, typer.Option("--match")] = Match.ID,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Keep a file of ids, e-mails or phones as a list for segments."""
    with output.speaking(as_json=as_json), Brand.open(brand_path(brand), today=today) as opened:
        report = opened.segments.upload(name, file, match=match.value)
    facts = {"rows": report.rows, "matched": report.matched, "customers": len(report.ids),
             "unmatched": len(report.unmatched)}  # fmt: skip
    if as_json:
        output.print_json(facts)
    else:
        output.print_line(
            f'"{name}": {report.matched:,} of {report.rows:,} values belong to '
            f"{len(report.ids):,} customers; {len(report.unmatched):,} match nobody"
        )
