"""Names of tables as people write them."""

import re


def fold_name(name: str) -> str:
    """Ignore case, blanks and underscores: Customer_360, Customer360, "Customer 360"."""
    return re.sub(r"[\s_]+", "", name).casefold()
