"""What has changed since the last build: whether the derived tables are those of today's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ampdesk.lake import TableFiles
from ampdesk.profiles.policy import Policy
from ampdesk.profiles.state import KEY, VERSION, imports_of, settings_of
from ampdesk.store import Store


@dataclass(frozen=True)
class Staleness:
    """Differences between what the last build read and what is there now; all empty: fresh."""

    built_on: date | None
    today: date
    new_imports: tuple[int, ...] = ()
    imports_gone: tuple[int, ...] = ()
    settings: tuple[str, ...] = ()
    """Settings with another value than the build had, by their keys."""
    tables_lost: tuple[str, ...] = ()
    other_program: bool = False
    """The build was made by a version of AmpDesk that derives something else."""

    @property
    def is_fresh(self) -> bool:
        """Nothing changed, and the build is of today."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """What a person is told, one sentence each."""
        if self.built_on is None:
            return ("Nothing is built yet: import files, then build.",)
        told = []
        if self.built_on != self.today:
            told.append(f"Built on {self.built_on}, today is {self.today}: build to bring it up.")
        if self.new_imports:
            told.append(f"{_imports(self.new_imports)} came since the last build: build.")
        if self.imports_gone:
            told.append(f"{_imports(self.imports_gone)} left since the last build: build.")
        if self.settings:
            told.append(
                f"Settings changed since the last build ({', '.join(self.settings)}): build."
            )
        if self.tables_lost:
            told.append(f"Tables are missing ({', '.join(self.tables_lost)}): build.")
        if self.other_program:
            told.append("Built by another version of AmpDesk: build.")
        return tuple(told)


def staleness(
    store: Store, tables: Mapping[str, TableFiles], *, built_on: date | None, today: date
) -> Staleness:
    """Compare feeds, settings and the day with those of the last build.

    `tables` and `built_on` are those of the lake's newest snapshot. An import that was taken back
    and made again counts as gone and as new.
    """
    kept: Any = store.settings.kept(KEY)
    if built_on is None or not kept:
        return Staleness(built_on, today, other_program=built_on is not None)
    if kept["version"] != VERSION:
        return Staleness(built_on, today, other_program=True)
    now, then = _imports_in(imports_of(tables)), _imports_in(kept["imports"])
    return Staleness(
        built_on,
        today,
        new_imports=tuple(sorted(now - then)),
        imports_gone=tuple(sorted(then - now)),
        settings=changed_settings(store),
        tables_lost=tuple(sorted(set(kept["tables"]) - set(tables))),
    )


def changed_settings(store: Store) -> tuple[str, ...]:
    """Return the keys of settings with another value than the last build had; none: no build."""
    kept: Any = store.settings.kept(KEY)
    if not kept or "settings" not in kept:  # never built, or by an older version
        return ()
    now, before = settings_of(Policy.of(store)), kept["settings"]
    return tuple(sorted(key for key in now if now[key] != before.get(key)))


def _imports_in(feeds: Mapping[str, list[int]]) -> set[int]:
    return {number for numbers in feeds.values() for number in numbers}


def _imports(numbers: tuple[int, ...]) -> str:
    listed = ", ".join(map(str, numbers[:5])) + (", …" if numbers[5:] else "")
    return f"Import {listed}" if len(numbers) == 1 else f"{len(numbers)} imports ({listed})"
