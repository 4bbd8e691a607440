"""Order files: lines brought to the canonical shape, through the amounts rules, to feed rows."""

from collections.abc import Iterable

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.built import TABLES, Built, Job
from ampdesk.intake.custom import describe_columns, describe_notes
from ampdesk.intake.filerow import Check
from ampdesk.intake.formats.spec import Orders
from ampdesk.intake.orders.canonical import LINE, ORDER
from ampdesk.intake.orders.repeats import merge_repeated
from ampdesk.intake.orders.report import report
from ampdesk.intake.orders.rows import make_rows
from ampdesk.intake.orders.sums import Rules, add_up
from ampdesk.intake.profile_rows import json_object, profile_columns

Values = dict[str, exp.Expr]
_LINES = TABLES["source_lines"]
_PII = ("email", "phone", "full_name", "given_name", "surname", "address")


def order_checks(feed: Orders, cells: Values) -> Iterable[Check]:
    """Records without an order number or, in AmpDesk's own files, against their sign rules."""
    order_id = cells.get("order_id", exp.null())
    yield Check(
        "order_id", exp.null(), exp.paren(order_id.copy()).is_(exp.null()), "no order number"
    )
    if feed.signed:
        yield from _signs_agree(cells.get("quantity", exp.null()), cells.get("revenue", exp.null()))
    if not feed.as_filed:
        return
    moment = cells.get("order_datetime", exp.null())
    yield Check(
        "order_datetime", exp.null(), exp.paren(moment.copy()).is_(exp.null()), "no order date"
    )
    yield from _sign_checks(cells)


def _sign_checks(cells: Values) -> Iterable[Check]:
    quantity = cells.get("item_quantity", exp.null())
    revenue = cells.get("item_revenue", exp.null())
    zero = exp.convert(0)
    for name in ("item_quantity", "item_revenue"):
        value = cells.get(name, exp.null())
        yield Check(name, exp.null(), exp.paren(value.copy()).is_(exp.null()), f"no {name}")
    back = (
        exp.or_(
            *(
                exp.Coalesce(this=cells[name].copy(), expressions=[exp.false()])
                for name in ("is_return", "is_cancellation")
                if name in cells
            )
        )
        if {"is_return", "is_cancellation"} & set(cells)
        else None
    )
    if back is None:
        yield from _signs_agree(quantity, revenue)
        return
    yield Check(
        "item_revenue",
        revenue,
        exp.and_(back.copy(), exp.paren(revenue.copy()) > zero),
        "return with positive revenue",
    )
    yield Check(
        "item_quantity",
        quantity,
        exp.and_(back.copy(), exp.paren(quantity.copy()) > zero),
        "return with positive quantity",
    )
    less = exp.or_(exp.paren(revenue.copy()) < zero, exp.paren(quantity.copy()) < zero)
    yield Check(
        "item_revenue",
        revenue,
        exp.and_(exp.not_(exp.paren(back.copy())), less),
        "negative amount on a row that is no return",
    )


def _signs_agree(quantity: exp.Expr, revenue: exp.Expr) -> Iterable[Check]:
    """Without a return column, quantity and revenue must tell the same (import_formats.md 3)."""
    zero = exp.convert(0)
    differ = exp.or_(
        exp.and_(exp.paren(quantity.copy()) > zero, exp.paren(revenue.copy()) < zero),
        exp.and_(exp.paren(quantity.copy()) < zero, exp.paren(revenue.copy()) > zero),
    )
    yield Check("item_revenue", revenue, differ, "quantity and revenue have different signs")


def build_orders(job: Job, feed: Orders, cells: Values, built: Built) -> None:
    """Add the relations of source_lines and, where people stand on the orders, source_profiles."""
    built.level = feed.level
    if not job.options.profiles_only:
        describe_columns(job, feed, built)
    if feed.as_filed:
        _as_filed(job, feed, cells, built)
        return
    person = {
        name.removeprefix("person."): cells[name] for name in cells if name.startswith("person.")
    }
    _lines(job, cells, person)
    _refuse_dateless(job.connection, built)
    rules = Rules(
        feed.discount,
        feed.share_total and "unit_price" not in cells,
        job.options.order_discount == "separate",
        job.options.strip_tax,
    )
    add_up(job.connection, rules)
    if not job.options.profiles_only:
        make_rows(job.connection, rules, feed.level)
        describe_notes(job, built)
        _source_lines(job, built)
    report(job.connection, rules, built)
    if job.options.profiles_only:
        built.level = None
        built.warnings.append("only people were taken: the sales are those of another source")
    _order_profiles(job, person, built)


