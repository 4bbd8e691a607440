"""The panel beside the list: who the chosen customer is, at a glance."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from ui.customers.person import Person, consent_tone, stage_tone
from ui.kit.elide import ElidedLabel
from ui.kit.notes import badge
from ui.kit.panel import Panel
from ui.kit.parts import button, filling, label, row
from ui.theme import px

if TYPE_CHECKING:
    from ampdesk.api import Profile

_SCORES = 10
_NAMES = 64  # px of what stands before a value


class QuickLook(Panel):
    """Draws a `Person`; its one action opens the profile."""

    open_wanted = Signal(str)

    def __init__(self, person: Person) -> None:
        super().__init__("")
        self._person = person
        self.open = button(self.tr("Open profile"), k="primary", glyph="account-details-outline")
        self.open.clicked.connect(lambda _checked=False: self.open_wanted.emit(person.amperity_id))
        self.buttons.addWidget(self.open)
        person.changed.connect(self._render)
        self._render()

    def _render(self) -> None:
        with filling(self.content):
            self._fill()

    def _fill(self) -> None:
        person = self._person
        self.clear_sections()
        self.open.setEnabled(bool(person.amperity_id))
        profile = person.profile
        if person.error is not None:
            self.title.setText(self.tr("Not found"))
            self.words(f"{person.error.message} – {person.error.remedy}")
            return
        if profile is None:
            reading = bool(person.amperity_id)
            self.title.setText("" if reading else self.tr("Nobody chosen"))
            if not reading:
                self.words(self.tr("Choose a row to see who it is."))
            return
        self.title.setText(person.name)
        self.setAccessibleName(person.name)
        badges = [badge(stage, stage_tone(stage)) for stage in [person.stage()] if stage]
        badges += [badge(self.tr("Loyalty"), "accent")] if profile.loyalty else []
        if badges:
            self.sections.addLayout(row(*badges, None, gap=6))
        self.section()
        for name, value in person.contact():
            self._pair(name, value)
        self._purchases()
        self._scores()
        self._consents()
        self._origin(profile)

    def _purchases(self) -> None:
        person = self._person
        self.section(self.tr("Purchases"))
        self.fact(self.tr("Orders"), person.count("lifetime_order_frequency"))
        self.fact(self.tr("Revenue"), person.money("lifetime_order_revenue"))
        self.fact(self.tr("First order"), person.day("first_order_datetime"))
        self.fact(self.tr("Last order"), person.day("latest_order_datetime"))

    def _scores(self) -> None:
        self.section(self.tr("RFM, last 12 months"), self.tr("10 is best"))
        scores = self._person.scores()
        if all(score is None for _, score in scores):
            self.words(self.tr("No order in the last 12 months."))
            return
        for name, score in scores:
            self.meter(name, str(score or "–"), (score or 0) / _SCORES)

    def _consents(self) -> None:
        self.section(self.tr("May be written to"))
        consents = self._person.consents()
        for consent in consents[:4]:
            mark = badge(consent["state"], consent_tone(consent["given"]))
            self.sections.addLayout(row(label(consent["channel"], "label"), None, mark))
        if not consents:
            self.words(self.tr("No statement about consent is known."))

    def _origin(self, profile: "Profile") -> None:
        words = self._person.words
        self.section(self.tr("Made of"))
        self.fact(self.tr("Records"), words.count(len(profile.records)))
        sources = ", ".join(sorted({str(record["datasource"]) for record in profile.records}))
        self.words(sources, "hint")
        others = len(profile.household_members) - 1
        if others > 0:
            self.fact(self.tr("Others in the household"), words.count(others))

    def _pair(self, name: str, value: str | None) -> None:
        left = ElidedLabel(name, "label")
        left.setFixedWidth(px(_NAMES))
        shown = value or self.tr("no value")
        k = "" if value else "hint"
        right = label(shown, k, wrap=True) if " " in shown else ElidedLabel(shown, k)
        right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = row(left, right, gap=8)
        line.setStretch(1, 1)
        self.sections.addLayout(line)
