"""Card, metric tile and the skeleton bar that stands where a number will be."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.elide import ElidedLabel
from ui.kit.parts import Item, column, label, row
from ui.theme import restyle, tokens
from ui.tokens import CARD_PADDING


class Card(QFrame):
    """Surface with a border: title, a line on how to read it, at most one action, content."""

    def __init__(
        self,
        title: str = "",
        subtitle: str = "",
        *content: Item,
        action: QWidget | None = None,
        padding: int = CARD_PADDING,
    ) -> None:
        super().__init__()
        self.setProperty("k", "card")
        self.body: QVBoxLayout = column(*content, gap=8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(padding, padding, padding, padding)
        outer.setSpacing(10)
        self.title = label(title, "strong")
        self.subtitle = label(subtitle, "hint", wrap=True)
        if title:
            self.setAccessibleName(title)
            words = column(self.title, self.subtitle, gap=1)
            self.subtitle.setVisible(bool(subtitle))
            head = row(words, *((action,) if action else ()), gap=8)
            head.setStretch(0, 1)
            head.setAlignment(Qt.AlignmentFlag.AlignTop)
            outer.addLayout(head)
        outer.addLayout(self.body, 1)


class Skeleton(QWidget):
    """A grey bar in the final geometry of what is being read."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._size = QSize(width, height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of what will come."""
        return self._size

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().sunken))
        area = QRectF(0, self.height() * 0.15, self.width(), self.height() * 0.7)
        painter.drawRoundedRect(area, 4, 4)


@dataclass(frozen=True)
class Metric:
    """What a tile shows; `direction` 1 is good news, -1 bad, 0 neither."""

    value: str
    delta: str = ""
    comparison: str = ""
    direction: int = 0
    exact: str = ""


class MetricTile(QFrame):
    """A number with its name, its change and what it is compared with; F1 asks why."""

    asked = Signal()  # clicked, or Return: the receipt

    def __init__(self, name: str, definition: str = "", *, small: bool = False) -> None:
        super().__init__()
        self.setProperty("k", "tile")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(100)
        self._name = name
        self.name = ElidedLabel(name, "label")
        self.value = label("", "h2" if small else "metric")
        self.delta = label("", "delta")
        self.comparison = ElidedLabel("", "hint")
        self._bars = (Skeleton(84, 24 if small else 32), Skeleton(112, 16))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(CARD_PADDING, 11, CARD_PADDING, 11)
        layout.setSpacing(2)
        layout.addWidget(self.name)
        layout.addLayout(row(self._bars[0], self.value, None, gap=0))
        foot = row(self._bars[1], self.delta, self.comparison, gap=0)
        foot.setStretch(2, 1)
        layout.addLayout(foot)
        self.define(definition)
        self.show_loading()

    def define(self, definition: str) -> None:
        """Give the definition, shown as the tooltip and spoken as the description."""
        self.setToolTip(definition)
        self.setAccessibleDescription(definition)

    def show_loading(self) -> None:
        """Show grey bars where the number will be."""
        for bar in self._bars:
            bar.show()
        for part in (self.value, self.delta, self.comparison):
            part.hide()
        self.setAccessibleName(self.tr("{0}: being counted").format(self._name))

    def show_metric(self, metric: Metric) -> None:
        """Show a value; "–" with a reason in `comparison` when there is none."""
        for bar in self._bars:
            bar.hide()
        self.value.setText(metric.value)
        self.value.setToolTip(metric.exact)
        self.delta.setText(metric.delta)
        self.comparison.setText(metric.comparison)
        restyle(self.delta, tone={1: "pos", -1: "neg"}.get(metric.direction, ""))
        self.value.show()
        self.delta.setVisible(bool(metric.delta))
        self.comparison.show()
        spoken = " ".join(part for part in (metric.value, metric.delta, metric.comparison) if part)
        self.setAccessibleName(f"{self._name}: {spoken}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the receipt."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Space press the tile."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.asked.emit()
        else:
            super().keyPressEvent(event)
