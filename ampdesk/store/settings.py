"""The brand's settings: declared once with type, default and rule; only deviations are stored."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from ampdesk.clock import Clock
from ampdesk.store.declared import SETTINGS, Setting
from ampdesk.store.errors import SettingError
from ampdesk.store.sqlite import Connection, rows

NAMESPACE = "brand.namespace"

Transaction = Callable[[], AbstractContextManager[Connection]]


class Settings:
    """Reads and writes the settings of one open brand file."""

    def __init__(self, connection: Connection, transaction: Transaction, clock: Clock) -> None:
        self._connection = connection
        self._transaction = transaction
        self._clock = clock

    def get(self, key: str) -> Any:
        """Return the value of a declared setting, or its default. Raises SettingError."""
        setting = declared(key)
        found = self.kept(key)
        return setting.default if found is None else found

    def is_set(self, key: str) -> bool:
        """Return whether the user chose a value, rather than leaving the default."""
        declared(key)
        return self.kept(key) is not None

    def set(self, key: str, value: Any) -> Any:
        """Check and store a value; text is read as the setting's type. Return what was stored.

        Raises SettingError naming what is allowed.
        """
        accepted = declared(key).accept(value)
        self.keep(key, accepted)
        return accepted

    def reset(self, key: str) -> None:
        """Return a setting to its default."""
        declared(key)
        with self._transaction() as connection:
            connection.execute("DELETE FROM settings WHERE key = ?", (key,))

    def all(self) -> dict[str, Any]:
        """Return every declared setting with its value or default, in the declared order."""
        stored = dict(rows(self._connection, "SELECT key, value FROM settings"))
        return {
            setting.key: json.loads(stored[setting.key]) if setting.key in stored
            else setting.default
            for setting in SETTINGS
        }  # fmt: skip

    def kept(self, key: str) -> Any:
        """Return what lies under `key`, declared or the program's own; None when nothing does."""
        found = rows(self._connection, "SELECT value FROM settings WHERE key = ?", (key,))
        return json.loads(found[0][0]) if found else None

    def keep(self, key: str, value: Any) -> None:
        """Store `value` under `key` unchecked: for the program's own notes, such as a namespace."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO settings (key, value, changed_at) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                "changed_at = excluded.changed_at",
                (key, json.dumps(value, ensure_ascii=False), f"{self._clock.now():%F %T}"),
            )

    def replace(self, values: Mapping[str, Any]) -> None:
        """Set several settings, all or none."""
        with self._transaction():
            for key, value in values.items():
                self.set(key, value)


def declared(key: str) -> Setting:
    """Return the declaration of a setting. Raises SettingError naming those there are."""
    for setting in SETTINGS:
        if setting.key == key:
            return setting
    raise SettingError(
        f'there is no setting "{key}"',
        remedy=f"choose one of {', '.join(setting.key for setting in SETTINGS)}",
        where="settings",
    )
