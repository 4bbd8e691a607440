"""What the last build was made from, so that the next one can build only what changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ampdesk.lake import TableFiles
from ampdesk.profiles.currency import BrandCurrency
from ampdesk.profiles.custom import CustomColumns
from ampdesk.profiles.policy import Policy
from ampdesk.schema import FEEDS
from ampdesk.store import Store

if TYPE_CHECKING:
    from ampdesk.profiles.session import Session

KEY = "build.state"
VERSION = 6
"""Raise it when a statement changes what a table holds: the next build is then a full one."""

WHOLE = ("source_products", "source_fiscal_calendar")
"""Feeds whose rows reach every order: a new import of these builds everything."""


@dataclass(frozen=True)
class Delta:
    """Imports by feed that the last build has not seen; `same_day`: it was as of today."""

    imports: Mapping[str, tuple[int, ...]]
    same_day: bool
    currency: str | None
    namespaces: tuple[str, ...]

    def new(self, feed: str) -> tuple[int, ...]:
        """Imports of a feed that came since."""
        return self.imports.get(feed, ())

    @property
    def is_empty(self) -> bool:
        """Nothing came, and the day is the same."""
        return self.same_day and not any(self.imports.values())


def imports_of(tables: Mapping[str, TableFiles]) -> dict[str, list[int]]:
    """Return the imports that make up each feed of the lake."""
    return {
        feed.name: sorted(tables[feed.name].import_ids) for feed in FEEDS if feed.name in tables
    }


def settings_of(policy: Policy) -> dict[str, Any]:
    """Return the settings that reach derived tables, by their keys, as JSON values."""
    made = asdict(policy)
    named = {_KEYS.get(name, name): made[name] for name in made if name != "words"}
    found: dict[str, Any] = json.loads(json.dumps({**named, **made["words"]}, default=str))
    return found


_KEYS = {
    "rates": "exchange_rates",
    "purchaser_stages": "lifecycle_purchaser",
    "churn_stages": "lifecycle_churn",
    "summed_discounts": "order_discount_rollup",
    "replacing_consent": "consent",
}
"""Fields of Policy whose setting has another name."""


def read_delta(
    store: Store,
    tables: Mapping[str, TableFiles],
    policy: Policy,
    today: date,
    custom: CustomColumns,
) -> Delta | None:
    """Compare feeds and settings with the last build; None when everything must be built.

    That is: no build yet, other settings, an import undone, a table lost, a feed that reaches
    every row, custom columns that are new or hold something else, or e-mails that are assigned
    one to one.
    """
    kept: Any = store.settings.kept(KEY)
    if not kept or kept["version"] != VERSION or kept["settings"] != settings_of(policy):
        return None
    if not set(kept["tables"]) <= set(tables) or kept["custom"] != custom.as_json():
        return None
    same = kept["today"] == today.isoformat() and imports_of(tables) == kept["imports"]
    if policy.email_assignment and not same:
        return None  # any new order may move any e-mail to another customer
    found, before = imports_of(tables), kept["imports"]
    added: dict[str, tuple[int, ...]] = {}
    for feed in {*found, *before}:
        now, then = set(found.get(feed, ())), set(before.get(feed, ()))
        if then - now or (now - then and feed in WHOLE):
            return None
        if now - then and min(now - then) < max(then, default=0):
            return None  # an older import came back: what it superseded is no longer known
        added[feed] = tuple(sorted(now - then))
    same_day = kept["today"] == today.isoformat()
    return Delta(added, same_day, kept["currency"], tuple(kept["namespaces"]))


def brand_currency(store: Store) -> BrandCurrency:
    """Return the currency that customers' amounts have had since the last build, and its rates."""
    policy, kept = Policy.of(store), store.settings.kept(KEY)
    return BrandCurrency(policy.currency or (kept and kept["currency"]) or None, policy.rates)


def write(session: "Session", derived: list[str]) -> None:
    """Note what this build was made from, in its publishing commit."""
    session.store.settings.keep(
        KEY,
        {
            "version": VERSION,
            "settings": settings_of(session.policy),
            "today": session.today.isoformat(),
            "currency": session.currency,
            "namespaces": sorted(session.foreign_keys),
            "custom": session.custom.as_json(),
            "imports": imports_of(session.publish.tables),
            "tables": derived,
        },
    )
