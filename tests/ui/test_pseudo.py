"""Every view in a language that is 40 % longer: nothing is cut, nothing is left in English."""

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tests.ui.conftest import PATIENCE, rest
from ui.kit.elide import ElidedLabel
from ui.shell.pseudo import PseudoTranslator, pseudo
from ui.shell.session import Session
from ui.shell.window import Window

PLACES = (
    ("home", ""), ("customers", ""), ("rfm", ""), ("rfm", "distributions"), ("rfm", "movement"),
    ("data", "sources"), ("data", "tables"), ("data", "merge"), ("data", "calendar"),
    ("activity", ""), ("settings", ""),
)  # fmt: skip


def test_places_for_values_stay():
    assert pseudo("{0} of %n row(s)").startswith("{0} öf %n röw(š)")
    assert pseudo("&File")[:2] == "&F"
    assert len(pseudo("Import files")) >= 1.4 * len("Import files")


def cut(root: QWidget) -> list[str]:
    """Name what has less room than its words."""
    found = []
    for one in root.findChildren(QWidget):
        if not one.isVisible() or one.visibleRegion().isEmpty() or not isinstance(
            one, (QLabel, QPushButton, QCheckBox, QRadioButton)
        ):  # fmt: skip
            continue
        text = one.text()
        if not text or isinstance(one, ElidedLabel):
            continue
        if isinstance(one, QLabel) and one.wordWrap():
            lacks = one.heightForWidth(one.width()) > one.height() + 2
        elif isinstance(one, QLabel):
            lacks = one.fontMetrics().horizontalAdvance(text) > one.contentsRect().width() + 1
        else:
            lacks = one.sizeHint().width() > one.width() + 2
        if lacks:
            found.append(f"{type(one).__name__} in {type(one.parentWidget()).__name__}: {text}")
    return found


@pytest.mark.slow
def test_no_text_is_cut_in_a_longer_language(qtbot, qapp, made_sample, sample_day):
    translator = PseudoTranslator(qapp)
    qapp.installTranslator(translator)
    try:
        window = Window(Session(sample_day))
        qtbot.addWidget(window)
        window.show()
        window.open_brand(made_sample)
        qtbot.waitUntil(lambda: window.session.is_open, timeout=PATIENCE)
        rest(qtbot, window)
        found: list[str] = []
        for width, height in ((1440, 900), (1100, 700)):
            window.resize(width, height)
            for key, spot in PLACES:
                window.go(key)
                window.page(key).go_to(spot)
                rest(qtbot, window)
                QApplication.processEvents()
                found += [f"{width} {key}/{spot}: {one}" for one in cut(window)]
        plain = [one.text() for one in window.rail.findChildren(QAbstractButton)
                 if one.text() and one.text().isascii()]  # fmt: skip
        window.close()
    finally:
        qapp.removeTranslator(translator)
    assert not found, "\n".join(found)
    assert not plain
