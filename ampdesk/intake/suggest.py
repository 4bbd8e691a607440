"""Which semantic tag a column of an unknown file may have, and how sure that is.

Source: import_formats.md 4 and 5: exact beats synonym beats content; one column per tag, the
fuller, then the leftmost; rivals are shown; the false friends of section 4.
"""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ampdesk.intake.headers import normalise
from ampdesk.intake.reading.layout import is_value
from ampdesk.shipped import shipped

EXACT, SYNONYM, TAIL, CONTENT = 1.0, 0.9, 0.6, 0.7
_FITS = 0.8  # share of the values that must fit for content to count
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
_PHONE = re.compile(r"'?\+?[\d\s().\-/]{7,24}(?:\s*(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|(?:19|20)\d{6}")
_STATUS = frozenset({"enabled", "disabled", "invited", "declined", "active", "inactive"})
# tags of data_model.md 1.7 that no synonym leads to
_MORE_TAGS = (
    "generational-suffix", "ck", "item-cost", "item-profit", "item-list-price", "item-subtotal",
    "item-discount-amount", "item-discount-percent", "item-tax-amount", "unit-cost", "unit-revenue",
    "unit-subtotal", "is-return", "is-cancellation", "order-discount-amount", "digital-channel",
    "purchase-brand", "purchase-channel", "product-category", "product-subcategory",
    "product-brand",
    "product-description", "product-gender", "product-color", "product-size", "product-material",
    "product-upc", "product-msrp", "send-id", "event-type", "event-datetime", "campaign-name",
    "treatment-id", "treatment-name", "is-email-opted-in", "is-sms-opted-in", "program",
    "frequency",
    "language-preference", "brand", "is-opted-in", "latest-opted-in-datetime",
)  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """A tag for a column, with how sure it is (1: the header is the tag) and what else wants it.

    `column` is the header as filed; `rivals` are the headers that had the tag, too, and lost it.
    """

    column: str
    tag: str
    confidence: float
    rivals: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, str]:
    """Return normalised header → tag: the tags' own names and the shipped synonyms."""
    found: dict[str, str] = {}
    with shipped("words/headers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in row["synonyms"].split("|"):
                found.setdefault(normalise(word), row["tag"])
    return found


@lru_cache(maxsize=1)
def tags() -> frozenset[str]:
    """Return the tags that may be suggested."""
    return frozenset(synonyms().values()) | frozenset(_MORE_TAGS)


@lru_cache(maxsize=1)
def _exact() -> Mapping[str, str]:
    return {normalise(tag): tag for tag in tags()}


def suggest(headers: Sequence[str], sample: Sequence[Sequence[str | None]]) -> list[Suggestion]:
    """Return at most one tag per column and one column per tag, in the file's order.

    `sample`: some records as text, cells in the order of the headers.
    """
    names = {normalise(header) for header in headers}
    wishes: dict[str, list[tuple[int, float]]] = {}
    for at, header in enumerate(headers):
        values = [value.strip() for row in sample if (value := row[at]) and value.strip()]
        found = _tag(normalise(header), values, names)
        if found is not None:
            tag, confidence = found
            wishes.setdefault(tag, []).append((at, confidence))
    chosen: list[tuple[int, Suggestion]] = []
    for tag, columns in wishes.items():
        full = {at: sum(bool(row[at] and row[at].strip()) for row in sample) for at, _ in columns}  # type: ignore[union-attr]
        ranked = sorted(columns, key=lambda one: (-one[1], -full[one[0]], one[0]))
        (best, confidence), others = ranked[0], ranked[1:]
        rivals = tuple(headers[at] for at, _ in others)
        chosen.append((best, Suggestion(headers[best], tag, confidence, rivals)))
        if tag in {"email", "phone"}:  # both kinds of contact may come more than once
            chosen += [
                (at, Suggestion(headers[at], f"{tag}-{number}", sure * 0.9))
                for number, (at, sure) in enumerate(others, 2)
            ]
    return [suggestion for _, suggestion in sorted(chosen, key=lambda one: one[0])]


def _tag(header: str, values: Sequence[str], names: Collection[str]) -> tuple[str, float] | None:
    """Return tag and confidence of one column."""
    friend = _false_friend(header, values, names)
    if friend is not None:
        return friend or None
    for known, confidence in ((_exact(), EXACT), (synonyms(), SYNONYM)):
        if header in known:
            return _checked(known[header], confidence, values)
    if header.startswith("fk "):
        return "fk-" + header[3:].replace(" ", "-"), EXACT
    ordinal = re.fullmatch(r"(.+?) ?(\d)", header)
    if ordinal and (base := common(ordinal[1])) in {"email", "phone"}:
        return _checked(f"{base}-{ordinal[2]}", SYNONYM, values)
    by_content = _by_content(values)
    if by_content:
        return by_content, CONTENT
    words = header.split(" ")
    for start in range(1, len(words)):
        tail = " ".join(words[start:])
        if (tag := common(tail)) is not None and len(tail) > 3:  # noqa: PLR2004
            return _checked(tag, TAIL, values)
    return None


def common(header: str) -> str | None:
    """Return the tag of a normalised header that any platform may have, None of any other."""
    return _exact().get(header) or synonyms().get(header)


def _false_friend(
    header: str, values: Sequence[str], names: Collection[str]
) -> tuple[str, float] | tuple[()] | None:
    """Return the tag of a header that means another thing here; () = none; None = no such one."""
    if header == "name" and any(name.startswith("lineitem") for name in names):
        return "order-id", SYNONYM
    if header == "id":
        if "email" in names:
            return "pk", SYNONYM
        return ("order-id", SYNONYM) if "total" in names else ("pk", TAIL)
    if header == "state" and values and {value.lower() for value in values} <= _STATUS:
        return ()
    return None


def _checked(tag: str, confidence: float, values: Sequence[str]) -> tuple[str, float]:
    """Lower the confidence of a header whose values are something else."""
    base = tag.rstrip("0123456789-")
    fits = {
        "email": lambda value: bool(_EMAIL.fullmatch(value)),
        "phone": is_phone,
        "surname": lambda value: not is_value(value),
        "given-name": lambda value: not is_value(value),
        "full-name": lambda value: not is_value(value),
    }.get(base)
    if fits and values and sum(map(fits, values)) < len(values) / 2:
        confidence /= 2
    return tag, confidence


def _by_content(values: Sequence[str]) -> str | None:
    if len(values) < 2:  # noqa: PLR2004  # one value says nothing
        return None
    need = _FITS * len(values)
    if sum(bool(_EMAIL.fullmatch(value)) for value in values) >= need:
        return "email"
    looks = [value for value in values if is_phone(value)]
    # bare digits are ids more often than phones
    written = [value for value in looks if not value.isdigit()]
    if len(looks) >= need and len(written) >= len(looks) / 2:
        return "phone"
    return None


def is_email(value: str) -> bool:
    """Return whether a text is written as an e-mail address."""
    return bool(_EMAIL.fullmatch(value))


def is_phone(value: str) -> bool:
    """Return whether a text has 7 to 15 digits as a phone number has, and is no date or amount."""
    digits = sum(letter.isdigit() for letter in value.partition("x")[0])
    return (
        7 <= digits <= 15  # noqa: PLR2004
        and bool(_PHONE.fullmatch(value))
        and not _DATE.fullmatch(value)
        and not re.fullmatch(r"-?\d+[.,]\d{1,2}", value)
    )


def kind_of(found: Collection[str]) -> str | None:
    """Return what a file with these tags holds, None when they do not tell."""
    have = set(found)
    person = {"email", "phone", "surname", "given-name", "full-name", "pk", "address"}
    if {"order-id", "order-datetime"} <= have:
        items = {"item-revenue", "item-quantity", "product-id", "unit-list-price", "product-name"}
        return "order_items" if have & items else "orders"
    if "product-id" in have and "product-name" in have and not have & person:
        return "products"
    if {"email", "event-type"} <= have:
        return "email_events"
    if have & {"consent_email", "consent_email_inverted", "is-email-opted-in"} and not (
        have & (person - {"email", "phone"})
    ):
        return "consent_email" if "email" in have else None
    if have & {"consent_sms", "is-sms-opted-in"} and not have & (person - {"phone"}):
        return "consent_sms" if "phone" in have else None
    return "customers" if have & (person - {"pk", "address"}) else None


def sure(suggestions: Sequence[Suggestion]) -> float:
    """Return how sure the suggestions are together: the least sure of those that matter."""
    return min((one.confidence for one in suggestions), default=0.0)


def without(suggestions: Sequence[Suggestion], threshold: float) -> list[Suggestion]:
    """Return the suggestions that are at least so sure."""
    return [replace(one) for one in suggestions if one.confidence >= threshold]
