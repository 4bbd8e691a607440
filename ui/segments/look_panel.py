"""The side panel of the index: the marked segment read aloud, with its size and its actions."""

from datetime import datetime
from typing import TYPE_CHECKING

from ampdesk.errors import AmpDeskError
from ui.kit.panel import Panel
from ui.kit.parts import button
from ui.segments.shelf import Shelf
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Insights


class LookPanel(Panel):
    """Counts what is marked, one at a time; the newest mark wins."""

    def __init__(self, session: Session, shelf: Shelf) -> None:
        super().__init__(shelf.tr("Segment"))
        self._session, self._shelf = session, shelf
        self._name = ""
        self._insights: Insights | None = None
        self._error: AmpDeskError | None = None
        self.open_ = button(self.tr("Open"), k="primary")
        self.more = button(self.tr("More actions"), glyph="dots-horizontal")
        self.buttons.addWidget(self.open_)
        self.buttons.addWidget(self.more)
        shelf.changed.connect(self.draw)
        self.draw()

    def show_segment(self, name: str) -> None:
        """Show a segment and count it."""
        if name == self._name and (self._insights or self._error):
            self.draw()
            return
        self._name, self._insights, self._error = name, None, None
        if name and self._session.is_open:
            segments = self._session.brand.segments
            self._session.desk.ask(
                "segments.look", lambda: segments.insights(name), self._arrived, self._failed,
                lane="wide",
            )  # fmt: skip
        self.draw()

    def draw(self) -> None:
        """Draw from scratch."""
        self.clear_sections()
        one, t, words = self._shelf.named(self._name), self.tr, self._session.words
        self.open_.setVisible(one is not None)
        self.more.setVisible(one is not None)
        self.title.setText(one.name if one is not None else t("Segments"))
        if one is None:
            self.words(t("Mark a segment to see who it is and how many."))
            return
        found = self._insights
        if self._error is not None:
            self.words(self._error.message, "strong")
            self.words(self._error.remedy)
        elif found is None:
            self.words("–", "hero")
            self.words(t("Being counted"), "label")
        else:
            self.words(words.count(found.unique_customers), "hero")
            share = words.rate((found.percent_of_customers or 0) / 100)
            self.words(t("customers · {0} of all").format(share), "label")
        self.section(t("Who it is"))
        self.words(one.sentence)
        if found is not None and found.revenue_1y is not None:
            self.section(t("Last 12 months"))
            self.fact(t("Active customers"), words.count(found.active_customers_1y))
            self.fact(t("Revenue"), words.money_compact(found.revenue_1y))
            self.fact(t("Share of revenue"), words.rate((found.percent_of_revenue or 0) / 100))
            self.fact(t("Reachable"), words.count(found.reachable_customers))
        self.section(t("Saved"))
        if one.used_in:
            self.fact(t("Used in"), ", ".join(str(use) for use in one.used_in))
        self.fact(t("Version"), str(one.version))
        self.fact(t("Changed"), words.moment(datetime.fromisoformat(str(one.saved_at))))

    def _arrived(self, found: "Insights") -> None:
        self._insights = found
        self.draw()

    def _failed(self, error: AmpDeskError) -> None:
        if error.code != "cancelled":
            self._error = error
            self.draw()
