"""Files of no known export: feeds made from semantic tags (data_model.md 1.7, definitions.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ampdesk.intake import suggest
from ampdesk.intake.errors import MappingError
from ampdesk.intake.formats.cells import (
    Amount,
    Cell,
    Columns,
    Email,
    Flag,
    Formula,
    Key,
    Number,
    Phone,
    Text,
    Words,
    formula,
)
from ampdesk.intake.formats.consents import GRANTED, NOT_GIVEN, WITHDRAWN, WORDS, consent_rows
from ampdesk.intake.formats.own import cell_for, cells_of
from ampdesk.intake.formats.spec import Custom, Feed, Format, Kind, Needs, Orders, Profiles, Rows
from ampdesk.intake.mapping import lines_for
from ampdesk.intake.questions import Question
from ampdesk.intake.rulings import ColumnRule
from ampdesk.schema import FEEDS, Column, Type

_TABLES = {table.name: table for table in FEEDS}
_PROFILE = (
    "given_name", "surname", "full_name", "title", "generational_suffix", "email", "phone",
    "address", "address2", "city", "state", "postal", "country", "birthdate", "gender", "company",
    "loyalty_id", "create_dt", "update_dt", "do_not_mail",
)  # fmt: skip
# tag → canonical name of an order line (orders.canonical) and how it is read
_LINE: Mapping[str, tuple[str, type[Columns]]] = {
    "order_id": ("order_id", Text),
    "product_id": ("product_id", Text),
    "product_name": ("product_name", Text),
    "product_sku": ("product_sku", Text),
    "product_upc": ("product_upc", Text),
    "product_brand": ("product_brand", Text),
    "product_category": ("product_category", Text),
    "product_subcategory": ("product_subcategory", Text),
    "product_msrp": ("product_msrp", Amount),
    "item_quantity": ("quantity", Number),
    "item_revenue": ("revenue", Amount),
    "item_list_price": ("list_price", Amount),
    "item_subtotal": ("list_price", Amount),
    "unit_list_price": ("unit_price", Amount),
    "item_discount_amount": ("line_discount", Amount),
    "discount": ("line_discount", Amount),
    "item_tax_amount": ("item_tax", Amount),
    "item_cost": ("item_cost", Amount),
    "item_profit": ("item_profit", Amount),
}
_ORDER: Mapping[str, tuple[str, type[Columns]]] = {
    "order_discount_amount": ("order_discount", Amount),
    "order_total": ("total", Amount),
    "order_subtotal": ("subtotal", Amount),
    "order_revenue": ("subtotal", Amount),
    "order_shipping_amount": ("shipping", Amount),
    "order_tax_amount": ("order_tax", Amount),
    "order_tip_amount": ("tip", Amount),
    "order_fee_amount": ("fee", Amount),
    "gift_card_amount": ("gift_card", Amount),
    "order_profit": ("profit", Amount),
    "order_status": ("status", Text),
    "currency": ("currency", Text),
    "payment_method": ("payment_method", Text),
    "purchase_brand": ("purchase_brand", Text),
    "purchase_channel": ("purchase_channel", Text),
    "digital_channel": ("digital_channel", Text),
    "store_id": ("store_id", Text),
    "customer_id": ("customer_id", Key),
}
_TABLE_OF: Mapping[Kind, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    Kind.PRODUCTS: ("source_products", ("product_id",), ("product_id",)),
    Kind.EMAIL_EVENTS: ("source_email_events", ("email", "event_type"), ()),
    Kind.CAMPAIGN_RECIPIENTS: ("source_recipients", ("campaign_name",), ()),
    Kind.LOYALTY: ("source_loyalty", ("loyalty_id",), ("loyalty_id",)),
    Kind.LOYALTY_EVENTS: ("source_loyalty_events", ("loyalty_id", "event_datetime"), ()),
    Kind.FISCAL_CALENDAR: ("source_fiscal_calendar", ("calendar_date",), ("calendar_date",)),
}
# words that say of any tool's order that nothing was paid for it
_STATES = {
    **dict.fromkeys(
        ("cancelled", "canceled", "voided", "void", "expired", "failed", "declined", "storniert",
         "annule", "annulé", "cancelado"),
        "never paid",
    ),
    "refunded": "refunded",
    "erstattet": "refunded",
}  # fmt: skip
_CONSENT = {
    "consent_email": ("email", False), "consent_sms": ("sms", False),
    "is_email_opted_in": ("email", False), "is_sms_opted_in": ("sms", False),
    "consent_email_inverted": ("email", True), "unsubscribed": ("email", True),
    "consent_sms_inverted": ("sms", True),
}  # fmt: skip
_PLAIN_NEEDS = Needs(())


@dataclass(frozen=True)
class Suggestion:
    """What an unknown file may be: tags for headers, a kind, how sure, and what to ask."""

    columns: dict[str, str]
    kind: Kind
    confidence: float
    questions: tuple[Question, ...] = ()


def suggested(
    headers: Sequence[str], preview: Sequence[Sequence[str | None]], kind: str | None
) -> Suggestion | None:
    """Suggest tags from synonyms and content; None when the file cannot be told.

    What a kind cannot do without must be sure, else the suggestion comes with a question whose
    mapping lines hold it.
    """
    found = suggest.suggest(headers, preview)
    columns = {one.column: one.tag for one in found}
    told = kind or suggest.kind_of(columns.values())
    if told is None or not columns:
        return None
    tags = {one.tag: one.confidence for one in found}
    matter = _MATTER.get(Kind(told), (("email", "phone", "pk", "surname", "full-name"),))
    missing = [names for names in matter if not any(tags.get(name, 0) >= _SURE for name in names)]
    confidence = min((tags[one.tag] for one in found if one.confidence >= _SURE), default=0.0)
    if not missing:
        return Suggestion(columns, Kind(told), confidence)
    question = Question(
        "columns",
        "",
        f"which columns hold {', '.join(' or '.join(names) for names in missing)}?",
        (),
        tuple(headers[:20]),
        lines_for(columns, told),
    )
    return Suggestion(columns, Kind(told), 0.5, (question,))


_SURE = 0.7
_ORDER_MATTER = (("order-id",), ("order-datetime",))
_MATTER: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.ORDERS: _ORDER_MATTER,
    Kind.ORDER_ITEMS: (*_ORDER_MATTER, ("item-revenue", "unit-list-price")),
    Kind.PRODUCTS: (("product-id",),),
    Kind.CONSENT_EMAIL: (("email",), ("consent_email", "consent_email_inverted")),
    Kind.CONSENT_SMS: (("phone",), ("consent_sms",)),
    Kind.EMAIL_EVENTS: (("email",), ("event-type",), ("event-datetime",)),
    Kind.LOYALTY: (("loyalty-id",),),
}


def generic_format(
    tagged: Mapping[str, ColumnRule],
    tags: Mapping[str, Sequence[str]],
    kind: Kind,
    headers: Sequence[str],  # noqa: ARG001  # as every maker of formats
    *,
    table: str = "",
) -> Format:
    """Build the format of a file from its tags. Raises MappingError for a tag that is none."""
    if kind == Kind.CUSTOM:
        return Format("generic_custom", "Custom table", "", kind, _PLAIN_NEEDS, (Custom(table),))
    maker = _Maker(kind)
    cells = _cells(maker, tagged, tags)
    feeds = maker.feeds(cells)
    if not feeds:
        raise MappingError(
            f"the mapping gives nothing that {kind.value} need",
            remedy="tag at least a key or an e-mail, of orders order-id and order-datetime",
        )
    return Format(f"generic_{kind}", f"{kind.replace('_', ' ')} by mapping", "", kind,
                  _PLAIN_NEEDS, feeds)  # fmt: skip


def _cells(
    maker: "_Maker", tagged: Mapping[str, ColumnRule], tags: Mapping[str, Sequence[str]]
) -> dict[str, Cell]:
    columns: dict[str, list[str]] = {}
    for header, rule in tagged.items():
        columns.setdefault(_bare(rule.tag), []).append(header)
    cells = {tag: maker.cell(tag, tuple(names)) for tag, names in columns.items()}
    return cells | {_bare(tag): _joined(many) for tag, many in tags.items()}


def overlaid(
    form: Format, tagged: Mapping[str, ColumnRule], tags: Mapping[str, Sequence[str]]
) -> Format:
    """The format with the cells that a mapping names in place of its own."""
    if not tagged and not tags:
        return form
    cells = _cells(_Maker(form.kind), tagged, tags)
    feeds: list[Feed] = []
    for feed in form.feeds:
        match feed:
            case Orders():
                line = {_LINE[name][0]: cell for name, cell in cells.items() if name in _LINE}
                if "order_datetime" in cells:
                    line["order_datetime"] = cells["order_datetime"]
                order = {_ORDER[name][0]: cell for name, cell in cells.items() if name in _ORDER}
                person = {name: cells[name] for name in _PROFILE if name in cells}
                feeds.append(
                    replace(
                        feed,
                        line={**feed.line, **line},
                        order={**feed.order, **order},
                        person={**feed.person, **person},
                    )
                )
            case Profiles():
                own = {name: cells[name] for name in _PROFILE if name in cells}
                keys = {**feed.keys, **_keys(cells)}
                feeds.append(
                    replace(
                        feed, cells={**feed.cells, **own}, pk=cells.get("pk", feed.pk), keys=keys
                    )
                )
            case Rows():
                there = {n: c for n, c in cells.items() if n in _TABLES[feed.table].by_name}
                feeds.append(replace(feed, cells={**feed.cells, **there}))
            case _:
                feeds.append(feed)
    return replace(form, feeds=tuple(feeds), adapt=None)


def _bare(tag: str) -> str:
    return tag.rsplit("/", 1)[-1].strip().lower().replace("-", "_")


def _joined(headers: Sequence[str]) -> Cell:
    """Several columns in one tag, joined by `-`; `#row` is the record number."""
    parts: list[str] = []
    cells: dict[str, Cell] = {}
    for number, header in enumerate(headers):
        if header == "#row":
            parts.append("CAST(_row AS VARCHAR)")
        else:
            parts.append(f"v{number}")
            cells[f"v{number}"] = Text(header)
    return Formula(f"concat_ws('-', {', '.join(parts)})", cells)


class _Maker:
    """Cells and feeds of one kind of file."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def cell(self, tag: str, headers: tuple[str, ...]) -> Cell:
        """The cell of a tag."""
        base = tag
        if tag.startswith(("fk_", "sk_", "bk_")) or tag in {"pk", "ck"}:
            return Key(*headers)
        if tag.startswith(("email_", "phone_")) and tag not in _CONSENT:
            base = tag.split("_", maxsplit=1)[0]
        if base == "email":
            return Email(*headers)
        if base == "phone":
            return Phone(headers, ("country",))
        if tag in _CONSENT or tag in {"is_return", "is_cancellation"}:
            return Text(*headers) if tag in _CONSENT else Flag(*headers)
        for known in (_LINE, _ORDER):
            if self.kind in {Kind.ORDERS, Kind.ORDER_ITEMS} and tag in known:
                return known[tag][1](*headers)
        column = self._column(tag)
        if column is None:
            raise MappingError(
                f'columns: there is no tag "{tag.replace("_", "-")}" for {self.kind.value}',
                remedy="see data_model.md 1.7 for the tags",
            )
        return cell_for(column, *headers)

    def _column(self, tag: str) -> Column | None:
        tables = ["source_profiles", "source_lines"]
        if self.kind in _TABLE_OF:
            tables.insert(0, _TABLE_OF[self.kind][0])
        for name in tables:
            if tag in _TABLES[name].by_name:
                return _TABLES[name].column(tag)
        if tag in {"stated_at", "consent_datetime"}:
            return Column("stated_at", Type.DATETIME, "")
        if tag in {"brand", "region", "program", "frequency", "language_preference"}:
            return Column(tag, Type.STRING, "")
        return None

    def feeds(self, cells: Mapping[str, Cell]) -> tuple[Feed, ...]:
        """Feeds of the kind from the tagged cells."""
        if self.kind in {Kind.ORDERS, Kind.ORDER_ITEMS}:
            return self._orders(cells)
        made: list[Feed] = []
        if self.kind in _TABLE_OF:
            table, required, key = _TABLE_OF[self.kind]
            own = {name: cells[name] for name in cells if name in _TABLES[table].by_name}
            keys = _keys(cells)
            if table == "source_recipients" and keys:
                (namespace, value), *_ = keys.items()
                own["fk_namespace"] = formula(
                    f"CASE WHEN value IS NOT NULL THEN '{namespace}' END", value=value
                )
                own["fk_value"] = value
            made.append(Rows(table, own, required=required, key=key, keep_custom=True))
        if self.kind in {Kind.CUSTOMERS, Kind.LOYALTY}:
            made.extend(self._profiles(cells))
        made.extend(_consents(cells))
        return tuple(made)

    def _profiles(self, cells: Mapping[str, Cell]) -> list[Feed]:
        profile = {name: cells[name] for name in _PROFILE if name in cells}
        keys = _keys(cells)
        pk = cells.get("pk")
        if self.kind == Kind.LOYALTY:
            pk = pk or cells.get("loyalty_id")
        if "loyalty_id" in cells:
            keys.setdefault("loyalty-id", cells["loyalty_id"])
        more = {
            name.replace("_", "-"): cell
            for name, cell in cells.items()
            if name.startswith(("email_", "phone_")) and name not in _CONSENT
        }
        if not (profile or pk or keys):
            return []
        return [Profiles(profile, pk=pk, ck=cells.get("ck"), keys=keys, more=more)]

    def _orders(self, cells: Mapping[str, Cell]) -> tuple[Feed, ...]:
        line: dict[str, Cell] = {
            _LINE[name][0]: cell for name, cell in cells.items() if name in _LINE
        }
        order: dict[str, Cell] = {
            _ORDER[name][0]: cell for name, cell in cells.items() if name in _ORDER
        }
        if "order_datetime" in cells:
            line["order_datetime"] = cells["order_datetime"]
        if "order_status" in cells:
            order["state"] = Words(tuple(cells["order_status"].names()), _STATES, other="paid")
        back = {name: cells[name] for name in ("is_return", "is_cancellation") if name in cells}
        if back:
            line["kind"] = formula(
                "CASE WHEN returned THEN 'return' WHEN cancelled THEN 'cancellation' END",
                returned=back.get("is_return", Flag()),
                cancelled=back.get("is_cancellation", Flag()),
            )
        keys = _keys(cells)
        if keys and "customer_id" not in order:
            order["customer_id"] = next(iter(keys.values()))
        if "pk" in cells and "customer_id" not in order:
            order["customer_id"] = cells["pk"]
        person = {name: cells[name] for name in _PROFILE if name in cells and name not in order}
        person.pop("update_dt", None)
        if "order_id" not in line or "order_datetime" not in line:
            return ()
        plain = not {"revenue", "unit_price", "list_price"} & set(line)
        return (
            Orders(
                line,
                order,
                person,
                level="orders" if self.kind == Kind.ORDERS else "lines",
                share_total=plain,
                signed=not back,
            ),
        )


