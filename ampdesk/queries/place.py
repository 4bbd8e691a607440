"""Places in the text of a statement, and the names nearest to a misspelt one."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True)
class Text:
    """The statement as the user wrote it."""

    sql: str

    def place(self, offset: int) -> str:
        """Return "line 3, column 14", both from 1."""
        before = self.sql[:offset]
        line = before.count("\n") + 1
        return f"line {line}, column {offset - (before.rfind(chr(10)) + 1) + 1}"

    def of(self, node: exp.Expr | None) -> str:
        """Return the place of a node: of its first part that knows one, else nothing."""
        if node is None:
            return ""
        starts = [
            part.meta["start"] for part in node.walk() if isinstance(part.meta.get("start"), int)
        ]
        return self.place(min(starts)) if starts else ""

    def written(self, node: exp.Expr) -> str:
        """Return the word that stands at a node's place, such as a function's name."""
        start, end = node.meta.get("start"), node.meta.get("end")
        if isinstance(start, int) and isinstance(end, int):
            return self.sql[start : end + 1].strip('"`')
        return ""


def nearest(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """Return a remedy that names the closest known name, or some of them.

    `likeness` (0 to 1) is how close it must be.
    """
    names = sorted(set(known), key=str.lower)
    folded: dict[str, str] = {}
    for one in names:
        folded.setdefault(one.lower(), one)
    close = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=likeness)
    if close:
        return f'did you mean "{folded[close[0]]}"?'
    shown = ", ".join(names[:8])
    return f"choose one of {shown}{', …' if len(names) > 8 else ''}" if names else "check the name"  # noqa: PLR2004
