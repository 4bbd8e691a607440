"""A closer look at a planned file: what each column becomes, and which cells do not fit.

The same reading as the import's, over the whole of a short file or the head of a long one, so that
what is shown is what would happen. Nothing is written.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import duckdb
from sqlglot import exp

from ampdesk.intake import duck, suggest
from ampdesk.intake.ahead import of_the_whole
from ampdesk.intake.build import build
from ampdesk.intake.built import Built, Options
from ampdesk.intake.custom import is_private
from ampdesk.intake.errors import IntakeError
from ampdesk.intake.filerow import Answers, FileRow
from ampdesk.intake.formats.cells import Cell, Columns, Formula, Moment, Phone, Postal, Words
from ampdesk.intake.formats.spec import Custom, Feed, Format, Orders, Profiles, Rows
from ampdesk.intake.formats.tag_tables import LINE_TAGS, ORDER_TAGS
from ampdesk.intake.headers import normalise
from ampdesk.intake.plan import FilePlan, head_of
from ampdesk.intake.questions import Question
from ampdesk.intake.reading import Staged, open_workspace, stage

Use = Literal["tag", "format", "custom", "dropped", "private"]
Fate = Literal["rejected", "skipped", "empty", "odd"]
ROWS = 10
EXAMPLES = 3
_REASONS = {
    "amount": "not an amount", "number": "not a number", "whole": "not a whole number",
    "moment": "not a date", "day": "not a date", "email": "not an e-mail address",
    "flag": "neither yes nor no", "key": "ruined by a spreadsheet: it is left empty",
    "phone": "not a phone number",
}  # fmt: skip
_FITS: Mapping[str, Callable[[str], bool]] = {
    "phone": suggest.is_phone, "email": suggest.is_email,
}  # fmt: skip
_CANONICAL = {
    **{canonical: tag for tag, (canonical, _) in reversed(list(LINE_TAGS.items()))},
    **{canonical: tag for tag, (canonical, _) in reversed(list(ORDER_TAGS.items()))},
    "kind": "is_return", "state": "order_status",
}  # fmt: skip


@dataclass(frozen=True)
class ColumnUse:
    """One column: a tag, read by the format in its own way, kept as custom, or not kept.

    `confidence` is 1 where the format or a person says so; `filled` is the share of the shown
    rows with a value; `rivals` are columns that could have had the tag as well.
    """

    header: str
    use: Use
    tag: str = ""
    confidence: float = 1.0
    filled: float = 0.0
    examples: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellProblem:
    """A cell of the first rows (`row` from 0) that does not fit.

    `fate`: the record is "rejected" or "skipped", or only this value is left "empty", or kept as
    filed though it is "odd". Without a header the whole record is meant.
    """

    row: int
    header: str
    reason: str
    fate: Fate


@dataclass(frozen=True)
class Counts:
    """What an import would do, in records of the file."""

    rows: int
    loaded: int
    rejected: int
    skipped: Mapping[str, int]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """What was seen; `counts` is None for a long file, an open question, or an unknown file."""

    columns: tuple[ColumnUse, ...]
    problems: tuple[CellProblem, ...] = ()
    questions: tuple[Question, ...] = ()
    counts: Counts | None = None


def columns_of(plan: FilePlan) -> tuple[ColumnUse, ...]:
    """Return what each column of a plan becomes, from its format, mapping and content."""
    read = dict(_reads(plan.format.for_headers(plan.headers))) if plan.format else {}
    told, dropped = plan.rulings.tagged, plan.rulings.dropped
    guesses = {one.column: one for one in suggest.suggest(plan.headers, plan.preview)}
    joined = {one: tag for tag, many in plan.rulings.tags.items() for one in many}
    echoes = {normalise(one) for one in plan.format.drop} if plan.format else set()
    custom = bool(plan.format and any(isinstance(feed, Custom) for feed in plan.format.feeds))
    seen: set[str] = set()
    made = []
    for at, header in enumerate(plan.headers):
        key = normalise(header)
        again, guess = key in seen, guesses.get(header)
        seen.add(key)
        use, tag, sure, rivals = _use(
            None if again else read.get(key),
            told[header].tag if header in told else joined.get(header, ""),
            guess,
            generic=plan.format is None or not plan.format.feeds or _is_generic(plan.format),
        )
        if header in dropped or (key in echoes and use == "custom"):
            use, tag = "dropped", ""
        elif custom:
            use, tag = "custom", ""
        if use == "custom" and is_private(header):
            use = "private"
        values = [row[at] for row in plan.preview if at < len(row)]
        filled = [value for value in values if value and value.strip()]
        made.append(
            ColumnUse(
                header, use, tag, sure if use == "tag" else 1.0,
                len(filled) / len(values) if values else 0.0,
                tuple(dict.fromkeys(filled))[:EXAMPLES], rivals if use == "tag" else (),
            )
        )  # fmt: skip
    return tuple(made)


def look(plan: FilePlan, settings: Callable[[], tuple[Answers, Options]]) -> Look:
    """Read a file as the import would, and say what does not fit in its first rows.

    `settings` is asked only when the file is known. Never raises for what the file holds.
    """
    columns = columns_of(plan)
    if plan.format is None or plan.format.refuse or plan.questions:
        return Look(columns)
    answers, options = settings()
    with head_of(plan.origin) as (head, is_whole), open_workspace() as connection:
        staged = replace(stage(head, plan.reading, connection, "staged"), source=plan.origin)
        try:
            built, questions = build(connection, staged, plan.known, plan.source, answers, options)
        except IntakeError:
            return Look(columns)
        if questions:
            if not is_whole:
                questions = of_the_whole(connection, plan, staged, answers, questions)
            return Look(columns, questions=tuple(questions))
        problems = [
            *_rejected(connection, built, columns),
            *_unread(connection, staged, answers, plan),
        ]
    taken: dict[tuple[int, str], CellProblem] = {}
    for problem in problems:
        taken.setdefault((problem.row, problem.header), problem)
    counts = None
    if is_whole:
        counts = Counts(
            built.rows, built.loaded, built.rejected, dict(built.skipped), tuple(built.warnings)
        )
    return Look(columns, tuple(sorted(taken.values(), key=lambda one: one.row)), (), counts)


def _use(
    read: str | None,
    told: str,
    guess: suggest.Suggestion | None,
    *,
    generic: bool,
) -> tuple[Use, str, float, tuple[str, ...]]:
    rivals = guess.rivals if guess else ()
    if told:
        same = guess is not None and guess.tag == told
        return "tag", told, guess.confidence if same and guess and generic else 1.0, rivals
    if read is not None:
        return ("tag", read, 1.0, ()) if read else ("format", "", 1.0, ())
    return "custom", "", 1.0, ()


def _is_generic(form: Format) -> bool:
    return form.name.startswith("generic_")


def _reads(form: Format) -> Iterator[tuple[str, str]]:
    """Normalised header and tag of every column that a format reads; "" in its own way."""
    found: dict[str, str] = {}
    for tag, cell in (pair for feed in form.feeds for pair in _named(feed)):
        headers = tuple(cell.names())
        plain = cell.headers if isinstance(cell, Columns | Phone | Postal | Moment) else ()
        if isinstance(cell, Words | Formula) and len(set(headers)) == 1:
            plain = headers
        for header in headers:
            key = normalise(header)
            if header in plain and tag and not found.get(key):
                found[key] = tag.replace("_", "-")
            else:
                found.setdefault(key, "")
    for extra in (form.skip, form.lead, form.group):
        for header in extra.names() if extra else ():
            found.setdefault(normalise(header), "")
    yield from found.items()


def _named(feed: Feed) -> Iterator[tuple[str, Cell]]:
    """Tags and cells of a feed; no tag where a cell only decides what becomes of a record."""
    match feed:
        case Orders():
            for cells in (feed.line, feed.order):
                yield from ((_CANONICAL.get(name, name), cell) for name, cell in cells.items())
            yield from feed.person.items()
        case Profiles():
            yield from feed.cells.items()
            yield from feed.more.items()
            yield from ((name, cell) for name, cell in (("pk", feed.pk), ("ck", feed.ck)) if cell)
            yield from ((f"fk-{name}", cell) for name, cell in feed.keys.items())
        case Rows():
            names = dict(zip(feed.cells, feed.cells, strict=True))
            if feed.table == "source_consents":
                channel = getattr(feed.cells.get("channel"), "value", "email")
                names |= {"state": f"consent-{channel}"}
                names |= {"contact": "phone" if channel == "sms" else "email"}
            yield from ((names[name], cell) for name, cell in feed.cells.items())
        case Custom():
            return
    where = getattr(feed, "where", None)
    if where is not None:
        yield "", where


def _rejected(
    connection: duckdb.DuckDBPyConnection, built: Built, columns: tuple[ColumnUse, ...]
) -> Iterator[CellProblem]:
    """What the import itself says of the first records."""
    last = ROWS * built.row_scale
    headers = {one.header for one in columns}
    by_tag = {one.tag.replace("-", "_"): one.header for one in columns if one.tag}
    near = exp.column("_row", quoted=True) <= exp.convert(last)
    rejects = exp.select("_row", "column_name", "reason").from_("rejects").where(near)
    for row, name, reason in duck.run(connection, rejects):
        header = name if name in headers else by_tag.get(str(name), "")
        yield CellProblem(_at(row, built), header, str(reason), "rejected")
    if not built.skipped:
        return
    there = (
        exp.select("table_name")
        .from_("duckdb_tables()")
        .where(exp.column("table_name").eq("unwanted"))
    )
    if duck.run(connection, there):
        unwanted = exp.select("_row", "reason").from_("unwanted").where(near.copy())
        for row, reason in duck.run(connection, unwanted):
            yield CellProblem(_at(row, built), "", str(reason), "skipped")


def _at(row: int, built: Built) -> int:
    return (row - 1) // built.row_scale if built.row_scale > 1 else row - 1


def _unread(
    connection: duckdb.DuckDBPyConnection, staged: Staged, answers: Answers, plan: FilePlan
) -> Iterator[CellProblem]:
    """Values that would be left empty or of no use: they are not what their column holds."""
    reader = FileRow(connection, staged, answers)
    asked = {} if plan.known.explode else _typed(reader, plan.known.for_headers(plan.headers))
    if not asked:
        return
    values: list[exp.Expr] = [exp.column("_row", quoted=True)]
    for column, (_, value) in asked.items():
        values += [duck.column(column), exp.cast(exp.paren(value), "VARCHAR")]
    query = (
        exp.select(*values)
        .from_(duck.table(reader.table))
        .where(exp.column("_row", quoted=True) <= exp.convert(ROWS))
    )
    names = dict(zip(staged.columns, staged.headers, strict=True))
    for row, *cells in duck.run(connection, query):
        pairs = zip(asked.items(), cells[::2], cells[1::2], strict=True)
        for (column, (subject, _)), raw, read in pairs:
            text = (raw or "").strip()
            odd = subject in _FITS and not _FITS[subject](text)
            if text and (odd or read is None):
                fate: Fate = "empty" if read is None else "odd"
                yield CellProblem(row - 1, names[column], _REASONS[subject], fate)


def _typed(reader: FileRow, form: Format) -> dict[str, tuple[str, exp.Expr]]:
    """Subject and value by staged column, of the columns that are read as more than text."""
    asked: dict[str, tuple[str, exp.Expr]] = {}
    for cell in (cell for feed in form.feeds for _, cell in _named(feed)):
        subject = "phone" if isinstance(cell, Phone) else str(getattr(cell, "subject", ""))
        if subject not in _REASONS:
            continue
        for header in getattr(cell, "headers", ()):
            column = reader.column_of(header)
            if column and column not in asked and reader.has(header):
                asked[column] = (subject, reader.typed(subject, header, cell))
    return asked


def first_rejects(path: Path, most: int = 200) -> list[dict[str, str]]:
    """Return the first records of a rejects file. Raises IntakeError when it is not there."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [row for row, _ in zip(csv.DictReader(file), range(most), strict=False)]
    except OSError as error:
        raise IntakeError(
            "the rejects file is gone",
            remedy="import the file again to have it written anew",
            where=path.name,
        ) from error
