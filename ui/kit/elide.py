"""A label that shortens its text with an ellipsis and keeps the whole as its tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line; what does not fit is cut in the given place, never without a tooltip."""

    def __init__(
        self,
        text: str = "",
        k: str = "",
        *,
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._where = where
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if k:
            self.setProperty("k", k)

    def minimumSizeHint(self) -> QSize:
        """Allow any width: the rest is elided."""
        return QSize(16, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        """Set the whole text."""
        super().setText(text)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the tooltip only where something is cut."""
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, shortened."""
        painter = QPainter(self)
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self._where, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(self.alignment()), text)

    def _tell(self) -> None:
        wide = self.fontMetrics().horizontalAdvance(self.text())
        self.setToolTip(self.text() if wide > self.contentsRect().width() > 0 else "")
