"""The tables of the lake as they are: names, rows, columns with what fills them.

Nothing is counted here: rows and sizes are in the manifest. See `table_stats` for the rest.
"""

from dataclasses import dataclass
from typing import Literal

from ampdesk.errors import NotFoundError
from ampdesk.lake import Snapshot
from ampdesk.schema import DERIVED_TABLES, FEEDS, Table, Type
from ampdesk.schema.transactions import OWN_COLUMN, WITH_OWN_COLUMNS

Chapter = Literal["Customer 360", "Feeds", "Custom tables"]
_DECLARED = {table.name.casefold(): table for table in (*DERIVED_TABLES, *FEEDS)}
_NUMBERS = frozenset({Type.INTEGER, Type.DECIMAL, Type.SUM, Type.FLOAT})
_MOMENTS = frozenset({Type.DATE, Type.DATETIME})
_WORDS = {"BIGINT": Type.INTEGER, "INTEGER": Type.INTEGER, "HUGEINT": Type.INTEGER,
          "DOUBLE": Type.FLOAT, "BOOLEAN": Type.BOOLEAN, "DATE": Type.DATE,
          "TIMESTAMP": Type.DATETIME}  # fmt: skip


@dataclass(frozen=True)
class ColumnFacts:
    """One column as declared: `tag` is the semantic tag that fills it, "" when none does."""

    name: str
    type: Type
    description: str = ""
    tag: str = ""
    is_key: bool = False
    is_personal: bool = False
    never_empty: bool = False

    @property
    def scale(self) -> Literal["words", "numbers", "moments"]:
        """How its values are looked at: counted, or laid on a line."""
        if self.type in _NUMBERS and not self.name.endswith("_id"):
            return "numbers"
        return "moments" if self.type in _MOMENTS else "words"


@dataclass(frozen=True)
class TableFacts:
    """One table: rows and bytes on disk; columns in their order."""

    name: str
    chapter: Chapter
    description: str
    grain: str
    rows: int
    bytes: int
    columns: tuple[ColumnFacts, ...]

    def column(self, name: str) -> ColumnFacts:
        """Return one column. Raises NotFoundError."""
        for one in self.columns:
            if one.name == name:
                return one
        raise NotFoundError("there is no such column", remedy="choose another", where=name)


def read_tables(snapshot: Snapshot) -> tuple[TableFacts, ...]:
    """Return every table of the lake: the customer 360, the feeds, then custom tables."""
    made = [_facts(name, snapshot) for name in snapshot.tables if not name.startswith("_")]
    order = {table.name: at for at, table in enumerate((*DERIVED_TABLES, *FEEDS))}
    chapters: dict[str, int] = {"Customer 360": 0, "Feeds": 1, "Custom tables": 2}
    return tuple(
        sorted(made, key=lambda one: (chapters[one.chapter], order.get(one.name, 999), one.name))
    )


def table_facts(snapshot: Snapshot, name: str) -> TableFacts:
    """Return one table, found without regard to case. Raises NotFoundError."""
    for one in snapshot.tables:
        if one.casefold() == name.casefold() and not one.startswith("_"):
            return _facts(one, snapshot)
    raise NotFoundError(
        f'there is no table "{name}"', remedy="build first, or see ampdesk status", where="tables"
    )


def _facts(name: str, snapshot: Snapshot) -> TableFacts:
    files = snapshot.tables[name]
    declared = _DECLARED.get(name.casefold())
    chapter: Chapter = "Custom tables"
    if declared is not None:
        chapter = "Feeds" if declared in FEEDS else "Customer 360"
    columns = [_column(declared, one.name, one.type) for one in files.columns]
    if declared is not None and declared.name == "Transaction_Attributes_Extended":
        have = {one.name for one in columns}
        columns += [_column(declared, one.name, one.type.sql) for one in declared.columns
                    if one.name not in have and not one.optional]  # fmt: skip
    said = declared.description if declared else "A table of your own, every column as filed"
    grain = declared.grain if declared else "one row per record and import"
    return TableFacts(name, chapter, said, grain, files.rows, files.bytes, tuple(columns))


def _column(table: Table | None, name: str, sql: str) -> ColumnFacts:
    from ampdesk.intake.tags import known_tag

    found = table.by_name.get(name) if table else None
    if found is None:
        bare = sql.split("(", maxsplit=1)[0]
        kind = Type.DECIMAL if bare == "DECIMAL" else _WORDS.get(bare, Type.STRING)
        if table is not None and table.name in WITH_OWN_COLUMNS:
            return ColumnFacts(name, kind, OWN_COLUMN, is_personal=kind is Type.STRING)
        said = f"Key {name.removeprefix('fk_')}" if name.startswith("fk_") else "As filed"
        return ColumnFacts(name, kind, said, known_tag(name) if table else "", is_personal=True)
    return ColumnFacts(
        name, found.type, found.description, found.tag or known_tag(name), found.key, found.pii,
        not found.nullable,
    )  # fmt: skip
