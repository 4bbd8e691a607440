"""The map of the tables with its zoom and the ground that a drag moves."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.data.model import Tables
from ui.data.table_map import TableMap
from ui.kit.notes import Banner
from ui.kit.parts import column, icon_button, label, row
from ui.shell.session import Session
from ui.tokens import PAGE_EDGE

STEPS = (0.5, 0.65, 0.8, 1.0, 1.25, 1.5)


class MapView(QWidget):
    """The map with its zoom; dragging the ground moves it, Ctrl and the wheel zoom."""

    wanted = Signal(str)

    def __init__(self, session: Session, tables: Tables) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._tables = session, tables
        t = self.tr
        self.map = TableMap()
        self.map.wanted.connect(self.wanted)
        self.map.focused.connect(self._follow)
        self.area = _Ground(self.map)
        self.area.zoomed.connect(self.zoom_by)
        self.out = icon_button(
            "magnify-minus-outline", t("Zoom out"), clicked=lambda: self.zoom_by(-1)
        )
        self.in_ = icon_button(
            "magnify-plus-outline", t("Zoom in"), clicked=lambda: self.zoom_by(1)
        )
        self.whole = icon_button("fit-to-page-outline", t("Show the whole map"), clicked=self.fit)
        self._hint = t(
            "Files at the left become tables to the right. Dashed: feeds. Point at a table to see"
            " the keys by which it is found; click to open it."
        )
        self.about = label(self._hint, "label2", wrap=True)
        self.banner = Banner()
        head = row(self.about, self.out, self.in_, self.whole, gap=6)
        head.setStretch(0, 1)
        layout = column(self.banner, head, self.area, gap=8, margins=(PAGE_EDGE, 10, PAGE_EDGE, 14))
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._fitted = False
        tables.asked.connect(self._wait)
        tables.changed.connect(self._show)

    def fit(self) -> None:
        """Choose the largest zoom at which the whole map is seen, but no smaller than 50%."""
        room, whole = self.area.viewport().size(), self.map.natural()
        share = min(room.width() / whole.width(), room.height() / whole.height())
        self.map.set_scale(min(max(share, STEPS[0]), 1.0))

    def zoom_by(self, by: int) -> None:
        """Go one step closer or further away."""
        now = self.map.scale
        wider = [one for one in STEPS if (one > now + 0.01 if by > 0 else one < now - 0.01)]
        if wider:
            self.map.set_scale(wider[0] if by > 0 else wider[-1])

    def first_box(self) -> QWidget | None:
        """Return the box that takes the focus first."""
        boxes = sorted(self.map.boxes.values(), key=lambda box: (box.x(), box.y()))
        return boxes[0] if boxes else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus and 0 zoom."""
        match event.text():
            case "+":
                self.zoom_by(1)
            case "-":
                self.zoom_by(-1)
            case "0":
                self.fit()
            case _:
                super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the map when it is first seen."""
        super().showEvent(event)
        if not self._fitted and self.map.boxes:
            self._fitted = True
            self.fit()

    def _wait(self) -> None:
        if not self._tables.tables:
            self.about.setText(self.tr("The tables are being read."))

    def _show(self) -> None:
        self.about.setText(self._hint)
        error = self._tables.error
        if error is not None:
            self.banner.say(str(error), "neg", self.tr("Read again"), self._tables.read)
        else:
            self.banner.clear()
        words = self._session.words
        shown = [one for one in self._tables.tables if one.rows or one.chapter != "Customer 360"]
        rows = [
            self.tr("%n row(s)", "", one.rows).replace(str(one.rows), words.count(one.rows), 1)
            for one in shown
        ]
        names = {one.name for one in shown}
        lines = [one for one in self._tables.relations if {one.table, one.target} <= names]
        self.map.show_tables(shown, lines, rows)
        if self.isVisible():
            self._fitted = True
            self.fit()

    def _follow(self, box: QWidget) -> None:
        self.area.ensureWidgetVisible(box, 40, 40)


class _Ground(QScrollArea):
    """Scrolls the map; a drag on its ground moves it."""

    zoomed = Signal(int)

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(content)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(content.accessibleName())
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self._held: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the ground."""
        self._held = event.position().toPoint()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._held is not None:
            way = event.position().toPoint() - self._held
            self._held = event.position().toPoint()
            for bar, by in (
                (self.horizontalScrollBar(), way.x()),
                (self.verticalScrollBar(), way.y()),
            ):
                bar.setValue(bar.value() - by)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._held = None
        self.unsetCursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)
