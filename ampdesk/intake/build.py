"""From a staged file and its format to feed rows, in the import's own DuckDB.

Nothing is written to the brand here. Order: inherit cells (products), read every cell by its
subject, sort out the records that do not fit or are not wanted, make one relation per feed.
"""

from collections.abc import Iterable

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import TABLES, Built, Job, Options
from ampdesk.intake.custom import custom_headers, custom_json, custom_table
from ampdesk.intake.explode import ROW_SCALE, explode
from ampdesk.intake.filerow import Answers, Check, FileRow
from ampdesk.intake.formats.cells import Cell, Phone, Text
from ampdesk.intake.formats.spec import Custom, Feed, Format, Orders, Profiles, Rows
from ampdesk.intake.orders.build import build_orders, order_checks
from ampdesk.intake.profile_rows import one_per_key, profile_rows
from ampdesk.intake.questions import Question
from ampdesk.intake.reading import Staged
from ampdesk.intake.sorting import sort_out


def build(  # noqa: C901  # one step after the other, each a line
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    form: Format,
    source: str,
    answers: Answers,
    options: Options,
) -> tuple[Built, list[Question]]:
    """Make the relations of all feeds; with open questions nothing is made but they are returned.

    Leaves the tables `rejects` (_row, _line, column_name, value, reason) and `unwanted` (_row,
    reason).
    """
    form = form.for_headers(staged.headers)
    built = Built(rows=staged.rows + staged.rejected, rejected=staged.rejected)
    if form.explode:
        staged = explode(connection, staged, form.explode)
        built.row_scale = ROW_SCALE
    row = FileRow(connection, staged, answers)
    if form.lead is not None:
        row = _inherit(connection, staged, form, row)
    compiled = [_compile(feed, row) for feed in form.feeds]
    skip = _skip(form, row, options)
    questions = row.questions or list(_several_currencies(form, row, compiled, options))
    if questions:
        return Built(), questions
    checks = [*row.checks.values()]
    for feed, cells in zip(form.feeds, compiled, strict=True):
        checks.extend(_required(feed, cells))
    kept = sort_out(connection, row.table, staged, skip, checks, built)
    headers = custom_headers(form, row, options, built)
    custom = custom_json(row, headers)
    job = Job(connection, form, source, row, kept, options, custom, headers)
    for number, (feed, cells) in enumerate(zip(form.feeds, compiled, strict=True)):
        match feed:
            case Orders():
                build_orders(job, feed, cells, built)
            case Profiles():
                profile_rows(job, feed, cells, built, f"feed_{number}")
            case Custom():
                custom_table(job, feed, built)
            case Rows():
                _rows(job, feed, cells, built, f"feed_{number}")
    if row.zone_guessed:
        built.warnings.append(
            "times without a zone were read in UTC: name the source's zone in the mapping"
        )
    built.warnings.extend(row.warnings)
    return built, []


def _several_currencies(
    form: Format, row: FileRow, compiled: list[dict[str, exp.Expr]], options: Options
) -> Iterable[Question]:
    """Amounts with different signs, and no column or mapping that says the currency of each."""
    if len(row.currency_signs) < 2:  # noqa: PLR2004
        return
    for feed, cells in zip(form.feeds, compiled, strict=True):
        if isinstance(feed, Orders) and not {"currency"} & {*cells, *options.constants}:
            shown = ", ".join(sorted(row.currency_signs))
            yield Question(
                "currency",
                "",
                f"the amounts are in several currencies ({shown}) and no column names them: give"
                " the file a column with the currency, or say the one that all are in",
                (),
                tuple(sorted(row.currency_signs)),
                ('"options": {"constants": {"currency": "USD"}}',),
            )


def _compile(feed: Feed, row: FileRow) -> dict[str, exp.Expr]:
    """Expressions of a feed's cells that have a value in this file; parts are told by a prefix."""
    cells: dict[str, Cell] = {}
    match feed:
        case Orders():
            cells |= feed.line
            cells |= feed.order
            cells |= {f"person.{name}": cell for name, cell in feed.person.items()}
        case Profiles():
            cells |= feed.cells
            cells |= {f"key.{name}": cell for name, cell in feed.keys.items()}
            cells |= {f"more.{name}": cell for name, cell in feed.more.items()}
            if feed.pk:
                cells["pk"] = feed.pk
            if feed.ck:
                cells["ck"] = feed.ck
        case Custom():
            pass
        case Rows():
            cells |= feed.cells
    phone = cells.get("person.phone" if isinstance(feed, Orders) else "phone")
    if isinstance(phone, Phone) and not isinstance(feed, Rows):
        cells["person.phone_raw" if isinstance(feed, Orders) else "phone_raw"] = Text(
            *phone.headers
        )
    where = getattr(feed, "where", None)
    if where is not None:
        cells["where"] = where
    found = {name: cell.sql(row) for name, cell in cells.items()}
    return {name: value for name, value in found.items() if not isinstance(value, exp.Null)}


