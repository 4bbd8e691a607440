"""Merged_Households: equal standardised address and surname (data_model.md 1.3)."""

import uuid

from sqlglot import exp

from ampdesk.schema.customer import MERGED_HOUSEHOLDS
from ampdesk.stitch import preprocess
from ampdesk.stitch.ids import uuid5
from ampdesk.stitch.statement import fragment, select
from ampdesk.stitch.words import states

_WORDS = "NULLIF(TRIM(REGEXP_REPLACE(UPPER(STRIP_ACCENTS($value)), '[^A-Z0-9]+', ' ', 'g')), '')"
# letters outside A-Z (Greek, Cyrillic) are kept where a value has no others
_ANY = "NULLIF(TRIM(REGEXP_REPLACE(UPPER($value), '[^\\p{L}\\p{N}]+', ' ', 'g')), '')"

_COMPLETE = """
SELECT m.amperity_id, m.given_name, m.surname, m.address, m.address2, m.city, m.state, m.postal,
  $street AS street, $street2 AS street2, $city AS city_text, $state AS state_text,
  $postal AS postal_text, $surname AS surname_text
FROM merged AS m WHERE m.address_completion = 4
"""
_KEYED = """
SELECT c.*, COALESCE(s1.expanded, c.street, '') AS full_street,
  CONCAT_WS(' ', COALESCE(s1.expanded, c.street), COALESCE(s2.expanded, c.street2),
    c.city_text, c.state_text, c.postal_text) AS full_address
FROM house_members AS c
LEFT JOIN house_streets AS s1 ON c.street = s1.text
LEFT JOIN house_streets AS s2 ON c.street2 = s2.text
"""
_HOUSEHOLDS = """
SELECT k.*, $key AS household_key FROM house_keyed AS k
"""


def standardised(value: exp.Expr) -> exp.Expr:
    """Letters and digits, single blanks, upper case, no accents."""
    return fragment("COALESCE($latin, $any)", latin=fragment(_WORDS, value=value),
                    any=fragment(_ANY, value=value))  # fmt: skip


def compile_members(merged: str) -> exp.Select:
    """Build the SELECT of customers with a complete address and its standardised parts."""
    postal = standardised(exp.column("postal", table="m"))
    five = fragment(
        "CASE WHEN REGEXP_MATCHES($postal, '^[0-9]{5}( ?[0-9]{4})?$') THEN SUBSTRING($postal, 1, 5)"
        " ELSE $postal END",
        postal=postal,
    )
    state = exp.Case(this=standardised(exp.column("state", table="m")))
    for name, code in states().items():
        state = state.when(exp.convert(name), exp.convert(code))
    return select(
        _COMPLETE,
        tables={"merged": merged},
        street=standardised(exp.column("address", table="m")),
        street2=standardised(exp.column("address2", table="m")),
        city=standardised(exp.column("city", table="m")),
        state=state.else_(standardised(exp.column("state", table="m"))),
        postal=five,
        surname=preprocess.folded(exp.column("surname", table="m")),
    )


def compile_streets() -> exp.Select:
    """Build the SELECT text, expanded of the distinct street lines of `house_members`."""
    texts = exp.union(
        exp.select(exp.column("street").as_("text", copy=False)).from_("house_members"),
        exp.select(exp.column("street2").as_("text", copy=False)).from_("house_members"),
    )
    return preprocess.compile_expanded(texts)


def compile_keyed() -> exp.Select:
    """Build the SELECT of `house_members` with full_address and household_key."""
    keyed = select(_KEYED)
    # without a surname a customer is alone: the id is the key
    key = fragment(
        "CASE WHEN k.surname_text IS NULL THEN CHR(31) || k.amperity_id"
        " ELSE k.full_address || CHR(31) || k.surname_text END"
    )
    return select(_HOUSEHOLDS, tables={"house_keyed": keyed}, key=key)


def compile_households(namespace: uuid.UUID) -> exp.Select:
    """Build the SELECT of Merged_Households over `house_keys`; household_id is a UUIDv5."""
    sizes = select(
        "SELECT household_key, COUNT(*) AS household_size FROM house_keys GROUP BY household_key"
    )
    special: dict[str, exp.Expr] = {
        "household_id": uuid5(namespace, exp.column("household_key", table="k")),
        "household_size": exp.column("household_size", table="s"),
        "blv_address": exp.false(),
    }
    return (
        exp.select(
            *(
                special.get(name, exp.column(name, table="k")).as_(name, copy=False)
                for name in MERGED_HOUSEHOLDS.names
            )
        )
        .from_("house_keys AS k")
        .join(sizes.subquery("s"), on="k.household_key = s.household_key")
    )
