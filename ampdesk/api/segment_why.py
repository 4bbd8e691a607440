"""Why somebody is in a segment or not, and in which segments he is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ampdesk.api.receipt import Line, Receipt
from ampdesk.api.segment_lists import SEGMENT
from ampdesk.api.segment_room import Given
from ampdesk.api.segment_worth import Worthwhile
from ampdesk.api.table_stats import Stop
from ampdesk.errors import AmpDeskError, DefinitionError, NotFoundError
from ampdesk.segments import Compiler, SqlSegment, VisualSegment, read_segment
from ampdesk.segments.catalog import DEFAULT_ID
from ampdesk.segments.explain import Explanation, Finding, explain, is_member
from ampdesk.segments.sentence import describe, describe_condition, label

_SHOWN = 3
_STRANGER = "Not a member: no customer has this id."


@dataclass(frozen=True)
class Membership:
    """One saved segment as one customer sees it; `is_in` is None when `problem` says why."""

    name: str
    folder: str
    sentence: str
    is_in: bool | None
    problem: str = ""


class Explaining(Worthwhile):
    """Readings about one customer. Each takes `as_of`: then as on that day."""

    def explain(
        self, given: Given, identity: str, *, as_of: date | None = None, stop: Stop | None = None
    ) -> Explanation:
        """Tell, condition by condition, why somebody is in a segment or not."""
        segment = self.read(given)
        if isinstance(segment, SqlSegment):
            raise DefinitionError(
                "a SQL segment has no conditions to explain",
                remedy="read its statement: ampdesk segment sql",
                where=f'segment "{segment.name}"',
            )
        with self._session(segment, stop, as_of) as (engine, compiler):
            return explain(engine, compiler, segment, identity)

    def why(
        self, given: Given, identity: str, *, as_of: date | None = None, stop: Stop | None = None
    ) -> Receipt:
        """Return the receipt of one customer's membership; of a SQL segment by its statement."""
        segment = self.read(given)
        day = str(as_of or self._reader.snapshot.built_on or "")
        sql = self.sql(segment, as_of=as_of)
        if isinstance(segment, SqlSegment):
            return self._why_sql(segment, identity, sql, day, as_of, stop)
        with self._session(segment, stop, as_of) as (engine, compiler):
            found = explain(engine, compiler, segment, identity)
        notes = self.time_machine_notes(segment, as_of) if as_of else ()
        today = as_of or self._today
        return Receipt(
            title=f'Segment "{segment.name}"',
            sentence=_sentence(found),
            lines=tuple(_line(finding, today) for finding in found.findings),
            definition=" ".join((describe(segment, today), *notes)),
            sql=sql,
            as_of=day,
        )

    def _why_sql(
        self, segment: SqlSegment, identity: str, sql: str, day: str,
        as_of: date | None, stop: Stop | None,
    ) -> Receipt:  # fmt: skip
        with self._session(segment, stop, as_of) as (engine, compiler):
            is_in = is_member(engine, compiler, segment, identity)
            is_known = is_in or is_member(engine, compiler, _everybody(segment), identity)
        said = "A member: the statement returns his id."
        if not is_in:
            said = "Not a member: the statement does not return his id." if is_known else _STRANGER
        return Receipt(
            title=f'Segment "{segment.name}"',
            sentence=said,
            definition="A SQL segment: its statement alone decides.",
            sql=sql,
            as_of=day,
        )

    def memberships(
        self, amperity_id: str, *, as_of: date | None = None, stop: Stop | None = None
    ) -> tuple[Membership, ...]:
        """Return every active segment of customers and whether this one is in it, by name.

        A segment that cannot be evaluated says why. Raises NotFoundError for nobody's id.
        """
        with self._lock:
            saved = self._store.definitions.list(SEGMENT)
        found = []
        with self._session(DEFAULT_ID, stop, as_of) as (engine, compiler):
            if not is_member(engine, compiler, _everybody(), amperity_id):
                raise NotFoundError(
                    "no customer has this id",
                    remedy="search by name, e-mail or phone: ampdesk customer search",
                    where=amperity_id,
                )
            for one in sorted(saved, key=lambda one: one.name.casefold()):
                if str(one.body.get("activation_id") or DEFAULT_ID) != DEFAULT_ID:
                    continue
                said, is_in, problem = "", None, ""
                try:
                    segment = read_segment(one.body)
                    said = describe(segment, as_of or self._today)
                    own = Compiler(compiler.ground, compiler.lists, (segment.name,))
                    is_in = is_member(engine, own, segment, amperity_id)
                except AmpDeskError as error:
                    if error.code == "cancelled":
                        raise
                    problem = str(error)
                folder = str(one.body.get("folder") or "")
                found.append(Membership(one.name, folder, said, is_in, problem))
        return tuple(found)


def _everybody(like: SqlSegment | None = None) -> VisualSegment:
    return VisualSegment(name="-", activation_id=like.activation_id if like else DEFAULT_ID)


def _sentence(explanation: Explanation) -> str:
    if not explanation.is_known:
        return _STRANGER
    if not explanation.is_included:
        return "Not a member: the conditions to include do not hold."
    if explanation.is_excluded:
        return "Not a member: meets the conditions to exclude."
    return "A member: what must hold holds, and nothing excludes him."


def _line(finding: Finding, today: date) -> Line:
    side = "exclude" if finding.path.startswith("exclude") else "include"
    text = describe_condition(finding.condition, today)
    rows = [", ".join(_value(name, value) for name, value in row.items()) for row in finding.seen]
    more = len(rows) - _SHOWN
    note = "; ".join(rows[:_SHOWN]) + (f"; {more} more" if more > 0 else "")
    if not rows and finding.condition.type in {"attribute", "rfm"}:
        note = "no row in this table"
    return Line(side, text, note, "holds" if finding.holds else "fails")


def _value(name: str, value: Any) -> str:
    match value:
        case None:
            shown = "no value"
        case bool():
            shown = "yes" if value else "no"
        case datetime():
            shown = f"{value:%Y-%m-%d %H:%M:%S}"
        case _:
            shown = str(value)
    return f"{label(name)} = {shown}"
