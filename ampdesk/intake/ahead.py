"""Questions of a long file before it is loaded: its head raises them, its columns may answer them.

Only the columns in question are scanned, by DuckDB's parallel reader, which splits the rest of each
line and keeps none of it; what the whole file decides is not asked.
"""

from collections.abc import Callable
from dataclasses import replace

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.build import build
from ampdesk.intake.built import Options
from ampdesk.intake.filerow import Answers, FileRow
from ampdesk.intake.formats.spec import Format
from ampdesk.intake.headers import normalise
from ampdesk.intake.plan import FilePlan, head_of
from ampdesk.intake.questions import Question
from ampdesk.intake.reading import Staged, open_workspace, stage

Settings = Callable[[], tuple[Answers, Options]]


def asked_ahead(plan: FilePlan, settings: Settings) -> list[Question]:
    """Return what a long file will ask when it is loaded; a short one says it itself at once.

    Raises IntakeError as the import would, of what the head holds.
    """
    if plan.format is None or plan.format.refuse or plan.questions:
        return []
    with head_of(plan.origin) as (head, is_whole):
        if is_whole:
            return []
        answers, options = settings()
        with open_workspace() as connection:
            staged = replace(stage(head, plan.reading, connection, "staged"), source=plan.origin)
            _, questions = build(connection, staged, plan.known, plan.source, answers, options)
            return of_the_whole(connection, plan, staged, answers, questions)


def of_the_whole(
    connection: duckdb.DuckDBPyConnection,
    plan: FilePlan,
    head: Staged,
    answers: Answers,
    questions: list[Question],
) -> list[Question]:
    """Return those of the head's questions that the whole file asks, too, with its examples."""
    asked = {question.column for question in questions} & set(head.headers)
    if not asked or plan.known.explode:
        return questions
    try:
        scanned = _scan(connection, head, asked)
    except duckdb.Error:  # not clean enough for that reader: ours will ask when it loads
        return questions
    row = FileRow(connection, scanned, answers)
    _read(row, plan.known.for_headers(plan.headers), asked)
    return [*(one for one in questions if one.column not in asked), *row.questions]


def _scan(connection: duckdb.DuckDBPyConnection, head: Staged, asked: set[str]) -> Staged:
    kinds = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=duck.text(name), expression=duck.text("VARCHAR"))
            for name in head.columns
        ]
    )
    dialect = head.dialect
    above = dialect.header_row + dialect.header_rows - 1 if dialect.header_row else 0
    file = duck.call(
        "read_csv",
        str(head.source.path),
        duck.named("auto_detect", exp.false()),
        duck.named("header", exp.false()),
        duck.named("skip", above),
        duck.named("delim", dialect.delimiter),
        duck.named("quote", dialect.quote),
        duck.named("escape", dialect.quote),
        duck.named("columns", kinds),
        duck.named("encoding", "utf-8" if dialect.encoding == "utf-8" else "latin-1"),
        duck.named("ignore_errors", exp.true()),
        duck.named("max_line_size", 16 << 20),
    )
    pairs = [pair for pair in zip(head.headers, head.columns, strict=True) if pair[0] in asked]
    columns = [duck.column(name) for _, name in pairs]
    duck.create(connection, "scanned", exp.select(*columns).from_(file))
    headers, names = zip(*pairs, strict=True)
    return replace(head, table="scanned", headers=headers, columns=names)


def _read(row: FileRow, form: Format, asked: set[str]) -> None:
    """Read the columns as the format does, so that they raise what they have to ask."""
    wanted = {normalise(header) for header in asked}
    for cell in form.cells():
        if wanted & {normalise(name) for name in cell.names()}:
            cell.sql(row)