def _inherit(
    connection: duckdb.DuckDBPyConnection, staged: Staged, form: Format, row: FileRow
) -> FileRow:
    """Give the records of a group what only its head says: a view over the staged table."""
    head = form.lead.sql(row) if form.lead else exp.null()
    place: list[exp.Expr] = [exp.Ordered(this=duck.column("_row"))]
    if form.group is not None:
        # the head of a keyed group may stand anywhere in the file
        group: exp.Expr = form.group.sql(row)
        place.insert(0, exp.Ordered(this=exp.paren(head.copy()).is_(exp.null())))
    else:
        group = exp.Window(
            this=exp.Count(this=head),
            order=exp.Order(expressions=[exp.Ordered(this=duck.column("_row"))]),
        )
    rank = exp.Window(
        this=exp.RowNumber(),
        partition_by=[duck.column("_group")],
        order=exp.Order(expressions=[exp.Ordered(this=duck.column("_place"))]),
    )
    ordered = exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=place))
    numbered = exp.select("*", group.as_("_group"), ordered.as_("_place")).from_(
        duck.table(staged.table)
    )
    grouped = exp.select("*", rank.as_("_rank")).from_(numbered.subquery("n")).subquery("g")
    inherited = {row.column_of(name) for name in form.inherited} - {None}
    columns: list[exp.Expr] = [duck.column("_row"), duck.column("_line")]
    for name in staged.columns:
        value: exp.Expr = duck.column(name)
        if name in inherited:
            above = exp.Window(
                this=exp.FirstValue(this=duck.column(name)),
                partition_by=[duck.column("_group")],
                order=exp.Order(expressions=[exp.Ordered(this=duck.column("_rank"))]),
            )
            value = exp.Coalesce(this=value, expressions=[above])
        columns.append(value.as_(name, quoted=True))
    view = f"{staged.table}_inherited"
    duck.create(connection, view, exp.select(*columns).from_(grouped).order_by("_row"))
    return row.over(staged, view)


def _skip(form: Format, row: FileRow, options: Options) -> exp.Expr | None:
    """Reason (text) why a record is not wanted, NULL when it is."""
    case = exp.Case()
    for header, values in options.skip.items():
        lower = duck.call("lower", row.text(header))
        reason = duck.text(f"{header} as the mapping says")
        case = case.when(lower.isin(*(value.lower() for value in values)), reason)
    own = form.skip.sql(row) if form.skip else exp.null()
    if not case.args.get("ifs"):
        return None if isinstance(own, exp.Null) else own
    return case.else_(own)


def _required(feed: Feed, cells: dict[str, exp.Expr]) -> Iterable[Check]:
    match feed:
        case Orders():
            yield from order_checks(feed, cells)
        case Profiles() | Custom():
            return
        case Rows():
            here = cells.get("where", exp.true())
            for name in feed.required:
                value = cells.get(name, exp.null())
                missing = exp.and_(here.copy(), exp.paren(value.copy()).is_(exp.null()))
                yield Check(name, exp.null(), missing, f"no {name.replace('_', ' ')}")


def _rows(job: Job, feed: Rows, cells: dict[str, exp.Expr], built: Built, name: str) -> None:
    """A relation of any feed table but profiles and order lines."""
    table = TABLES[feed.table]
    where = cells.pop("where", None)
    if feed.where is not None and where is None:
        return
    for column, value in job.options.constants.items():
        if column in table.by_name and column not in cells:
            cells[column] = exp.convert(value)
    derived: dict[str, exp.Expr] = {}
    if "datasource" in table.by_name:
        derived["datasource"] = duck.text(job.source)
    if feed.table == "source_products" and "product_id" in cells:
        derived["pk"] = cells["product_id"].copy()
    if feed.table == "source_email_events":
        parts = [
            cells.get(one, exp.null())
            for one in ("email", "event_type", "event_datetime", "send_id")
        ]
        derived.setdefault(
            "pk",
            duck.call(
                "md5",
                duck.call("concat_ws", "|", *(exp.cast(part.copy(), "VARCHAR") for part in parts)),
            ),
        )
    if "custom" in table.by_name and feed.keep_custom:
        derived["custom"] = job.custom.copy()
    values = {**derived, **cells}
    columns = [
        duck.try_cast(values[column.name].copy(), column.type.sql).as_(column.name, quoted=True)
        for column in table.columns
        if column.name in values
    ]
    query = exp.select(duck.column("_row"), *columns).from_(duck.table(job.kept))
    if where is not None:
        query = query.where(where)
    duck.create(job.connection, name, query, kind="VIEW")
    last = one_per_key(job.connection, name, feed.key, built, first=False)
    built.relations.append((feed.table, last))
