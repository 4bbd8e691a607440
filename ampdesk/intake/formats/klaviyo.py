"""Klaviyo: profiles, metric exports (import_formats.md 3)."""

from ampdesk.intake.formats.cells import (
    Cell,
    Columns,
    Country,
    Email,
    Key,
    Person,
    Phone,
    Postal,
    Text,
    Words,
    formula,
    maybe_moment,
)
from ampdesk.intake.formats.consents import GRANTED, NOT_GIVEN, WITHDRAWN, consent_rows
from ampdesk.intake.formats.spec import Cells, Custom, Format, Kind, Profiles, needs

_WORDS = {
    "subscribed": GRANTED,
    "unsubscribed": WITHDRAWN,
    "never_subscribed": NOT_GIVEN,
    "never subscribed": NOT_GIVEN,
}


def _state(consent: str, suppressions: str) -> Cell:
    """Any suppression withdraws; an empty list (`[]`) is none."""
    return formula(
        "CASE WHEN gone NOT IN ('[]', '[\"\"]') THEN 'withdrawn' ELSE said END",
        gone=Text(suppressions),
        said=Words((consent,), _WORDS),
    )


def _reason(suppressions: str) -> Cell:
    return formula("nullif(nullif(trim(gone, '[]\" '), ''), '[]')", gone=Text(suppressions))


_PK = Key("Klaviyo ID")
_EMAIL: Columns = Email("Email")
_PHONE = Phone(("Phone Number",), ("Country",))
_PROFILE: Cells = {
    "given_name": Person("First Name"),
    "surname": Person("Last Name"),
    "company": Person("Organization"),
    "email": _EMAIL,
    "phone": _PHONE,
    "address": Person("Address"),
    "address2": Person("Address 2"),
    "city": Person("City"),
    "state": Person("State / Region"),
    "postal": Postal(("Zip Code",), ("Country",)),
    "country": Country("Country"),
    "create_dt": maybe_moment("Profile Created On", "Date Added", zone="UTC"),
    "update_dt": maybe_moment("Last Active", zone="UTC"),
}
PROFILES = Format(
    "klaviyo_profiles",
    "Klaviyo profiles",
    "klaviyo",
    Kind.CUSTOMERS,
    needs("Email", "Klaviyo ID"),
    (
        Profiles(_PROFILE, pk=_PK),
        consent_rows(
            "email",
            _EMAIL,
            _state("Email Marketing Consent", "Email Suppressions"),
            maybe_moment("Email Marketing Consent Timestamp", zone="UTC"),
            _reason("Email Suppressions"),
        ),
        consent_rows(
            "sms",
            _PHONE,
            _state("SMS Marketing Consent", "SMS Suppressions"),
            maybe_moment("SMS Marketing Consent Timestamp", zone="UTC"),
            _reason("SMS Suppressions"),
        ),
    ),
)
METRIC = Format(
    "klaviyo_metric",
    "Klaviyo metric",
    "klaviyo",
    Kind.CUSTOM,
    needs("email", "event_name", "Timestamp"),
    (Custom("klaviyo_metric"),),
)

FORMATS = (PROFILES, METRIC)
