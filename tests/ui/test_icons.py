import re
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

import ui
from ui.theme.icons import _character, paint_icon

DRAWN = re.compile(r'(?:glyph=|icon\(|Glyph\(|icon_button\(|EmptyState\(\s*)"([a-z0-9-]+)"')


def test_every_glyph_that_the_window_names_exists():
    known = set()
    for file in Path(ui.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        known |= set(
            re.findall(
                r'(?:glyph=|icon\(|Glyph\(|icon_button\(|EmptyState\(\s*)"([a-z0-9-]+)"', text
            )
        )
    assert len(known) > 20
    for name in known:
        assert _character(name)


def test_a_glyph_is_drawn_in_the_colour_asked_for(dressed):
    picture = QImage(24, 24, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    paint_icon(painter, QRect(0, 0, 24, 24), "square", "#FF0000")
    painter.end()
    assert picture.pixelColor(12, 12).name() == "#ff0000"
