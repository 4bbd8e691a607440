"""Beside the tables: one column, how full it is and how its values spread."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

from ui.data.model import Tables
from ui.data.values import type_title, write
from ui.kit.card import Skeleton
from ui.kit.charts import Chart
from ui.kit.panel import Panel
from ui.kit.parts import filling, label, row
from ui.kit.series import ChartData, Series
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import ColumnFacts, ColumnStats, Spread

_LONG = 30


class ColumnPanel(Panel):
    """Description, completion, distinct, lowest and highest, top values or a histogram."""

    def __init__(self, session: Session, tables: Tables) -> None:
        super().__init__("")
        self._session, self._tables = session, tables
        tables.chosen.connect(self.show_column)
        tables.opened.connect(self.show_column)
        self.show_column()

    def show_column(self) -> None:
        """Draw the column in front."""
        with filling(self.content):
            self.clear_sections()
            one = self._tables.column
            if one is None:
                self.title.setText(self.tr("No column chosen"))
                self.words(self.tr("Choose a column to see what it holds."))
                return
            self.title.setText(one.name)
            self._fill(one)

    def _fill(self, one: "ColumnFacts") -> None:
        from ampdesk.api import tag_of

        found, words = self._tables, self._session.words
        self.words(one.description)
        self.fact(self.tr("Type"), type_title(one))
        if one.tag:
            tag = tag_of(one.tag)
            self.fact(self.tr("Tag"), tag.title, tag.description)
        marks = [
            text
            for text, on in (
                (self.tr("part of the key"), one.is_key),
                (self.tr("personal data"), one.is_personal),
                (self.tr("never empty"), one.never_empty),
            )
            if on
        ]
        if marks:
            self.words(", ".join(marks).capitalize() + ".")
        if found.stats is None:
            self.section(self.tr("Being counted") if found.counting else self.tr("Not counted"))
            if found.counting:
                self.sections.addWidget(Skeleton(180, 16))
            return
        stats = found.stats.columns.get(one.name)
        if stats is None:
            return
        rows = found.stats.rows
        self.section(self.tr("How full"))
        share = stats.filled / rows if rows else 0.0
        self.meter(self.tr("Filled"), words.rate(share), share)
        self.fact(self.tr("Rows with a value"), words.count(stats.filled))
        self.fact(self.tr("Rows without"), words.count(rows - stats.filled))
        about = "" if found.stats.is_exact else "≈ "
        tip = "" if found.stats.is_exact else self.tr("Estimated: about 2% off")
        self.fact(self.tr("Different values"), about + words.count(stats.distinct), tip)
        self._range(one, stats)
        if found.spread is not None:
            self._spread(one, found.spread, stats.filled)
        elif stats.filled:
            self.section(self.tr("Values"))
            self.sections.addWidget(Skeleton(240, 90))

    def _range(self, one: "ColumnFacts", stats: "ColumnStats") -> None:
        words, spread = self._session.words, self._tables.spread
        if stats.low is None or one.scale == "words":
            return
        self.fact(self.tr("Lowest"), write(words, stats.low, one.name))
        if spread is not None and spread.is_histogram:
            self.fact(self.tr("Median"), write(words, spread.median, one.name))
        self.fact(self.tr("Highest"), write(words, stats.high, one.name))

    def _spread(self, one: "ColumnFacts", spread: "Spread", filled: int) -> None:
        words = self._session.words
        if not spread.bars:
            return
        if spread.is_histogram:
            self.section(self.tr("How the values spread"))
            chart = Chart(self.tr("How the values of {0} spread").format(one.name))
            chart.setMinimumSize(200, 150)
            chart.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            names = tuple(self._span(one, bar.low, bar.high) for bar in spread.bars)
            ticks = tuple(self._tick(one, bar.low) for bar in spread.bars)
            series = Series(
                self.tr("rows"), tuple(float(bar.rows) for bar in spread.bars), 0, "bar"
            )
            chart.show_data(ChartData(names, (series,), ticks, words.count, words.compact))
            self.sections.addWidget(chart)
            return
        self.section(self.tr("Most frequent values"))
        for bar in spread.bars:
            text = write(words, bar.low, one.name) or "“”"
            short = text if len(text) <= _LONG else f"{text[:_LONG]}…"
            self.meter(short, words.count(bar.rows), bar.rows / filled if filled else 0.0)
        if spread.rest:
            more = self.tr("{0} rows have other values").format(words.count(spread.rest))
            self.sections.addLayout(row(label(more, "hint"), None))

    def _tick(self, one: "ColumnFacts", low: object) -> str:
        words = self._session.words
        if one.scale == "moments" and isinstance(low, datetime):
            return words.month(low)
        if isinstance(low, Decimal):
            return words.compact(low)
        return write(words, low, one.name)

    def _span(self, one: "ColumnFacts", low: object, high: object) -> str:
        words = self._session.words
        if high is None:
            return self.tr("{0} and more").format(write(words, low, one.name))
        return self.tr("{0} to {1}").format(
            write(words, low, one.name), write(words, high, one.name)
        )
