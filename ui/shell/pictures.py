"""The states of the frame itself worth a picture: first page, palette, jobs, guide, messages."""

from PySide6.QtWidgets import QApplication

from ui.kit.banners import Notice
from ui.shell.stage import Stage
from ui.shell.views import Picture


def _first(_stage: Stage) -> None:
    """The window as it opens without a brand."""


def _palette(stage: Stage) -> None:
    from ui.shell.palette import PaletteDialog

    stage.go("home")
    stage.window.open_palette()
    for palette in QApplication.topLevelWidgets():
        if isinstance(palette, PaletteDialog):
            palette.field.setText("ma")
    stage.settle(0.4)


def _guide(stage: Stage) -> None:
    stage.window.open_help("rfm")


def _keys(stage: Stage) -> None:
    stage.window.open_help("keys")


def _notices(stage: Stage) -> None:
    stage.go("home")
    banner = stage.window.banner
    drive = stage.window.tr("The drive of this brand is gone. Connect it again, then try again.")
    banner.post("drive", Notice(drive, "neg", stage.window.tr("Try again")))
    banner.say(stage.window.tr("Backed up to {0}, restored once and checked.").format("b"), "pos")


PICTURES = (
    Picture("firstrun", _first, brand=""),
    Picture("palette", _palette),
    Picture("guide", _guide),
    Picture("shortcuts", _keys),
    Picture("messages", _notices),
)
