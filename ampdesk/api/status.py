"""What a brand holds, how old it is, and what there is to worry about."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ampdesk import profiles
from ampdesk.jobs import jobs_of
from ampdesk.lake import Snapshot
from ampdesk.store import Store, sizes


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


def read_status(store: Store, snapshot: Snapshot, today: date) -> Status:
    """Gather the status of an open brand."""
    stale = staleness(store, snapshot, today)
    return Status(
        tables={name: table.rows for name, table in sorted(snapshot.tables.items())
                if not name.startswith("_")},
        jobs=tuple(asdict(job) for job in jobs_of(store)),
        fresh=not stale,
        built_on=snapshot.built_on,
        warnings=(*stale, *store.warnings),
        sizes={part.what: part.size for part in sizes(store.path)},
    )  # fmt: skip


def staleness(store: Store, snapshot: Snapshot, today: date) -> tuple[str, ...]:
    """Say why the derived tables are not those of today's data; empty when they are."""
    found = profiles.staleness(store, snapshot.tables, built_on=snapshot.built_on, today=today)
    return found.reasons
