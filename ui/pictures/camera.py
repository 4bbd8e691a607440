"""Opens the window on each brand, brings each state about, and writes the pictures."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from ui import theme
from ui.pictures.brands import copied, day_of, empty_brand, names_brand
from ui.pictures.states import BrandKind, Shot, dressed_for, shots_of_tab
from ui.shell.session import Session
from ui.shell.stage import Stage
from ui.shell.views import Picture, declared
from ui.shell.window import Window
from ui.tokens import LIGHT, THEMES, Tokens

SIZES = ((1440, 900), (1100, 700))
VEIL = QColor(0, 0, 0, 90)  # what lies under a sheet


@dataclass(frozen=True)
class Wanted:
    """Which pictures: empty means all."""

    views: Sequence[str] = ()
    states: Sequence[str] = ()
    themes: Sequence[str] = ()
    widths: Sequence[int] = ()
    large: Path | None = None  # a brand of a million customers

    def takes(self, shot: Shot) -> bool:
        """Whether a shot is asked for."""
        if shot.brand == "large" and self.large is None:
            return False
        views, states = self.views, self.states
        return (not views or shot.view in views) and (not states or shot.state in states)

    def dresses(self) -> Iterator[tuple[Tokens, int, int]]:
        """Return theme, width and height of each round."""
        for tokens in THEMES:
            for width, height in SIZES:
                if (not self.themes or tokens.name in self.themes) and (
                    not self.widths or width in self.widths
                ):
                    yield tokens, width, height


@dataclass
class Camera:
    """Takes the pictures of one brand file into a folder."""

    brand: Path
    folder: Path
    scratch: Path
    wanted: Wanted
    tell: Callable[[str], object] = sys.stderr.write
    made: list[Path] = field(default_factory=list)

    def take_all(self) -> list[Path]:
        """Take every wanted picture, one brand after the other; return the files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.scratch.mkdir(parents=True, exist_ok=True)
        shots = [shot for shot in all_shots() if self.wanted.takes(shot)]
        for kind in dict.fromkeys(shot.brand for shot in shots):
            self._take_brand(kind, [shot for shot in shots if shot.brand == kind])
        return self.made

    def _take_brand(self, kind: BrandKind, shots: Sequence[Shot]) -> None:
        if kind == "broken":  # each spoils the brand it is given
            for shot in shots:
                for dress in self.wanted.dresses():
                    self._session(kind, [shot], [dress])
            return
        self._session(kind, shots, list(self.wanted.dresses()))

    def _session(
        self, kind: BrandKind, shots: Sequence[Shot], dresses: Sequence[tuple[Tokens, int, int]]
    ) -> None:
        from ui.app import application

        app = application()
        holder = None
        path = self._path(kind)
        if kind == "held" and path is not None:
            from ampdesk.api import Brand

            holder = Brand.open(path, holder="AmpDesk")
        window = Window(Session(day_of(path) if path else None))
        stage = Stage(window, self.scratch)
        window.resize(*SIZES[0])
        window.show()
        if path is not None:
            window.open_brand(path)
            stage.wait()
        if path is not None and not window.session.is_open:
            self.tell(f"{window.first_run.banner.message}\n")
        else:
            for tokens, width, height in dresses:
                theme.apply(app, tokens)
                window.resize(width, height)
                stage.settle()
                for shot in shots:
                    self._take(stage, shot, f"{tokens.name}-{width}")
        window.close()
        if holder is not None:
            holder.close()
        theme.apply(app, LIGHT)

    def _take(self, stage: Stage, shot: Shot, dress: str) -> None:
        path = self.folder / f"{shot.view}-{shot.state}-{dress}.png"
        with dressed_for(shot, stage):
            shot.act(stage)
            if shot.held_back:
                stage.settle(0.2)
            else:
                stage.wait()
            picture = photograph(stage).toImage()
            if shot.grey:
                picture = picture.convertToFormat(QImage.Format.Format_Grayscale8)
            if not picture.save(str(path)):
                self.tell(f"{path}: could not be written\n")
                return
        self.made.append(path)
        tidy(stage, home=shot.brand != "")

    def _path(self, kind: BrandKind) -> Path | None:
        if kind == "":
            return None
        if kind == "given":
            return self.brand
        if kind == "large":
            return self.wanted.large
        place = self.scratch / kind
        if kind == "broken" and place.exists():
            shutil.rmtree(place)
        if place.exists():
            return next(place.glob("*.ampdesk"))
        make = {"empty": empty_brand, "names": names_brand}.get(kind)
        return make(place) if make else copied(self.brand, place)


def all_shots() -> Iterator[Shot]:
    """Return every picture that the views and the window declare."""
    from ui.shell.pictures import PICTURES

    for view in declared():
        yield from shots_of_tab(view.tab.key)
        for picture in view.pictures():
            yield _shot(view.tab.key, picture)
    for picture in PICTURES:
        yield _shot("window", picture)


def _shot(view: str, picture: Picture) -> Shot:
    return Shot(view, picture.state, picture.brand, picture.act)


def photograph(stage: Stage) -> QPixmap:
    """Draw the window, and over it the sheets and popups that are open."""
    window = stage.window
    picture = window.grab()
    sheets = stage.sheets()
    if not sheets:
        return picture
    painter = QPainter(picture)
    if any(isinstance(sheet, QDialog) for sheet in sheets):
        painter.fillRect(window.rect(), VEIL)
    origin = window.mapToGlobal(QPoint(0, 0))
    for sheet in sheets:
        spot = sheet.mapToGlobal(QPoint(0, 0)) - origin
        if isinstance(sheet, QDialog):
            spot = QPoint(
                (window.width() - sheet.width()) // 2, (window.height() - sheet.height()) // 2
            )
        painter.drawPixmap(spot, sheet.grab())
    painter.end()
    return picture


def tidy(stage: Stage, *, home: bool = True) -> None:
    """Close what a picture opened."""
    window = stage.window
    window.close_beside()
    window.banner.clear()
    for widget in stage.sheets():
        widget.close()
    if home and window.current is None and window.session.is_open:
        window.go(next(iter(window.views)))
    QApplication.processEvents()
