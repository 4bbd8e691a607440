"""Opening a brand to read: what several commands do alike."""

from pathlib import Path

from ampdesk import api
from ampdesk.cli import output
from ampdesk.cli.options import brand_path


def reading(brand: Path, today: str | None = None) -> "api.Brand":
    """Open a brand read-only."""
    return api.Brand.open(brand_path(brand), today=today, read_only=True)


def reading_warned(brand: Path, today: str | None = None) -> "api.Brand":
    """Open a brand read-only, and warn when its tables are not as of today."""
    opened = reading(brand, today)
    for warning in opened.staleness():
        output.warn(warning)
    return opened
