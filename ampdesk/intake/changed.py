"""A known export whose columns changed: what is gone, what is new, and which may be which.

Two things tell: a file that lacks a column or two of what its format needs though nearly all the
others are there, and the headers of the last file of the same source and format. What is answered
is kept in the mapping, `"options": {"renamed": {"Created at": "Order created"}}`: the export's own
name of the column, then its name in the file, or null where the file has it no more.
"""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ampdesk.intake import suggest
from ampdesk.intake.formats.registry import FORMATS
from ampdesk.intake.formats.spec import Format
from ampdesk.intake.headers import normalise
from ampdesk.intake.questions import Question

_SHARE = 0.6  # of the file's columns are columns of the format
_KNOWN = 5  # of them at least
_OWN = 3  # of these at least are no words that any list of people or orders has
_MANY = 10  # from so many on, two columns may have changed
_SHOWN = 6
_ALIKE = 0.9  # half their letters and a word, or the same meaning
_NONE = "none of these: the file no longer has it"


@dataclass(frozen=True)
class Changed:
    """A format, the columns of it that the file lacks, and the file's that may be they."""

    form: Format
    gone: tuple[str, ...]
    new: tuple[str, ...]


def renamed_headers(headers: Sequence[str], renamed: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the headers by the names that the export's format knows."""
    known = {filed: name for name, filed in renamed.items() if filed is not None}
    return tuple(known.get(header, header) for header in headers)


def nearest(headers: Sequence[str], *, kind: str | None = None) -> Changed | None:
    """Return the format that a file nearly is; None when it is near to none.

    `headers` without those that are said to be gone. One column of what the format needs may be
    missing, of a wide file two, when as many columns are there that the format does not know.
    """
    have = frozenset(normalise(header) for header in headers)
    best: tuple[tuple[int, int, int], Changed] | None = None
    for form in FORMATS:
        if (kind and form.kind != kind) or form.refuse or form.name.startswith("ampdesk_"):
            continue
        gone = _missing(form, have)
        names = {normalise(name) for name in form.names()}
        known = len(have & names)
        allowed = 2 if known >= _MANY else 1
        if not 0 < len(gone) <= allowed or known < _KNOWN or known < _SHARE * len(have):
            continue
        own = [name for name in have & names if suggest.common(name) is None]
        count, words = form.needs.some_of
        if len(own) < _OWN or len(words & have) < count:
            continue
        new = tuple(header for header in headers if normalise(header) not in names)
        if len(new) < len(gone):
            continue
        rank = (known, form.needs.length, -len(gone))
        if best is None or rank > best[0]:
            best = rank, Changed(form, gone, new)
    return best[1] if best else None


def since(form: Format, headers: Sequence[str], last: Sequence[str]) -> Changed:
    """Compare a recognised file with the last one of its source and format."""
    have = {normalise(header) for header in headers}
    before = {normalise(header) for header in last}
    names = {normalise(name) for name in form.names()}
    return Changed(
        form,
        tuple(one for one in last if normalise(one) in names and normalise(one) not in have),
        tuple(one for one in headers if normalise(one) not in before | names),
    )


def questions(
    changed: Changed, file: str, preview: Mapping[str, Iterable[str]], *, alike: bool = False
) -> list[Question]:
    """Return what to ask: for each column that is gone, which of the new ones it is.

    `preview`: some values by header, shown beside the question. `alike`: ask only where a new
    column is named much like the one that is gone; an import does without the others.
    """
    title = changed.form.title
    asked = []
    for name in changed.gone:
        ranked = sorted(changed.new, key=lambda header: -_likeness(name, header))[:_SHOWN]
        if not ranked or (alike and _likeness(name, ranked[0]) < _ALIKE):
            continue
        lines = tuple(_line(name, header) for header in (*ranked, None))
        values = [value for value in preview.get(ranked[0], ()) if value]
        asked.append(
            Question(
                "changed",
                name,
                f"{file} is {title}, but its columns changed: “{name}” is gone."
                " Which column holds it now?",
                (*ranked, _NONE),
                tuple(values[:3]),
                lines,
            )
        )
    return asked


def words(changed: Changed) -> list[str]:
    """Say what changed since the last file where nothing is to be asked."""
    said = []
    if changed.gone:
        gone = ", ".join(f"“{one}”" for one in changed.gone)
        said.append(f"since the last file these columns are gone, and stay empty: {gone}")
    if changed.new:
        new = ", ".join(f"“{one}”" for one in changed.new)
        said.append(f"new since the last file, kept as columns of their own: {new}")
    return said


def _missing(form: Format, have: frozenset[str]) -> tuple[str, ...]:
    """What the format needs and the file lacks, as the platform writes it."""
    written = {normalise(name): name for name in form.names()}
    gone = [entry for entry in form.needs.all_of if not entry & have]
    return tuple(written.get(min(entry), min(entry)) for entry in gone)


def _likeness(name: str, header: str) -> float:
    one, other = normalise(name), normalise(header)
    like = difflib.SequenceMatcher(None, one, other).ratio()
    shared = set(one.split()) & set(other.split())
    known = suggest.synonyms()
    same = one in known and known[one] == known.get(other)
    return like + 0.5 * bool(shared) + same


def _line(name: str, header: str | None) -> str:
    return f'"options": {{"renamed": {json.dumps({name: header}, ensure_ascii=False)}}}'
