"""What a build says it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ampdesk.stitch.assign import Changes


@dataclass(frozen=True)
class BuildResult:
    """Rows by derived table, and how the ids moved; `incremental`: only what changed was built."""

    tables: Mapping[str, int]
    seconds: float
    incremental: bool
    records: int = 0
    customers: int = 0
    changes: Changes = field(default_factory=Changes)
    currency: str | None = None
    warnings: tuple[str, ...] = ()
    steps: Mapping[str, float] = field(default_factory=dict)
    """Seconds by step."""
