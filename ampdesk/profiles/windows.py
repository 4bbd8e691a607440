"""Time windows of data_model.md 1.4: whole UTC days, months clamped; bounds come from Python."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlglot import exp

from ampdesk.clock import months_before, start_of
from ampdesk.stitch.statement import fragment


@dataclass(frozen=True)
class Window:
    """Instants from `start` (included) to `end` (left out); None leaves a side open."""

    name: str
    start: datetime | None
    end: datetime | None

    def holds(self, column: exp.Expr) -> exp.Expr:
        """Compile the test; the lifetime window is TRUE."""
        tests = []
        if self.start is not None:
            tests.append(fragment("$c >= $bound", c=column, bound=self.start))
        if self.end is not None:
            tests.append(fragment("$c < $bound", c=column, bound=self.end))
        return exp.and_(*tests) if tests else exp.true()


def _window(name: str, after: date, until: date) -> Window:
    """Days after `after` up to and with `until`."""
    day = timedelta(days=1)
    return Window(name, start_of(after + day), start_of(until + day))


def last_months(today: date, months: int, name: str = "") -> Window:
    """The last calendar months up to and with today."""
    return _window(name or f"L{months}M", months_before(today, months), today)


def last_days(today: date, days: int, name: str = "") -> Window:
    """The last days up to and with today."""
    return _window(name or f"L{days}D", today - timedelta(days=days), today)


def windows(today: date) -> tuple[Window, ...]:
    """The six windows of Transaction_Attributes_Extended, in the order of the reference."""
    return (
        last_days(today, 30),
        last_months(today, 3),
        last_months(today, 6),
        last_months(today, 12),
        _window("LY12M", months_before(today, 24), months_before(today, 12)),
        Window("lifetime", None, None),
    )
