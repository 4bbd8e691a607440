"""The real window on a real sample brand, driven by mouse and keyboard."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.shell import opening
from ui.shell.collector import Collector
from ui.shell.plurals import EnglishPlurals
from ui.shell.session import Session
from ui.shell.window import Window
from ui.tokens import LIGHT

PATIENCE = 60_000  # ms: a shared machine has slow moments


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication):
    """The application in its light dress, with English plurals."""
    plurals = EnglishPlurals(qapp)
    qapp.installTranslator(plurals)
    theme.apply(qapp, LIGHT)
    return qapp


@pytest.fixture
def qtbot(qtbot):
    """As pytest-qt's; a widget that is tested alone is dressed as in a window."""
    add = qtbot.addWidget

    def add_dressed(widget, **more):
        add(widget, **more)
        if widget.isWindow():
            theme.dress(widget)

    qtbot.addWidget = add_dressed
    return qtbot


@pytest.fixture(autouse=True)
def collected(qapp: QApplication):
    """As in the product: no reading thread collects what belongs to the window's."""
    collector = Collector()
    yield
    collector.stop()


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of one test is remembered in the next."""
    monkeypatch.setenv("AMPDESK_CONFIG", str(tmp_path / "config"))


@pytest.fixture(autouse=True)
def pages_when_opened(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is built when a test opens it, not every page ahead; `ahead` leaves that as it is."""
    if request.node.get_closest_marker("ahead") is None:
        monkeypatch.setattr(opening, "IDLE_MS", 3_600_000)


def rest(qtbot, window: Window) -> None:
    """Wait until nothing is being read."""
    qtbot.waitUntil(lambda: not window.session.desk.busy, timeout=PATIENCE)


@pytest.fixture
def empty_window(qtbot, sample_day):
    """The window before any brand is open."""
    window = Window(Session(sample_day))
    window.resize(1440, 900)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


@pytest.fixture
def window(qtbot, empty_window: Window, made_sample: Path):
    """The window on the shared sample brand: look, don't change."""
    empty_window.open_brand(made_sample)
    qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=PATIENCE)
    rest(qtbot, empty_window)
    return empty_window


@pytest.fixture
def own_window(qtbot, empty_window: Window, sample_brand: Path):
    """The window on a brand of its own, to change."""
    empty_window.open_brand(sample_brand)
    qtbot.waitUntil(lambda: empty_window.session.is_open, timeout=PATIENCE)
    rest(qtbot, empty_window)
    return empty_window
