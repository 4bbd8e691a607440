"""Every "Why?" of a brand: each receipt re-asks the query that made the thing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlglot import exp

from ampdesk.api import home_receipts
from ampdesk.api.customers import GROUPS, plain
from ampdesk.api.home import Home
from ampdesk.api.lists import Lists
from ampdesk.api.reader import Reader
from ampdesk.api.receipt import Line, Receipt
from ampdesk.api.scores import Rfm
from ampdesk.errors import NotFoundError
from ampdesk.profiles import BrandCurrency, group_ranking
from ampdesk.profiles.merged import MergePolicy

COALESCED = "Unified_Coalesced"
_WORDS = {
    "name": "given and surname, or a full name",
    "address": "street, city, state and postal code, one point each",
    "email": "an address",
    "phone": "a number",
    "birthdate": "a date",
    "gender": "a value",
}


class Why:
    """Receipts; reads only."""

    def __init__(
        self,
        reader: Reader,
        rfm: Rfm,
        lists: Lists,
        home: Callable[[], Home],
        policy: Callable[[], MergePolicy],
        currency: Callable[[], BrandCurrency],
    ) -> None:
        """`home`, `policy` and `currency` are asked at each receipt: it is of the day."""
        self._reader = reader
        self._rfm = rfm
        self._lists = lists
        self._home = home
        self._policy = policy
        self._currency = currency

    def metric(self, key: str) -> Receipt:
        """Explain a figure of Home."""
        return home_receipts.figure_receipt(self._home(), key)

    def month(self, month: date) -> Receipt:
        """Explain one month of the charts of Home."""
        return home_receipts.month_receipt(self._home(), month, self._currency())

    def category(self, name: str | None) -> Receipt:
        """Explain one product category of Home; None is the lines without one."""
        return home_receipts.category_receipt(self._home(), name, self._currency())

    def cohort(self, month: date, age: int) -> Receipt:
        """Explain one cell of the retention map: a month of first orders, months later."""
        return home_receipts.cohort_receipt(self._home(), month, age, self._currency())

    def notice(self, key: str) -> Receipt:
        """Explain something that needs attention and is counted: loyalty, no_consent."""
        return home_receipts.notice_receipt(self._home(), key)

    def rfm(self, amperity_id: str) -> Receipt:
        """Explain one customer's scores."""
        return self._rfm.why(amperity_id)

    def left_out(self, delivery: str, amperity_id: str) -> Receipt:
        """Explain why somebody got no piece of a written list."""
        return self._lists.why_left_out(delivery, amperity_id)

    def field(self, amperity_id: str, field: str) -> Receipt:
        """Explain which record won a merged field: every candidate in the order of the rule."""
        group = next((name for name, fields in GROUPS.items() if field in {name, *fields}), None)
        if group is None:
            raise NotFoundError(
                f'"{field}" is not a merged field',
                remedy="choose one of " + ", ".join(sum(GROUPS.values(), ())),
                where="field",
            )
        snapshot = self._reader.needs(COALESCED, "Merged_Customers")
        ranked = self._reader.rows(group_ranking(group, self._policy(), amperity_id=amperity_id))
        if not ranked:
            raise NotFoundError(
                "no customer has this id",
                remedy="search by name, e-mail or phone: ampdesk customer search",
                where=amperity_id,
            )
        shown = field if field in GROUPS[group] else GROUPS[group][0]
        lines = tuple(
            Line(
                f"{row['datasource']} {row['pk']}",
                plain(row[shown]),
                f"completion {row['completion']}, priority {row['priority']}, "
                f"changed {plain(row['update_dt'])}",
                "won" if position == 0 else "lost",
            )
            for position, row in enumerate(ranked)
        )
        first = ranked[0]
        return Receipt(
            title=f"{shown} of {amperity_id}",
            sentence=f"{plain(first[shown])}, from {first['datasource']} {first['pk']}.",
            lines=lines,
            definition=f"The {group} is taken whole from one record: most complete first "
            f"({_WORDS[group]}), then the source's priority, then the newest change, then key "
            "and source.",
            as_of=str(snapshot.built_on or ""),
            sources=(COALESCED, "Merged_Customers"),
        )

    def match(self, first: str, second: str) -> Receipt:
        """Explain why two records are one person or two: the chain of equal keys between them.

        A key may be written ``datasource:pk``. Raises NotFoundError for an unknown record.
        """
        snapshot = self._reader.needs(COALESCED)
        a, b = self._record(first), self._record(second)
        title = f"{a['datasource']} {a['pk']} and {b['datasource']} {b['pk']}"
        same = a["amperity_id"] == b["amperity_id"]
        lines: tuple[Line, ...] = ()
        if same:
            lines = self._chain(a, b)
            sentence = f"One person: {a['amperity_id']}."
        else:
            sentence = "Two people: no chain of equal keys joins them."
            lines = (
                Line("first record", a["amperity_id"], _identity(a)),
                Line("second record", b["amperity_id"], _identity(b)),
            )
        return Receipt(
            title=title,
            sentence=sentence,
            lines=lines,
            definition="Records are one person when a foreign key is equal, or the cleaned "
            "e-mail and the surname are; a record without surname joins the only surname of its "
            "e-mail. Chains of such links join, too.",
            as_of=str(snapshot.built_on or ""),
            sources=(COALESCED,),
        )

    def _record(self, key: str) -> dict[str, Any]:
        datasource, _, pk = key.rpartition(":")
        own = exp.column("pk", quoted=True)
        query = exp.select("*").from_(exp.to_table(COALESCED))
        test: exp.Expr = own.eq(exp.Literal.string(pk))
        if datasource:
            source = exp.column("datasource", quoted=True)
            test = exp.and_(test, source.eq(exp.Literal.string(datasource)))
        whole = exp.column("pk", quoted=True).eq(exp.Literal.string(key))
        rows = self._reader.rows(query.where(exp.or_(test, whole)).limit(5))
        if not rows:
            raise NotFoundError(
                "no record has this key", remedy="write it as datasource:pk", where=key
            )
        if len({row["datasource"] for row in rows}) > 1:
            raise NotFoundError(
                "several sources have a record with this key",
                remedy="write it as datasource:pk, datasource being one of "
                + ", ".join(sorted(row["datasource"] for row in rows)),
                where=key,
            )
        return rows[0]

    def _chain(self, a: dict[str, Any], b: dict[str, Any]) -> tuple[Line, ...]:
        identity = exp.column("amperity_id", quoted=True)
        records = self._reader.rows(
            exp.select("*")
            .from_(exp.to_table(COALESCED))
            .where(identity.eq(exp.Literal.string(a["amperity_id"])))
            .limit(5000)
        )
        path = _shortest(records, a, b)
        if not path:
            return (Line("same id", a["amperity_id"], "kept from an earlier run"),)
        return tuple(
            Line(f"{left['datasource']} {left['pk']}", f"{right['datasource']} {right['pk']}", why)
            for left, right, why in path
        )


