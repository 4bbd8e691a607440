"""Mailing lists for both doors: look first, then write, and explain afterwards."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ampdesk.api.reader import Reader
from ampdesk.api.receipt import Line, Receipt
from ampdesk.errors import NotFoundError
from ampdesk.lists import (
    Counts,
    ListRequest,
    MailingList,
    Person,
    Purpose,
    Reason,
    Written,
)
from ampdesk.lists.mailing import DO_NOT_MAIL_LIST
from ampdesk.lists.verdicts import compile_outcome
from ampdesk.store import Store, notes

NEEDED = ("Merged_Customers", "Merged_Households", "Customer_Attributes", "RFM")
SENTENCES = {
    Reason.UNKNOWN: "The id in the file belongs to no customer of this brand.",
    Reason.NO_ADDRESS: "The merged address lacks a street, city, state or postal code.",
    Reason.DO_NOT_MAIL: "A source says not to send mail, or the id is on the do-not-mail list.",
    Reason.EMPLOYEE: "The e-mail address belongs to the brand's own domain.",
    Reason.BUSINESS: "Name or address hold a business word.",
    Reason.TEST_ACCOUNT: "Name or e-mail look like a test.",
    Reason.RESELLER: "Buys like a reseller.",
    Reason.HOUSEHOLD: "One piece goes to the household, to its primary buyer or else the next "
    "member on the list.",
}


@dataclass(frozen=True)
class Preview:
    """What a list would hold, before anything is written."""

    counts: Counts
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    left_out: tuple[Person, ...]


class Lists:
    """Mailing lists of a brand."""

    def __init__(self, reader: Reader, store: Store) -> None:
        self._reader = reader
        self._store = store

    @contextmanager
    def _open(self, request: ListRequest) -> Iterator[MailingList]:
        self._reader.needs(*NEEDED)
        with self._reader.engine() as engine:
            yield MailingList(engine, request, self.do_not_mail())

    def preview(self, request: ListRequest, *, rows: int = 10, people: int = 200) -> Preview:
        """Count the list, show its first rows and the first of those left out."""
        with self._open(request) as mailing:
            sample = mailing.sample(rows)
            return Preview(
                counts=mailing.counts(),
                columns=tuple(sample.column_names),
                rows=tuple(tuple(row.values()) for row in sample.to_pylist()),
                left_out=mailing.people_left_out(limit=people),
            )

    def write(
        self,
        request: ListRequest,
        file: Path,
        *,
        purpose: Purpose = Purpose.SPREADSHEET,
        left_out_file: Path | None = None,
        on_rows: Callable[[int], None] | None = None,
    ) -> Written:
        """Write the list and note it, so that `why_left_out` can be asked later.

        The note holds the request without its ids, never a name or address.
        """
        with self._open(request) as mailing:
            written = mailing.write(file, purpose, left_out_file=left_out_file, on_rows=on_rows)
        if not self._store.read_only:
            self._note(request, written, purpose)
        return written

    def _note(self, request: ListRequest, written: Written, purpose: Purpose) -> None:
        detail = {
            "request": request.model_dump(mode="json"),
            "purpose": purpose.value,
            "file": written.file.name,
            # whole paths: a deletion request looks for people in what was written
            "path": str(written.file.absolute()),
            "left_out_file": str(written.left_out_file.absolute())
            if written.left_out_file
            else None,
            "audience": written.counts.audience,
            "left_out": {part.reason.value: part.customers for part in written.counts.left_out},
        }
        notes.note(self._store, "list written", request.name, written.counts.pieces, detail)

    def history(self) -> list[dict[str, Any]]:
        """Return the lists written, the newest first: id, at, name, pieces, file."""
        return [
            {
                "list": f"list-{row['id']}",
                "at": row["at"],
                "name": row["subject"],
                "pieces": row["rows"],
                **{key: row["detail"][key] for key in ("file", "audience", "purpose")},
            }
            for row in notes.activity(self._store, "list written")
        ]

    def why_left_out(self, delivery: str, amperity_id: str) -> Receipt:
        """Explain why somebody got no piece of a written list, by asking the list again.

        Raises NotFoundError for a list that was never written; ListError when the person was not
        in its audience.
        """
        for row in notes.activity(self._store, "list written"):
            if delivery in {f"list-{row['id']}", row["subject"]}:
                request = ListRequest.model_validate_json(json.dumps(row["detail"]["request"]))
                return self.why(request, amperity_id, title=f'List "{row["subject"]}"')
        raise NotFoundError(
            "no such list was written",
            remedy="see the lists: ampdesk why BRAND left-out",
            where=delivery,
        )

    def why(self, request: ListRequest, amperity_id: str, *, title: str = "") -> Receipt:
        """Explain what a list does with one member of its audience."""
        with self._open(request) as mailing:
            reason = mailing.reason_for(amperity_id)
            members = mailing.household_of(amperity_id)
        audience = str(request.range) if request.range else "ids of a file"
        lines = [Line("on the audience", audience, mark="holds")]
        for test in Reason:
            if test is reason:
                lines.append(Line(test.value, SENTENCES[test], mark="left out"))
                break
            if test is not Reason.HOUSEHOLD:
                lines.append(Line(test.value, "no", mark="passed"))
        if len(members) > 1:
            others = len(members) - 1
            lines.append(
                Line("household", f"{others} more on this audience", f"piece: {members[0]}")
            )
        sentence = f"Left out: {reason.value}." if reason else "Gets a piece."
        return Receipt(
            title=title or f'List "{request.name}"',
            sentence=sentence,
            lines=tuple(lines),
            definition="The rules are asked in this order and the first that holds is told.",
            as_of=str(self._reader.snapshot.built_on or ""),
            sources=NEEDED,
        )

    def why_count(
        self, request: ListRequest, reason: Reason | None = None, *, pieces: bool = False
    ) -> Receipt:
        """Explain a count of a list: the audience, those left out for a reason, or the pieces."""
        with self._open(request) as mailing:
            counts = mailing.counts()
        audience = str(request.range) if request.range else "ids of a file"
        lines = [Line("on the audience", f"{counts.audience:,}", audience)]
        for part in counts.left_out:
            mark = "left out" if reason in {None, part.reason} else ""
            lines.append(Line(part.reason.value, f"−{part.customers:,}", mark=mark))
        lines.append(Line("pieces", f"{counts.pieces:,}", mark="holds" if pieces else ""))
        if reason is not None:
            count = next((p.customers for p in counts.left_out if p.reason is reason), 0)
            sentence = f"{count:,} of {counts.audience:,} are left out: {reason.value}."
        elif pieces:
            sentence = f"{counts.pieces:,} pieces, one for each who is not left out."
        else:
            sentence = f"{counts.audience:,} customers are on the audience."
        rule = SENTENCES[reason] if reason else "Audience less all who are left out is the pieces."
        query = compile_outcome(request.rules)
        return Receipt(
            title=f'List "{request.name}"',
            sentence=sentence,
            lines=tuple(lines),
            definition=f"{rule} The rules are asked in this order; each customer is counted at "
            "the first that holds.",
            sql=query.sql(dialect="presto", pretty=True),
            as_of=str(self._reader.snapshot.built_on or ""),
            sources=NEEDED,
        )

    def do_not_mail(self) -> tuple[str, ...]:
        """Return the ids on the brand's do-not-mail list."""
        return notes.id_list(self._store, DO_NOT_MAIL_LIST)

    def add_do_not_mail(self, ids: tuple[str, ...]) -> int:
        """Put ids on the do-not-mail list; return how many are new."""
        return notes.add_to_id_list(self._store, DO_NOT_MAIL_LIST, ids)

    def remove_do_not_mail(self, ids: tuple[str, ...]) -> int:
        """Take ids off the do-not-mail list; return how many were on it."""
        return notes.remove_from_id_list(self._store, DO_NOT_MAIL_LIST, ids)
