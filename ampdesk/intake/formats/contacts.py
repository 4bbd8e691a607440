"""Contact lists: HubSpot, Salesforce, Braze, Attentive, Google (import_formats.md 3)."""

from dataclasses import replace

from ampdesk.intake.formats.cells import (
    Cell,
    Country,
    Email,
    Key,
    Person,
    Phone,
    Postal,
    Text,
    Words,
    day,
    formula,
    maybe_moment,
)
from ampdesk.intake.formats.consents import GRANTED, WITHDRAWN, consent_rows
from ampdesk.intake.formats.spec import Cells, Format, Kind, Profiles, needs
from ampdesk.intake.headers import normalise

_ADDRESS = r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+"


def _mail(header: str, number: int, separator: str = ";") -> Cell:
    """The n-th address of a cell that may hold several; `* ` marks Google's primary one."""
    return formula(
        f"CASE WHEN regexp_full_match(trim(split_part(value, '{separator}', {number}), ' *'),"
        f" '{_ADDRESS}') THEN lower(trim(split_part(value, '{separator}', {number}), ' *')) END",
        value=Text(header),
    )


_YES = dict.fromkeys(("yes", "true", "1", "y", "ja", "oui", "si"), WITHDRAWN)

_H_EMAIL = _mail("Email", 1)
HUBSPOT = Format(
    "hubspot_contacts",
    "HubSpot contacts",
    "hubspot",
    Kind.CUSTOMERS,
    needs("Record ID|Contact ID", "First Name", "Last Name", "Email"),
    (
        Profiles(
            {
                "given_name": Person("First Name"),
                "surname": Person("Last Name"),
                "email": _H_EMAIL,
                "phone": Phone(
                    ("Phone Number", "Mobile Phone Number"), ("Country/Region", "Country")
                ),
                "company": Person("Company Name", "Associated Company"),
                "address": Person("Street Address"),
                "city": Person("City"),
                "state": Person("State/Region", "State"),
                "postal": Postal(("Postal Code",), ("Country/Region", "Country")),
                "country": Country("Country/Region", "Country"),
                "birthdate": day("Date of birth", order="month first"),
                "create_dt": maybe_moment("Create Date", order="month first"),
                "update_dt": maybe_moment(
                    "Last Modified Date", "Last Activity Date", order="month first"
                ),
            },
            pk=Key("Record ID", "Contact ID"),
            more={
                "email-2": _mail("Email", 2),
                "email-3": _mail("Email", 3),
                "email-4": _mail("Additional email addresses", 1),
                "email-5": _mail("Additional email addresses", 2),
                "phone-mobile": Phone(("Mobile Phone Number",), ("Country/Region", "Country")),
            },
        ),
        consent_rows("email", _H_EMAIL, Words(("Unsubscribed from all email",), _YES)),
    ),
)

_S_EMAIL = Email("Email")
_S_ID = formula("left(id, 15)", id=Key("Id", "Contact ID"))
_S_LAND = ("MailingCountry", "Mailing Country")
SALESFORCE = Format(
    "salesforce_contacts",
    "Salesforce contacts",
    "salesforce",
    Kind.CUSTOMERS,
    needs("Id|Contact ID", "LastName", "Email", "MailingStreet"),
    (
        Profiles(
            {
                "given_name": Person("FirstName"),
                "surname": Person("LastName"),
                "title": Person("Salutation"),  # Title is the job
                "generational_suffix": Person("Suffix"),
                "email": _S_EMAIL,
                "phone": Phone(("Phone", "MobilePhone", "HomePhone"), _S_LAND),
                "address": Person("MailingStreet"),
                "city": Person("MailingCity"),
                "state": Person("MailingState", "Mailing State/Province"),
                "postal": Postal(("MailingPostalCode", "Mailing Zip/Postal Code"), _S_LAND),
                "country": Country(*_S_LAND),
                "birthdate": day("Birthdate", order="month first"),
                "create_dt": maybe_moment("CreatedDate", "Created Date", order="month first"),
                "update_dt": maybe_moment(
                    "LastModifiedDate", "Last Modified Date", order="month first"
                ),
            },
            pk=_S_ID,
            more={
                "phone-mobile": Phone(("MobilePhone",), _S_LAND),
                "phone-home": Phone(("HomePhone",), _S_LAND),
            },
        ),
        consent_rows("email", _S_EMAIL, Words(("HasOptedOutOfEmail", "Email Opt Out"), _YES)),
    ),
)

