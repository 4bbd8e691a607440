"""What a chart shows: named positions, series, and how a value is written. No widget."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["line", "dashed", "bar"]


@dataclass(frozen=True)
class Series:
    """Values by position; `colour` is an index of the categorical palette, bound to the name."""

    name: str
    values: tuple[float | None, ...]
    colour: int = 0
    style: Style = "line"


@dataclass(frozen=True)
class ChartData:
    """Positions (their long and short names), series, and how a value is written.

    `partial`: the last position is not over yet and is hatched or hollow.
    """

    positions: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    ticks: tuple[str, ...] = ()
    write: Callable[[float], str] = field(default=lambda value: f"{value:,.0f}")
    write_axis: Callable[[float], str] = field(default=lambda value: f"{value:,.0f}")
    partial: bool = False

    @property
    def most(self) -> float:
        """Return the highest value; bars are stacked."""
        if not self.series:
            return 0.0
        if all(one.style == "bar" for one in self.series):
            return max((sum(values) for values in self._stacks()), default=0.0)
        return max((value or 0.0 for one in self.series for value in one.values), default=0.0)

    def _stacks(self) -> list[list[float]]:
        return [
            [value or 0.0 for value in at]
            for at in zip(*(s.values for s in self.series), strict=True)
        ]

    def rows(self) -> list[list[str]]:
        """Return the table twin: one row per position, one column per series."""
        return [
            [name, *(self._written(one.values[at]) for one in self.series)]
            for at, name in enumerate(self.positions)
        ]

    def _written(self, value: float | None) -> str:
        return "" if value is None else self.write(value)
