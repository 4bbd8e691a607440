"""Commands that bring data in and derive what follows from it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ampdesk import api
from ampdesk.cli import output
from ampdesk.cli.options import AsJson, BrandPath, Today, brand_path

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files or folders.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (init, demo, import_, imports, undo, stitch, build, status, settings):
        app.command(name=command.__name__.rstrip("_"))(command)


def init(brand: BrandPath, as_json: AsJson = False) -> None:
    """Make an empty brand."""
    with output.speaking(as_json=as_json), api.Brand.create(brand_path(brand)) as made:
        if as_json:
            output.print_json({"brand": made.path})
        else:
            output.print_line(f"{made.path.name} is ready. Next: ampdesk import {brand} FILE…")


def demo(
    brand: BrandPath,
    customers: Annotated[
        int, typer.Option("--customers", min=1, max=2_000_000, help="How many customers.")
    ] = 20_000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another brand.")] = 1,
    exports: Annotated[
        Path | None,
        typer.Option("--exports", metavar="FOLDER", help="Keep the export files in this folder."),
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Make the sample brand: write its exports, import and build them. Deterministic."""
    with (
        output.speaking(as_json=as_json),
        output.progress_bar("Making the sample brand", quiet=as_json) as show,
        api.Brand.demo(
            brand_path(brand),
            customers=customers,
            seed=seed,
            exports=exports,
            today=today,
            progress=show,
        ) as made,
    ):
        facts = made.status()
    if as_json:
        output.print_json({"brand": made.path, **facts.as_dict()})
        return
    output.print_line(f"{made.path.name} holds the sample brand.")
    _print_status(facts.as_dict())


def import_(  # the options of the command line are fixed
    brand: BrandPath,
    files: Files,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Name of the source.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--as", metavar="KIND", help="What the files hold.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="A column mapping (JSON).")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")
    ] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Import files. Leaves with 3 when some records were rejected."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), today=today, read_only=dry_run) as opened,
        output.progress_bar("Importing", quiet=as_json) as show,
    ):
        results = opened.import_files(
            files, source=source, kind=kind, mapping=mapping, dry_run=dry_run, progress=show
        )
    rejected = sum(result.rejected for result in results)
    if as_json:
        output.print_json({"files": [_file_object(result) for result in results]})
    else:
        heads = ("file", "format", "kind", "source", "rows", "loaded", "rejected", "skipped")
        output.print_table(heads, [[getattr(one, head) for head in heads] for one in results])
        for result in results:
            for warning in result.warnings:
                output.print_line(f"{result.file}: {warning}")
            if result.rejects_file:
                output.print_line(f"{result.file}: rejected records are in {result.rejects_file}")
        if dry_run:
            output.print_line("Dry run: nothing was changed.")
        else:
            output.print_line(f"Next: ampdesk build {brand}")
    raise typer.Exit(output.REJECTS if rejected else output.DONE)


def _file_object(result: Any) -> dict[str, Any]:
    names = (
        "file", "kind", "source", "rows", "loaded", "rejected", "skipped", "rejects_file",
        "warnings",
    )  # fmt: skip
    return {name: getattr(result, name) for name in names}


def imports(brand: BrandPath, as_json: AsJson = False) -> None:
    """List what was imported."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=True) as opened,
    ):
        found = opened.imports()
    if as_json:
        output.print_json({"imports": found})
        return
    if not found:
        output.print_line(f"Nothing was imported yet. Start: ampdesk import {brand} FILE…")
        return
    heads = ("import_id", "file", "format", "kind", "source", "loaded", "rejected", "state",
             "imported_at")  # fmt: skip
    output.print_table(heads, [[str(row[h]) if h == "import_id" else row[h] for h in heads]
                               for row in found])  # fmt: skip


def undo(
    brand: BrandPath,
    import_id: Annotated[int, typer.Argument(metavar="IMPORT", help="Number of the import.")],
    as_json: AsJson = False,
) -> None:
    """Take one import back; later ones stand."""
    with output.speaking(as_json=as_json), api.Brand.open(brand_path(brand)) as opened:
        result = opened.undo(import_id)
    if as_json:
        output.print_json(result)
    else:
        output.print_line(
            f"Import {import_id} ({result['file']}) is taken back: {result['rows']:,} rows left. "
            f"Next: ampdesk build {brand}"
        )


def stitch(brand: BrandPath, as_json: AsJson = False, today: Today = None) -> None:
    """Find out which records are one person."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), today=today) as opened,
        output.progress_bar("Stitching", quiet=as_json) as show,
    ):
        result = opened.stitch(progress=show)
    if as_json:
        output.print_json(result)
        return
    output.print_line(
        f"{result['records']:,} records are {result['ids']:,} people "
        f"(deduplication {result['deduplication_rate']:.1f} %, {result['seconds']:.1f} s)."
    )
    changes = ", ".join(f"{count:,} {name}" for name, count in result["changes"].items())
    output.print_line(f"Ids: {changes}.")


def build(
    brand: BrandPath,
    full: Annotated[bool, typer.Option("--full", help="Derive everything anew.")] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Derive everything: identities, profiles, roll-ups, RFM."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), today=today) as opened,
        output.progress_bar("Building", quiet=as_json) as show,
    ):
        result = opened.build(full=full, progress=show)
    if as_json:
        output.print_json(result)
        return
    how = "only what changed" if result.incremental else "everything"
    output.print_line(f"Built {how} in {result.seconds:.1f} s.")
    output.print_table(("table", "rows"), sorted(result.tables.items()))


def status(brand: BrandPath, as_json: AsJson = False, today: Today = None) -> None:
    """Show rows per table, last jobs, freshness, sizes and warnings."""
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), today=today, read_only=True) as opened,
    ):
        facts = opened.status().as_dict()
    if as_json:
        output.print_json(facts)
    else:
        _print_status(facts)


def _print_status(facts: dict[str, Any]) -> None:
    output.print_table(("table", "rows"), facts["tables"].items())
    fresh = "fresh" if facts["fresh"] else "not fresh: run ampdesk build"
    output.print_line(f"Built on {facts['built_on'] or 'no day yet'}; {fresh}.")
    output.print_table(("file", "bytes"), facts["sizes"].items())
    if facts["jobs"]:
        heads = ("kind", "state", "started_at", "message")
        output.print_table(heads, [[job[head] for head in heads] for job in facts["jobs"]])
    for warning in facts["warnings"]:
        output.print_line(f"Warning: {warning}")


def settings(
    brand: BrandPath,
    changes: Annotated[
        list[str] | None, typer.Argument(metavar="KEY[=VALUE]…", help="Show or set these.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change the brand's settings."""
    wanted = [part.partition("=") for part in changes or ()]
    writes = {key: value for key, sign, value in wanted if sign}
    with (
        output.speaking(as_json=as_json),
        api.Brand.open(brand_path(brand), read_only=not writes) as opened,
    ):
        if writes:
            opened.settings.replace(writes)
        shown = opened.settings.all()
        for key, _, _ in wanted:
            opened.settings.get(key)
    keys = [key for key, _, _ in wanted] or list(shown)
    if as_json:
        output.print_json({key: shown[key] for key in keys})
    else:
        output.print_table(("setting", "value"), [(key, str(shown[key])) for key in keys])
