"""Loyalty lists: a membership number with points, a tier or a date (import_formats.md 3)."""

from ampdesk.intake.formats.cells import (
    Amount,
    Country,
    Email,
    Flag,
    Key,
    Person,
    Phone,
    Postal,
    Text,
    day,
    either,
    maybe_moment,
)
from ampdesk.intake.formats.spec import Ask, Cells, Format, Kind, Profiles, Rows, needs

NUMBERS = (
    "loyalty_id", "loyalty number", "member number", "membership number", "membership id",
    "loyalty card", "loyalty card number", "kundenkarte", "kundenkartennummer",
    "carte de fidelite", "tarjeta",
)  # fmt: skip
_NUMBER = Key(*NUMBERS)
_JOINED = maybe_moment(
    "latest_opted_in_datetime", "Member Since", "Opted In On", "Joined", "Join Date", "Sign Up Date"
)
_UPDATED = maybe_moment("latest_update_datetime", "Last Updated", "Updated", "Last Modified")
_EMAIL = Email("Email", "Email Address")
_PERSON: Cells = {
    "given_name": Person("First Name", "Given Name", "Vorname", "Prenom", "Nombre"),
    "surname": Person("Last Name", "Surname", "Nachname", "Nom", "Apellidos"),
    "full_name": Person("Full Name", "Name"),
    "email": _EMAIL,
    "phone": Phone(("Phone", "Phone Number", "Mobile"), ("Country",)),
    "address": Person("Street", "Address", "Address 1", "Address Line 1"),
    "address2": Person("Address 2", "Address Line 2"),
    "city": Person("City", "Town"),
    "state": Person("State", "Province"),
    "postal": Postal(("Zip", "Postal Code", "Postcode", "Zip Code"), ("Country",)),
    "country": Country("Country", "Country Code"),
    "birthdate": day("Date of Birth", "Birthdate", "DOB", "Birthday"),
    "gender": Text("Gender", "Sex"),
    "loyalty_id": _NUMBER,
    "create_dt": _JOINED,
    "update_dt": _UPDATED,
}
_MEMBER: Cells = {
    "loyalty_id": _NUMBER,
    "email": _EMAIL,
    "birthdate": _PERSON["birthdate"],
    "is_opted_in": Flag("is_opted_in", "Opted In", "Opt In", "Active Member"),
    "latest_opted_in_datetime": _JOINED,
    "latest_opt_out_datetime": maybe_moment("latest_opt_out_datetime", "Opted Out On", "Left On"),
    "latest_update_datetime": either(_UPDATED),
    "current_balance": Amount("current_balance", "Points", "Points Balance", "Balance"),
    "lifetime_balance": Amount("lifetime_balance", "Lifetime Points", "Total Points"),
    "current_balance_expiration_datetime": maybe_moment(
        "current_balance_expiration_datetime", "Points Expire", "Points Expiry"
    ),
    "current_tier": Text("current_tier", "Tier", "Level", "Status"),
    "next_tier": Text("next_tier", "Next Tier"),
    "current_tier_start_datetime": maybe_moment("current_tier_start_datetime", "Tier Since"),
    "current_tier_expiration_datetime": maybe_moment(
        "current_tier_expiration_datetime", "Tier Until", "Tier Expires"
    ),
    "sign_up_channel": Text("sign_up_channel", "Sign Up Channel"),
    "sign_up_method": Text("sign_up_method", "Sign Up Method"),
}
LIST = Format(
    "loyalty_list",
    "Loyalty list",
    "loyalty",
    Kind.LOYALTY,
    needs("|".join(NUMBERS), "points|points balance|balance|tier|level|member since"),
    (
        Rows("source_loyalty", _MEMBER, required=("loyalty_id",), key=("loyalty_id",)),
        Profiles(_PERSON, pk=_NUMBER, keys={"loyalty-id": _NUMBER}),
    ),
    asks=(
        Ask(
            "is_opted_in",
            "did the members agree to be in the programme? The file does not say",
            ("is_opted_in", "Opted In", "Opt In", "Active Member"),
            ("true", "false"),
        ),
    ),
)

FORMATS = (LIST,)
