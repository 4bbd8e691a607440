"""Delimiter and quotes from the first records (import_formats.md 5, "Delimiter")."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ampdesk.intake.reading.records import read_records

CANDIDATES = (",", ";", "\t", "|")
_SAMPLE_RECORDS = 50


@dataclass(frozen=True)
class Sniffed:
    """How the sample reads best; `width` is the usual number of cells of a record."""

    delimiter: str
    quote: str
    width: int
    skip_blank: bool
    sep_line: bool  # the first line is Excel's `sep=;`


def sniff(
    lines: Sequence[str],
    *,
    delimiter: str | None = None,
    quote: str | None = None,
    cut: bool = False,
) -> Sniffed:
    """Choose the delimiter that gives the most records of one width over 1, quotes honoured.

    A given delimiter or quote is taken. A file of one column keeps the comma. `cut`: the lines are
    only the first of more, the last record may not be whole.
    """
    sep_line = bool(lines) and lines[0].strip().strip('"').lower().startswith("sep=")
    if sep_line:
        said = lines[0].strip().strip('"')[4:] or "\t"
        delimiter, lines = delimiter or said[:1], lines[1:]
    best = Sniffed(delimiter or ",", '"' if quote is None else quote, 1, False, sep_line)  # noqa: FBT003
    best_score = (0.0, 0.0)
    quotes = ('"',) if quote is None else (quote,)
    for candidate in CANDIDATES if delimiter is None else (delimiter,):
        skip_blank = candidate != " " and _blank_before_quote(lines[:50], candidate)
        for mark in (*quotes, "") if quote is None and candidate == "\t" else quotes:
            width, score = _fit(lines, candidate, mark, skip_blank=skip_blank, cut=cut)
            if score > best_score:
                best = Sniffed(candidate, mark, width, skip_blank, sep_line)
                best_score = score
    return best


def _blank_before_quote(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a quoted cell comes behind a blank: `a, "b"`; not where a cell holds `, ` itself."""
    if not any(f'{delimiter} "' in line for line in lines):
        return False
    text = "\n".join(line.rstrip("\r\n") for line in lines).replace("\r", "\n")
    mark = re.escape(delimiter)
    cell = rf'(?:^|{mark})( ?)(?:("(?:[^"]|"")*")(?=[ ]*(?:{mark}|$))|[^{mark}\n]*)'
    return any(found[1] and found[2] for found in re.finditer(cell, text, re.MULTILINE))


def _fit(
    lines: Sequence[str], delimiter: str, quote: str, *, skip_blank: bool, cut: bool
) -> tuple[int, tuple[float, float]]:
    """Return the usual width and how well it fits: share of records, then width itself."""
    widths: list[int] = []
    for record in read_records(lines, delimiter=delimiter, quote=quote, skip_blank=skip_blank):
        widths.append(len(record.cells))
        if len(widths) == _SAMPLE_RECORDS:
            break
    if cut and 1 < len(widths) < _SAMPLE_RECORDS:
        widths.pop()
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 1, (0.0, 0.0)
    width, count = max(counts.items(), key=lambda item: (item[1], item[0] == widths[0], item[0]))
    share = count / len(widths)
    # nine tenths in 12 columns beat all in 2: free text has a comma in each line, too
    return width, (round(share, 1) if share > 0.5 else share / 2, width)  # noqa: PLR2004
