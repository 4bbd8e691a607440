"""Grey bars in the places of rows that are being read: the final geometry, no words yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractScrollArea

from ui.theme import tokens

BAR = 8  # px high
PAD = 8
_LEAST = 24


@dataclass(frozen=True)
class Lane:
    """Where the values of one column stand: `at_right` when they are flush right."""

    left: int
    width: int
    at_right: bool = False


def paint_bars(area: QAbstractScrollArea, lanes: Iterable[Lane], tall: int) -> None:
    """Paint a bar for each row that fits into the viewport; `tall` is the height of a row."""
    painter = QPainter(area.viewport())
    ink = QColor(tokens().sunken)
    for at, lane in enumerate(lanes):
        room = lane.width - 2 * PAD
        if room <= 0:
            continue
        for line in range(area.viewport().height() // max(tall, 1)):
            # of several lengths, as words and numbers are; the same each time it is painted
            long = max(room * (40 + (at * 37 + line * 23) % 50) // 100, min(room, _LEAST))
            start = lane.left + PAD + (room - long if lane.at_right else 0)
            painter.fillRect(start, line * tall + tall // 2 - BAR // 2, long, BAR, ink)
    painter.end()
