"""Make a mailing list: count it, look at who is left out, write it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from ampdesk.engine import Engine
from ampdesk.lists import verdicts
from ampdesk.lists.columns import CHOICES, chosen
from ampdesk.lists.request import ListError, ListRequest, Purpose, Reason
from ampdesk.lists.writers import write_table
from ampdesk.store.arrow import texts

OUTCOME = "list_outcome"
DO_NOT_MAIL_LIST = "do-not-mail"  # name in the store table id_lists


@dataclass(frozen=True)
class LeftOut:
    """Members of the audience left out for one reason."""

    reason: Reason
    customers: int


@dataclass(frozen=True)
class Person:
    """Somebody left out."""

    amperity_id: str
    given_name: str | None
    surname: str | None
    reason: Reason


@dataclass(frozen=True)
class Counts:
    """audience = pieces + all who are left out."""

    audience: int
    pieces: int
    left_out: tuple[LeftOut, ...]

    @property
    def left_out_total(self) -> int:
        """All who are left out."""
        return sum(part.customers for part in self.left_out)


@dataclass(frozen=True)
class Written:
    """A list on disk, and the file of those left out when asked for."""

    counts: Counts
    file: Path
    left_out_file: Path | None


class MailingList:
    """A request worked out on one snapshot; the engine keeps its outcome as a temporary table."""

    def __init__(self, engine: Engine, request: ListRequest, do_not_mail: Iterable[str]) -> None:
        """Work the request out; `do_not_mail` are the ids of the brand's own list."""
        self._engine = engine
        self._request = request
        self._columns = chosen(request.columns)
        blocked = (*do_not_mail, *request.do_not_mail_ids)
        engine.register(verdicts.DO_NOT_MAIL, _ids(blocked))
        if request.ids is not None:
            engine.register(verdicts.AUDIENCE, _ids(request.ids))
        else:
            engine.create(verdicts.AUDIENCE, verdicts.compile_audience(request))
        engine.create(OUTCOME, verdicts.compile_outcome(request.rules))

    def counts(self) -> Counts:
        """Count the pieces and, by reason, those left out, in the order the rules apply."""
        reason = exp.column(verdicts.REASON, quoted=True)
        rows = self._engine.arrow(
            exp.select(reason, exp.Count(this=exp.Star()).as_("n", quoted=True))
            .from_(exp.to_table(OUTCOME))
            .group_by(reason.copy())
        ).to_pylist()
        by_reason = {row[verdicts.REASON]: int(row["n"]) for row in rows}
        left_out = tuple(
            LeftOut(reason, by_reason[reason.value]) for reason in Reason if reason in by_reason
        )
        pieces = by_reason.get(None, 0)
        return Counts(sum(by_reason.values()), pieces, left_out)

    def people_left_out(self, *, limit: int, offset: int = 0) -> tuple[Person, ...]:
        """Return a page of those left out, by reason, then id."""
        query = verdicts.compile_left_out(OUTCOME).limit(limit).offset(offset)
        return tuple(
            Person(row["amperity_id"], row["given_name"], row["surname"], Reason(row["reason"]))
            for row in self._engine.arrow(query).to_pylist()
        )

    def sample(self, rows: int = 10) -> pa.Table:
        """Return the first rows as they would be written."""
        return self._engine.arrow(verdicts.compile_pieces(OUTCOME, self._columns).limit(rows))

    def reason_for(self, amperity_id: str) -> Reason | None:
        """Tell why one member of the audience is left out; None: he gets a piece.

        Raises ListError when he is not in the audience at all.
        """
        identity = exp.column("amperity_id", quoted=True)
        rows = self._engine.arrow(
            exp.select(exp.column(verdicts.REASON, quoted=True))
            .from_(exp.to_table(OUTCOME))
            .where(identity.eq(exp.Literal.string(amperity_id)))
        ).to_pylist()
        if not rows:
            raise ListError(
                "not in the audience of this list",
                remedy="look at the range of scores, or at the file of ids",
                where=amperity_id,
            )
        reason = rows[0][verdicts.REASON]
        return Reason(reason) if reason else None

    def household_of(self, amperity_id: str) -> tuple[str, ...]:
        """Return the ids of the audience in his household, the one who gets the piece first."""
        key = exp.column("household_key", quoted=True)
        identity = exp.column("amperity_id", quoted=True)
        his = (
            exp.select(key)
            .from_(exp.to_table(OUTCOME))
            .where(identity.eq(exp.Literal.string(amperity_id)))
        )
        reason = exp.column(verdicts.REASON, quoted=True)
        rows = self._engine.arrow(
            exp.select(identity.copy())
            .from_(exp.to_table(OUTCOME))
            .where(key.copy().eq(his.subquery()))
            .order_by(reason.is_(exp.null()).desc(), identity.copy())
        ).to_pylist()
        return tuple(row["amperity_id"] for row in rows)

    def write(
        self,
        file: Path,
        purpose: Purpose,
        *,
        left_out_file: Path | None = None,
        on_rows: Callable[[int], None] | None = None,
    ) -> Written:
        """Write the pieces and, when named, those left out with the reason of each."""
        pieces = verdicts.compile_pieces(OUTCOME, self._columns)
        names = [choice.column for choice in self._columns]
        as_text = {choice.column for choice in self._columns if choice.as_text}
        write_table(
            self._engine.run(pieces), names, file, purpose, as_text=as_text, on_rows=on_rows
        )
        if left_out_file:
            write_table(
                self._engine.run(verdicts.compile_left_out(OUTCOME)),
                ["amperity_id", "given_name", "surname", "reason"],
                left_out_file,
                purpose,
                as_text={"amperity_id"},
            )
        return Written(self.counts(), file, left_out_file)


def _ids(values: Iterable[str]) -> pa.Table:
    unique = list(dict.fromkeys(values))
    return pa.Table.from_arrays([texts(unique)], names=["amperity_id"])


__all__ = ["CHOICES", "Counts", "LeftOut", "MailingList", "Person", "Written"]
