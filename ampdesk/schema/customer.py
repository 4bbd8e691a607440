"""Customer tables (data_model.md 1.3): records, merged customers, households, attributes."""

from ampdesk.schema.table import Column, Layer, Table
from ampdesk.schema.words import boolean, day, instant, integer, json, string, total


def derived(name: str, grain: str, description: str, *columns: Column) -> Table:
    """Declare a table that a build computes."""
    return Table(name, grain, description, Layer.DERIVED, columns)


def amperity_id(*, key: bool = True, nullable: bool = False) -> Column:
    """Declare the id that Stitch assigns."""
    return string("amperity_id", "Customer, UUID of 36 characters", key=key, nullable=nullable)


NAME_FIELDS = ("given_name", "surname", "full_name", "generational_suffix")
ADDRESS_FIELDS = ("address", "address2", "city", "state", "postal", "country")
GROUPS: dict[str, tuple[str, ...]] = {
    "name": NAME_FIELDS,
    "address": ADDRESS_FIELDS,
    "email": ("email",),
    "phone": ("phone",),
    "birthdate": ("birthdate",),
    "gender": ("gender",),
}
"""Merge groups of Merged_Customers: PII is chosen by group, never by field."""

_NAMES = (
    string("given_name", "First name", pii=True),
    string("surname", "Last name", pii=True),
    string("full_name", "Tagged full name, else given name and surname", pii=True),
)
_SUFFIX = string("generational_suffix", "Jr, Sr, III", pii=True)
_PLACE = (
    string("address", "Street line", pii=True),
    string("address2", "Second address line", pii=True),
    string("city", "City", pii=True),
    string("state", "State or province", pii=True),
    string("postal", "Postal code, text", pii=True),
)
_COUNTRY = string("country", "Country; carried, never matched", pii=True)
_EMAIL = string("email", "E-mail address, lower case", pii=True)
_PHONE = string("phone", "Phone in E.164 where the country is known", pii=True)
_BIRTHDATE = day("birthdate", "Date of birth", pii=True)
_GENDER = string("gender", "Gender as filed", pii=True)

BLOCKLISTABLE = ("address", "email", "phone", "given_name", "surname")
"""Values that Unified_Coalesced flags when they are bad (stitch.md 8.3)."""

UNIFIED_COALESCED = derived(
    "Unified_Coalesced",
    "datasource + pk",
    "Every current profile record with its Amperity ID; original values. One further column"
    " fk_<namespace> for each foreign key of the brand",
    amperity_id(key=False),
    string("datasource", "Feed of the source", key=True, nullable=False),
    string("pk", "Key of the record within its datasource", key=True, nullable=False),
    string("ck", "Customer key of the source"),
    *_NAMES,
    string("title", "Salutation", pii=True),
    _SUFFIX,
    _EMAIL,
    _PHONE,
    *_PLACE,
    _COUNTRY,
    _BIRTHDATE,
    _GENDER,
    string("company", "Employer of the person", pii=True),
    string("loyalty_id", "Loyalty number", pii=True),
    instant("create_dt", "Created at the source, UTC"),
    instant("update_dt", "Last changed at the source, UTC"),
    boolean("do_not_mail", "Asked not to get paper mail"),
    integer("component_id", "Transitively connected set of the last run; not stable"),
    string("rep_ds", "Datasource of the representative of the trivial-duplicate group"),
    string("rep_pk", "Key of that representative"),
    boolean("is_supersized", "The connected set is over the size limit"),
    string("supersized_id", "Name of that set; NULL when it is not supersized"),
    *(boolean(f"blv_{name}", f"The {name} is a bad value") for name in BLOCKLISTABLE),
    boolean("has_blv", "Any of the blv_ flags"),
    json("more_contacts", "Further e-mails and phones by tag", pii=True),
    json("custom", "Columns without a tag, by their own name", pii=True),
    integer("import_id", "The import that brought the record", nullable=False),
    integer("row_number", "Its record number in that file", nullable=False),
)

_UNIFIED_CUSTOMER_LEFT_OUT = {"is_supersized", "supersized_id", "has_blv"}
UNIFIED_CUSTOMER = derived(
    "Unified_Customer",
    "datasource + pk",
    "Unified_Coalesced without blocklist and supersized columns",
    *(
        column
        for column in UNIFIED_COALESCED.columns
        if column.name not in _UNIFIED_CUSTOMER_LEFT_OUT and not column.name.startswith("blv_")
    ),
)


def _provenance(group: str) -> tuple[Column, ...]:
    return (
        string(f"{group}_pk", f"Record that gave the {group}"),
        string(f"{group}_datasource", f"Its datasource ({group})"),
        integer(f"{group}_priority", f"Priority of that source for {group}; 1 is best"),
        instant(f"{group}_update_dt", f"When that record changed ({group}), UTC"),
        integer(f"{group}_completion", f"How much of the {group} the record holds"),
    )


