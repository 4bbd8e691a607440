"""The side panel of a segment: how many, what they are worth, what each condition keeps."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel

from ui.kit.panel import Panel
from ui.kit.parts import button, icon_button, label
from ui.segments import document
from ui.segments.live import LiveCount
from ui.shell.session import Session
from ui.theme import restyle

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Insights, Kept, Live


class InsightsPanel(Panel):
    """Draws the live count and the figures; grey while a newer count is on its way."""

    def __init__(self, session: Session, live: LiveCount) -> None:
        super().__init__(QCoreApplication.translate("Segments", "Insights"))
        self._session, self._live = session, live
        t = self.tr
        self.state = label("", "hint")
        self.again = icon_button("refresh", t("Count again"))
        self.again.clicked.connect(lambda _on=False: live.again())
        self.head.addWidget(self.state)
        self.head.addWidget(self.again)
        self.members = button(t("See customers"), glyph="account-multiple-outline")
        self.compare = button(t("Compare"), glyph="compare-horizontal")
        self.buttons.addWidget(self.members)
        self.buttons.addWidget(self.compare)
        self._hero: QLabel | None = None
        self.title_of: Callable[[str], str] = str
        live.changed.connect(self.draw)
        self.draw()

    @property
    def hero(self) -> str:
        """Return the number in front."""
        return self._hero.text() if self._hero else ""

    def draw(self) -> None:
        """Draw from scratch; the lines are used again."""
        live, t = self._live, self.tr
        self.clear_sections()
        found = live.found
        self.state.setText(t("counting…") if live.is_counting else t("live") if found else "")
        if live.error is not None:
            self._hero = None
            self.words(live.error.message, "strong")
            self.words(live.error.remedy)
            return
        if found is None:
            self._hero = self.words("–", "hero")
            self.words(t("Being counted") if live.is_counting else t("Not counted yet"), "label")
            return
        if any(not one.path.startswith(document.SIDES) for one in found.problems):
            self._hero = self.words("–", "hero")
            self.words(t("Nothing is counted until the statement is corrected."))
            return
        self._draw(found, live.insights)

    def _draw(self, found: "Live", insights: "Insights | None") -> None:
        t, words = self.tr, self._session.words
        self._hero = self.words(words.count(found.count), "hero")
        restyle(self._hero, tone="stale" if self._live.is_counting else "")
        share = words.rate(found.count / found.of) if found.of else words.rate(None)
        self.words(t("customers · {0} of all {1}").format(share, words.count(found.of)), "label")
        if self._live.as_of is not None:
            self.words(t("As of {0}").format(words.day(self._live.as_of)), "strong")
        for note in getattr(found, "notes", ()):
            self.words(note, "label")
        if not found.count and found.of:
            self.words(t("Nobody matches. See below where the last ones are lost."), "label2")
        broken = len({one.path.partition(".filters")[0] for one in found.problems})
        if broken:
            self.words(t("Without %n unfinished condition(s)", "", broken), "label2")
        if insights is not None:
            self._figures(insights)
        if len(found.steps) > 1:
            self.section(t("What each condition keeps"))
            for step in found.steps:
                name = self._step_name(step)
                if step.is_exclude:
                    name = f"− {name}"  # a minus sign
                left = step.customers / found.of if found.of else 0
                self.meter(name, words.count(step.customers), left)

    def _step_name(self, step: "Kept") -> str:
        if not step.path:
            return self.tr("All customers")
        return str(getattr(step, "label", "")) or self.title_of(step.path)

    def _figures(self, insights: "Insights") -> None:
        t, words = self.tr, self._session.words
        self.section(t("Last 12 months"))
        if insights.active_customers_1y is not None:
            self.fact(t("Active customers"), words.count(insights.active_customers_1y),
                      t("Members with an order in the last 12 months"))  # fmt: skip
        if insights.revenue_1y is not None:
            self.fact(t("Revenue"), words.money_compact(insights.revenue_1y),
                      words.money(insights.revenue_1y))  # fmt: skip
        if insights.percent_of_revenue is not None:
            self.fact(t("Share of revenue"), words.rate(insights.percent_of_revenue / 100))
        if insights.reachable_customers is not None:
            self.fact(
                t("Reachable"),
                words.count(insights.reachable_customers),
                t("With an e-mail, phone or address: contact details, not consent"),
            )
