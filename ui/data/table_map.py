"""The map of the tables: from the files at the left to the customer at the right.

Each table is a real button, so that the keyboard and a screen reader walk the map; the lines are
painted behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.data.words import chapter_title
from ui.theme import bus, font, tokens
from ui.tokens import RADIUS_CONDITION

if TYPE_CHECKING:
    from ampdesk.api import Relation, TableFacts

BOX = QSize(216, 52)
GAP_X, GAP_Y, EDGE = 84, 14, 24
HEAD = 26


@dataclass(frozen=True)
class Place:
    """Where a table stands at zoom 100: column from the left, line from the top."""

    table: str
    x: int
    y: int


def laid_out(tables: "Sequence[TableFacts]", relations: "Sequence[Relation]") -> list[Place]:
    """Put each table into the column of its distance from the files, near what it comes from."""
    from ampdesk.api import depth

    steps = depth([one.name for one in tables])
    columns: dict[int, list[str]] = {}
    for one in tables:
        columns.setdefault(steps[one.name], []).append(one.name)
    places: dict[str, Place] = {}

    def height(name: str, others: int) -> float:
        above = [
            places[one.table].y for one in relations if one.target == name and one.table in places
        ]
        return sum(above) / len(above) if above else float(others)

    for x, (_, names) in enumerate(sorted(columns.items())):
        ranked = sorted(names, key=lambda one: (height(one, len(names)), names.index(one)))
        for y, name in enumerate(ranked):
            places[name] = Place(name, x, y)
    return list(places.values())


class TableBox(QAbstractButton):
    """One table: its name and rows. The arrows go to the neighbour in that direction."""

    stepped = Signal(int)  # a key of Qt

    def __init__(self, facts: "TableFacts", rows: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.facts, self._rows = facts, rows
        self.scale, self.dim, self.near = 1.0, False, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(facts.name.replace("&", "&&"))
        self.setAccessibleName(f"{facts.name}, {rows}")
        self.setAccessibleDescription(f"{chapter_title(facts.chapter)}. {facts.description}")
        self.setToolTip(f"{facts.name}\n{facts.description}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens; arrows walk."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(event.key())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box; feeds and custom tables have a dashed edge."""
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = QPen(QColor(t.focus if self.hasFocus() else t.accent if self.near else t.border2),
                    2 if self.hasFocus() or self.near else 1)  # fmt: skip
        if self.facts.chapter != "Customer 360" and not self.hasFocus():
            edge.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(edge)
        painter.setBrush(QColor(t.hover if self.underMouse() else t.surface))
        radius = RADIUS_CONDITION * self.scale
        painter.drawRoundedRect(area, radius, radius)
        inner = area.adjusted(10 * self.scale, 4 * self.scale, -10 * self.scale, -4 * self.scale)
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        half = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        for role, text, colour, place in (
            ("strong", self.facts.name, t.disabled if self.dim else t.text, half),
            ("small", self._rows, t.disabled if self.dim else t.text2,
             half.translated(0, half.height())),
        ):  # fmt: skip
            face = font(role)
            face.setPixelSize(max(round(face.pixelSize() * self.scale), 6))
            painter.setFont(face)
            painter.setPen(QColor(colour))
            words = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideMiddle, int(place.width())
            )
            painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), words)