MERGED_CUSTOMERS = derived(
    "Merged_Customers",
    "amperity_id",
    "The best values of each customer, chosen by group",
    amperity_id(),
    *_NAMES,
    _SUFFIX,
    *_PLACE,
    _COUNTRY,
    _EMAIL,
    _PHONE,
    _BIRTHDATE,
    _GENDER,
    *(column for group in GROUPS for column in _provenance(group)),
    instant("update_dt", "Newest change of any record, UTC"),
    boolean("do_not_mail", "Any record asks not to get paper mail"),
    integer("records", "Profile records behind the customer"),
)

MERGED_HOUSEHOLDS = derived(
    "Merged_Households",
    "amperity_id",
    "Customers with a complete address by household: equal standardised address and surname",
    amperity_id(),
    string("household_id", "Household, UUIDv5 of its key", nullable=False),
    integer("household_size", "Customers in the household", nullable=False),
    string("full_address", "Standardised address, address2, city, state, postal", pii=True),
    string("given_name", "First name", pii=True),
    string("surname", "Last name", pii=True),
    *_PLACE,
    boolean("blv_address", "The address is a bad value", optional=True),
)

CUSTOMER_ATTRIBUTES = derived(
    "Customer_Attributes",
    "amperity_id",
    "Classifications, reachability and permission of each customer",
    amperity_id(),
    boolean("is_purchaser", "Has at least one order"),
    boolean("is_prospect", "Has no order"),
    string("historical_purchaser_lifecycle_status", "New, Active, Lapsed, Dormant or Prospect"),
    boolean("contactable_email", "Opted in, or has an e-mail where no consent is kept"),
    boolean("contactable_phone", "Opted in, or has a phone where no consent is kept"),
    boolean("contactable_address", "Street, city, state and postal code are present"),
    boolean("contactable_paid_social", "Has a phone or an e-mail"),
    boolean("contactable_global", "Has any personal data"),
    boolean("is_no_pii_amperity_id", "Has no name, address, e-mail or phone"),
    boolean("is_opted_into_email", "Consent for e-mail; NULL without a statement"),
    boolean("is_opted_into_sms", "Consent for SMS; NULL without a statement"),
    boolean("marketable_address", "Contactable by post and permitted"),
    boolean("marketable_email", "Contactable by e-mail and permitted"),
    boolean("marketable_phone", "Contactable by phone and permitted"),
    boolean("marketable_global", "Marketable by any of the three"),
    boolean("is_business", "Name or address holds a business word"),
    boolean("is_employee", "E-mail of a domain of the brand"),
    boolean("is_employee_current", "As is_employee"),
    boolean("is_gift_giver", "Bought an item described as a gift"),
    boolean("is_outlier", "Lifetime revenue above the outlier percentile of buyers"),
    boolean("is_reseller", "Over 50 records in a supersized set and revenue above its percentile"),
    boolean("is_test_account", "Name or e-mail of a test account"),
    boolean("is_primary_buyer_household", "Spends most in the household"),
    string("churn_trigger", "Active, Cooling down, At risk, Highly at risk or Lost"),
    instant("churn_trigger_start_datetime", "When that stage began, UTC"),
    string("customer_classifications", "True classifications, comma separated"),
    string("customer_type", "purchaser or prospect"),
)

CUSTOMER_360 = derived(
    "Customer_360",
    "amperity_id",
    "One row per customer with the headline columns; copied to the store for search",
    amperity_id(),
    *_NAMES,
    _EMAIL,
    _PHONE,
    *_PLACE,
    _COUNTRY,
    _BIRTHDATE,
    _GENDER,
    integer("orders", "Orders in all; 0 without any"),
    total("revenue", "Revenue in all, currency of the brand"),
    total("revenue_12m", "Revenue of the last 12 months"),
    instant("first_order", "First order, UTC"),
    instant("latest_order", "Latest order, UTC"),
    integer("recency", "RFM recency, 1 to 10"),
    integer("frequency", "RFM frequency, 1 to 10"),
    integer("monetary", "RFM monetary, 1 to 10"),
    integer("rfm_score", "The three in a row"),
    string("lifecycle_status", "New, Active, Lapsed, Dormant or Prospect"),
    boolean("contactable_email", "May be reached by e-mail"),
    boolean("contactable_phone", "May be reached by phone"),
    boolean("contactable_address", "Has a full postal address"),
)

LIFECYCLE_EVENTS = derived(
    "Lifecycle_Events",
    "amperity_id + event_type + event_status_start_date",
    "Stages that each buyer has gone through, by orders and the ranges of days since the latest",
    amperity_id(),
    string("event_type", "Historical Lifecycle Status without a model", key=True, nullable=False),
    string("event_status", "Active, Cooling down, At risk, Highly at risk or Lost"),
    day("event_status_start_date", "First day of the stage", key=True, nullable=False),
    string("previous_event_status", "Stage before; NULL for the first"),
    day("prev_event_status_start_date", "Its first day; NULL for the first"),
    boolean("is_current", "The customer's stage today"),
)

CUSTOMER_TABLES = (
    UNIFIED_COALESCED, UNIFIED_CUSTOMER, MERGED_CUSTOMERS, MERGED_HOUSEHOLDS,
    CUSTOMER_ATTRIBUTES, CUSTOMER_360, LIFECYCLE_EVENTS,
)  # fmt: skip
