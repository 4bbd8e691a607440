"""One customer as shown: a view model without a widget."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ampdesk.errors import AmpDeskError
from ui.customers.columns import PRIVATE, masked
from ui.kit.notes import Tone
from ui.shell.session import Session
from ui.words import NONE, Words

if TYPE_CHECKING:
    from ampdesk.api import Brand, Profile

NO_PRIORITY = 999  # of a source that nobody put in an order (data_model.md 1.3)


@dataclass(frozen=True)
class Field:
    """A merged field: value, the record it came from, and why that one won."""

    key: str
    title: str
    value: str | None
    source: str
    reason: str


class Person(QObject):
    """`profile` when it has arrived; `key` names the question on the desk."""

    changed = Signal()

    def __init__(self, session: Session, key: str) -> None:
        super().__init__()
        self._session = session
        self._key = key
        self.amperity_id = ""
        self.profile: Profile | None = None
        self.error: AmpDeskError | None = None
        self.masked = False

    def mask(self, *, on: bool) -> None:
        """Hide name and addresses, or show them again."""
        if on != self.masked:
            self.masked = on
            self.changed.emit()

    def shown(self, value: object) -> str | None:
        """Return a private value as it may be shown; None for no value."""
        text = _text(value)
        return masked(text) if text and self.masked else text

    @property
    def name(self) -> str:
        """Return the customer's name, or what stands for it."""
        return (self.shown(self.profile.name) or "") if self.profile else ""

    @property
    def records(self) -> list[dict[str, Any]]:
        """Return the source records, private values hidden where asked."""
        found = list(self.profile.records) if self.profile else []
        if not self.masked:
            return found
        return [
            {key: self.shown(value) if key in PRIVATE else value for key, value in row.items()}
            for row in found
        ]

    @property
    def words(self) -> Words:
        """Return the formats of the brand."""
        return self._session.words

    @property
    def brand(self) -> "Brand":
        """Return the open brand, for receipts."""
        return self._session.brand

    def read(self, amperity_id: str) -> None:
        """Read another customer; the one before is forgotten at once."""
        brand = self._session.brand
        if amperity_id != self.amperity_id:
            self.profile = None
        self.amperity_id, self.error = amperity_id, None
        self.changed.emit()
        self._session.desk.ask(
            f"person.{self._key}",
            lambda: brand.customers.profile(amperity_id),
            self._arrived,
            self._failed,
        )

    def forget(self) -> None:
        """Show nobody."""
        self._session.desk.drop(f"person.{self._key}")
        self.amperity_id, self.profile, self.error = "", None, None
        self.changed.emit()

    def facts(self) -> dict[str, Any]:
        """Return the roll-ups of the customer, empty before the first order."""
        return self.profile.summary if self.profile else {}

    def stage(self) -> str:
        """Return the stage of the lifecycle."""
        if self.profile is None:
            return ""
        found = self.profile.attributes.get("historical_purchaser_lifecycle_status")
        return str(found) if found else ""

    def contact(self) -> list[tuple[str, str | None]]:
        """Return name and value of each way to reach the customer."""
        if self.profile is None:
            return []
        merged: dict[str, Any] = {}
        for group in self.profile.groups:
            merged |= group.values
        born = self.words.day(merged["birthdate"]) if merged.get("birthdate") else None
        street = ", ".join(str(merged[key]) for key in ("address", "address2") if merged.get(key))
        place = " ".join(str(merged[key]) for key in ("postal", "city") if merged.get(key))
        region = ", ".join(str(merged[key]) for key in ("state", "country") if merged.get(key))
        address = ", ".join(part for part in (street, place, region) if part)
        return [
            (self.tr("E-mail"), self.shown(merged.get("email"))),
            (self.tr("Phone"), self.shown(merged.get("phone"))),
            (self.tr("Address"), self.shown(address)),
            (self.tr("Born"), self.shown(born)),
        ]

    def fields(self) -> list[Field]:
        """Return every merged field with the record that won its group."""
        if self.profile is None:
            return []
        titles = {
            "given_name": self.tr("First name"),
            "surname": self.tr("Last name"),
            "full_name": self.tr("Full name"),
            "generational_suffix": self.tr("Suffix"),
            "address": self.tr("Street"),
            "address2": self.tr("Second line"),
            "city": self.tr("City"),
            "state": self.tr("State"),
            "postal": self.tr("Postal code"),
            "country": self.tr("Country"),
            "email": self.tr("E-mail"),
            "phone": self.tr("Phone"),
            "birthdate": self.tr("Date of birth"),
            "gender": self.tr("Gender"),
        }
        found = []
        for group in self.profile.groups:
            known = any(value not in (None, "") for value in group.values.values())
            source = f"{group.datasource} {group.pk}" if group.datasource and known else NONE
            reason = self._reason(group) if known else self.tr("no record has one")
            for at, (key, value) in enumerate(group.values.items()):
                text = self.shown(value) if key in PRIVATE else _text(value)
                if text is None and at:  # an empty group shows its first field only
                    continue
                found.append(Field(key, titles.get(key, key), text, source, reason))
        return found

    def consents(self) -> list[dict[str, Any]]:
        """Return consent by channel and address."""
        found = []
        for row in self.profile.consents if self.profile else ():
            email = row["channel"] == "email"
            given = row.get("is_email_opted_in" if email else "is_sms_opted_in")
            state: dict[object, str] = {True: self.tr("opted in"), False: self.tr("opted out")}
            program = row.get("email_program" if email else "sms_program")
            found.append(
                {
                    "channel": self.tr("E-mail") if email else self.tr("Text message"),
                    "address": self.shown(row.get("email" if email else "phone")),
                    "state": state.get(given, self.tr("not known")),
                    "given": given,
                    "scope": ", ".join(
                        str(part) for part in (row.get("brand"), row.get("region"), program) if part
                    )
                    or self.tr("everything"),
                }
            )
        return found

    def scores(self) -> list[tuple[str, int | None]]:
        """Return recency, frequency and monetary, 1 to 10."""
        summary = self.facts()
        return [
            (self.tr("Recency"), summary.get("L12M_recency")),
            (self.tr("Frequency"), summary.get("L12M_frequency")),
            (self.tr("Monetary"), summary.get("L12M_monetary")),
        ]

    def count(self, key: str) -> str:
        """Write a number of the roll-ups."""
        value = self.facts().get(key)
        return NONE if value is None else self.words.count(value)

    def money(self, key: str) -> str:
        """Write an amount of the roll-ups."""
        return self.words.money(self.facts().get(key))

    def day(self, key: str) -> str:
        """Write a day of the roll-ups."""
        return self.words.day(self.facts().get(key))

    def _reason(self, group: Any) -> str:  # a MergedGroup of ampdesk.api
        parts = []
        if group.group == "address" and group.completion is not None:
            parts.append(self.tr("{0} of 4 parts").format(group.completion))
        if group.priority is not None and group.priority != NO_PRIORITY:
            parts.append(self.tr("source priority {0}").format(group.priority))
        if group.update_dt is not None:
            parts.append(self.tr("newest, {0}").format(self.words.day(group.update_dt)))
        if not parts:
            parts.append(self.tr("the first by key"))
        return ", ".join(parts)

    def _arrived(self, profile: "Profile") -> None:
        self.profile = profile
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        self.error = error
        self.changed.emit()


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def stage_tone(stage: str) -> Tone:
    """Return the colour that repeats what a stage says."""
    return "pos" if stage in {"New", "Active"} else ""


def consent_tone(given: object) -> Tone:
    """Return the colour that repeats what a consent says."""
    if given is None:
        return ""
    return "pos" if given else "neg"
