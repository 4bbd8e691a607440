"""A receipt: why a figure, a person or a row is what it is (architecture.md ruling 11)."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """One fact of a receipt; `mark` says how it weighed: won, lost, holds, fails or nothing."""

    label: str
    value: str
    note: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Receipt:
    """The facts behind one thing, in the order a person would ask for them.

    `sentence` answers at once; `lines` prove it; `definition` is the rule in words, `sql` the
    statement that was run (Presto), `as_of` the day of the build behind it.
    """

    title: str
    sentence: str
    lines: tuple[Line, ...] = ()
    definition: str = ""
    sql: str = ""
    as_of: str = ""
    sources: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt as JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """Return the receipt as a person reads it in a terminal."""
        parts = [self.title, "", self.sentence]
        if self.lines:
            wide = max(len(line.label) for line in self.lines)
            parts.append("")
            for line in self.lines:
                mark = f" [{line.mark}]" if line.mark else ""
                note = f" ({line.note})" if line.note else ""
                parts.append(f"  {line.label.ljust(wide)}  {line.value}{note}{mark}")
        if self.definition:
            parts += ["", f"Rule: {self.definition}"]
        if self.as_of:
            parts += [f"As of: {self.as_of}"]
        if self.sql:
            parts += ["", self.sql]
        return "\n".join(parts)
