"""The vertical tab list: words from 1280 px on, icons under that; one tab stop, arrows inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from ui.kit.parts import label, rule
from ui.theme import bus, font, px, tokens
from ui.theme.icons import paint_icon
from ui.tokens import RAIL_NARROW, RAIL_WIDE

MOST_COUNTED = 99


@dataclass(frozen=True)
class Tab:
    """A tab of the rail; tabs of one group stand together under its name, `foot` at the end."""

    key: str
    title: str
    glyph: str
    group: str = ""
    keys: str = ""
    foot: bool = False


class RailItem(QAbstractButton):
    """One tab, painted: icon, word, an accent edge when it is open."""

    def __init__(self, rail: "Rail", tab: Tab) -> None:
        super().__init__()
        self.tab = tab
        self._rail = rail
        self._number = 0
        self.setCheckable(True)
        self.setProperty("spoken", "tab")
        self.setText(tab.title)
        self.setAccessibleName(tab.title)
        keys = f" ({tab.keys})" if tab.keys else ""
        self.setToolTip(f"{tab.title}{keys}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def tell(self, number: int) -> None:
        """Show how much waits behind the tab."""
        self._number = number
        waiting = f"{self.tab.title}, {number}" if number else self.tab.title
        self.setAccessibleName(waiting)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a row of the rail."""
        return QSize(RAIL_NARROW - 16, px(31))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk through the tabs; Return and Space open."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self._rail.walk(self, step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, edge, icon and word."""
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        ground = t.surface if self.isChecked() else t.hover if self.underMouse() else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            pen = painter.pen()
            painter.setPen(QColor(t.focus))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
            painter.setPen(pen)
        ink = t.text if self.isChecked() else t.text2
        if self.isChecked():
            edge = QRect(0, round(area.center().y()) - 8, 3, 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent))
            painter.drawRoundedRect(QRectF(self._mirrored(edge)), 1.5, 1.5)
        size = 18
        left = 12 if self._rail.wide else (self.width() - size) // 2
        spot = QRect(left, (self.height() - size) // 2, size, size)
        paint_icon(
            painter, self._mirrored(spot), self.tab.glyph, t.accent if self.isChecked() else ink
        )
        if self._rail.wide:
            painter.setFont(font("strong" if self.isChecked() else "body"))
            painter.setPen(QColor(ink))
            words = self._mirrored(QRect(40, 0, self.width() - 48, self.height()))
            side = Qt.AlignmentFlag.AlignLeft
            if self.isRightToLeft():
                side = Qt.AlignmentFlag.AlignRight
            painter.drawText(words, int(side | Qt.AlignmentFlag.AlignVCenter), self.text())
        if self._number:
            self._draw_number(painter)

    def _draw_number(self, painter: QPainter) -> None:
        t = tokens()
        text = str(min(self._number, MOST_COUNTED))
        painter.setFont(font("caption"))
        wide = max(painter.fontMetrics().horizontalAdvance(text) + 10, 18)
        top = (self.height() - 18) // 2 if self._rail.wide else 1
        spot = self._mirrored(QRect(self.width() - wide - 6, top, wide, 18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.warnSoft))
        painter.drawRoundedRect(QRectF(spot), 9, 9)
        painter.setPen(QColor(t.warn))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), text)

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)


class Rail(QWidget):
    """The tabs; `opened` carries the key."""

    opened = Signal(str)

    def __init__(self, tabs: Sequence[Tab], name: str) -> None:
        super().__init__()
        self.setProperty("k", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.wide = True
        self._items: dict[str, RailItem] = {}
        self._words: list[QWidget] = []
        self._rules: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(2)
        group = ""
        ordered = sorted(tabs, key=lambda tab: tab.foot)  # stable: the foot keeps its order
        for at, tab in enumerate(ordered):
            if tab.foot and not (at and ordered[at - 1].foot):
                layout.addStretch(1)
            elif tab.group != group:
                group = tab.group
                heading = label(group.upper(), "group")
                heading.setContentsMargins(11, 12, 0, 3)
                line = rule()
                layout.addWidget(heading)
                layout.addWidget(line)
                self._words.append(heading)
                self._rules.append(line)
            item = RailItem(self, tab)
            item.clicked.connect(lambda _checked=False, key=tab.key: self.open(key))
            self._items[tab.key] = item
            layout.addWidget(item)
        if not any(tab.foot for tab in ordered):
            layout.addStretch(1)
        self.key = ""
        self.set_wide(wide=True)
        bus.themeChanged.connect(self.updateGeometry)

    def open(self, key: str) -> None:
        """Open a tab and tell about it."""
        self.mark(key)
        self.opened.emit(key)

    def mark(self, key: str) -> None:
        """Show which tab is open."""
        self.key = key
        for name, item in self._items.items():
            item.setChecked(name == key)
            here = name == key
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)

    def count(self, key: str, number: int) -> None:
        """Show how much waits behind a tab; 0 shows nothing."""
        if key in self._items:
            self._items[key].tell(number)

    def walk(self, item: RailItem, step: int) -> None:
        """Move the focus to a neighbour, which opens it."""
        keys = list(self._items)
        at = (keys.index(item.tab.key) + step) % len(keys)
        self.open(keys[at])
        self._items[keys[at]].setFocus(Qt.FocusReason.TabFocusReason)

    def set_wide(self, *, wide: bool) -> None:
        """Show words or icons only."""
        self.wide = wide
        self.setFixedWidth(RAIL_WIDE if wide else RAIL_NARROW)
        for word in self._words:
            word.setVisible(wide)
        for line in self._rules:
            line.setVisible(not wide)
        for item in self._items.values():
            item.update()
