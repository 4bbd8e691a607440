"""What a brand holds, how old it is, and what there is to worry about."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Status:
    """Rows per table, last jobs, freshness, warnings, sizes of every file kept (bytes)."""

    tables: dict[str, int]
    jobs: tuple[dict[str, Any], ...]
    fresh: bool
    built_on: date | None
    warnings: tuple[str, ...]
    sizes: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return the object of `status --json` (definitions.md), then what is ours."""
        return {
            "tables": self.tables,
            "jobs": list(self.jobs),
            "fresh": self.fresh,
            "warnings": list(self.warnings),
            "built_on": self.built_on.isoformat() if self.built_on else None,
            "sizes": self.sizes,
        }
