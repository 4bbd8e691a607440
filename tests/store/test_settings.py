"""Settings: declared, checked, with defaults; only deviations lie in the file."""

from pathlib import Path
from typing import Any

import pytest

from ampdesk.store import Store
from ampdesk.store.declared import SETTINGS
from ampdesk.store.errors import SettingError
from ampdesk.store.sqlite import rows


def test_every_default_is_one_that_its_own_rule_accepts() -> None:
    for setting in SETTINGS:
        assert setting.accept(setting.default) == setting.default, setting.key
        assert setting.description
    assert len({setting.key for setting in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize(
    ("key", "given", "stored"),
    [
        ("currency", " eur", "EUR"),
        ("currency", "", ""),
        ("time_zone", "Europe/Berlin", "Europe/Berlin"),
        ("default_country", "de", "DE"),
        ("early_repeat_days", "60", 60),
        ("employee_domains", "Shop.example, shop.test ,", ["shop.example", "shop.test"]),
        ("email_assignment", "yes", True),
        ("order_discount", '{"square": "separate"}', {"square": "separate"}),
        ("exchange_rates", {"EUR": 1.08}, {"EUR": "1.08"}),
        ("merge_policy", {"general": ["a", "b", "a"]}, {"general": ["a", "b"]}),
        ("lifecycle_churn", '[["Active", 90], ["Lost", null]]', [["Active", 90], ["Lost", None]]),
    ],
)
def test_values_are_read_as_the_command_line_gives_them(
    brand: Path, key: str, given: Any, stored: Any
) -> None:
    with Store.open(brand) as store:
        assert store.settings.set(key, given) == stored
    with Store.open(brand, read_only=True) as store:
        assert store.settings.get(key) == store.settings.all()[key] == stored
        assert store.settings.is_set(key)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("currency", "Euro", "is not a currency code of three letters"),
        ("time_zone", "Berlin", "is not a time zone such as Europe/Berlin"),
        ("early_repeat_days", "0", "is not a whole number from 1 to 3650"),
        ("early_repeat_days", True, "is not a whole number"),
        ("lifecycle_churn", [["Active", 90], ["Lost", 60]], "with rising days"),
        ("lifecycle_churn", [["Active", None], ["Lost", 60]], "with rising days"),
        ("merge_policy", {"nose": []}, "is not lists of sources by group"),
        ("order_discount", {"square": "both"}, "is not one of allocate, separate"),
        ("email_assignment", "perhaps", "is not yes or no"),
        ("business_words", 7, "is not a list of words"),
        ("backups_kept", {"days": -1}, "is not a whole number from 0"),
    ],
)
def test_what_is_not_allowed_says_what_is(brand: Path, key: str, value: Any, said: str) -> None:
    with Store.open(brand) as store:
        with pytest.raises(SettingError, match=said) as refused:
            store.settings.set(key, value)
        assert f"example: {key}=" in refused.value.remedy
        assert not store.settings.is_set(key)


def test_an_unknown_key_is_refused_with_those_there_are(brand: Path) -> None:
    with Store.open(brand) as store, pytest.raises(SettingError, match="currency, time_zone"):
        store.settings.get("colour")


def test_a_reset_leaves_no_row_and_several_are_set_together_or_not(brand: Path) -> None:
    with Store.open(brand) as store:
        with pytest.raises(SettingError):
            store.settings.replace({"early_repeat_days": 60, "currency": "Euro"})
        assert store.settings.get("early_repeat_days") == 84
        store.settings.set("early_repeat_days", 60)
        store.settings.reset("early_repeat_days")
        assert rows(store.connection, "SELECT key FROM settings") == [("brand.namespace",)]
