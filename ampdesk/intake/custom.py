"""Columns that no cell reads: kept as custom ones, by their own name; private ones are not kept."""

import json

from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import Built, Job, Options
from ampdesk.intake.filerow import FileRow
from ampdesk.intake.formats.spec import Custom, Format
from ampdesk.intake.headers import normalise

_PRIVATE = frozenset("last4 fingerprint pan password token ip latitude longitude".split())  # noqa: SIM905
_PRIVATE_PAIRS = (
    ("card", "number"), ("pan", "suffix"), ("card", "last"), ("password", "hash"),
    ("session", "hash"),
)  # fmt: skip


def is_private(header: str) -> bool:
    """Tell whether a column must not be kept (import_formats.md 1, Privacy)."""
    words = set(normalise(header).split())
    return bool(_PRIVATE & words) or any(set(pair) <= words for pair in _PRIVATE_PAIRS)


def custom_json(form: Format, row: FileRow, options: Options, built: Built) -> exp.Expr:
    """JSON object of the columns that no cell reads, those with values; NULL when there is none."""
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
            built.custom_columns.setdefault("columns", []).append({"name": header})
    special = row.special({column for _, column in kept})
    parts = [_member(header, column, quote=column in special) for header, column in kept]
    if private:
        built.warnings.append(f"not kept, for privacy: {', '.join(private)}")
    if not parts:
        return exp.null()
    joined = duck.call("nullif", duck.call("concat_ws", ",", *parts), "")
    return exp.DPipe(
        this=exp.DPipe(this=duck.text("{"), expression=joined), expression=duck.text("}")
    )


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
