"""The "Why?" of the data: a source, an import, a table, a column; each re-asks what it tells."""

from collections.abc import Mapping, Sequence
from typing import Any

from ampdesk.api.receipt import Line, Receipt
from ampdesk.api.sources import STALE_DAYS, MergeOrder, SourceFacts
from ampdesk.api.table_stats import ColumnStats
from ampdesk.api.tables import ColumnFacts, TableFacts


def source_receipt(
    facts: SourceFacts, imports: Sequence[Mapping[str, Any]], policy: Sequence[MergeOrder]
) -> Receipt:
    """Explain a source: which imports its rows are of, how fresh it is, where it is believed."""
    live = [row for row in imports if row["state"] == "live"]
    lines = [
        Line(
            f"import {row['import_id']}, {row['file']}",
            f"{row['loaded']:,} rows",
            f"{row['rejected']:,} rejected, {str(row['imported_at'])[:10]}",
            "live" if row["state"] == "live" else "undone",
        )
        for row in imports
    ]
    general = next((one for one in policy if one.group == "general"), None)
    if general and facts.has_profiles and facts.name in general.sources:
        place = general.sources.index(facts.name)
        ranked = f"place {place + 1}" if place < general.ranked else "shares the last place"
        lines.append(Line("believed in merging", ranked, "where two records are equally full"))
    newest = f"{facts.newest:%Y-%m-%d}" if facts.newest else "none with a date"
    return Receipt(
        title=f"Source {facts.name}",
        sentence=f"{facts.rows:,} rows of {len(live)} live imports; newest record: {newest}.",
        lines=tuple(lines),
        definition="A source is one shop, till, newsletter or list. Of each order and each record"
        " the newest live import counts, so overlapping files double nothing. It is called old"
        f" when no file came for more than {STALE_DAYS} days.",
        as_of=str(facts.imported_at or "")[:10],
        sources=("imports",),
    )


def import_receipt(row: Mapping[str, Any], tables: Mapping[str, int]) -> Receipt:
    """Explain an import: every record of the file, and what became of it."""
    lines = [
        Line("rows in the file", f"{row['rows']:,}"),
        Line("loaded", f"{row['loaded']:,}"),
        Line("rejected", f"{row['rejected']:,}", str(row["rejects_file"] or "")),
        Line("skipped", f"{row['skipped']:,}"),
        *(Line(f"rows for {name}", f"{count:,}") for name, count in tables.items()),
        *(Line("noticed", str(said)) for said in row["warnings"] or ()),
    ]
    state = "Its rows count." if row["state"] == "live" else "It was undone: its rows do not count."
    return Receipt(
        title=f"Import {row['import_id']}: {row['file']}",
        sentence=f"{row['loaded']:,} of {row['rows']:,} rows came in. {state}",
        lines=tuple(lines),
        definition="Rows in the file = loaded + rejected + skipped. One row may make several: an"
        " order line, the order, the person. Rejected rows could not be read and lie in the"
        " rejects file; skipped ones are not wanted, such as test orders.",
        as_of=str(row["imported_at"])[:10],
        sources=("imports", *tables),
    )


def table_receipt(facts: TableFacts, made_of: Sequence[str]) -> Receipt:
    """Explain a table: what a row is, its keys, and the tables it is made of."""
    keys = ", ".join(one.name for one in facts.columns if one.is_key)
    lines = [Line("rows", f"{facts.rows:,}"), Line("columns", f"{len(facts.columns)}")]
    if keys:
        lines.append(Line("key", keys, "no two rows share it"))
    lines += [Line("made of", name) for name in made_of]
    return Receipt(
        title=facts.name,
        sentence=f"{facts.description}. {facts.grain[:1].upper()}{facts.grain[1:]}.",
        lines=tuple(lines),
        definition="A build makes tables from the imports; nothing is edited in them.",
        sources=(facts.name,),
    )


def column_receipt(table: TableFacts, one: ColumnFacts, found: ColumnStats | None) -> Receipt:
    """Explain a column: what it holds, what fills it, how full it is."""
    lines = [Line("type", str(one.type))]
    if one.tag:
        lines.append(Line("semantic tag", one.tag, "columns of files with this tag fill it"))
    if one.is_personal:
        lines.append(Line("personal data", "yes", "erased with the person, hidden by Mask"))
    if found is not None and table.rows:
        share = f"{found.filled / table.rows:.1%}"
        lines.append(Line("filled", f"{found.filled:,}", f"{share} of {table.rows:,} rows"))
        lines.append(Line("different values", f"{found.distinct:,}"))
    return Receipt(
        title=f"{table.name}.{one.name}",
        sentence=one.description or f"A column of {table.name}.",
        lines=tuple(lines),
        definition="Filled counts the rows with a value; an empty text is a value, no value is"
        " none. Different values are exact up to 50,000 rows, about 2 % off above.",
        sources=(table.name,),
    )