def _identity(record: dict[str, Any]) -> str:
    return ", ".join(plain(record[name]) for name in ("full_name", "email", "phone"))


def _links(record: dict[str, Any]) -> set[tuple[str, str]]:
    found = {
        (name.removeprefix("fk_"), str(value).casefold())
        for name, value in record.items()
        if name.startswith("fk_") and value
    }
    if record["email"]:
        found.add(("e-mail", record["email"].split("@")[0].split("+")[0] + "@"
                   + record["email"].rsplit("@", 1)[-1]))  # fmt: skip
    return found


def _shortest(
    records: list[dict[str, Any]], start: dict[str, Any], end: dict[str, Any]
) -> list[tuple[dict[str, Any], dict[str, Any], str]]:
    """Find the fewest links from one record to the other, breadth first."""
    by_link: dict[tuple[str, str], list[int]] = {}
    for index, record in enumerate(records):
        for link in _links(record):
            by_link.setdefault(link, []).append(index)
    keys = [(record["datasource"], record["pk"]) for record in records]
    first, last = (keys.index((r["datasource"], r["pk"])) for r in (start, end))
    came: dict[int, tuple[int, tuple[str, str]]] = {first: (first, ("", ""))}
    queue = [first]
    for here in queue:
        for link in _links(records[here]):
            for there in by_link.pop(link, []):
                if there not in came:
                    came[there] = (here, link)
                    queue.append(there)
    if last not in came:
        return []
    path = []
    here = last
    while here != first:
        before, (name, value) = came[here]
        path.append((records[before], records[here], f"equal {name} {value}"))
        here = before
    return path[::-1]
