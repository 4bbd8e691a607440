"""What the window remembers of a brand: last tab, widths, columns. Never a customer's data.

Kept in the user's own configuration, not in the brand file: a read-only window has a layout too.
"""

import json
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

from ui.shell.recent import config_folder, private_name

SAVE_MS = 800
KEPT = 60  # files of brands; the oldest go

Value = TypeVar("Value")


class Layout(QObject):
    """JSON values by key, such as "customers.columns"; written 800 ms after the last change."""

    def __init__(self, brand: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)  # owned: a timer collected in a reading thread is a crash
        self._file = _file_of(brand) if brand else None
        self._values: dict[str, Any] = _read(self._file) if self._file else {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self.save)

    def get(self, key: str, default: Value) -> Value:
        """Return what lies under a key when it is of the default's type, else the default."""
        found = self._values.get(key)
        return found if isinstance(found, type(default)) else default

    def put(self, key: str, value: object) -> None:
        """Keep a value that JSON can hold."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._timer.start()

    def save(self) -> None:
        """Write now; a read-only home is no reason to stop."""
        self._timer.stop()
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part = self._file.with_suffix(".part")
            part.write_text(json.dumps(self._values, indent=1), encoding="utf-8")
            part.replace(self._file)
            for old in sorted(self._file.parent.glob("*.json"), key=_age)[:-KEPT]:
                old.unlink()
        except OSError:
            return


def _file_of(brand: Path) -> Path:
    return config_folder() / "layouts" / private_name(brand)


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _age(file: Path) -> float:
    return file.stat().st_mtime
