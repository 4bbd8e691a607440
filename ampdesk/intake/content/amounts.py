"""Amounts of money and other numbers of a whole column (import_formats.md 5, "Amounts").

Symbols, codes and blanks go; the decimal sign is decided by all values of the column, and asked for
when exactly three digits follow the only sign everywhere.
"""

import json
from dataclasses import dataclass, field, replace

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.questions import Question

NOT_AN_AMOUNT = "not an amount"
SCALE = 4
# what may stand around the digits: symbols, codes, blanks, apostrophes (grouping, or Excel's)
_MARKS = (
    r"(?i)\b(?:USD|EUR|GBP|CAD|AUD|NZD|CHF|SEK|NOK|DKK|JPY|CNY|INR|MXN|BRL|ZAR|PLN|CZK|HUF|TRY"
    r"|THB|SGD|HKD|KRW|ILS|AED|RON|BGN|ISK|ARS|CLP|COP|PEN|RUB|UAH|PHP|MYR|IDR|VND|TWD|SAR|EGP)\b"
    r"|(?:CA|C|A|AU|NZ|US|HK|S|MX|R)\$|\bkr\.?|\bZł|zł|\bRs\.?|\bFr\.|[$€£¥₹₺₽₩₫฿₪₴]"
    r"|[\s\x{00A0}\x{2007}\x{202F}'’`]"
)
_PLAIN = r"[-+]?\d+(?:\.\d{1,2})?"
_EMPTY = ("-", "--", "–", "—", "n/a", "N/A", "null", "NULL")


@dataclass(frozen=True)
class AmountReading:
    """How a column's numbers are written, and the expressions that read them.

    `decimal` is "." or ","; `plain`: every value is digits with at most a point, a cast reads it.
    """

    decimal: str = "."
    plain: bool = False
    values: int = 0
    unread: int = 0
    question: Question | None = None

    def value(self, text: exp.Expr, *, scale: int = SCALE) -> exp.Expr:
        """Return DECIMAL(18, scale), NULL when empty or no number. Rounds beyond the scale."""
        kind = f"DECIMAL(18,{scale})"
        if self.plain:
            return duck.try_cast(duck.trimmed(text), kind)
        core, negative = _core(text)
        group = "." if self.decimal == "," else ","
        point, comma = rf"\{self.decimal}", rf"\{group}"
        shape = rf"(?:\d+|\d{{1,3}}(?:{comma}\d{{2,3}})*{comma}\d{{3}})(?:{point}\d*)?|{point}\d+"
        digits = duck.call("replace", core, group, "")
        if self.decimal == ",":
            digits = duck.call("replace", digits, ",", ".")
        number: exp.Expr = duck.try_cast(digits, kind)
        signed = exp.Case().when(negative, exp.Neg(this=number)).else_(number.copy())
        return exp.Case().when(duck.matches(core, shape), signed)

    def bad(self, text: exp.Expr) -> exp.Expr:
        """Return whether a value is there and no number."""
        there = exp.not_(_filled(text).is_(exp.null()))
        return exp.and_(there, self.value(text).is_(exp.null()))


def _filled(text: exp.Expr) -> exp.Expr:
    """Return the trimmed text; the dashes and words that mean nothing are NULL."""
    value = duck.trimmed(text)
    return exp.Case().when(
        exp.not_(value.isin(*(duck.text(word) for word in _EMPTY))), value.copy()
    )


