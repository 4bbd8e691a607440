"""What a reader sees: one generation, whose files stay while it is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from ampdesk.lake.lease import Lease
from ampdesk.lake.manifest import Manifest, TableFiles


@dataclass(frozen=True)
class Snapshot:
    """One generation of the lake; `close` (or forgetting it) lets its files go."""

    folder: Path
    manifest: Manifest
    _lease: Lease | None = field(default=None, repr=False, compare=False)

    @property
    def generation(self) -> int:
        """Generation of the lake; 0 when nothing was ever published."""
        return self.manifest.generation

    @property
    def built_on(self) -> date | None:
        """The day (UTC) the derived tables are as of; None when they were never built."""
        return self.manifest.built_on

    @property
    def tables(self) -> Mapping[str, TableFiles]:
        """Tables by name."""
        return self.manifest.tables

    def close(self) -> None:
        """Let the files go; a publish may then delete those it replaced."""
        if self._lease:
            self._lease.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
