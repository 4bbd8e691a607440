"""Commands about segments: library, counts, insights, files."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ampdesk import api
from ampdesk.cli import opening, output, segment_library
from ampdesk.cli.options import AsJson, AsOf, BrandPath, Dialect, Today, brand_path, day_of


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
        ("templates", templates),
        ("versions", versions),
        ("restore", restore),
    ):
        group.command(name=name)(command)
    segment_library.register(group)
    app.add_typer(group, name="segment")


def _given(name: str | None, definition: Path | None) -> str | Path:
    if (name is None) == (definition is None):
        raise typer.BadParameter("give a saved segment's NAME or --definition FILE")
    return definition if definition is not None else str(name)


def _notes(opened: "api.Brand", given: str | Path, day: date | None) -> tuple[str, ...]:
    """Say on standard error what is not of the day; return it."""
    told = opened.segments.time_machine_notes(given, day) if day else ()
    for line in told:
        output.warn(line)
    return told


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
            ("name", "status", "version", "folder", "labels", "used in", "who"),
            [
                (one.name, one.status, one.version, one.folder, ", ".join(one.labels),
                 ", ".join(one.used_in), one.problem or one.sentence)
                for one in saved
            ],
        )  # fmt: skip


def show(
    brand: BrandPath,
    name: MaybeName = None,
    definition_file: DefinitionFile = None,
    members: Annotated[
        int | None, typer.Option("--members", min=1, help="Show so many members instead.")
    ] = None,
    columns: Annotated[str, typer.Option("--columns", help="As of export, with --members.")] = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Show a segment or draft: its sentence, its definition with --json, or its members."""
    given, day = _given(name, definition_file), day_of(as_of, "--as-of")
    if members is not None:
        _show_members(brand, given, members, columns, day, as_json=as_json, today=today)
        return
    if day is not None:
        raise typer.BadParameter("goes with --members", param_hint="--as-of")
    with output.speaking(as_json=as_json), opening.reading(brand, today) as opened:
        definition = opened.segments.definition(given)
        sentence = opened.segments.sentence(given)
    if as_json:
        output.print_json(definition)
    else:
        output.print_line(sentence)


def _show_members(
    brand: Path,
    given: str | Path,
    most: int,
    columns: str,
    day: date | None,
    *,
    as_json: bool,
    today: str | None,
) -> None:
    chosen = tuple(part.strip() for part in columns.split(",") if part.strip())
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.members(given, columns=chosen, limit=most, as_of=day)
        notes = _notes(opened, given, day)
    if as_json:
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        output.print_json({"members": rows, "total": found.total, **_dated(day, notes)})
    else:
        output.print_table(found.columns, found.rows)
        output.print_line(f"{len(found.rows):,} of {found.total:,} members")


