"""Every setting of a brand: what it means, its default, what it accepts.

Word lists and domains: data_model.md 1.3; thresholds 1.3, 1.4; consent and order discounts:
import_formats.md; roll-up and RFM read them from here, so that one place says what a brand chose.
"""

import json
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ampdesk.store.errors import SettingError


@dataclass(frozen=True)
class Setting:
    """One declared setting; `read` turns text or JSON into the value, or says why not.

    `read` raises ValueError whose text completes "… is not ".
    """

    key: str
    default: Any
    description: str
    read: Callable[[Any], Any]

    def accept(self, value: Any) -> Any:
        """Return the value to store. Raises SettingError naming what is allowed."""
        try:
            return self.read(value)
        except (ValueError, TypeError, KeyError) as error:
            raise SettingError(
                f"{json.dumps(value, ensure_ascii=False, default=str)} is not {error}",
                remedy=f"example: {self.key}={example(self.default)}",
                where=self.key,
            ) from None


def example(value: Any) -> str:
    """Write a value as the command line takes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _currency(value: Any) -> str:
    text = str(value).strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError("a currency code of three letters (ISO 4217)")
    return text


def _locale(value: Any) -> str:
    text = str(value).strip().replace("-", "_")
    if text and not re.fullmatch(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?", text):
        raise ValueError("a language and a country, such as de_DE")
    return text


def _zone(value: Any) -> str:
    text = str(value).strip()
    try:
        zoneinfo.ZoneInfo(text)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise ValueError("a time zone such as Europe/Berlin") from None
    return text


def _country(value: Any) -> str:
    text = str(value).strip().upper()
    if text and not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError("a country code of two letters (ISO 3166)")
    return text


def _whole(lowest: int, highest: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        reason = f"a whole number from {lowest} to {highest}"
        try:
            number = int(str(value).strip())
        except ValueError:
            raise ValueError(reason) from None
        if isinstance(value, bool) or not lowest <= number <= highest:
            raise ValueError(reason)
        return number

    return read


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "on": True}
    words |= {"false": False, "no": False, "0": False, "off": False}
    text = str(value).strip().lower()
    if text not in words:
        raise ValueError("yes or no")
    return words[text]


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = str(value).strip()
        if text not in choices:
            raise ValueError("one of " + ", ".join(choices))
        return text

    return read


def _from_json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _words(value: Any) -> list[str]:
    found = _from_json(value)
    if isinstance(found, str):
        found = [word.strip() for word in found.split(",")]
    if not (isinstance(found, list) and all(isinstance(word, str) for word in found)):
        raise ValueError("a list of words, with commas between")
    return list(dict.fromkeys(word.strip().casefold() for word in found if word.strip()))


def _stages(value: Any) -> list[list[Any]]:
    reason = 'a list of [name, days] with rising days, the last one null, such as [["Active", 60]]'
    found = _from_json(value)
    if not isinstance(found, list) or not found:
        raise ValueError(reason)
    before = -1
    stages: list[list[Any]] = []
    for position, stage in enumerate(found):
        last = position == len(found) - 1
        if not isinstance(stage, list | tuple) or len(stage) != 2:  # noqa: PLR2004
            raise ValueError(reason)
        name, days = stage
        if not (isinstance(name, str) and name.strip()):
            raise ValueError(reason)
        if days is None and last:
            stages.append([name, None])
            continue
        if isinstance(days, bool) or not isinstance(days, int) or days <= before:
            raise ValueError(reason)
        before = days
        stages.append([name, days])
    return stages


def _mapping(values: Callable[[Any], Any], reason: str) -> Callable[[Any], dict[str, Any]]:
    def read(value: Any) -> dict[str, Any]:
        found = _from_json(value)
        if not isinstance(found, Mapping):
            raise ValueError(reason)  # noqa: TRY004  # the one error of a `read`
        return {str(key): values(one) for key, one in found.items()}

    return read


def _by_source(*choices: str) -> Callable[[Any], dict[str, Any]]:
    reason = f'{" or ".join(choices)} by source, such as {{"shopify": "{choices[-1]}"}}'
    return _mapping(_one_of(*choices), reason)


_GROUPS = ("name", "address", "email", "phone", "birthdate", "gender")


def _merge_policy(value: Any) -> dict[str, list[str]]:
    reason = f"lists of sources by group: general, {', '.join(_GROUPS)}"
    found = _from_json(value)
    if not isinstance(found, Mapping) or not set(found) <= {"general", *_GROUPS}:
        raise ValueError(reason)
    policy: dict[str, list[str]] = {}
    for group, sources in found.items():
        if not (isinstance(sources, list) and all(isinstance(one, str) for one in sources)):
            raise ValueError(reason)
        policy[str(group)] = list(dict.fromkeys(sources))
    return policy


SETTINGS: tuple[Setting, ...] = (
    Setting("currency", "", "Currency of the brand's figures; empty: that of most orders",
            lambda value: _currency(value) if str(value).strip() else ""),
    Setting("time_zone", "UTC", "Zone in which times are shown, and read where a file names none",
            _zone),
    Setting("locale", "", "How numbers and dates are written, such as de_DE; empty: as the system",
            _locale),
    Setting("default_country", "", "Country of phones that name none; empty: no guess", _country),
    Setting("merge_policy", {}, "Order of sources, best first: in general and by group",
            _merge_policy),
    Setting("email_assignment", default=False, read=_yes_or_no,
            description="Give each e-mail to one customer (Email_AmpID_Assignment)"),
    Setting("fk_priority", default=True, read=_yes_or_no,
            description="Equal foreign keys join before separating keys part"),
    Setting("early_repeat_days", 84, "Longest gap to an early second order, in days",
            _whole(1, 3650)),
    Setting("lifecycle_purchaser", [["New", 30], ["Active", 365], ["Lapsed", 730],
            ["Dormant", None]],
            "Purchaser status: the first by age of the first order, the others by the latest, "
            "in days", _stages),
    Setting("lifecycle_churn", [["Active", 60], ["Cooling down", 120], ["At risk", 240],
            ["Highly at risk", 365], ["Lost", None]],
            "Churn stage by days since the latest order", _stages),
    Setting("outlier_permille", 995, "Revenue above this per-mille rank makes an outlier",
            _whole(1, 1000)),
    Setting("reseller_permille", 990, "Revenue above this per-mille rank may make a reseller",
            _whole(1, 1000)),
    Setting("reseller_records", 50, "More records than this may make a reseller",
            _whole(1, 1_000_000)),
    Setting("business_words", ["inc", "srl", "llc", "service", "business", "suite", "space",
            "floor"], "Whole words in name or address that mark a business", _words),
    Setting("business_exceptions", [], "Names or addresses that are no business all the same",
            _words),
    Setting("employee_domains", [], "E-mail domains of the brand's own people", _words),
    Setting("employee_exceptions", [], "Addresses of these domains that are no employees", _words),
    Setting("gift_words", ["gift", "gift card", "giftcard", "gift wrap"],
            "Whole words in an item's description that mark a gift", _words),
    Setting("test_words", ["test", "testing", "tester", "default", "dummy", "fake", "asdf"],
            "Names or e-mails that equal or start with these are test accounts", _words),
    Setting("test_exceptions", [], "Names or e-mails that are real all the same", _words),
    Setting("order_discount", {}, "By source: allocate the order's discount to its lines "
            "(default), or keep it separate and repeated per line",
            _by_source("allocate", "separate")),
    Setting("order_discount_rollup", {}, "By source: an order's discount is the max of its lines "
            "(default) or their sum", _by_source("max", "sum")),
    Setting("strip_tax", {}, "By source: take included tax out of amounts, or keep them as priced "
            "(default)", _by_source("keep", "strip")),
    Setting("consent", {}, "By source: merge its statements with all others (default), or its "
            "newest file replaces what it said before", _by_source("merge", "replace")),
    Setting("exchange_rates", {}, "By currency: units of the brand's currency for one of it",
            _mapping(str, 'a rate by currency, such as {"EUR": "1.08"}')),
    Setting("backups_kept", {"newest": 3, "days": 7, "weeks": 5, "months": 12},
            "Automatic backups kept: the newest, then one a day, week and month",
            _mapping(_whole(0, 1000), "numbers for newest, days, weeks and months")),
)  # fmt: skip
