"""Where the table is within the records: title lines, header, footer (import_formats.md 5)."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ampdesk.intake.headers import normalise
from ampdesk.intake.questions import Question
from ampdesk.intake.reading.records import Record

HEADER_RECORDS = 30
TAIL_RECORDS = 30
_FULL = 0.6
_BLANKS = " \t\r\n\u00a0\u2007\u202f\ufeff\u200b"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(
    r"[-+(]?\s*(?:[A-Z]{0,3}[$€£¥]|[A-Z]{3} )?\s*[-+]?\d[\d.,' \u00a0]*(?:E[+-]?\d+)?\s*[%€$£)-]?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?|\d{1,2}[- ]?[A-Za-z]{3,9}\.?[- ,]*\d{2,4}.*"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}.*|\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FOOTER = re.compile(
    r"(?:grand total|sub-?total|totals?|sum|records?|summe|gesamt(?:summe)?|seller id)\b"
    r"\s*[:=#(]?\s*[\d.,]*\)?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """The header and where the data starts; `start` counts records of the sample."""

    headers: tuple[str, ...]
    header_line: int  # 0: there is none
    header_rows: int
    start: int
    preamble: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    header_cells: tuple[str, ...] = ()  # as written, to know a repeated header line by
    data_line: int = 0  # the line the first data record starts on; 0: the sample has none


def find_layout(
    sample: Sequence[Record],
    *,
    width: int,
    header_row: int | None = None,
    known: frozenset[str] = frozenset(),
    whole: Callable[[Record], int] | None = None,
) -> Layout:
    """Find the header among the first records; `width` is the usual number of cells.

    `header_row` is the line the header starts on (0: none). `whole` gives the rows a header spans
    (merged cells of a sheet). What is not certain becomes a question.
    """
    if not sample:
        return Layout((), 0, 0, 0)
    if header_row is not None:
        layout = _given(sample, header_row, width=width, whole=whole)
    else:
        layout = _found(sample, width=width, known=known, whole=whole)
    if layout.start < len(sample):
        layout = replace(layout, data_line=sample[layout.start].line)
    return layout


def _found(
    sample: Sequence[Record],
    *,
    width: int,
    known: frozenset[str],
    whole: Callable[[Record], int] | None,
) -> Layout:
    first = sample[:HEADER_RECORDS]
    full = max(width, 1)
    candidates = [
        at
        for at, record in enumerate(first)
        if filled(record.cells) >= _FULL * min(full, max(len(record.cells), 1))
        and len(record.cells) >= _FULL * full
        and all_text(record.cells)
    ]
    if not candidates:
        return _headless(sample, width=width)
    scores = {at: _score(first, at, full, known) for at in candidates}
    best = max(scores, key=lambda at: (round(scores[at], 2), -at))
    questions: tuple[Question, ...] = ()
    rivals = [at for at in candidates if at != best and scores[best] - scores[at] < 0.15]  # noqa: PLR2004
    titled = any(filled(record.cells) for record in first[:best])
    if rivals and (titled or any(at < best for at in rivals)):
        questions = (_which_header(first, [best, *rivals]),)
    return replace(_at(sample, best, width=width, whole=whole), questions=questions)


def _given(
    sample: Sequence[Record], line: int, *, width: int, whole: Callable[[Record], int] | None
) -> Layout:
    if line == 0:
        names = tuple(f"column_{at + 1}" for at in range(width))
        return Layout(names, 0, 0, 0)
    at = max((at for at, record in enumerate(sample) if record.line <= line), default=0)
    return _at(sample, at, width=width, whole=whole)


def _headless(sample: Sequence[Record], *, width: int) -> Layout:
    """No record looks like a header: columns by number and a question."""
    names = tuple(f"column_{at + 1}" for at in range(width))
    titles = [record for record in sample[:HEADER_RECORDS] if filled(record.cells)]
    question = Question(
        "header_row",
        "",
        "no line looks like a header (an e-mail, a date or a number stands in the first one):"
        " on which line is it?",
        ("there is none", f"line {titles[0].line if titles else 1}"),
        tuple(_shown(record) for record in titles[:3]),
        (
            '"options": {"header_row": 0}',
            f'"options": {{"header_row": {titles[0].line if titles else 1}}}',
        ),
    )
    return Layout(names, 0, 0, 0, questions=(question,))


def _which_header(first: Sequence[Record], candidates: Sequence[int]) -> Question:
    ordered = sorted(candidates)
    lines = [first[at].line for at in ordered]
    return Question(
        "header_row",
        "",
        "several lines could be the header: which one is it?",
        tuple(f"line {line}" for line in lines),
        tuple(_shown(first[at]) for at in ordered),
        tuple(f'"options": {{"header_row": {line}}}' for line in lines),
    )


def _at(
    sample: Sequence[Record], at: int, *, width: int, whole: Callable[[Record], int] | None
) -> Layout:
    record = sample[at]
    cells = [cell.strip(_BLANKS) for cell in record.cells]
    rows, start = 1, at + 1
    if whole is not None and (span := whole(record)) > 1:
        below = [other for other in sample[at + 1 :] if other.line < record.line + span]
        rows, start = span, at + 1 + len(below)
        cells = _joined([record.cells, *(other.cells for other in below)])
    elif (
        at > 0
        and _repeats(cells)
        and filled(sample[at - 1].cells) > 1
        and sample[at - 1].line == record.line - 1
    ):
        cells = _joined([_to_the_right(sample[at - 1].cells), record.cells])
        rows = 2
    preamble = tuple(_shown(other) for other in sample[: at - (rows == 2 and whole is None)])  # noqa: PLR2004
    warnings = _repeated(cells)
    if preamble:
        said = f"header read from line {record.line}; {len(preamble)} lines above it skipped"
        warnings = (said, *warnings)
    return Layout(
        name_columns(cells, max(width, len(cells))),
        record.line,
        rows,
        start,
        preamble,
        warnings,
        header_cells=tuple(record.cells),
    )


def _repeated(cells: Sequence[str]) -> tuple[str, ...]:
    """Say which names stand over several columns."""
    twice = [name for name, count in Counter(cell for cell in cells if cell).items() if count > 1]
    if not twice:
        return ()
    shown = ", ".join(f'"{name}"' for name in twice[:3]) + (" …" if len(twice) > 3 else "")  # noqa: PLR2004
    return (f'several columns are called {shown}: all are kept, the later as "{twice[0]} (2)"',)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join the parts of each column's name from top to bottom, equal parts once."""
    width = max(len(row) for row in rows)
    names = []
    for at in range(width):
        parts = [row[at].strip(_BLANKS) for row in rows if at < len(row)]
        names.append(" ".join(dict.fromkeys(part for part in parts if part)))
    return names


