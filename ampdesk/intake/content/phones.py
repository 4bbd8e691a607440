"""Phone numbers to E.164 by the country of the row, else of the brand (import_formats.md 5).

Only distinct values are parsed, the plain ones by DuckDB, the rest by phonenumbers; a number
without country and without `+` is never guessed.
"""

from dataclasses import dataclass

import duckdb
import phonenumbers
import pyarrow as pa
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content import keys
from ampdesk.intake.content.countries import iso2
from ampdesk.store.arrow import texts

_NORTH_AMERICA = r"(?:\+?1[\s.-]*)?\(?[2-9]\d{2}\)?[\s.-]*[2-9]\d{2}[\s.-]*\d{4}"
_DIGITS = r"\D"
_BATCH = 50_000


@dataclass(frozen=True)
class PhoneReading:
    """A table of the column's distinct numbers; `value` looks them up.

    `table` has raw_phone, raw_country, e164 (NULL: not valid, or no country to tell).
    """

    table: str
    default: str | None
    has_country: bool
    values: int = 0  # distinct
    valid: int = 0
    ruined: int = 0  # rows that Excel turned into 1.23E+10

    def value(self, text: exp.Expr, country: exp.Expr | None = None) -> exp.Expr:
        """Return E.164, NULL when the number is none or its country is unknown."""
        key = duck.trimmed(text)
        same: exp.Condition = duck.column("raw_phone").eq(key)
        if self.has_country and country is not None:
            where = duck.call("coalesce", duck.trimmed(country), "")
            same = exp.and_(same, duck.column("raw_country").eq(where))
        found = exp.select(duck.call("any_value", duck.column("e164"))).from_(
            duck.table(self.table)
        )
        return found.where(same).subquery()


def decide(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    text: exp.Expr,
    *,
    name: str,
    country: exp.Expr | None = None,
    default: str | None = None,
) -> PhoneReading:
    """Read every distinct number of the column into the table `name` of the connection.

    `country` is the row's country as filed (any writing), `default` the brand's ISO code.
    """
    raw = duck.trimmed(text)
    where = (
        duck.call("coalesce", duck.trimmed(country), "") if country is not None else duck.text("")
    )
    distinct = (
        exp.select(raw.as_("raw_phone"), where.as_("raw_country"))
        .distinct()
        .from_(duck.table(table))
        .where(exp.not_(raw.copy().is_(exp.null())))
    )
    pairs = f"{name}_pairs"
    duck.create(connection, pairs, distinct)
    countries = [
        row[0]
        for row in duck.run(
            connection, exp.select("raw_country").distinct().from_(duck.table(pairs))
        )
    ]
    isos = {text: iso2(text) or (default if not text else None) or default for text in countries}
    _create_numbers(connection, name, pairs, isos)
    counts = exp.select(exp.Count(this=exp.Star()), exp.Count(this=duck.column("e164"))).from_(
        duck.table(name)
    )
    values, valid = duck.run(connection, counts)[0]
    duck.drop(connection, [pairs])
    return PhoneReading(
        name, default, country is not None, values, valid, keys.ruined(connection, table, text)
    )


def _create_numbers(
    connection: duckdb.DuckDBPyConnection, name: str, pairs: str, isos: dict[str, str | None]
) -> None:
    """Create `name` (raw_phone, raw_country, e164) from the distinct pairs."""
    phone = keys.key(duck.column("raw_phone"))
    iso: exp.Expr = exp.null()
    if isos:
        iso = exp.Case(this=duck.column("raw_country"))
        for text, code in isos.items():
            iso = iso.when(duck.text(text), duck.text(code) if code else exp.null())
    ready = f"{name}_ready"
    duck.create(
        connection,
        ready,
        exp.select("raw_phone", "raw_country", phone.as_("phone"), iso.as_("iso")).from_(
            duck.table(pairs)
        ),
    )
    plain = exp.and_(
        duck.column("iso").isin(duck.text("US"), duck.text("CA")),
        duck.matches(duck.column("phone"), _NORTH_AMERICA),
    )
    digits = duck.replace_all(duck.column("phone"), _DIGITS, "")
    quick = exp.Case().when(plain, duck.call("concat", "+1", duck.call("right", digits, 10)))
    slow = (
        exp.select("raw_phone", "raw_country", "phone", "iso")
        .from_(duck.table(ready))
        .where(exp.not_(duck.call("coalesce", plain.copy(), exp.false())))
    )
    parsed = f"{name}_parsed"
    reader = connection.sql(slow.sql(dialect="duckdb")).to_arrow_reader(_BATCH)
    tables = [_parsed(batch) for batch in reader]
    schema = pa.schema(
        [("raw_phone", pa.string()), ("raw_country", pa.string()), ("e164", pa.string())]
    )
    connection.register(parsed, pa.Table.from_batches(tables, schema))
    fast = (
        exp.select("raw_phone", "raw_country", quick.as_("e164"))
        .from_(duck.table(ready))
        .where(plain.copy())
    )
    union = fast.union(
        exp.select("raw_phone", "raw_country", "e164").from_(duck.table(parsed)), distinct=False
    )
    duck.create(connection, name, union)
    connection.unregister(parsed)
    duck.drop(connection, [ready])


def _parsed(batch: pa.RecordBatch) -> pa.RecordBatch:
    numbers = [
        e164(phone, iso) if phone else None
        for phone, iso in zip(batch["phone"].to_pylist(), batch["iso"].to_pylist(), strict=True)
    ]
    return pa.RecordBatch.from_arrays(
        [batch["raw_phone"], batch["raw_country"], texts(numbers)],
        names=["raw_phone", "raw_country", "e164"],
    )


def e164(text: str, country: str | None) -> str | None:
    """Return the number in E.164 without extension; None when it cannot be one.

    >>> e164("(617) 555-0123 x752", "US"), e164("0171 1234567", None)
    ('+16175550123', None)
    """
    number = text.strip()
    if number.startswith("00"):
        number = "+" + number[2:]
    if country is None and not number.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    parsed.extension = None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
