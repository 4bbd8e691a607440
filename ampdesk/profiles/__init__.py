"""The customer 360: merged customers, households, consent, roll-ups, attributes."""

from ampdesk.profiles.build import build
from ampdesk.profiles.currency import BrandCurrency
from ampdesk.profiles.merged import group_ranking
from ampdesk.profiles.result import BuildResult
from ampdesk.profiles.staleness import Staleness, staleness
from ampdesk.profiles.state import brand_currency

__all__ = [
    "BrandCurrency",
    "BuildResult",
    "Staleness",
    "brand_currency",
    "build",
    "group_ranking",
    "staleness",
]