_B_EMAIL = Email("email")
_IN = maybe_moment("opted_in_to_emails_at", zone="UTC")
_OUT = maybe_moment("unsubscribed_from_emails_at", zone="UTC")
BRAZE = Format(
    "braze_segment",
    "Braze segment",
    "braze",
    Kind.CUSTOMERS,
    needs("user_id", "email", "unsubscribed_from_emails_at"),
    (
        Profiles(
            {
                "given_name": Person("first_name"),
                "surname": Person("last_name"),
                "email": _B_EMAIL,
                "phone": Phone(("phone_number", "phone"), ("country",)),
                "city": Person("city", "most_recent_location"),
                "country": Country("country"),
                "birthdate": day("date_of_birth", "dob"),
                "gender": Text("gender"),
                "create_dt": maybe_moment("created_at", zone="UTC"),
                "update_dt": maybe_moment("last_app_usage", "last_used_at", zone="UTC"),
            },
            pk=Key("user_id"),
            ck=Key("Braze ID", "Appboy ID", "braze_id", "appboy_id"),
        ),
        consent_rows(
            "email",
            _B_EMAIL,
            formula(
                f"CASE WHEN gone IS NULL AND came IS NULL THEN NULL"
                f" WHEN gone IS NOT NULL AND (came IS NULL OR gone >= came) THEN '{WITHDRAWN}'"
                f" ELSE '{GRANTED}' END",
                gone=_OUT,
                came=_IN,
            ),
            formula("greatest(gone, came)", gone=_OUT, came=_IN),
        ),
    ),
)

_A_PHONE = Phone(("Phone", "Phone Number"), ("Country",))
ATTENTIVE = Format(
    "attentive_subscribers",
    "Attentive subscribers",
    "attentive",
    Kind.CONSENT_SMS,
    needs("Phone", "Subscription status|Opt-in date"),
    (
        consent_rows(
            "sms",
            _A_PHONE,
            formula(
                "CASE WHEN status IS NULL AND since IS NOT NULL THEN 'granted' ELSE state END",
                status=Text("Subscription status", "Status"),
                since=Text("Opt-in date"),
                state=Words(
                    ("Subscription status", "Status"),
                    {
                        "subscribed": GRANTED, "opted in": GRANTED, "active": GRANTED,
                        "opted out": WITHDRAWN, "opted-out": WITHDRAWN, "unsubscribed": WITHDRAWN,
                        "suppressed": WITHDRAWN, "eligible": "not given", "pending": "not given",
                    },
                ),
            ),
            maybe_moment("Opt-out date", "Opt-in date", order="month first"),
        ),
    ),
)  # fmt: skip

_SPLIT = " ::: "


def _google_phone(header: str) -> Cell:
    return Phone((header,), ("Address 1 - Country",))


def _google(headers: tuple[str, ...]) -> Format:
    """E-mail n and Phone n become the first contact and further ones; a cell may hold several."""
    mails = sorted(h for h in headers if _ordinal(h, "email"))
    phones = sorted(h for h in headers if _ordinal(h, "phone"))
    addresses: list[Cell] = [_mail(header, part, _SPLIT) for header in mails for part in (1, 2, 3)]
    numbers: list[Cell] = [_google_phone(header) for header in phones]
    person: dict[str, Cell] = dict(_GOOGLE_PERSON)
    more: dict[str, Cell] = {}
    if addresses:
        person["email"] = addresses[0]
    if numbers:
        person["phone"] = numbers[0]
    more |= {f"email-{at}": cell for at, cell in enumerate(addresses[1:], 2)}
    more |= {f"phone-{at}": cell for at, cell in enumerate(numbers[1:], 2)}
    return replace(_GOOGLE, feeds=(Profiles(person, more=more),))


def _ordinal(header: str, word: str) -> bool:
    words = normalise(header).split()
    return len(words) == 3 and words[0] == word and words[1].isdigit() and words[2] == "value"  # noqa: PLR2004


_GOOGLE_PERSON: Cells = {
    "given_name": Person("Given Name", "First Name"),
    "surname": Person("Family Name", "Last Name"),
    "full_name": Person("Name"),
    "company": Person("Organization 1 - Name", "Organization Name"),
    "birthdate": day("Birthday"),
    "address": Person("Address 1 - Street"),
    "city": Person("Address 1 - City"),
    "state": Person("Address 1 - Region"),
    "postal": Postal(("Address 1 - Postal Code",), ("Address 1 - Country",)),
    "country": Country("Address 1 - Country"),
}
_GOOGLE = Format(
    "google_contacts",
    "Google contacts",
    "google",
    Kind.CUSTOMERS,
    needs("Given Name|First Name", "E-mail 1 - Value"),
    (Profiles(_GOOGLE_PERSON),),
)
GOOGLE = replace(_GOOGLE, adapt=_google)

FORMATS = (HUBSPOT, SALESFORCE, BRAZE, ATTENTIVE, GOOGLE)
