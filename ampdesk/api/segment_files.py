"""Members of a segment as a file, with chosen attributes, and the manifest beside it.

One row per member; the first column is the activation id. The manifest holds the definition, its
version, rows, time and checksum: what went where can be told later.
"""

import csv
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlglot import exp

from ampdesk.api.errors import OutputError
from ampdesk.api.whole_file import whole_file
from ampdesk.engine import Engine
from ampdesk.errors import DefinitionError
from ampdesk.lists import Purpose, write_table
from ampdesk.queries.output import as_json, as_text, rows_of
from ampdesk.segments import Catalog, Compiler, SqlSegment, VisualSegment
from ampdesk.segments.catalog import ATTRIBUTES, CUSTOMER_360, DEFAULT_ID, MERGED, TAE
from ampdesk.segments.definition import inside
from ampdesk.segments.lines import column, table
from ampdesk.stitch.statement import select

OnRows = Callable[[int], None] | None
FORMS = (".csv", ".tsv", ".json", ".parquet", ".xlsx")
_HASH = "sha256:"
_TEXTS = frozenset({"amperity_id", "phone", "postal", "loyalty_id"})


@dataclass(frozen=True)
class Attribute:
    """A column that is exported; hashed as SHA-256 of the trimmed lower-case text."""

    table: str
    column: str
    is_hashed: bool = False

    @property
    def name(self) -> str:
        """Its heading in the file."""
        return f"{self.column}_sha256" if self.is_hashed else self.column


@dataclass(frozen=True)
class Exported:
    """What was written: `rows` members, or households, to `file`."""

    file: Path
    rows: int
    columns: tuple[str, ...]

    @property
    def manifest(self) -> Path:
        """The manifest's file."""
        return self.file.with_name(f"{self.file.name}.manifest.json")


def read_attributes(texts: tuple[str, ...], catalog: Catalog) -> tuple[Attribute, ...]:
    """Read ``city``, ``Merged_Customers.city`` or ``sha256:email``.

    A bare name is looked up in the tables with one row per customer. Raises DefinitionError.
    """
    found = []
    for text in texts:
        with inside("columns"):
            found.append(_attribute(text.strip(), catalog))
    return tuple(found)


def _attribute(text: str, catalog: Catalog) -> Attribute:
    hashed, name = text.startswith(_HASH), text.removeprefix(_HASH)
    source, dot, bare = name.rpartition(".")
    if dot:
        chosen = catalog.table(source)
        if not chosen.is_unique:
            raise DefinitionError(
                f"{chosen.name} has many rows for a customer",
                remedy="choose a column of a table with one row per customer",
            )
        return Attribute(chosen.name, chosen.column(bare)[0], hashed)
    for known in (MERGED, ATTRIBUTES, TAE, CUSTOMER_360):
        if known in catalog.tables and name in catalog.tables[known].columns:
            return Attribute(known, name, hashed)
    raise DefinitionError(f'no table has the column "{name}"', remedy="write it as Table.column")


_HOUSEHOLDS = """
SELECT amperity_id, household_id, household_members FROM (
  SELECT m.amperity_id, h.household_id,
    COUNT(*) OVER (PARTITION BY COALESCE(h.household_id, m.amperity_id)) AS household_members,
    ROW_NUMBER() OVER (PARTITION BY COALESCE(h.household_id, m.amperity_id)
      ORDER BY t.lifetime_order_revenue DESC NULLS LAST, m.amperity_id) AS place
  FROM members AS m
  LEFT JOIN Merged_Households AS h ON m.amperity_id = h.amperity_id
  LEFT JOIN Transaction_Attributes_Extended AS t ON m.amperity_id = t.amperity_id
) AS x WHERE place = 1
"""
"""One member per household; who has no household stands for himself."""


