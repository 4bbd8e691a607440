"""What happened with a customer, the newest first, with a switch for each kind."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from ui.customers.columns import masked
from ui.customers.identity import fit_height
from ui.customers.listing import write_value
from ui.customers.story import Story
from ui.kit.card import Card
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import PAGE, Column, PagedModel
from ui.words import NONE

if TYPE_CHECKING:
    from ampdesk.api import Moment

KINDS = ("order", "return", "email", "campaign", "consent", "loyalty", "lifecycle")
_IN_A_LINE = 4
_TALLEST = 18  # rows; more scroll inside the card


class TimelineCard(Card):
    """Draws the moments of a `Story`."""

    def __init__(self, story: Story) -> None:
        t = story.tr
        self._story = story
        self._titles = {
            "order": t("Orders"),
            "return": t("Returns"),
            "email": t("E-mails"),
            "campaign": t("Campaigns"),
            "consent": t("Consent"),
            "loyalty": t("Loyalty"),
            "lifecycle": t("Stages"),
        }
        self._singular = {
            "order": t("Order"),
            "return": t("Return"),
            "email": t("E-mail"),
            "campaign": t("Campaign"),
            "consent": t("Consent"),
            "loyalty": t("Loyalty"),
            "lifecycle": t("Stage"),
        }
        self.model = PagedModel(
            (
                Column("at", t("When"), "moment", 184, sortable=False),
                Column("kind", t("Kind"), "text", 90, sortable=False),
                Column("what", t("What"), "text", 190, sortable=False),
                Column("detail", t("Details"), "text", 230, sortable=False),
                Column("amount", t("Amount"), "text", 100, sortable=False),
            ),
            lambda value, kind: write_value(story.words, value, kind),
        )
        self.grid = DataGrid(t("Timeline"), self.model)
        self.empty = EmptyState("timeline-clock-outline", t("Nothing happened yet"), "")
        self.switches: dict[str, QCheckBox] = {}
        switches = QGridLayout()
        switches.setHorizontalSpacing(14)
        switches.setVerticalSpacing(4)
        for kind in KINDS:
            box = QCheckBox(self._titles[kind])
            box.setChecked(True)
            box.toggled.connect(partial(self._switch, kind))
            self.switches[kind] = box
        switches.setColumnStretch(_IN_A_LINE, 1)
        self._switches = switches
        self._laid: tuple[str, ...] = ()
        kinds = QWidget()
        kinds.setProperty("k", "plain")
        switches.setContentsMargins(0, 0, 0, 0)
        kinds.setLayout(switches)
        super().__init__(
            t("Timeline"), t("Times in the zone of the brand; the newest first."), kinds,
            self.grid, self.empty,
        )  # fmt: skip
        story.changed.connect(self._render)

    def _switch(self, kind: str, on: bool) -> None:  # noqa: FBT001  # a slot
        self._story.show_kind(kind, on=on)

    def _render(self) -> None:
        story, words = self._story, self._story.words
        for kind, box in self.switches.items():
            count = story.counts.get(kind, 0)
            box.setText(f"{self._titles[kind]} {words.count(count)}" if count else
                        self._titles[kind])  # fmt: skip
            box.setVisible(bool(count))
        self._lay(tuple(kind for kind in KINDS if story.counts.get(kind)))
        rows = [
            {
                "at": one.at,
                "kind": self._singular[one.kind],
                "what": one.what,
                "detail": self._detail(one) or NONE,
                "amount": NONE if one.amount is None else words.money(one.amount, one.currency),
            }
            for one in story.moments
        ]
        self.model.restart(len(rows), rows[:PAGE])
        for start in range(PAGE, len(rows), PAGE):
            self.model.put(start, rows[start : start + PAGE])
        self.grid.setVisible(bool(rows))
        self.empty.setVisible(story.is_here and not rows)
        fit_height(self.grid, min(len(rows), _TALLEST))

    def _detail(self, moment: "Moment") -> str:
        hidden = self._story.masked and moment.kind == "consent" and moment.detail
        return masked(moment.detail) if hidden else moment.detail

    def _lay(self, kinds: tuple[str, ...]) -> None:
        """Put the switches of these kinds side by side, four in a line."""
        if kinds == self._laid:
            return
        self._laid = kinds
        for box in self.switches.values():
            self._switches.removeWidget(box)
        for at, kind in enumerate(kinds):
            self._switches.addWidget(self.switches[kind], at // _IN_A_LINE, at % _IN_A_LINE)
