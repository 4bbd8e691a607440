"""The panel beside the grid: the chosen range against all scored customers, and its actions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui.kit.panel import Panel
from ui.kit.parts import button, filling
from ui.rfm.board import RfmBoard
from ui.shell.doors import Doors
from ui.words import NONE

if TYPE_CHECKING:
    from ampdesk.api import ListRequest


class RangePanel(Panel):
    """Draws `board.selection`; the size is the hero."""

    cleared = Signal()
    exported = Signal()

    def __init__(self, board: RfmBoard, doors: Doors) -> None:
        super().__init__("")
        self._board = board
        self._doors = doors
        self.title.setText(self.tr("Selection"))
        self.setAccessibleName(self.tr("Selection"))
        self.clear_button = button(self.tr("Clear"), k="link", clicked=self._clear)
        self.head.addWidget(self.clear_button)
        self.mail = button(
            self.tr("Direct-mail list"), k="primary", glyph="email-outline", clicked=self._mail
        )
        self.see = button(
            self.tr("See customers"), glyph="account-multiple-outline", clicked=self._see
        )
        self.export = button(
            self.tr("Export the scores"), glyph="tray-arrow-down", clicked=self.exported.emit
        )
        self.export.setToolTip(self.tr("Ids and scores of the range as CSV or Excel"))
        for part in (self.mail, self.see, self.export):
            self.buttons.addWidget(part)
        board.selected.connect(self._render)
        board.changed.connect(self._render)
        self._render()

    def _render(self) -> None:
        with filling(self.content):
            self._fill()

    def _fill(self) -> None:
        board, words = self._board, self._board.words
        self.clear_sections()
        chosen = board.selection
        for part in (self.mail, self.see, self.export):
            part.setEnabled(chosen is not None and chosen.customers > 0)
        self.clear_button.setVisible(board.range is not None)
        if board.range is None:
            self.words(self.tr("Drag over the grid, or hold Shift and use the arrows."))
            self.words(
                self.tr(
                    "Each score cuts the scored customers into ten equal tenths; 10 is best. "
                    "A pattern chooses a range for you."
                ),
                "hint",
            )
            return
        self.words(board.range_words())
        self.words(words.count(chosen.customers) if chosen else "…", "hero")
        if chosen is None:
            return
        share = words.rate(chosen.share) if chosen.share is not None else NONE
        self.words(self.tr("customers · {0} of scored").format(share))
        self.words(board.sentence())
        if unseen := board.unseen():
            self.words(unseen, "hint")
        self.section()
        whole = float(chosen.all_revenue) or 1.0
        self.meter(
            self.tr("Revenue 12 m"),
            words.money_compact(chosen.revenue),
            float(chosen.revenue) / whole,
        )
        self._compare(
            self.tr("Per customer"), words.money(chosen.per_customer), chosen.per_customer,
            chosen.all_per_customer,
        )  # fmt: skip
        self._compare(
            self.tr("Average order"), words.money(chosen.average_order), chosen.average_order,
            chosen.all_average_order,
        )  # fmt: skip
        gap = chosen.median_gap_days
        shown = NONE if gap is None else self.tr("%n day(s)", "", round(gap))
        self._compare(self.tr("Last order"), shown, gap, chosen.all_median_gap_days)
        self.words(
            self.tr("Last order: median days since. Upright mark: all scored customers."), "hint"
        )
        if board.preset is not None:
            self.section(board.preset.label)
            self.words(board.preset.advice)

    def _compare(self, name: str, text: str, one: object, other: object) -> None:
        mine, theirs = float(one or 0), float(other or 0)  # type: ignore[arg-type]
        top = max(mine, theirs) * 1.25 or 1.0
        self.meter(name, text, mine / top, theirs / top if other is not None else -1.0)

    def _clear(self) -> None:
        self.cleared.emit()
        self._board.choose(None)

    def _mail(self) -> None:
        self._doors.make_list(self._request(), self._board.range_words())

    def _see(self) -> None:
        self._doors.show_range(self._request(), self._board.range_words())

    @property
    def name(self) -> str:
        """Return what the range is called: its pattern, else its scores."""
        return self._board.preset.label if self._board.preset else self._board.range_words()

    def _request(self) -> "ListRequest":
        from ampdesk.api import ListRequest

        return ListRequest(name=self.name, range=self._board.range)