def _core(text: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    """Return the digits with their signs `,` and `.`, and whether the number is negative."""
    bare = duck.call("replace", duck.replace_all(_filled(text), _MARKS, ""), "−", "-")
    negative = duck.call("regexp_matches", bare, r"^\(.*\)$|^-|-$|^\(?-")
    core = duck.call("trim", bare.copy(), "()+-")
    return core, negative


def decide(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    text: exp.Expr,
    *,
    header: str,
    decimal: str | None = None,
) -> AmountReading:
    """Look at every value of the column. `decimal` ("." or ",") is given by the format or mapping.

    The question of the reading must be answered before the column may be used.
    """
    value = duck.trimmed(text)
    plain = exp.select(
        exp.Count(this=value), duck.call("count_if", duck.matches(value, _PLAIN))
    ).from_(duck.table(table))
    values, fitting = duck.run(connection, plain)[0]
    if values == (fitting or 0) and decimal in {None, "."}:
        return AmountReading(plain=True, values=values)
    if decimal is not None:
        return _counted(connection, table, text, AmountReading(decimal, values=values))
    facts = _survey(connection, table, text)
    sign, question = _decimal_sign(facts, header)
    return _counted(connection, table, text, AmountReading(sign, values=values, question=question))


_SIGN = r"(?i)[A-Z]{0,3}[$€£¥₹₺₽₩₫฿₪₴]|\b[A-Z]{3}\b"
_MOST_SIGNS = 20


def signs(connection: duckdb.DuckDBPyConnection, table: str, text: exp.Expr) -> set[str]:
    """Return the currency signs and codes that stand at the amounts; `US$` and `USD` are `$`."""
    sign = duck.call("upper", duck.call("regexp_extract", text.copy(), _SIGN))
    query = exp.select(sign.as_("s")).distinct().from_(duck.table(table)).limit(_MOST_SIGNS)
    found = {_SAME.get(one, one) for (one,) in duck.run(connection, query) if one}
    return found - {"NULL", "N/A"}


_SAME = {"US$": "$", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def _counted(
    connection: duckdb.DuckDBPyConnection, table: str, text: exp.Expr, reading: AmountReading
) -> AmountReading:
    query = exp.select(duck.call("count_if", reading.bad(text))).from_(duck.table(table))
    return replace(reading, unread=int(duck.scalar(connection, query) or 0))


@dataclass(frozen=True)
class _Facts:
    """Over the column: values with both signs, and what follows the only sign of the others."""

    point_last: int
    comma_last: int
    point_decimal: int  # one point, and not three digits after it
    comma_decimal: int
    point_group: int  # several points
    comma_group: int
    point_three: int  # one point, exactly three digits after it
    comma_three: int
    point_example: str | None = field(kw_only=True)
    comma_example: str | None = field(kw_only=True)


def _survey(connection: duckdb.DuckDBPyConnection, table: str, text: exp.Expr) -> _Facts:
    core, _ = _core(text)
    inner = exp.select(core.as_("n"), duck.trimmed(text).as_("raw")).from_(duck.table(table))
    n = duck.column("n")

    def fits(pattern: str) -> exp.Expr:
        return duck.matches(n, pattern)

    patterns = (
        r"[\d.,]*,[\d.,]*\.\d*",
        r"[\d.,]*\.[\d.,]*,\d*",
        r"\d*\.(?:\d{0,2}|\d{4,})",
        r"\d*,(?:\d{0,2}|\d{4,})",
        r"\d+(?:\.\d{2,3}){2,}",
        r"\d+(?:,\d{2,3}){2,}",
        r"[1-9]\d{0,2}\.\d{3}",
        r"[1-9]\d{0,2},\d{3}",
    )
    # 0.125 and 1234.500 can be no thousands: the digits before tell
    patterns = (
        *patterns[:2],
        patterns[2] + r"|(?:0|\d{4,})\.\d{3}",
        patterns[3] + r"|(?:0|\d{4,}),\d{3}",
        *patterns[4:],
    )
    counts = [duck.call("count_if", fits(pattern)) for pattern in patterns]
    examples = [
        duck.call("min", exp.Case().when(fits(pattern), duck.column("raw")))
        for pattern in patterns[6:]
    ]
    row = duck.run(connection, exp.select(*counts, *examples).from_(inner.subquery("a")))[0]
    # count_if gives NULL where there is no row
    numbers: list[int] = [found or 0 for found in row[:8]]
    return _Facts(*numbers, point_example=row[8], comma_example=row[9])


def _decimal_sign(facts: _Facts, header: str) -> tuple[str, Question | None]:
    point = facts.point_last + facts.point_decimal + facts.comma_group
    comma = facts.comma_last + facts.comma_decimal + facts.point_group
    if point and comma:
        return ".", _question(
            "mixed_decimal_signs",
            header,
            f'"{header}" has numbers with a decimal point and numbers with a decimal comma',
            (),
        )
    if point:
        return ".", None
    if comma:
        return ",", None
    if facts.point_three or facts.comma_three:
        examples = tuple(text for text in (facts.point_example, facts.comma_example) if text)
        shown = ", ".join(f"“{example}”" for example in examples)
        return ".", _question(
            "decimal_sign",
            header,
            f'"{header}": is the sign in {shown} a decimal sign, or does it group thousands?',
            examples,
        )
    return ".", None


def _question(code: str, header: str, text: str, examples: tuple[str, ...]) -> Question:
    return Question(
        code,
        header,
        text,
        ("decimal point", "decimal comma"),
        examples,
        tuple(f'"options": {json.dumps({"decimal": sign})}' for sign in ".,"),
    )
