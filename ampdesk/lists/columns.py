"""The columns that a list of customers may carry, each with the table it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sqlglot import exp

from ampdesk.lists.request import ListError


@dataclass(frozen=True)
class Choice:
    """One offered column: where it lies, its heading, and whether a spreadsheet must see text."""

    table: str
    column: str
    label: str
    as_text: bool = False

    def expression(self) -> exp.Column:
        """Return the column as the list query sees it."""
        return exp.column(self.column, table=self.table, quoted=True)


MERGED, HOUSEHOLD, ATTRIBUTES = "Merged_Customers", "Merged_Households", "Customer_Attributes"
TAE, RFM = "Transaction_Attributes_Extended", "RFM"


def _choices() -> Mapping[str, Choice]:
    text = {"amperity_id", "household_id", "postal", "phone", "first_order_id", "latest_order_id",
            "latest_order_store_id"}  # fmt: skip
    offered = {
        MERGED: (
            "amperity_id", "given_name", "surname", "full_name", "generational_suffix", "address",
            "address2", "city", "state", "postal", "country", "email", "phone", "birthdate",
            "gender",
        ),
        HOUSEHOLD: ("household_id", "household_size"),
        ATTRIBUTES: (
            "historical_purchaser_lifecycle_status", "customer_type", "customer_classifications",
            "contactable_email", "contactable_phone",
        ),
        TAE: (
            "first_order_datetime", "latest_order_datetime", "latest_order_id",
            "latest_order_revenue", "latest_order_purchase_channel", "latest_order_store_id",
            "lifetime_order_frequency", "lifetime_order_revenue", "L12M_order_frequency",
            "L12M_order_revenue", "days_since_latest_order",
            "lifetime_preferred_purchase_channel", "lifetime_preferred_store_id",
        ),
        RFM: ("L12M_recency", "L12M_frequency", "L12M_monetary", "L12M_rfm_score"),
    }  # fmt: skip
    return {
        column: Choice(table, column, column.replace("_", " "), column in text)
        for table, columns in offered.items()
        for column in columns
    }


CHOICES = _choices()
USUAL = (
    "amperity_id", "household_id", "given_name", "surname", "full_name", "address", "address2",
    "city", "state", "postal", "country",
)  # fmt: skip


def chosen(names: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return the choices by name, in the order asked, the id first if it was not named.

    Names are matched without case. Raises ListError naming the nearest column.
    """
    known = {name.casefold(): name for name in CHOICES}
    picked = []
    for name in names or USUAL:
        found = known.get(name.strip().casefold())
        if found is None:
            near = get_close_matches(name.strip().casefold(), known, n=1)
            hint = f'did you mean "{known[near[0]]}"?' if near else "see ampdesk list --help"
            raise ListError(f'"{name}" is not a column of a list', remedy=hint, where="--columns")
        picked.append(CHOICES[found])
    return tuple(dict.fromkeys(picked))
