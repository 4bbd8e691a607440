"""The combined score by "at least" or "at most": three choices and the sentence they make."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from ui.kit.parts import button, label
from ui.kit.segmented import Segmented
from ui.kit.sheet import Sheet
from ui.rfm.board import AXES, TENTHS, RfmBoard

if TYPE_CHECKING:
    from ampdesk.api import RfmRange


class CombinedSheet(Sheet):
    """`wanted` carries the range; each score is compared on its own (rfm.md 4.1)."""

    wanted = Signal(object)

    def __init__(self, board: RfmBoard, window: QWidget) -> None:
        super().__init__(window, window.tr("Combined score"))
        self.say(self.tr("Each score is compared on its own: 9-8-10 is no number to sort by."))
        self.way = Segmented(
            self.tr("Bounds"), {"least": self.tr("At least"), "most": self.tr("At most")}
        )
        self.way.chosen.connect(lambda _way: self._render())
        self.body.addWidget(self.way)
        self.scores: dict[str, QComboBox] = {}
        form = QFormLayout()
        for axis in AXES:
            box = QComboBox()
            box.setAccessibleName(board.title_of(axis))
            box.addItem(self.tr("any"), 0)
            for score in TENTHS:
                box.addItem(str(score), score)
            box.currentIndexChanged.connect(lambda _at: self._render())
            form.addRow(label(board.title_of(axis)), box)
            self.scores[axis] = box
        self.body.addLayout(form)
        self.sentence = label("", "label2", wrap=True)
        self.body.addWidget(self.sentence)
        self.body.addStretch(1)
        self._titles = {axis: board.title_of(axis).lower() for axis in AXES}
        self.foot.addStretch(1)
        self.foot.addWidget(button(self.tr("Cancel"), clicked=self.reject))
        self.go = button(self.tr("Choose these scores"), k="primary", clicked=self._take)
        self.foot.addWidget(self.go)
        self.fit(440, 380)
        self._render()

    def range(self) -> "RfmRange":
        """Return the range that is set."""
        from ampdesk.api import RfmRange, Span

        spans = {}
        for axis, box in self.scores.items():
            score = int(box.currentData())
            if score:
                least = self.way.key == "least"
                spans[axis] = Span(low=score) if least else Span(high=score)
        return RfmRange(**spans)

    def _render(self) -> None:
        words = self.tr("at least") if self.way.key == "least" else self.tr("at most")
        parts = [
            self.tr("{0} {1} {2}").format(self._titles[axis], words, box.currentData())
            for axis, box in self.scores.items()
            if box.currentData()
        ]
        self.go.setEnabled(bool(parts))
        if parts:
            self.sentence.setText(self.tr("Customers with {0}.").format(", ".join(parts)))
        else:
            self.sentence.setText(self.tr("Choose one score or more."))

    def _take(self) -> None:
        self.wanted.emit(self.range())
        self.accept()
