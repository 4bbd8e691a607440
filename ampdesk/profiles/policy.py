"""What a build takes from the brand's settings, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ampdesk.store import Store


@dataclass(frozen=True)
class Stage:
    """A name for ages up to and with `days`; None for all that is older."""

    name: str
    days: int | None


@dataclass(frozen=True)
class Policy:
    """Settings of one build; `currency` is None until orders decide it."""

    currency: str | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    merge_policy: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    email_assignment: bool = False
    early_repeat_days: int = 84
    purchaser_stages: tuple[Stage, ...] = ()
    churn_stages: tuple[Stage, ...] = ()
    outlier_permille: int = 995
    reseller_permille: int = 990
    reseller_records: int = 50
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    summed_discounts: tuple[str, ...] = ()
    replacing_consent: tuple[str, ...] = ()

    @classmethod
    def of(cls, store: Store) -> "Policy":
        """Read the settings of a brand."""
        found: Mapping[str, Any] = store.settings.all()
        return cls(
            currency=found["currency"] or None,
            rates={code: Decimal(rate) for code, rate in found["exchange_rates"].items()},
            merge_policy={group: tuple(names) for group, names in found["merge_policy"].items()},
            email_assignment=found["email_assignment"],
            early_repeat_days=found["early_repeat_days"],
            purchaser_stages=_stages(found["lifecycle_purchaser"]),
            churn_stages=_stages(found["lifecycle_churn"]),
            outlier_permille=found["outlier_permille"],
            reseller_permille=found["reseller_permille"],
            reseller_records=found["reseller_records"],
            words={name: tuple(found[name]) for name in _WORDS},
            summed_discounts=_having(found["order_discount_rollup"], "sum"),
            replacing_consent=_having(found["consent"], "replace"),
        )


_WORDS = (
    "business_words", "business_exceptions", "employee_domains", "employee_exceptions",
    "gift_words", "test_words", "test_exceptions",
)  # fmt: skip


def _stages(pairs: list[list[Any]]) -> tuple[Stage, ...]:
    return tuple(Stage(name, days) for name, days in pairs)


def _having(mapping: Mapping[str, str], value: str) -> tuple[str, ...]:
    return tuple(sorted(source for source, chosen in mapping.items() if chosen == value))
