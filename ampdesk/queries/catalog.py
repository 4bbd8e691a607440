"""The tables a statement may name, with their columns and types."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ampdesk.engine.views import columns
from ampdesk.lake import Snapshot
from ampdesk.schema.names import fold_name


@dataclass(frozen=True)
class Catalog:
    """Tables by declared name; each with its columns and their SQL types, in order."""

    tables: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Catalog":
        """Return the catalogue of a generation; tables not built yet are there, empty."""
        return cls(columns(snapshot))

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {fold_name(name): name for name in self.tables}

    def find(self, name: str) -> str | None:
        """Return the declared name of a table, or None."""
        return self._by_fold.get(fold_name(name))

    def names(self) -> Iterable[str]:
        """Return the declared names of tables."""
        return self.tables.keys()

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Return each column's declared spelling by its lower-case name."""
        return {name.lower(): name for columns in self.tables.values() for name in columns}
