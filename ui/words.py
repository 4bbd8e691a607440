"""Numbers, money and dates as text, through Babel with the brand's locale (window.md 7).

Babel is imported in the functions: 60 ms that are wanted after the first paint only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache, partial

from PySide6.QtCore import QCoreApplication

Number = int | float | Decimal

NONE = "–"
COMPACT_FROM = 1_000_000  # up to here a number is written out


@dataclass(frozen=True)
class _Frame:
    """What Babel writes round the digits of a number in one locale, learnt from what it writes.

    A grid writes a thousand numbers a frame; Babel takes 0.1 ms for each. Where the digits are
    not grouped by threes, or are not Latin, `sure` is False and Babel writes every number.
    """

    before: str
    after: str
    group: str
    point: str
    digits: int
    sure: bool

    def write(self, value: Number) -> str:
        """Write a number that is not negative."""
        plain = f"{value:,.{self.digits}f}"
        whole, _, rest = plain.partition(".")
        text = whole.replace(",", self.group) + (self.point + rest if rest else "")
        return f"{self.before}{text}{self.after}"


def _frame(babel: Callable[[Number], str], digits: int) -> _Frame:
    """Learn from four probes; `babel` writes a number the slow way."""
    probe = babel(Decimal("1234567.89"))
    inner = [at for at, char in enumerate(probe) if char.isdigit()]
    text = probe[inner[0] : inner[-1] + 1]
    group = text[1:2]
    point = text[-digits - 1] if digits else ""
    made = _Frame(probe[: inner[0]], probe[inner[-1] + 1 :], group, point, digits, sure=True)
    probes = (Decimal("1234567.89"), Decimal(0), Decimal(1234), Decimal("98765.4"))
    if all(made.write(one) == babel(one) for one in probes):
        return made
    return _Frame("", "", "", "", digits, sure=False)


@dataclass(frozen=True)
class Words:
    """Formats of one brand: `locale` as Babel names it, `currency` as ISO 4217."""

    locale: str = "en_US"
    currency: str = "USD"
    zone: str = "UTC"

    def count(self, value: Number | None) -> str:
        """Return "1,904,112"."""
        if value is None:
            return NONE
        frame = _count_frame(self.locale)
        if frame.sure and value >= 0:
            return frame.write(value)
        return _count(self.locale, value)

    def compact(self, value: Number | None) -> str:
        """Return "202,418" up to a million, from there "1.9M"."""
        if value is None:
            return NONE
        if abs(float(value)) < COMPACT_FROM:
            return self.count(value)
        from babel.numbers import format_compact_decimal

        return format_compact_decimal(value, locale=self.locale, fraction_digits=1)

    def money(self, value: Number | None, currency: str | None = None) -> str:
        """Return "$1,284.50", to the minor unit."""
        if value is None:
            return NONE
        code = currency or self.currency
        frame = _money_frame(self.locale, code)
        if frame.sure and value >= 0:
            return frame.write(value if isinstance(value, Decimal) else Decimal(str(value)))
        return _money(self.locale, code, value)

    def money_compact(self, value: Number | None, currency: str | None = None) -> str:
        """Return "$5.21M"; under a million "$240,671", under a thousand "$61.00"."""
        if value is None:
            return NONE
        from babel.numbers import format_compact_currency, format_currency

        code = currency or self.currency
        if abs(float(value)) < COMPACT_FROM:
            digits = 2 if abs(float(value)) < COMPACT_FROM / 1000 else 0
            return format_currency(
                round(Decimal(str(value)), digits),
                code,
                locale=self.locale,
                currency_digits=digits != 0,
                format=None if digits else "¤#,##0",
            )
        return format_compact_currency(value, code, locale=self.locale, fraction_digits=2)

    def money_cell(self, value: Number) -> str:
        """Return "$48" or "$12K", for a cell of a grid."""
        from babel.numbers import format_compact_currency, format_currency

        if abs(float(value)) < COMPACT_FROM / 100:
            return format_currency(
                round(value), self.currency, format="¤#,##0", locale=self.locale,
                currency_digits=False,
            )  # fmt: skip
        return format_compact_currency(value, self.currency, locale=self.locale, fraction_digits=0)

    def rate(self, value: Number | None) -> str:
        """Return a share, 0 to 1, as "6.4%"."""
        if value is None:
            return NONE
        from babel.numbers import format_percent

        return format_percent(value, format="#,##0.0%", locale=self.locale)

    def day(self, value: date | datetime | None) -> str:
        """Return "Nov 23, 2026"; of an instant, the UTC day."""
        if value is None:
            return NONE
        return _day(self.locale, value.date() if isinstance(value, datetime) else value)

    def short_day(self, value: date) -> str:
        """Return "Nov 23"."""
        from babel.dates import format_skeleton

        return format_skeleton("MMMd", value, locale=self.locale)

    def month(self, value: date) -> str:
        """Return "Nov 2026"."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMM", value, locale=self.locale)

    def short_month(self, value: date) -> str:
        """Return "Nov"."""
        from babel.dates import format_skeleton

        return format_skeleton("MMM", value, locale=self.locale)

    def money_axis(self, value: Number) -> str:
        """Return "$50K", for the ticks of an axis."""
        from babel.numbers import format_compact_currency

        return format_compact_currency(value, self.currency, locale=self.locale, fraction_digits=1)

    def moment(self, value: datetime | None) -> str:
        """Return "Nov 23, 2026, 6:04 PM" in the brand's zone; a bare instant is UTC."""
        if value is None:
            return NONE
        from babel.dates import format_time, get_timezone

        there = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(
            get_timezone(self.zone)
        )
        clock = format_time(there, format="short", locale=self.locale)
        return f"{_day(self.locale, there.date())}, {clock}"

    def zone_name(self) -> str:
        """Return "Chicago time" or "UTC"."""
        if self.zone.upper() in {"UTC", "ETC/UTC"}:
            return "UTC"
        from babel.dates import get_timezone_location

        place = get_timezone_location(self.zone, locale=self.locale, return_city=True)
        return QCoreApplication.translate("Words", "{0} time").format(place)


def _count(locale: str, value: Number) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, format="#,##0", locale=locale)


def _money(locale: str, code: str, value: Number) -> str:
    from babel.numbers import format_currency

    return format_currency(value, code, locale=locale)


@cache
def _count_frame(locale: str) -> _Frame:
    return _frame(partial(_count, locale), 0)


@cache
def _money_frame(locale: str, code: str) -> _Frame:
    from babel.numbers import get_currency_precision

    return _frame(partial(_money, locale, code), get_currency_precision(code))


@lru_cache(maxsize=4096)
def _day(locale: str, value: date) -> str:
    from babel.dates import format_date

    return format_date(value, format="medium", locale=locale)


def seconds_left(seconds: float | None) -> str:
    """Return "about 40 s left", or nothing while it is not known."""
    if seconds is None or seconds < 0:
        return ""
    if seconds < 90:  # noqa: PLR2004
        step = 5 if seconds > 10 else 1  # noqa: PLR2004
        return f"about {max(1, round(seconds / step) * step)} s left"
    return f"about {round(seconds / 60)} min left"


def size(amount: int) -> str:
    """Return bytes as "12.4 MB"."""
    value = float(amount)
    for unit in ("B", "kB", "MB"):
        if value < 1000:  # noqa: PLR2004
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
