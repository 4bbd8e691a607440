"""Icons by name, drawn in the colour that a token has at the moment of painting.

So nothing is cached that a theme switch would leave behind (window.md 10). The glyphs are
Material Design Icons 6 through qtawesome, imported with the first icon that is painted.
"""

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from ui.theme.state import bus, tokens


class TokenIcon(QIconEngine):
    """Paints one glyph in a role's colour; a disabled control takes the disabled colour."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw the glyph into `rect`."""
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        _glyph(self._name, getattr(tokens(), role)).paint(painter, rect)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Render at ratio 1; Qt asks `scaledPixmap` on finer screens."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, _scale: float
    ) -> QPixmap:
        """Render in device pixels."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Return an equal engine."""
        return TokenIcon(self._name, self._role)


@lru_cache(maxsize=512)
def _glyph(name: str, colour: str) -> QIcon:
    import qtawesome  # with the first icon, not with the first import

    made: QIcon = qtawesome.icon(f"mdi6.{name}", color=QColor(colour))
    return made


bus.themeChanged.connect(_glyph.cache_clear)


def icon(name: str, role: str = "text2") -> QIcon:
    """Return an icon of Material Design Icons 6, such as "home-outline", in a token's colour."""
    return QIcon(TokenIcon(name, role))


def paint_icon(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    """Draw a glyph in a given colour, for painted widgets."""
    _glyph(name, colour).paint(painter, rect)