def save(
    brand: BrandPath,
    name: Name,
    definition: Annotated[Path, typer.Option("--definition", metavar="FILE")],
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Check, save and activate a segment; an existing one gets a new version."""
    with output.speaking(as_json=as_json), api.Brand.open(brand_path(brand), today=today) as opened:
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
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Count the members of a segment."""
    given, day = _given(name, definition), day_of(as_of, "--as-of")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.count(given, as_of=day)
        notes = _notes(opened, given, day)
    if as_json:
        output.print_json({**output.plain(found), **_dated(day, notes)})
    else:
        output.print_line(f"{found.count:,} of {found.of:,}")


def insights(
    brand: BrandPath,
    name: MaybeName = None,
    definition: DefinitionFile = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Tell what a segment is worth: customers, activity, revenue, reach."""
    given, day = _given(name, definition), day_of(as_of, "--as-of")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.insights(given, as_of=day)
        notes = _notes(opened, given, day)
    if as_json:
        output.print_json({**output.plain(found), **_dated(day, notes)})
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
    household: Annotated[
        bool, typer.Option("--household", help="One row per household, its best customer.")
    ] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Write the members to a file, with a manifest beside it."""
    given, day = _given(name, definition), day_of(as_of, "--as-of")
    chosen = tuple(part.strip() for part in columns.split(",") if part.strip())
    if purpose not in {"platform", "spreadsheet"}:
        raise typer.BadParameter("choose platform or spreadsheet", param_hint="--for")
    with output.speaking(as_json=as_json), opening.reading_warned(brand, today) as opened:
        found = opened.segments.export(
            given, out, attributes=chosen, spreadsheet=purpose == "spreadsheet",
            household=household, as_of=day,
        )  # fmt: skip
        notes = _notes(opened, given, day)
    facts = {"file": out, "rows": found.rows, "manifest": found.manifest}
    if as_json:
        output.print_json({**facts, **_dated(day, notes)})
    else:
        what = "households" if household else "members"
        output.print_line(f"{found.rows:,} {what} written to {out} ({found.manifest.name})")


def _dated(day: date | None, notes: tuple[str, ...]) -> dict[str, object]:
    return {"as_of": day, "notes": notes} if day else {}


def templates(
    brand: BrandPath,
    name: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="Print this template's definition.")
    ] = None,
    option: Annotated[str, typer.Option("--option", help="Which way of the template.")] = "",
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """List the templates, or print one as a definition to save."""
    with output.speaking(as_json=as_json), opening.reading(brand, today) as opened:
        if name is not None:
            output.print_json(opened.segments.template(name, option))
            return
        found = opened.segments.templates()
    if as_json:
        output.print_json({"templates": found})
        return
    output.print_table(
        ("key", "segment", "options", "who"),
        [
            (one.key, one.title, ", ".join(each.key for each in one.options),
             one.sentence or f"needs {', '.join(one.missing)}")
            for one in found
        ],
    )  # fmt: skip


def versions(brand: BrandPath, name: Name, as_json: AsJson = False) -> None:
    """List the versions of a segment with what each changed."""
    with output.speaking(as_json=as_json), opening.reading(brand) as opened:
        found = opened.segments.versions(name)
    if as_json:
        output.print_json({"versions": found})
        return
    output.print_table(
        ("version", "saved", "by", "what changed"),
        [
            (one.version, one.saved_at, one.saved_by,
             "\n".join([one.note] * bool(one.note) + [each.words for each in one.changes]))
            for one in found
        ],
    )  # fmt: skip


def restore(
    brand: BrandPath,
    name: Name,
    version: Annotated[int, typer.Argument(metavar="VERSION", min=1)],
    as_json: AsJson = False,
) -> None:
    """Make an old version of a segment the active one again."""
    with output.speaking(as_json=as_json), api.Brand.open(brand_path(brand)) as opened:
        now = opened.segments.restore(name, version)
    if as_json:
        output.print_json({"segment": name, "version": now})
    else:
        output.print_line(f'"{name}": version {version} is back, as version {now}')


def sql(
    brand: BrandPath,
    name: MaybeName = None,
    definition: DefinitionFile = None,
    dialect: Annotated[Dialect, typer.Option("--dialect")] = Dialect.PRESTO,
    as_of: AsOf = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Print the statement of a segment; with --as-of its dates are those of that day."""
    given, day = _given(name, definition), day_of(as_of, "--as-of")
    with output.speaking(as_json=as_json), opening.reading(brand, today) as opened:
        text = opened.segments.sql(given, dialect.value, as_of=day)
    if as_json:
        output.print_json({"sql": text, "dialect": dialect.value})
    else:
        output.print_line(text)


def upload(
    brand: BrandPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The list's name.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its first column is matched.")],
    match: Annotated[Match, typer.Option("--match")] = Match.ID,
    unmatched: Annotated[
        Path | None,
        typer.Option("--unmatched", metavar="FILE", help="Write here what matches nobody."),
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Keep a file of ids, e-mails or phones as a list for segments."""
    with output.speaking(as_json=as_json), api.Brand.open(brand_path(brand), today=today) as opened:
        report = opened.segments.upload(name, file, match=match.value)
        if unmatched is not None:
            report.write_unmatched(unmatched)
    facts = {"rows": report.rows, "matched": report.matched, "customers": len(report.ids),
             "unmatched": len(report.unmatched)}  # fmt: skip
    if as_json:
        output.print_json(facts)
    else:
        output.print_line(
            f'"{name}": {report.matched:,} of {report.rows:,} values belong to '
            f"{len(report.ids):,} customers; {len(report.unmatched):,} match nobody"
        )
