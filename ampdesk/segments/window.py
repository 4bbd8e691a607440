"""The window of a purchase behaviour: order lines chosen by their UTC day (segments.md 2.4).

Both ends belong to a window, unlike "between" of an attribute.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from pydantic import model_validator
from sqlglot import exp

from ampdesk.segments.catalog import Kind
from ampdesk.segments.dates import Moment, read_moment
from ampdesk.segments.definition import Definition, refused
from ampdesk.segments.edges import Edges

WindowOp = Literal["after", "before", "between", "on", "not on", "not between"]


class Window(Definition):
    """Days from, until, on, or between two; `value` is a date's text, or [first, last]."""

    op: WindowOp
    value: str | tuple[str, str]

    @model_validator(mode="after")
    def _value_fits(self) -> "Window":
        if isinstance(self.value, tuple) is not (self.op in {"between", "not between"}):
            needed = "one date" if isinstance(self.value, tuple) else "two dates: [first, last]"
            raise ValueError(f'"{self.op}" needs {needed}')
        return self


def window_days(window: Window, today: date) -> tuple[Moment, ...]:
    """Return the window's one or two days. Raises DefinitionError for a time or a reversed pair."""
    texts = window.value if isinstance(window.value, tuple) else (window.value,)
    days = tuple(read_moment(text, today) for text in texts)
    if any(day.at for day in days):
        raise refused("a window counts whole days", "leave the time out")
    if len(days) > 1 and days[0].day > days[1].day:
        raise refused(f"{days[0]} comes after {days[1]}", "give the first day first")
    return days


def compile_window(
    window: Window | None, today: date, column: exp.Expr | None = None
) -> exp.Condition | None:
    """Build the condition on order_datetime, or `column`; None without a window."""
    if window is None:
        return None
    edge = Edges(column or exp.column("order_datetime", quoted=True), Kind.DATETIME)
    first, last = (days := window_days(window, today))[0], days[-1]
    tests: dict[str, Callable[[], exp.Condition]] = {
        "after": lambda: edge.from_(first),
        "before": lambda: edge.before(first),
        "between": lambda: exp.and_(edge.from_(first), edge.until(last)),
        "on": lambda: edge.same(first),
        "not on": lambda: exp.or_(edge.before(first), edge.after(first)),
        "not between": lambda: exp.or_(edge.before(first), edge.after(last)),
    }
    return tests[window.op]()
