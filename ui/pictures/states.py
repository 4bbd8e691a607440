"""The states that every tab is photographed in (window.md 11), brought about for real."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.pictures.brands import spoil_lake
from ui.shell.stage import Stage

BrandKind = Literal["given", "empty", "names", "held", "broken", "large", ""]


@dataclass(frozen=True)
class Shot:
    """A picture to take: of which view in which state, on which brand."""

    view: str
    state: str
    brand: BrandKind
    act: Callable[[Stage], None]
    grey: bool = False
    zoom: float = 1.0
    mirrored: bool = False
    held_back: bool = False  # taken while every query waits


def shots_of_tab(key: str) -> tuple[Shot, ...]:
    """Return the pictures of a tab as it opens, one for each state."""

    def go(stage: Stage) -> None:
        stage.go(key)

    def fail(stage: Stage) -> None:
        stage.window.pages.close_all()
        brand = stage.window.session.path
        if brand is not None:
            spoil_lake(brand)
        stage.go(key)

    return (
        Shot(key, "data", "given", go),
        Shot(key, "grey", "given", go, grey=True),
        Shot(key, "zoom150", "given", go, zoom=1.5),
        Shot(key, "rtl", "given", go, mirrored=True),
        Shot(key, "loading", "given", lambda stage: stage.window.go(key), held_back=True),
        Shot(key, "readonly", "held", go),
        Shot(key, "error", "broken", fail),
        Shot(key, "empty", "empty", go),
        Shot(key, "names", "names", go),
        Shot(key, "million", "large", go),
    )


@contextmanager
def dressed_for(shot: Shot, stage: Stage) -> Iterator[None]:
    """Put on what a shot asks for, and take it off again."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101  # the window is open
    if shot.zoom != 1.0:
        theme.set_zoom(app, shot.zoom)
    if shot.mirrored:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    release = _hold_back(stage) if shot.held_back else None
    try:
        yield
    finally:
        if release is not None:
            release()
            stage.wait()
        if shot.mirrored:
            app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        if shot.zoom != 1.0:
            theme.set_zoom(app, 1.0)


def _hold_back(stage: Stage) -> Callable[[], None]:
    """Let both lanes wait behind a question of ours, and the pages forget what they showed."""
    gate = threading.Event()
    desk = stage.window.session.desk
    stage.window.pages.close_all()

    def answered(_answer: object) -> None:
        return

    desk.ask("held.quick", gate.wait, answered)
    desk.ask("held.wide", gate.wait, answered, lane="wide")
    return gate.set