def _lines(job: Job, cells: Values, person: Values) -> None:
    """Write `lines_typed` (a table, only the columns that the file has) and `lines_filed`."""
    shape = {**LINE, **ORDER}
    values: Values = {name: cells[name] for name in shape if name in cells}
    for name, value in job.options.constants.items():
        if name in shape and name not in values:
            values[name] = exp.convert(value)
    there = [person[name] for name in _PII if name in person]
    if there:
        values["reachable"] = exp.not_(
            exp.Coalesce(
                this=exp.cast(there[0].copy(), "VARCHAR"),
                expressions=[exp.cast(value.copy(), "VARCHAR") for value in there[1:]],
            ).is_(exp.null())
        )
    if not isinstance(job.custom, exp.Null):
        values["custom"] = job.custom.copy()
    if "currency" in values:
        values["currency"] = duck.call("upper", values["currency"])
    typed = [
        duck.try_cast(value.copy(), shape[name]).as_(name, quoted=True)
        for name, value in values.items()
    ]
    query = exp.select(duck.column("_row"), *typed).from_(duck.table(job.kept))
    duck.create(job.connection, "lines_typed", query)
    absent = [
        exp.cast(exp.null(), kind, dialect="duckdb").as_(name, quoted=True)
        for name, kind in shape.items()
        if name not in values
    ]
    present = [duck.column("_row"), *(duck.column(name) for name in values)]
    view = exp.select(*present, *absent).from_("lines_typed")
    duck.create(job.connection, "lines_filed", view, kind="VIEW")


_DATED = "SELECT count(*) - count(order_datetime) FROM lines_filed"
_DATELESS = """
CREATE OR REPLACE TABLE dateless AS
SELECT _row FROM lines_typed SEMI JOIN (
  SELECT order_id FROM lines_typed GROUP BY order_id HAVING count(order_datetime) = 0
) USING (order_id)
"""
_REJECT_DATELESS = """
INSERT INTO rejects SELECT _row, NULL, 'order_datetime', NULL, 'the order has no date' FROM dateless
"""
_DATED_LINES = "DELETE FROM lines_typed WHERE _row IN (SELECT _row FROM dateless)"


def _refuse_dateless(connection: duckdb.DuckDBPyConnection, built: Built) -> None:
    if not connection.execute(_DATED).fetchall()[0][0]:
        return
    columns = set(duck.columns_of(connection, "lines_typed"))
    if "order_datetime" not in columns:
        connection.execute("CREATE OR REPLACE TABLE dateless AS SELECT _row FROM lines_typed")
    else:
        connection.execute(_DATELESS)
    gone = duck.count(connection, "dateless")
    if gone:
        connection.execute(_REJECT_DATELESS)
        connection.execute(_DATED_LINES)
        built.rejected += gone


def _source_lines(job: Job, built: Built) -> None:
    """The relation of source_lines over `order_rows`: foreign key, currency, sub-source."""
    names = set(_LINES.names)
    customer, reachable = duck.column("customer_id"), duck.column("reachable")
    has_customer = exp.not_(customer.is_(exp.null()))
    namespace = (
        exp.Case()
        .when(has_customer, duck.text(f"{job.source}-customer"))
        .when(reachable, duck.text(f"{job.source}-order"))
    )
    value = (
        exp.Case()
        .when(has_customer.copy(), customer.copy())
        .when(reachable.copy(), duck.column("order_id"))
    )
    order_rows = set(duck.columns_of(job.connection, "order_rows"))
    currency: exp.Expr = duck.column("currency")
    if job.options.currency:
        currency = exp.Coalesce(this=currency, expressions=[duck.text(job.options.currency)])
    special: Values = {
        "source": _sub_source(job, built, currency),
        "fk_namespace": namespace,
        "fk_value": value,
        "currency": currency,
    }
    columns = [
        exp.cast(special.get(c.name, duck.column(c.name)).copy(), c.type.sql, dialect="duckdb").as_(
            c.name, quoted=True
        )
        for c in _LINES.columns
        if c.name in names and (c.name in special or c.name in order_rows)
    ]
    query = exp.select(duck.column("_row"), *columns).from_("order_rows")
    duck.create(job.connection, "feed_lines", query, kind="VIEW")
    built.relations.append(("source_lines", "feed_lines"))


