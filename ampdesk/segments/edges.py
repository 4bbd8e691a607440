"""Bounds of a date column as half-open ranges, so that Parquet's statistics skip row groups.

A day compares with the column's UTC day, an instant with its instant; a date column is midnight.
"""

from datetime import date, datetime, time

from sqlglot import exp

from ampdesk.segments.catalog import Kind
from ampdesk.segments.dates import Moment


class Edges:
    """Tests of one date column (or expression) against a moment."""

    def __init__(self, column: exp.Expr, kind: Kind) -> None:
        self._column, self._is_day = column, kind is Kind.DATE

    def from_(self, moment: Moment) -> exp.Condition:
        """On or after."""
        if self._is_day:
            return self._test(exp.GTE if _at_midnight(moment) else exp.GT, moment.day)
        return self._test(exp.GTE, moment.start)

    def after(self, moment: Moment) -> exp.Condition:
        """After the whole day, or after the instant."""
        if self._is_day:
            return self._test(exp.GT, moment.day)
        return self._test(exp.GT, moment.at) if moment.at else self._test(exp.GTE, moment.end)

    def before(self, moment: Moment) -> exp.Condition:
        """Before it begins."""
        if self._is_day:
            return self._test(exp.LT if _at_midnight(moment) else exp.LTE, moment.day)
        return self._test(exp.LT, moment.start)

    def until(self, moment: Moment) -> exp.Condition:
        """On or before."""
        if self._is_day:
            return self._test(exp.LTE, moment.day)
        return self._test(exp.LTE, moment.at) if moment.at else self._test(exp.LT, moment.end)

    def same(self, moment: Moment) -> exp.Condition:
        """On the day, or at the instant."""
        if moment.at and not self._is_day:
            return self._test(exp.EQ, moment.at)
        return exp.and_(self.from_(moment), self.until(moment))

    def _test(self, kind: type[exp.Binary], bound: date | datetime) -> exp.Condition:
        return kind(this=self._column.copy(), expression=exp.convert(bound))


def _at_midnight(moment: Moment) -> bool:
    return moment.start.time() == time()
