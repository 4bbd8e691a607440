"""Icons by name, drawn in the colour that a token has at the moment of painting.

So nothing is cached that a theme switch would leave behind (window.md 10). The glyphs are
Material Design Icons 6 out of qtawesome's folder: its font and its table of names are read as the
files they are, because importing it brings a second layer over Qt and costs half of the time that
the window has for its first paint (docs/adr/0079).
"""

import importlib.util
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from ui.theme.state import tokens

_FONT = "materialdesignicons6-webfont-[0-9]*.ttf"
_NAMES = "materialdesignicons6-webfont-charmap-*.json"
_FILL = 0.875  # of the square that a glyph takes


class TokenIcon(QIconEngine):
    """Paints one glyph in a role's colour; a disabled control takes the disabled colour."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw the glyph into `rect`."""
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        paint_icon(painter, rect, self._name, getattr(tokens(), role))

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


@cache
def _places() -> tuple[Path, Path]:
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the icons are missing: install the requirements again")
    fonts = Path(next(iter(spec.submodule_search_locations))) / "fonts"
    return next(fonts.glob(_FONT)), next(fonts.glob(_NAMES))


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_places()[0]))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = json.loads(_places()[1].read_text(encoding="utf-8"))
    return found


@cache
def _character(name: str) -> str:
    return chr(int(_names()[name], 16))


@cache
def _font(size: int) -> QFont:
    made = QFont(_family())
    made.setPixelSize(max(size, 1))
    made.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return made


def icon(name: str, role: str = "text2") -> QIcon:
    """Return an icon of Material Design Icons 6, such as "home-outline", in a token's colour."""
    return QIcon(TokenIcon(name, role))


def paint_icon(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    """Draw a glyph in a given colour, for painted widgets."""
    painter.save()
    painter.setFont(_font(round(rect.height() * _FILL)))
    painter.setPen(QColor(colour))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), _character(name))
    painter.restore()