def compile_export(
    compiler: Compiler,
    segment: VisualSegment | SqlSegment,
    attributes: tuple[Attribute, ...],
    *,
    household: bool = False,
) -> exp.Select:
    """Build the SELECT of members with their attributes, ordered by id."""
    key = segment.activation_id
    if (attributes or household) and key != DEFAULT_ID:
        what = "attributes belong to" if attributes else "households are made of"
        raise DefinitionError(f"{what} customers, not {key}", remedy="export the ids alone")
    members: exp.Query = compiler.segment(segment)
    if household:
        members = select(_HOUSEHOLDS, tables={"members": members})
    made = exp.select(column(key, "m")).from_(members.subquery("m"))
    if household:
        made = made.select(column("household_id", "m"), column("household_members", "m"))
    names = {one.table: f"t{place}" for place, one in enumerate(attributes)}
    for source, alias in names.items():
        on = column(DEFAULT_ID, alias).eq(column(DEFAULT_ID, "m"))
        made = made.join(table(source, alias), on=on, join_type="left")
    for one in attributes:
        value: exp.Expr = column(one.column, names[one.table])
        if one.is_hashed:
            text = exp.Lower(this=exp.Trim(this=exp.cast(value, "VARCHAR")))
            value = exp.SHA2(this=text, length=exp.Literal.number(256))
        made = made.select(exp.alias_(value, one.name, quoted=True))
    return made.order_by(column(key, "m"))


def write_members(
    engine: Engine, query: exp.Select, out: Path, *, spreadsheet: bool, on_rows: OnRows = None
) -> int:
    """Stream the rows into a file of the ending's form; whole or not at all."""
    form = out.suffix.lower()
    if form not in FORMS:
        raise OutputError(
            f'cannot write a "{form or out.name}" file',
            remedy=f"let the name end in {', '.join(FORMS)}", where=out.name,
        )  # fmt: skip
    names = [one.alias_or_name for one in query.expressions]
    if form in {".csv", ".xlsx"}:
        purpose = Purpose.SPREADSHEET if spreadsheet or form == ".xlsx" else Purpose.PLATFORM
        texts = _TEXTS & set(names)
        return write_table(engine.run(query), names, out, purpose, as_text=texts, on_rows=on_rows)
    with whole_file(out) as partial:
        if form == ".parquet":
            return engine.write(query, partial)
        write = _write_tsv if form == ".tsv" else _write_json
        return write(engine, query, names, partial, on_rows)


def _write_tsv(
    engine: Engine, query: exp.Select, names: list[str], partial: Path, on_rows: OnRows
) -> int:
    rows = 0
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(names)
        for batch in engine.run(query):
            writer.writerows([as_text(value) for value in row] for row in rows_of(batch))
            rows += batch.num_rows
            if on_rows:
                on_rows(rows)
    return rows


def _write_json(
    engine: Engine, query: exp.Select, names: list[str], partial: Path, on_rows: OnRows
) -> int:
    rows = 0
    with partial.open("w", encoding="utf-8") as file:
        file.write("[")
        for batch in engine.run(query):
            for row in rows_of(batch):
                made = dict(zip(names, map(as_json, row), strict=True))
                file.write(("," if rows else "") + "\n" + json.dumps(made, ensure_ascii=False))
                rows += 1
            if on_rows:
                on_rows(rows)
        file.write("\n]\n")
    return rows


def write_manifest(
    exported: Exported,
    definition: dict[str, Any],
    *,
    version: int | None,
    written_at: datetime,
    built_on: date | None,
    as_of: date | None = None,
    notes: tuple[str, ...] = (),
    per: str = DEFAULT_ID,
) -> None:
    """Write the manifest; a definition that is not saved has no version.

    `per` says what a row is; `notes` what is not of the day `as_of`.
    """
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
    with exported.file.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    body = {
        "segment": definition["name"],
        "version": version,
        "definition": definition,
        "definition_hash": hashlib.sha256(text.encode()).hexdigest(),
        "file": exported.file.name,
        "rows": exported.rows,
        "row_per": per,
        "columns": list(exported.columns),
        "sha256": checksum,
        "written_at": f"{written_at:%Y-%m-%d %H:%M:%S}",
        "built_on": built_on.isoformat() if built_on else None,
        "as_of": as_of.isoformat() if as_of else None,
        "notes": list(notes),
    }
    with whole_file(exported.manifest) as partial:
        partial.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
