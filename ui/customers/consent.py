"""May a customer be written to, and the loyalty memberships."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from ui.customers.person import Person, consent_tone
from ui.kit.card import Card
from ui.kit.elide import ElidedLabel
from ui.kit.notes import badge
from ui.kit.parts import clear, label, row


class ConsentCard(Card):
    """May this person be written to, and the loyalty memberships."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            person.tr("Consent"), person.tr("One state per address and programme, as of the build.")
        )
        self._person = person
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.body.addLayout(self._lines)
        person.changed.connect(self._render)

    def _render(self) -> None:
        clear(self._lines)
        person = self._person
        for consent in person.consents():
            name = label(consent["channel"], "label")
            name.setFixedWidth(110)
            address = ElidedLabel(str(consent["address"]))
            scope = label(consent["scope"], "hint")
            mark = badge(consent["state"], consent_tone(consent["given"]))
            line = row(name, address, scope, mark, gap=10)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        if person.profile is not None and not person.profile.consents:
            self._lines.addWidget(label(self.tr("No statement about consent is known."), "label2"))
        for member in person.profile.loyalty if person.profile else ():
            self._lines.addSpacing(10)
            self._lines.addWidget(label(self.tr("Loyalty"), "strong"))
            for name_text, value in _loyalty(member, person):
                self._lines.addLayout(row(label(name_text, "label"), None, label(value)))


def _loyalty(member: dict[str, Any], person: Person) -> list[tuple[str, str]]:
    found = []
    for key, title in (
        ("loyalty_id", person.tr("Number")),
        ("current_tier", person.tr("Tier")),
        ("current_balance", person.tr("Points")),
        ("latest_opted_in_datetime", person.tr("Joined")),
    ):
        value = member.get(key)
        if value is None:
            continue
        text = person.words.day(value) if key.endswith("datetime") else str(value)
        found.append((title, text))
    return found
