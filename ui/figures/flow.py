"""A flow between stages, then and now (Sankey): how many rose, fell and stayed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen

from ui.figures.figure import LEFT_MIDDLE, RIGHT_MIDDLE, Figure
from ui.figures.table import Table
from ui.theme import font, px, tokens

Way = Literal["rose", "fell", "stayed", "came", "left"]
NODE = 10.0
GAP = 14.0
ARROWS: dict[Way, str] = {"rose": "↑", "fell": "↓", "stayed": "=", "came": "+", "left": "−"}


@dataclass(frozen=True)
class Ribbon:
    """From one stage (by position) to another; `text` is how many."""

    before: int
    after: int
    value: float
    text: str
    way: Way
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlowData:
    """Stages from the best to none, what they are called on either side, and the ribbons."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    heads: tuple[str, str]
    ribbons: tuple[Ribbon, ...]


class FlowChart(Figure):
    """Draws ribbons; one is pointed at or picked. The picked one stays marked."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setMinimumSize(360, 240)
        self._data: FlowData | None = None
        self._table = Table()
        self._paths: list[QPainterPath] = []
        self.chosen: frozenset[int] = frozenset()

    def sizeHint(self) -> QSize:
        """Prefer a wide place."""
        return QSize(620, 380)

    def show_flow(self, data: FlowData | None, table: Table) -> None:
        """Draw a flow; None is the loading state."""
        self._data, self._table, self.at, self.chosen = data, table, -1, frozenset()
        self.update()

    def choose(self, chosen: Collection[int]) -> None:
        """Mark ribbons as picked."""
        self.chosen = frozenset(chosen)
        self.update()

    @property
    def count(self) -> int:
        """Return how many ribbons there are."""
        return len(self._data.ribbons) if self._data else 0

    def table(self) -> Table:
        """Return the table twin."""
        return self._table

    def words_of(self, at: int) -> list[str]:
        """Return what a ribbon is."""
        if self._data is None:
            return []
        one = self._data.ribbons[at]
        return list(one.words or (one.text,))

    def part_at(self, spot: QPointF) -> int:
        """Return the ribbon under a spot; the thinnest wins where they cross."""
        if self._data is None:
            return -1
        hit = [at for at, path in enumerate(self._paths) if path.contains(spot)]
        return min(hit, key=lambda at: self._data.ribbons[at].value, default=-1)  # type: ignore[union-attr]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw nodes, ribbons and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        data = self._data
        if data is None:
            self.draw_blank(painter)
            return
        area, unit = self._area(data)
        starts, ends = self._nodes(data, area, unit)
        self._paths = self._lay(data, area, unit, starts, ends)
        for at, path in enumerate(self._paths):
            self._draw_ribbon(
                painter, data.ribbons[at], path, marked=at == self.at or at in self.chosen
            )
        self._draw_nodes(painter, data, area, starts, ends)
        self.draw_focus(painter)
        if 0 <= self.at < len(self._paths):
            self.draw_note(painter, self._paths[self.at].boundingRect().center())

    def _area(self, data: FlowData) -> tuple[QRectF, float]:
        metrics = QFontMetricsF(font("small"))
        left = max(metrics.horizontalAdvance(name) for name in data.left) + 14
        right = max(metrics.horizontalAdvance(name) for name in data.right) + 14
        top = px(26)
        area = QRectF(left, top, self.width() - left - right, self.height() - top - 8)
        total = sum(one.value for one in data.ribbons) or 1.0
        room = area.height() - GAP * (len(data.left) - 1)
        return area, max(room, 20.0) / total

    def _nodes(
        self, data: FlowData, area: QRectF, unit: float
    ) -> tuple[list[QRectF], list[QRectF]]:
        sides = []
        for side, x in (("before", area.left()), ("after", area.right() - NODE)):
            y, made = area.top(), []
            for stage in range(len(data.left)):
                whole = sum(one.value for one in data.ribbons if getattr(one, side) == stage)
                made.append(QRectF(x, y, NODE, max(whole * unit, 1.0)))
                y += whole * unit + GAP
            sides.append(made)
        return sides[0], sides[1]

    def _lay(
        self,
        data: FlowData,
        area: QRectF,
        unit: float,
        starts: list[QRectF],
        ends: list[QRectF],
    ) -> list[QPainterPath]:
        left = [node.top() for node in starts]
        right = [node.top() for node in ends]
        paths: dict[int, QPainterPath] = {}
        begin, end = area.left() + NODE, area.right() - NODE
        middle = (begin + end) / 2
        order = sorted(range(self.count), key=lambda at: (data.ribbons[at].before,
                                                          data.ribbons[at].after))  # fmt: skip
        for at in order:
            one = data.ribbons[at]
            tall = one.value * unit
            y, z = left[one.before], right[one.after]
            left[one.before] += tall
            right[one.after] += tall
            path = QPainterPath(QPointF(begin, y))
            path.cubicTo(QPointF(middle, y), QPointF(middle, z), QPointF(end, z))
            path.lineTo(QPointF(end, z + tall))
            path.cubicTo(
                QPointF(middle, z + tall), QPointF(middle, y + tall), QPointF(begin, y + tall)
            )
            path.closeSubpath()
            paths[at] = path
        return [paths[at] for at in range(self.count)]

    def _draw_ribbon(
        self, painter: QPainter, one: Ribbon, path: QPainterPath, *, marked: bool
    ) -> None:
        t = tokens()
        colour = QColor(
            {
                "rose": t.categorical[2], "came": t.categorical[0], "fell": t.categorical[1],
                "left": t.categorical[1], "stayed": t.border2,
            }[one.way]
        )  # fmt: skip
        colour.setAlphaF(0.62 if marked else 0.3)
        painter.setBrush(colour)
        painter.setPen(QPen(QColor(t.text), 2) if marked else Qt.PenStyle.NoPen)
        painter.drawPath(path)

    def _draw_nodes(
        self,
        painter: QPainter,
        data: FlowData,
        area: QRectF,
        starts: list[QRectF],
        ends: list[QRectF],
    ) -> None:
        t = tokens()
        painter.setFont(font("header"))
        painter.setPen(QColor(t.text2))
        painter.drawText(QRectF(0, 0, area.left() + 200, px(22)), LEFT_MIDDLE, data.heads[0])
        painter.drawText(
            QRectF(area.right() - 300, 0, self.width() - area.right() + 296, px(22)),
            RIGHT_MIDDLE, data.heads[1],
        )  # fmt: skip
        painter.setFont(font("small"))
        for nodes, names, on_left in ((starts, data.left, True), (ends, data.right, False)):
            for node, name in zip(nodes, names, strict=True):
                painter.fillRect(node, QColor(t.text2))
                painter.setPen(QColor(t.text))
                tall = px(18)
                y = min(max(node.center().y() - tall / 2, 0.0), self.height() - tall)
                if on_left:
                    place = QRectF(0, y, node.left() - 8, tall)
                    painter.drawText(place, RIGHT_MIDDLE, name)
                else:
                    place = QRectF(node.right() + 8, y, self.width() - node.right() - 8, tall)
                    painter.drawText(place, LEFT_MIDDLE, name)
