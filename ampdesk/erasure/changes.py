"""What an erasure does to each feed: the one definition for store, backups (SQLite) and lake.

Order lines and recipients stay, so that totals stay; they lose what is personal and belong to an
anonymous customer from then on. Rows that say nothing without the person are removed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from ampdesk.erasure.person import Person, among, holds_key, is_record
from ampdesk.erasure.plan import NAMESPACE, Plan
from ampdesk.schema import FEEDS
from ampdesk.stitch.statement import fragment

_PROFILE_KEPT = frozenset({"import_id", "row_number", "source", "datasource", "pk"})


@dataclass(frozen=True)
class Change:
    """`held`: the person's rows; `blank`: columns set to these, none: the rows are removed."""

    table: str
    held: exp.Expr
    blank: Mapping[str, exp.Expr] = field(default_factory=dict)

    @property
    def fate(self) -> Literal["removed", "kept without personal data"]:
        """What becomes of the rows, in words."""
        return "kept without personal data" if self.blank else "removed"

    def of_scan(self, scan: exp.Expr, columns: Iterable[str]) -> exp.Query:
        """Select what a file of the lake holds afterwards."""
        if not self.blank:
            return exp.select("*").from_(scan).where(exp.not_(self.surely))
        shown = [
            exp.Case().when(self.surely, self.blank[name].copy())
            .else_(exp.column(name, quoted=True)).as_(name, quoted=True)
            if name in self.blank else exp.column(name, quoted=True)
            for name in columns
        ]  # fmt: skip
        return exp.select(*shown).from_(scan)

    @property
    def surely(self) -> exp.Expr:
        """The test without a third answer: NULL counts as not held."""
        return exp.Coalesce(this=exp.paren(self.held.copy()), expressions=[exp.false()])

    def statement(self) -> exp.Update | exp.Delete:
        """Build the statement that does it in SQLite."""
        table = exp.to_table(self.table, quoted=True)
        if not self.blank:
            return exp.Delete(this=table, where=exp.Where(this=self.surely))
        sets = [
            exp.EQ(this=exp.column(name, quoted=True), expression=value.copy())
            for name, value in self.blank.items()
        ]
        return exp.Update(this=table, expressions=sets, where=exp.Where(this=self.surely))


def changes(plan: Plan, custom: Mapping[str, Iterable[str]]) -> list[Change]:
    """Return the changes of every feed; `custom`: columns of the user's own tables by name."""
    person = plan.person
    token = _texts({"fk_namespace": NAMESPACE, "fk_value": plan.token})
    lines = Change(
        "source_lines", holds_lines(person), {**token, **_nulls("customer_id", "custom")}
    )
    recipients = Change(
        "source_recipients",
        holds_recipient(person),
        {**_texts({"amperity_id": plan.anonymous_id}), **_nulls("email", "phone", "custom"),
         **_nulls("fk_namespace", "fk_value")},
    )  # fmt: skip
    made = [
        _profiles(plan),
        lines,
        recipients,
        Change("source_consents", contact_of(person, "contact")),
        Change("source_email_events", _email(person)),
        *(Change(name, holds_loyalty(person)) for name in _LOYALTY),
    ]
    made += [Change(name, mentions(person, columns)) for name, columns in custom.items()]
    return [one for one in made if not isinstance(one.held, exp.Boolean)]


_LOYALTY = ("source_loyalty", "source_loyalty_events")


def _profiles(plan: Plan) -> Change:
    held = is_record(plan.person.records)
    if not plan.keeps_records:
        return Change("source_profiles", held)
    pk = exp.Case()
    for datasource, old, new in plan.pks:
        pk.append("ifs", exp.If(this=is_record([(datasource, old)]), true=exp.Literal.string(new)))
    blank = _nulls(*emptied_columns())
    blank |= _texts({"foreign_keys": json.dumps({NAMESPACE: plan.token})})
    return Change("source_profiles", held, {**blank, "pk": pk})


def emptied_columns() -> tuple[str, ...]:
    """Columns of a profile record that an erasure empties where the record stays."""
    table = next(feed for feed in FEEDS if feed.name == "source_profiles")
    return tuple(name for name in table.names if name not in _PROFILE_KEPT)


def holds_lines(person: Person) -> exp.Expr:
    """Build the test of order lines: by a key, or by the order."""
    by_source: dict[str, list[str]] = {}
    for source, order_id in person.orders:
        by_source.setdefault(source, []).append(order_id)
    tests = [
        exp.and_(
            exp.column("source", quoted=True).eq(exp.Literal.string(source)),
            among("order_id", orders),
        )
        for source, orders in by_source.items()
    ]
    return _any(holds_key(person.foreign_keys), *tests)


def holds_recipient(person: Person) -> exp.Expr:
    """Build the test of recipients of earlier campaigns."""
    return _any(
        _lowered("amperity_id", person.ids),
        _email(person),
        among("phone", phone_forms(person)),
        holds_key(person.foreign_keys),
    )


def contact_of(person: Person, column: str) -> exp.Expr:
    """Build the test that a column holds one of the person's addresses or numbers."""
    return _any(_lowered(column, person.emails), among(column, phone_forms(person)))


def holds_loyalty(person: Person) -> exp.Expr:
    """Build the test of loyalty rows."""
    return _any(among("loyalty_id", person.loyalty_ids), _email(person))


def mentions(person: Person, columns: Iterable[str]) -> exp.Expr:
    """Build the test of a custom table: some column holds an address, a number, an id."""
    tests: list[exp.Expr] = []
    for name in columns:
        lowered = fragment("LOWER($column)", column=exp.column(name, quoted=True))
        tests += [
            fragment("INSTR($text, $value) > 0", text=lowered, value=value)
            for value in (*person.emails, *person.ids)
        ]
        tests.append(among(name, phone_forms(person)))
        tests.append(among(name, person.loyalty_ids))
    return _any(*tests)


def phone_forms(person: Person) -> tuple[str, ...]:
    """Return every way in which the person's numbers may have been written down as a whole."""
    found: dict[str, None] = {}
    for phone in person.phones:
        digits = "".join(letter for letter in phone if letter.isdigit())
        for form in (phone, digits, f"+{digits}", digits[-10:]):
            found[form] = None
    return tuple(found)


def _email(person: Person) -> exp.Expr:
    return _lowered("email", person.emails)


def _lowered(column: str, values: Iterable[str]) -> exp.Expr:
    literals = [exp.Literal.string(value) for value in values]
    if not literals:
        return exp.false()
    filed = fragment("LOWER(TRIM($column))", column=exp.column(column, quoted=True))
    return exp.In(this=filed, expressions=literals)


def _any(*tests: exp.Expr) -> exp.Expr:
    real = [test for test in tests if not isinstance(test, exp.Boolean)]
    return exp.or_(*real) if real else exp.false()


def _nulls(*names: str) -> dict[str, exp.Expr]:
    return {name: exp.null() for name in names}


def _texts(values: Mapping[str, str]) -> dict[str, exp.Expr]:
    return {name: exp.Literal.string(value) for name, value in values.items()}