def _to_the_right(cells: Sequence[str]) -> list[str]:
    """Repeat a title over the empty cells to its right."""
    filled_in, last = [], ""
    for cell in cells:
        last = cell.strip(_BLANKS) or last
        filled_in.append(last)
    return filled_in


def _repeats(cells: Sequence[str]) -> bool:
    named = [cell for cell in cells if cell]
    return len(set(named)) < len(named)


def name_columns(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Name every column: a repeated name gets `(2)`, an empty one is `column_7`; none is lost."""
    names: list[str] = []
    seen: set[str] = set()
    for at in range(width):
        name = (cells[at].strip(_BLANKS) if at < len(cells) else "") or f"column_{at + 1}"
        base, number = name, 1
        while name in seen:
            number += 1
            name = f"{base} ({number})"
        seen.add(name)
        names.append(name)
    return tuple(names)


def filled(cells: Sequence[str]) -> int:
    """Count the cells that hold something."""
    return sum(1 for cell in cells if cell and not cell.isspace())


def is_value(cell: str) -> bool:
    """Return whether the cell is an e-mail, a date, a time or a number rather than a word."""
    cell = cell.strip(_BLANKS)
    return bool(_EMAIL.fullmatch(cell) or _NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def all_text(cells: Sequence[str]) -> bool:
    """Return whether all cells could be names of columns; years after a first word could."""
    words = [cell.strip(_BLANKS) for cell in cells if cell.strip(_BLANKS)]
    if not words or is_value(words[0]):
        return False
    values = [word for word in words if is_value(word)]
    years = [int(word) for word in values if _YEAR.fullmatch(word)]
    in_order = all(later > earlier for earlier, later in pairwise(years))
    return len(years) == len(values) and in_order


def _score(first: Sequence[Record], at: int, full: int, known: frozenset[str]) -> float:
    """How much a record looks like the header: full, known, distinct, unlike what follows."""
    cells = [cell.strip(_BLANKS) for cell in first[at].cells]
    words = [cell for cell in cells if cell]
    shares = Counter(cell.casefold() for cell in words)
    below = first[at + 1 : at + 11]
    contrast = [
        any(is_value(record.cells[column]) for record in below if column < len(record.cells))
        for column, cell in enumerate(cells)
        if cell
    ]
    known_share = sum(normalise(cell) in known for cell in words) / len(words)
    return (
        min(1.0, len(words) / full)
        + len(shares) / len(words)
        + known_share
        + 0.5 * (sum(contrast) / len(contrast))
        + (0.5 if at == 0 else 0.0)
    )


def footer_length(tail: Sequence[Record], *, width: int, typical: float) -> int:
    """Return how many of the last records are no data: totals, notes, blank ones between.

    `typical` is the usual number of filled cells of a record. A note is a record of under half the
    cells, or one long text in the first cell of a wide table after an empty record.
    """
    found = 0
    for back in range(1, len(tail) + 1):
        record = tail[-back]
        before = tail[-back - 1] if back < len(tail) else None
        count = filled(record.cells)
        if count == 0:
            continue
        if not _is_footer(record, before, count, width=width, typical=typical):
            break
        found = back
    return found


def _is_footer(
    record: Record, before: Record | None, count: int, *, width: int, typical: float
) -> bool:
    first = next(cell.strip(_BLANKS) for cell in record.cells if not (not cell or cell.isspace()))
    if width > 1 and _FOOTER.fullmatch(first) and count < max(typical, 2):
        return True
    if width < 3 or count >= width / 2:  # noqa: PLR2004
        return False
    if len(record.cells) < width / 2:
        return True
    alone = count == 1 and bool(record.cells[0].strip(_BLANKS))
    blank_before = before is not None and (
        filled(before.cells) == 0 or before.line < record.line - 1
    )
    return alone and (blank_before or first.count(" ") > 5) and not is_value(first)  # noqa: PLR2004


def _shown(record: Record) -> str:
    return ", ".join(cell.strip() for cell in record.cells if cell.strip())[:120]
