"""Tracked segments: a tile each with its size day by day, over the index."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.spark import Sparkline
from ui.kit.card import Metric, MetricTile
from ui.kit.parts import clear, holder, row
from ui.segments.shelf import Shelf
from ui.shell.session import Session
from ui.theme import bus, px
from ui.words import Words

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Point

WIDE, TALL = 210, 96


class Tracked(QObject):
    """`points` by name, noted once a day when this window may write. Knows no widget."""

    changed = Signal()

    def __init__(self, session: Session, shelf: Shelf) -> None:
        super().__init__()
        self._session, self._shelf = session, shelf
        self.points: dict[str, tuple[Point, ...]] = {}
        self._seen: object = None
        shelf.changed.connect(self._follow)

    def _follow(self) -> None:
        everything = self._shelf.everything
        if everything is self._seen or not self._session.is_open:
            return
        self._seen = everything
        tracked = any(one.is_tracked for one in everything or ())
        if not tracked:
            if self.points:
                self.points = {}
                self.changed.emit()
            return
        segments, writes = self._session.brand.segments, not self._session.read_only

        def read() -> "dict[str, tuple[Point, ...]]":
            if writes:
                segments.note_trends()
            return segments.trends()

        self._session.desk.ask("segments.trends", read, self._arrived, self._failed, lane="wide")

    def _arrived(self, found: "dict[str, tuple[Point, ...]]") -> None:
        self.points = found
        self.changed.emit()

    def _failed(self, _error: AmpDeskError) -> None:
        self._seen = None  # the list says what is wrong; it is asked again with it


class TrackedTile(MetricTile):
    """The newest number, its change since the day before, the way of the noted days."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFixedWidth(px(WIDE))
        self.spark = Sparkline(self.tr("{0}, day by day").format(name))
        self.spark.hide()
        line = self.layout().itemAt(1).layout()  # type: ignore[union-attr]
        line.addSpacing(12)  # type: ignore[union-attr]
        line.addWidget(self.spark)  # type: ignore[union-attr]

    def show_points(self, points: "tuple[Point, ...]", words: Words) -> None:
        """Show what is noted."""
        if not points:
            self.show_metric(Metric("–", comparison=self.tr("noted when it is next counted")))
            return
        newest = points[-1]
        comparison, delta = words.day(newest.day), ""
        if len(points) > 1:
            before = points[-2]
            change = newest.customers - before.customers
            arrow = "↑" if change > 0 else "↓" if change < 0 else ""
            sign = "+" if change > 0 else "−"
            delta = f"{arrow} {sign}{words.count(abs(change))}" if change else self.tr("no change")
            comparison = " " + self.tr("since {0}").format(words.short_day(before.day))
        self.show_metric(Metric(words.count(newest.customers), delta, comparison))
        self.spark.show_values(tuple(float(one.customers) for one in points[-60:]))


class TrackedStrip(QScrollArea):
    """The tiles side by side; `asked` with the name of the segment whose trend is wanted."""

    asked = Signal(str)

    def __init__(self, session: Session, tracked: Tracked) -> None:
        super().__init__()
        self._session, self._tracked = session, tracked
        self.tiles: dict[str, TrackedTile] = {}
        self.setProperty("k", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Tracked segments"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row = row(gap=10)
        inner: QWidget = holder(self._row)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        tracked.changed.connect(self.draw)
        bus.themeChanged.connect(self._measure)
        self._measure()
        self.draw()

    def draw(self) -> None:
        """Draw a tile for each tracked segment."""
        points: Mapping[str, tuple[Point, ...]] = self._tracked.points
        if list(self.tiles) != list(points):
            clear(self._row)
            self.tiles = {}
            for name in points:
                tile = self.tiles[name] = TrackedTile(name)
                tile.setToolTip(self.tr("{0}: members by day").format(name))
                tile.asked.connect(lambda name=name: self.asked.emit(name))
                self._row.addWidget(tile)
            self._row.addStretch(1)
        for name, tile in self.tiles.items():
            tile.show_points(points[name], self._session.words)
        self.setVisible(bool(points))

    def _measure(self) -> None:
        self.setFixedHeight(px(TALL) + 14)
