"""Columns that no cell reads: kept as custom ones, by their own name; private ones are not kept."""

import json
from collections.abc import Collection

from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import Built, Job, Options
from ampdesk.intake.custom_types import types_of
from ampdesk.intake.filerow import FileRow
from ampdesk.intake.formats.spec import Custom, Format, Orders
from ampdesk.intake.headers import normalise

_PRIVATE = frozenset("last4 fingerprint pan password token ip latitude longitude".split())  # noqa: SIM905
COLUMNS = "columns"
"""Where `Built.custom_columns` lists those that are kept as JSON in `custom`."""
NOTES = "notes"
"""Where it lists the figures that importing adds to that JSON; the file has no such columns."""
_PRIVATE_PAIRS = (
    ("card", "number"), ("pan", "suffix"), ("card", "last"), ("password", "hash"),
    ("session", "hash"),
)  # fmt: skip


def is_private(header: str) -> bool:
    """Tell whether a column must not be kept (import_formats.md 1, Privacy)."""
    words = set(normalise(header).split())
    return bool(_PRIVATE & words) or any(set(pair) <= words for pair in _PRIVATE_PAIRS)


def custom_headers(
    form: Format, row: FileRow, options: Options, built: Built
) -> tuple[tuple[str, str], ...]:
    """Header and staged column of the columns that no cell reads, those with values."""
    read = {normalise(name) for name in form.names()} | {normalise(name) for name in options.drop}
    private: list[str] = []
    kept: list[tuple[str, str]] = []
    for header, column in row.headers():
        if not row.filled(column):
            continue
        if is_private(header):
            private.append(header)
        elif normalise(header) not in read or row.column_of(header) != column:
            kept.append((header, column))
            built.custom_columns.setdefault(COLUMNS, []).append({"name": header})
    if private:
        built.warnings.append(f"not kept, for privacy: {', '.join(private)}")
    return tuple(kept)


def custom_json(row: FileRow, kept: Collection[tuple[str, str]]) -> exp.Expr:
    """JSON object of these columns, those with values; NULL when there is none."""
    special = row.special({column for _, column in kept})
    parts = [_member(header, column, quote=column in special) for header, column in kept]
    if not parts:
        return exp.null()
    joined = duck.call("nullif", duck.call("concat_ws", ",", *parts), "")
    return exp.DPipe(
        this=exp.DPipe(this=duck.text("{"), expression=joined), expression=duck.text("}")
    )


def describe_columns(job: Job, feed: Orders, built: Built) -> None:
    """Note type, number of values and level of the custom columns of order lines.

    Those of an order stand once per order: all of a file with one row per order, and those that
    the format tells from a line's; any other belongs to its line.
    """
    noted: list[dict[str, str | int]] = []
    for one in types_of(job.connection, job.kept, job.custom_headers):
        level = "order" if feed.is_of_order(normalise(one.header)) else "line"
        noted.append({"name": one.header, "level": level, "type": one.kind, "filled": one.filled})
    if noted:
        built.custom_columns[COLUMNS] = noted


_NOTES = {
    "order_discount_filed": "order",
    "shipping_discount": "order",
    "order_duties": "order",
    "item_quantity_filed": "line",
}


def describe_notes(job: Job, built: Built) -> None:
    """Note the figures of the file that the amounts rules keep beside the custom columns."""
    counts = [
        exp.Sum(
            this=exp.cast(duck.call("contains", duck.column("order_notes"), f'"{name}"'), "INT")
        )
        for name, level in _NOTES.items()
        if level == "order"
    ]
    found = duck.run(job.connection, exp.select(*counts).from_("orders"))[0]
    weighed = duck.call("count_if", duck.column("quantity").neq(
        duck.call("round", duck.column("quantity"))))  # fmt: skip
    pieces = duck.scalar(job.connection, exp.select(weighed).from_("priced"))
    noted: list[dict[str, str | int]] = [
        {"name": name, "level": level, "type": "number" if level == "line" else "amount",
         "filled": int(count)}
        for (name, level), count in zip(_NOTES.items(), (*found, pieces), strict=True)
        if count
    ]  # fmt: skip
    if noted:
        built.custom_columns[NOTES] = noted


def _member(header: str, column: str, *, quote: bool) -> exp.Expr:
    """`"header":"value"` of a JSON object, NULL where there is no value."""
    value = duck.column(column)
    name = json.dumps(header, ensure_ascii=False)
    if quote:
        text = duck.call("concat", f"{name}:", duck.call("to_json", value))
    else:  # nothing to escape in the whole column: four times as fast
        text = duck.call("concat", f'{name}:"', value, '"')
    return exp.Case().when(exp.not_(value.copy().is_(exp.null())), text)


def custom_table(job: Job, feed: Custom, built: Built) -> None:
    """All columns as text, under names that any SQL takes."""
    names: dict[str, str] = {}
    columns: list[exp.Expr] = []
    for header, column in job.row.headers():
        if is_private(header):
            continue
        name = normalise(header).replace(" ", "_") or column
        while name in names or name in {"import_id", "row_number", "source"}:
            name += "_"
        names[name] = header
        columns.append(duck.column(column).as_(name, quoted=True))
    table = "custom_" + (normalise(feed.table or job.source).replace(" ", "_") or "table")
    query = exp.select(duck.column("_row"), *columns).from_(duck.table(job.kept))
    duck.create(job.connection, "feed_custom", query, kind="VIEW")
    built.relations.append((table, "feed_custom"))
    built.custom_columns = {table: [{"name": name, "header": names[name]} for name in names]}
