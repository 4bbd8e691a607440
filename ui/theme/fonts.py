"""Inter at the sizes of the tokens; tabular digits where numbers stand in columns."""

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from ampdesk.shipped import shipped
from ui.theme.state import px
from ui.tokens import TYPE

FAMILY = "Inter"


@cache
def load() -> bool:
    """Register the shipped faces; False when one is missing, and the system's font is used."""
    faces: list[Path] = sorted(shipped("fonts").glob("Inter-*.ttf"))
    loaded = [QFontDatabase.addApplicationFont(str(face)) >= 0 for face in faces]
    return bool(loaded) and all(loaded)


def font(role: str = "body", *, tabular: bool = False, italic: bool = False) -> QFont:
    """Return the font of a role of `tokens.TYPE` at the zoom in use.

    `tabular`: digits of one width, for columns; headlines keep proportional ones.
    """
    size, weight = TYPE[role]
    made = QFont(FAMILY) if load() else QFont()
    made.setPixelSize(max(px(size), 11))
    made.setWeight(QFont.Weight(weight))
    made.setItalic(italic)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def code_font() -> QFont:
    """Return the system's fixed font at body size."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(px(TYPE["body"][0]))
    return made
