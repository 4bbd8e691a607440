"""AmpDesk's own files, `ampdesk_<kind>.csv`: headers are the columns of the feed they fill.

Source: import_formats.md 3. Nothing is allocated or re-signed. Tag names (`given-name`, `fk-shop`)
are headers as good as column names; they normalise to the same words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Columns,
    Country,
    Email,
    Flag,
    Key,
    Moment,
    Number,
    Person,
    Phone,
    Postal,
    Text,
    Whole,
    formula,
)
from ampdesk.intake.formats.consents import consent_rows
from ampdesk.intake.formats.spec import Feed, Format, Kind, Orders, Profiles, Rows, needs
from ampdesk.intake.headers import normalise
from ampdesk.schema import FEEDS, Column, Table, Type

_TABLES: Mapping[str, Table] = {table.name: table for table in FEEDS}
_SPECIAL: Mapping[str, type[Columns]] = {
    "email": Email, "country": Country, "pk": Key, "loyalty_id": Key, "order_id": Text,
    "given_name": Person, "surname": Person, "full_name": Person, "address": Person,
    "address2": Person, "city": Person, "state": Person, "company": Person,
}  # fmt: skip
_BY_TYPE: Mapping[Type, type[Columns]] = {
    Type.STRING: Text, Type.JSON: Text, Type.INTEGER: Whole, Type.DECIMAL: Amount,
    Type.SUM: Amount, Type.FLOAT: Number, Type.BOOLEAN: Flag,
}  # fmt: skip
_NOT_FILED = frozenset(
    {"import_id", "row_number", "source", "datasource", "custom", "foreign_keys", "more_contacts",
     "phone_raw", "fk_namespace", "fk_value", "is_void", "level"}
)  # fmt: skip


def cell_for(column: Column, *headers: str, zone: str | None = None) -> Cell:
    """The cell that reads a feed column from headers, by its name and type."""
    name = column.name
    if name == "phone":
        return Phone(headers, ("country",))
    if name == "postal":
        return Postal(headers, ("country",))
    if name == "birthdate" or column.type is Type.DATE:
        return Moment(headers, required=name != "birthdate", subject="day")
    if column.type is Type.DATETIME:
        return Moment(headers, zone=zone, required=name in {"order_datetime", "event_datetime"})
    return _SPECIAL.get(name, _BY_TYPE[column.type])(*headers)


def cells_of(table: str) -> dict[str, Cell]:
    """A cell per column of a feed table, read from the header of the same name."""
    return {
        column.name: cell_for(column, column.name, zone="UTC")
        for column in _TABLES[table].columns
        if column.name not in _NOT_FILED
    }


def _fk_headers(headers: Iterable[str]) -> dict[str, str]:
    """Namespace → header, for headers such as `fk_shopify_customer`, `fk-loyalty-id`."""
    found = {}
    for header in headers:
        words = normalise(header).split()
        if len(words) > 1 and words[0] == "fk":
            found["-".join(words[1:])] = header
    return found


def _customers(headers: Iterable[str]) -> tuple[Feed, ...]:
    keys: dict[str, Cell] = {name: Key(header) for name, header in _fk_headers(headers).items()}
    if any(normalise(header) == "loyalty id" for header in headers):
        keys.setdefault("loyalty-id", Key("loyalty_id"))
    more: dict[str, Cell] = {}
    for header in headers:
        words = normalise(header).split()
        if len(words) > 1 and words[0] in {"email", "phone"} and words[-1] != "raw":
            name = "-".join(words)
            more[name] = Email(header) if words[0] == "email" else Phone((header,), ("country",))
    cells = cells_of("source_profiles")
    pk = cells.pop("pk")
    ck = cells.pop("ck")
    return (Profiles(cells, pk=pk, ck=ck, keys=keys, more=more),)


def _items(headers: Iterable[str]) -> tuple[Feed, ...]:
    return (_lines(headers),)


def _orders(headers: Iterable[str]) -> tuple[Feed, ...]:
    feed = _lines(headers)
    cells = dict(feed.line)
    cells["item_revenue"] = Amount("order_revenue", "item_revenue")
    cells["item_quantity"] = formula(
        "coalesce(pieces, CASE WHEN revenue < 0 THEN -1 ELSE 1 END)",
        pieces=Whole("order_quantity", "item_quantity"),
        revenue=Amount("order_revenue", "item_revenue"),
    )
    return (replace(feed, line=cells, level="orders"),)


def _lines(headers: Iterable[str]) -> Orders:
    cells: dict[str, Cell] = {
        f"fk.{name}": Key(header) for name, header in _fk_headers(headers).items()
    }
    if "amperity id" in {normalise(header) for header in headers}:
        cells["fk.amperity-id"] = Key("amperity_id")
    return Orders({**cells_of("source_lines"), **cells}, {}, as_filed=True)


def _consent(channel: str) -> tuple[Feed, ...]:
    contact: Cell = Email("email") if channel == "email" else Phone(("phone",))
    flag = Flag(f"is_{channel}_opted_in")
    state = formula(
        "coalesce(state, CASE WHEN flag THEN 'granted' WHEN NOT flag THEN 'withdrawn' END)",
        flag=flag,
        state=Text("state"),
    )
    rows = consent_rows("email" if channel == "email" else "sms", contact, state)
    more: dict[str, Cell] = {
        "stated_at": Moment(("stated_at", "consent_datetime"), zone="UTC", required=False),
        "reason": Text("reason"),
        "brand": Text("brand"),
        "region": Text("region"),
        "program": Text(f"{channel}_program", "program"),
        "frequency": Text(f"{channel}_frequency", "frequency"),
        "language_preference": Text("language_preference"),
    }
    return (replace(rows, cells={**rows.cells, **more}),)


def _rows(table: str, *required: str, key: tuple[str, ...] = ()) -> tuple[Feed, ...]:
    cells = cells_of(table)
    cells.pop("pk", None)
    return (Rows(table, cells, required=required, key=key, keep_custom=True),)


def _loyalty(headers: Iterable[str]) -> tuple[Feed, ...]:  # noqa: ARG001  # as all makers
    member = cells_of("source_profiles")
    pk = Key("loyalty_id")
    profile = {name: member[name] for name in ("email", "birthdate", "loyalty_id")}
    profile["update_dt"] = Moment(("latest_update_datetime",), zone="UTC", required=False)
    return (
        *_rows("source_loyalty", "loyalty_id", key=("loyalty_id",)),
        Profiles(profile, pk=pk, keys={"loyalty-id": pk}),
    )


def _recipients(headers: Iterable[str]) -> tuple[Feed, ...]:
    cells = cells_of("source_recipients")
    keys = _fk_headers(headers)
    cells["audience_segment_id"] = Text("audience_segment_id", "segment_id")
    cells["audience_segment_name"] = Text("audience_segment_name", "segment_name")
    for name, header in list(keys.items())[:1]:
        cells["fk_namespace"] = formula(f"CASE WHEN value IS NOT NULL THEN '{name}' END",
                                        value=Key(header))  # fmt: skip
        cells["fk_value"] = Key(header)
    return (Rows("source_recipients", cells, required=("campaign_name",), keep_custom=True),)


_MAKERS = {
    Kind.CUSTOMERS: _customers,
    Kind.ORDER_ITEMS: _items,
    Kind.ORDERS: _orders,
    Kind.LOYALTY: _loyalty,
    Kind.CAMPAIGN_RECIPIENTS: _recipients,
}
_PLAIN = {
    Kind.PRODUCTS: _rows("source_products", "product_id", key=("product_id",)),
    Kind.CONSENT_EMAIL: _consent("email"),
    Kind.CONSENT_SMS: _consent("sms"),
    Kind.EMAIL_EVENTS: _rows("source_email_events", "email", "event_datetime", "event_type"),
    Kind.LOYALTY_EVENTS: _rows("source_loyalty_events", "loyalty_id", "event_datetime"),
    Kind.FISCAL_CALENDAR: _rows("source_fiscal_calendar", "calendar_date", key=("calendar_date",)),
}
_NEEDS = {
    Kind.CUSTOMERS: needs("pk", some=(1, (
        "given_name", "surname", "full_name", "email", "phone", "address", "city", "postal",
        "birthdate", "loyalty_id"))),
    Kind.ORDERS: needs("order_id", "order_datetime", "order_revenue"),
    Kind.ORDER_ITEMS: needs(
        "order_id", "order_datetime", "item_quantity", "item_revenue", "is_return",
        "is_cancellation", "order_discount_amount"),
    Kind.PRODUCTS: needs("product_id", "product_name"),
    Kind.CONSENT_EMAIL: needs("email", "is_email_opted_in"),
    Kind.CONSENT_SMS: needs("phone", "is_sms_opted_in"),
    Kind.EMAIL_EVENTS: needs("email", "event_datetime", "event_type", "send_id"),
    Kind.CAMPAIGN_RECIPIENTS: needs("campaign_name", "treatment_id|treatment_name"),
    Kind.LOYALTY: needs("loyalty_id", "is_opted_in", "latest_opted_in_datetime"),
    Kind.LOYALTY_EVENTS: needs("loyalty_id", "event_datetime", "event_type"),
    Kind.FISCAL_CALENDAR: needs("calendar_date", "fiscal_week_start", "fiscal_year"),
}  # fmt: skip


def _format(kind: Kind) -> Format:
    form = Format(
        f"ampdesk_{kind}",
        f"AmpDesk {kind.replace('_', ' ')}",
        "ampdesk",
        kind,
        _NEEDS[kind],
        _PLAIN.get(kind, ()) or _MAKERS[kind](()),
    )
    maker = _MAKERS.get(kind)
    if maker is None:
        return form
    return replace(form, adapt=lambda headers: replace(form, feeds=maker(headers)))


FORMATS = tuple(_format(kind) for kind in _NEEDS)
