"""Mailchimp audiences; opens and clicks of Mailchimp and Klaviyo (import_formats.md 3)."""

from dataclasses import replace

from ampdesk.intake.formats.cells import (
    Cell,
    Const,
    Country,
    Email,
    Key,
    Person,
    Phone,
    Postal,
    Text,
    day,
    formula,
    maybe_moment,
)
from ampdesk.intake.formats.consents import GRANTED, WITHDRAWN, consent_rows
from ampdesk.intake.formats.spec import Ask, Cells, Feed, Format, Kind, Profiles, Rows, needs
from ampdesk.intake.headers import normalise

_UTC = "UTC"
_OPTIN = maybe_moment("CONFIRM_TIME", "OPTIN_TIME", zone=_UTC)
_UNSUB = maybe_moment("UNSUB_TIME", zone=_UTC)
_CLEAN = maybe_moment("CLEAN_TIME", zone=_UTC)


def _event(email: Cell, kind: str, at: Cell) -> Rows:
    """One event per record that has its time."""
    return Rows(
        "source_email_events",
        {"email": email, "event_datetime": at, "event_type": Const(kind), "send_id": Const(None)},
        where=formula("at IS NOT NULL AND email IS NOT NULL", at=at, email=email),
    )


def _audience(headers: tuple[str, ...]) -> Format:
    """The list's columns tell its state: an UNSUB_TIME or CLEAN_TIME, filled or not."""
    have = {normalise(header) for header in headers}
    mails = [header for header in headers if "email" in normalise(header).split()
             and not {"title", "id", "time"} & set(normalise(header).split())]  # fmt: skip
    email = Email(*(mails or ["Email Address"]))
    person: Cells = {
        "given_name": Person("First Name", "FNAME"),
        "surname": Person("Last Name", "LNAME"),
        "email": email,
        "phone": Phone(("Phone Number", "Phone"), ("Country", "CC")),
        "address": Person("Address"),
        "city": Person("City"),
        "state": Person("State", "REGION"),
        "postal": Postal(("Zip", "Zip Code", "Postal Code"), ("Country", "CC")),
        "country": Country("Country", "CC"),
        "birthdate": day("Date of Birth"),
        "gender": Text("Gender"),
        "update_dt": maybe_moment("LAST_CHANGED", zone=_UTC),
        "create_dt": _OPTIN,
    }
    state, at, reason = GRANTED, _OPTIN, "subscribed"
    feeds: list[Feed] = [Profiles(person, pk=Key("LEID"))]
    feeds.append(_event(email, "Optin", _OPTIN))
    if normalise("UNSUB_TIME") in have:
        state, at, reason = WITHDRAWN, _UNSUB, "unsubscribed"
        feeds.append(_event(email, "Unsubscribe", _UNSUB))
    elif normalise("CLEAN_TIME") in have:
        state, at, reason = WITHDRAWN, _CLEAN, "cleaned"
        feeds.append(_event(email, "Bounce", _CLEAN))
    feeds.append(consent_rows("email", email, Const(state), at, Const(reason)))
    return replace(_AUDIENCE, feeds=tuple(feeds))


_AUDIENCE = Format(
    "mailchimp_audience",
    "Mailchimp audience",
    "mailchimp",
    Kind.CUSTOMERS,
    needs("MEMBER_RATING", "LEID", "OPTIN_TIME"),
    (Profiles({"email": Email("Email Address")}, pk=Key("LEID")),),
)
AUDIENCE = replace(_AUDIENCE, adapt=_audience)

_COUNTS = (
    ("Sent", ("Sent", "Delivered", "Received")),
    ("Open", ("Opens", "Opened", "Total Opens")),
    ("Click", ("Clicks", "Clicked", "Total Clicks")),
    ("Bounce", ("Bounced", "Bounces")),
    ("Unsubscribe", ("Unsubscribed",)),
)
_MAIL = Email("Email", "Email Address")
_AT = maybe_moment("event_datetime", "Timestamp", "Date", "Send Time", "Sent At", zone=_UTC)


def _counted(kind: str, headers: tuple[str, ...]) -> Rows:
    """A count above 0 (or a yes) is one event; the count itself is kept."""
    count = formula(
        "CASE WHEN lower(word) IN ('true', 'yes', 'y') THEN 1"
        " WHEN lower(word) IN ('false', 'no', 'n') THEN 0 ELSE TRY_CAST(word AS BIGINT) END",
        word=Text(*headers),
    )
    # recipients of a campaign were sent it, although the file may have no such column
    there = "count > 0 AND email IS NOT NULL"
    return Rows(
        "source_email_events",
        {
            "email": _MAIL,
            "event_datetime": _AT,
            "event_type": Const(kind),
            "event_count": count,
        },
        where=formula(there, count=count, email=_MAIL),
    )


_SENT_ANYWAY = Rows(
    "source_email_events",
    {"email": _MAIL, "event_datetime": _AT, "event_type": Const("Sent")},
    where=formula("email IS NOT NULL", email=_MAIL),
)


def _activity(headers: tuple[str, ...]) -> Format:
    have = {normalise(header) for header in headers}
    named = bool({normalise(word) for word in _COUNTS[0][1]} & have)
    feeds = [_counted(kind, words) for kind, words in _COUNTS]
    if not named:
        feeds[0] = _SENT_ANYWAY
    return replace(_ACTIVITY, feeds=tuple(feeds))


_ACTIVITY = Format(
    "email_activity",
    "Recipients or activity of a campaign",
    "email",
    Kind.EMAIL_EVENTS,
    needs(
        "Email|Email Address",
        some=(
            2,
            (
                "Sent",
                "Delivered",
                "Opened",
                "Opens",
                "Clicked",
                "Clicks",
                "Bounced",
                "Unsubscribed",
            ),
        ),
    ),
    tuple(_counted(kind, words) for kind, words in _COUNTS),
    asks=(
        Ask("send-id", "of which campaign are these the recipients?", ("send_id", "Campaign")),
        Ask(
            "event-datetime",
            "when was the campaign sent? The file has no times",
            ("event_datetime", "Timestamp", "Date", "Send Time", "Sent At"),
        ),
    ),
)
ACTIVITY = replace(_ACTIVITY, adapt=_activity)
SUMMARY = Format(
    "email_summary",
    "Summary of campaigns",
    "email",
    Kind.EMAIL_EVENTS,
    needs("Campaign|Campaign Name|Title|Message", "Open Rate|Click Rate|Opens|Total Opens",
          "Recipients|Total Recipients|Successful Deliveries"),
    (),
    refuse="it has totals and no e-mail addresses: take the recipients or the activity of each"
    " campaign instead",
)  # fmt: skip

FORMATS = (AUDIENCE, ACTIVITY, SUMMARY)