def _sub_source(job: Job, built: Built, currency: exp.Expr) -> exp.Expr:
    """Several currencies in one file make one sub-source each (import_formats.md 5)."""
    found = duck.run(
        job.connection,
        exp.select("currency")
        .distinct()
        .from_("orders")
        .where("currency IS NOT NULL")
        .order_by("currency"),
    )
    if len(found) < 2:  # noqa: PLR2004
        return duck.text(job.source)
    listed = ", ".join(row[0] for row in found)
    built.warnings.append(
        f"several currencies ({listed}): one sub-source each, such as"
        f" {job.source} ({found[0][0]}); nothing was converted"
    )
    named = duck.call("concat", f"{job.source} (", currency.copy(), ")")
    return (
        exp.Case()
        .when(exp.not_(currency.copy().is_(exp.null())), named)
        .else_(duck.text(job.source))
    )


def _order_profiles(job: Job, person: Values, built: Built) -> None:
    """Profile records of the orders: datasource <source>-orders, pk the order id."""
    order = (
        exp.select("order_id", "_order", "placed_at", "customer_id")
        .from_("orders")
        .where("outcome <> 'test' AND (reachable OR customer_id IS NOT NULL)")
    )
    joined = (
        exp.select(
            "k.*",
            exp.column("order_id", "o").as_("o_order_id"),
            exp.column("placed_at", "o").as_("o_placed_at"),
            exp.column("customer_id", "o").as_("o_customer"),
        )
        .from_(duck.table(job.kept).as_("k"))
        .join(order.subquery("o"), on="o._order = k._row")
    )
    duck.create(job.connection, "order_people", joined, kind="VIEW")
    customer = duck.column("o_customer")
    keys: Values = {
        f"{job.source}-customer": customer,
        f"{job.source}-order": exp.Case().when(
            customer.copy().is_(exp.null()), duck.column("o_order_id")
        ),
    }
    values: Values = {
        **person,
        "datasource": duck.text(f"{job.source}-orders"),
        "pk": duck.column("o_order_id"),
        "foreign_keys": json_object(keys),
        "update_dt": duck.column("o_placed_at"),
    }
    query = exp.select(duck.column("_row"), *profile_columns(values)).from_("order_people")
    duck.create(job.connection, "feed_order_people", query, kind="VIEW")
    built.relations.append(("source_profiles", "feed_order_people"))


def _as_filed(job: Job, feed: Orders, cells: Values, built: Built) -> None:
    """Own files: the columns of source_lines as they are; without flags the signs tell returns."""
    values: Values = dict(cells)
    zero = exp.convert(0)
    if not {"is_return", "is_cancellation"} & set(values):
        less = [
            exp.paren(values[name].copy()) < zero
            for name in ("item_quantity", "item_revenue")
            if name in values
        ]
        if less:
            values["is_return"] = exp.or_(*less)
    values.setdefault("level", duck.text(feed.level))
    keys = {name: values.pop(name) for name in list(values) if name.startswith("fk.")}
    if keys:
        (name, value), *_ = keys.items()
        here = exp.not_(exp.paren(value.copy()).is_(exp.null()))
        values["fk_namespace"] = exp.Case().when(here, duck.text(name.removeprefix("fk.")))
        values["fk_value"] = value
    elif "customer_id" in values:
        here = exp.not_(exp.paren(values["customer_id"].copy()).is_(exp.null()))
        values["fk_namespace"] = exp.Case().when(here, duck.text(f"{job.source}-customer"))
        values["fk_value"] = values["customer_id"].copy()
    if not isinstance(job.custom, exp.Null):
        values["custom"] = job.custom.copy()
    for name, constant in job.options.constants.items():
        values.setdefault(name, exp.convert(constant))
    columns = [
        duck.try_cast(values[c.name].copy(), c.type.sql).as_(c.name, quoted=True)
        for c in _LINES.columns
        if c.name in values
    ]
    query = exp.select(duck.column("_row"), *columns).from_(duck.table(job.kept))
    duck.create(job.connection, "feed_lines", query, kind="VIEW")
    names = [c.name for c in _LINES.columns if c.name in values]
    built.relations.append(("source_lines", merge_repeated(job.connection, "feed_lines", names)))
