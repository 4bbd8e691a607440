"""window.md 4: every component stands in the gallery, in both themes, and has a name."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.test_access import nameless
from ui import theme
from ui.gallery import Gallery
from ui.kit.column_picker import ColumnPicker
from ui.kit.confirm import ConfirmSheet
from ui.kit.date_picker import DatePicker
from ui.kit.panel import Panel
from ui.kit.value_picker import ValuePicker
from ui.tokens import DARK, LIGHT


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda one: one.name)
def test_the_gallery_shows_every_component(qtbot, dressed: QApplication, tokens):
    theme.apply(dressed, tokens)
    try:
        gallery = Gallery()
        qtbot.addWidget(gallery)
        gallery.show()
        for kind in (ColumnPicker, ValuePicker, DatePicker, ConfirmSheet, Panel):
            assert any(one.isVisible() for one in gallery.findChildren(kind)), kind
        assert nameless(gallery) == []
    finally:
        theme.apply(dressed, LIGHT)