def _keys(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    return {
        name.removeprefix("fk_").replace("_", "-"): cell
        for name, cell in cells.items()
        if name.startswith("fk_")
    }


def _consents(cells: Mapping[str, Cell]) -> list[Feed]:
    made: list[Feed] = []
    for tag, (channel, inverted) in _CONSENT.items():
        contact = cells.get("email" if channel == "email" else "phone")
        if tag not in cells or contact is None:
            continue
        headers = tuple(cells[tag].names())
        words = _INVERTED if inverted else WORDS
        rows = consent_rows(
            "email" if channel == "email" else "sms",
            contact,
            Words(headers, words),
            cells.get("stated_at") or cells.get("consent_datetime"),
        )
        extra = {
            name: cells[name]
            for name in ("brand", "region", "program", "frequency", "language_preference")
            if name in cells
        }
        made.append(Rows(rows.table, {**rows.cells, **extra}, where=rows.where))
    return made


_SHORT = 6  # no, false, nein: a no to "unsubscribed" is a yes; "never subscribed" is not
_INVERTED = {
    word: WITHDRAWN if state == GRANTED else NOT_GIVEN if state == NOT_GIVEN else state
    for word, state in WORDS.items()
}
_INVERTED |= {
    word: GRANTED for word, state in WORDS.items() if state == NOT_GIVEN and len(word) < _SHORT
}

__all__ = ["Suggestion", "cells_of", "generic_format", "suggested"]