class TableMap(QWidget):
    """The boxes and the lines between them, at a zoom."""

    wanted = Signal(str)
    focused = Signal(object)  # the box that has the focus now

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setAccessibleName(self.tr("Map of the tables"))
        self.boxes: dict[str, TableBox] = {}
        self.scale = 1.0
        self._places: list[Place] = []
        self._relations: tuple[Relation, ...] = ()
        self._lit = ""
        bus.themeChanged.connect(self.update)

    def show_tables(
        self, tables: "Sequence[TableFacts]", relations: "Sequence[Relation]", rows: Sequence[str]
    ) -> None:
        """Draw these tables."""
        for old in self.boxes.values():
            old.deleteLater()
        self.boxes, self._relations = {}, tuple(relations)
        self._places = laid_out(tables, relations)
        for facts, said in zip(tables, rows, strict=True):
            box = TableBox(facts, said, self)
            box.clicked.connect(lambda _checked=False, name=facts.name: self.wanted.emit(name))
            box.stepped.connect(lambda key, name=facts.name: self._step(name, key))
            box.installEventFilter(self)
            self.boxes[facts.name] = box
            box.show()
        self.set_scale(self.scale)

    def natural(self) -> QSize:
        """Return the size at zoom 100."""
        wide = max((one.x for one in self._places), default=0) + 1
        tall = max((one.y for one in self._places), default=0) + 1
        return QSize(
            EDGE * 2 + wide * BOX.width() + (wide - 1) * GAP_X,
            EDGE * 2 + HEAD + tall * BOX.height() + (tall - 1) * GAP_Y,
        )

    def set_scale(self, scale: float) -> None:
        """Zoom."""
        self.scale = scale
        whole = self.natural()
        self.setFixedSize(round(whole.width() * scale), round(whole.height() * scale))
        last: TableBox | None = None
        for place in sorted(self._places, key=lambda one: (one.x, one.y)):
            box = self.boxes[place.table]
            box.scale = scale
            box.setGeometry(self._rect(place))
            if last is not None:
                QWidget.setTabOrder(last, box)
            last = box
        self.update()

    def light(self, name: str) -> None:
        """Bring out what a table hangs together with; "" shows all alike."""
        if name == self._lit:
            return
        self._lit = name
        near = {name}
        for one in self._relations:
            if name in {one.table, one.target}:
                near |= {one.table, one.target}
        for box in self.boxes.values():
            box.near = bool(name) and box.facts.name in near and box.facts.name != name
            box.dim = bool(name) and box.facts.name not in near
            box.update()
        self.update()

    def eventFilter(self, watched: object, event: object) -> bool:
        """The box with the focus, or under the pointer, lights its lines."""
        from PySide6.QtCore import QEvent

        if isinstance(watched, TableBox) and isinstance(event, QEvent):
            if event.type() == QEvent.Type.FocusIn:
                self.light(watched.facts.name)
                self.focused.emit(watched)
            elif event.type() == QEvent.Type.Enter:
                self.light(watched.facts.name)
            elif event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut):
                here = next((one.facts.name for one in self.boxes.values() if one.hasFocus()), "")
                self.light(here)
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines: whole where rows become rows, dotted where a key finds a row."""
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one in self._relations:
            from_, to = self.boxes.get(one.table), self.boxes.get(one.target)
            if from_ is None or to is None:
                continue
            lit = bool(self._lit) and self._lit in {one.table, one.target}
            if one.kind == "key" and not lit:
                continue  # dozens of tables know the customer: shown for the one asked about
            pen = QPen(QColor(t.accent if lit else t.border2), 2.0 if lit else 1.2)
            if one.kind == "key":
                pen.setStyle(Qt.PenStyle.DotLine)
            if self._lit and not lit:
                pen.setColor(QColor(t.border))
            painter.setPen(pen)
            painter.drawPath(_line(QRectF(from_.geometry()), QRectF(to.geometry())))
            if lit and one.kind == "key":
                self._name(painter, from_.geometry(), to.geometry(), one.column)

    def _name(self, painter: QPainter, from_: QRect, to: QRect, text: str) -> None:
        face = font("caption")
        painter.setFont(face)
        middle = (QPointF(from_.center()) + QPointF(to.center())) / 2
        wide = painter.fontMetrics().horizontalAdvance(text) + 10
        box = QRectF(middle.x() - wide / 2, middle.y() - 9, wide, 18)
        painter.fillRect(box, QColor(tokens().bg))
        painter.setPen(QColor(tokens().text2))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _rect(self, place: Place) -> QRect:
        x = EDGE + place.x * (BOX.width() + GAP_X)
        y = EDGE + HEAD + place.y * (BOX.height() + GAP_Y)
        rect = QRect(round(x * self.scale), round(y * self.scale),
                     round(BOX.width() * self.scale), round(BOX.height() * self.scale))  # fmt: skip
        if self.isRightToLeft():
            rect.moveLeft(self.width() - rect.right())
        return rect

    def _step(self, name: str, key: int) -> None:
        here = self.boxes[name].geometry().center()
        wish = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }[Qt.Key(key)]  # fmt: skip
        best: tuple[float, TableBox] | None = None
        for box in self.boxes.values():
            way = box.geometry().center() - here
            along = way.x() * wish[0] + way.y() * wish[1]
            aside = abs(way.x() * wish[1]) + abs(way.y() * wish[0])
            if along <= 0 or (wish[0] == 0 and aside > box.width() / 2):
                continue
            far = along + aside * 2
            if best is None or far < best[0]:
                best = (far, box)
        if best is not None:
            best[1].setFocus(Qt.FocusReason.TabFocusReason)


def _line(from_: QRectF, to: QRectF) -> QPainterPath:
    """A curve from the side of one box to the facing side of the other."""
    forward = to.center().x() >= from_.center().x()
    start = QPointF(from_.right() if forward else from_.left(), from_.center().y())
    end = QPointF(to.left() if forward else to.right(), to.center().y())
    if abs(to.center().x() - from_.center().x()) < from_.width() / 2:  # one above the other
        end = QPointF(to.right(), to.center().y())
        start = QPointF(from_.right(), from_.center().y())
        bend = from_.width() / 6
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(bend, 0), end + QPointF(bend, 0), end)
        return path
    bend = (end.x() - start.x()) / 2
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
    return path
