"""Files of no known export: feeds made from semantic tags (data_model.md 1.7, definitions.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ampdesk.intake.errors import MappingError
from ampdesk.intake.formats.cells import (
    Cell,
    Email,
    Flag,
    Formula,
    Key,
    Phone,
    Text,
    Words,
    formula,
)
from ampdesk.intake.formats.consents import GRANTED, NOT_GIVEN, WITHDRAWN, WORDS, consent_rows
from ampdesk.intake.formats.own import cell_for, cells_of
from ampdesk.intake.formats.spec import Custom, Feed, Format, Kind, Needs, Orders, Profiles, Rows
from ampdesk.intake.formats.tag_tables import (
    CONSENT_TAGS,
    LINE_TAGS,
    ORDER_TAGS,
    PROFILE_TAGS,
    STATES,
    TABLE_OF,
)
from ampdesk.intake.rulings import ColumnRule
from ampdesk.schema import FEEDS, Column, Type

_TABLES = {table.name: table for table in FEEDS}
_PLAIN_NEEDS = Needs(())


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
                line = {
                    LINE_TAGS[name][0]: cell for name, cell in cells.items() if name in LINE_TAGS
                }
                if "order_datetime" in cells:
                    line["order_datetime"] = cells["order_datetime"]
                order = {
                    ORDER_TAGS[name][0]: cell for name, cell in cells.items() if name in ORDER_TAGS
                }
                person = {name: cells[name] for name in PROFILE_TAGS if name in cells}
                feeds.append(
                    replace(
                        feed,
                        line={**feed.line, **line},
                        order={**feed.order, **order},
                        person={**feed.person, **person},
                    )
                )
            case Profiles():
                own = {name: cells[name] for name in PROFILE_TAGS if name in cells}
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
        if tag.startswith(("email_", "phone_")) and tag not in CONSENT_TAGS:
            base = tag.split("_", maxsplit=1)[0]
        if base == "email":
            return Email(*headers)
        if base == "phone":
            return Phone(headers, ("country",))
        if tag in CONSENT_TAGS or tag in {"is_return", "is_cancellation"}:
            return Text(*headers) if tag in CONSENT_TAGS else Flag(*headers)
        for known in (LINE_TAGS, ORDER_TAGS):
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
        if self.kind in TABLE_OF:
            tables.insert(0, TABLE_OF[self.kind][0])
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
        if self.kind in TABLE_OF:
            table, required, key = TABLE_OF[self.kind]
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
        profile = {name: cells[name] for name in PROFILE_TAGS if name in cells}
        keys = _keys(cells)
        pk = cells.get("pk")
        if self.kind == Kind.LOYALTY:
            pk = pk or cells.get("loyalty_id")
        if "loyalty_id" in cells:
            keys.setdefault("loyalty-id", cells["loyalty_id"])
        more = {
            name.replace("_", "-"): cell
            for name, cell in cells.items()
            if name.startswith(("email_", "phone_")) and name not in CONSENT_TAGS
        }
        if not (profile or pk or keys):
            return []
        return [Profiles(profile, pk=pk, ck=cells.get("ck"), keys=keys, more=more)]

    def _orders(self, cells: Mapping[str, Cell]) -> tuple[Feed, ...]:
        line: dict[str, Cell] = {
            LINE_TAGS[name][0]: cell for name, cell in cells.items() if name in LINE_TAGS
        }
        order: dict[str, Cell] = {
            ORDER_TAGS[name][0]: cell for name, cell in cells.items() if name in ORDER_TAGS
        }
        if "order_datetime" in cells:
            line["order_datetime"] = cells["order_datetime"]
        if "order_status" in cells:
            order["state"] = Words(tuple(cells["order_status"].names()), STATES, other="paid")
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
        person = {name: cells[name] for name in PROFILE_TAGS if name in cells and name not in order}
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
    for tag, (channel, inverted) in CONSENT_TAGS.items():
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

__all__ = ["cells_of", "generic_format", "overlaid"]
