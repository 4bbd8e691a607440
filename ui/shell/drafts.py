"""Unsaved edits outlive a crash: a draft is kept 800 ms after the last change (window.md 2).

Drafts may hold what a person typed about a customer: they lie beside the brand's layout in a file
that only its user can read, and are dropped when the edit is saved, thrown away or erased.
"""

import contextlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.shell.recent import config_folder, private_name

SAVE_MS = 800


@dataclass(frozen=True)
class Draft:
    """One unsaved edit: its kind ("customers.note"), what it is called, the edit as JSON."""

    kind: str
    title: str
    edit: Any
    kept_at: datetime


class Drafts(QObject):
    """The drafts of one brand; `left` are those that an earlier window left behind."""

    def __init__(self, brand: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)  # owned: a timer collected in a reading thread is a crash
        self._file = folder() / private_name(brand) if brand else None
        self.left = _read(self._file) if self._file else ()
        self._drafts = {one.kind: one for one in self.left}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self.save)

    def keep(self, kind: str, title: str, edit: object) -> None:
        """Keep an edit; a later one of the same kind takes its place."""
        self._drafts[kind] = Draft(kind, title, edit, datetime.now(UTC))
        self._timer.start()

    def drop(self, kind: str) -> None:
        """Forget an edit: it was saved or thrown away."""
        self.left = tuple(one for one in self.left if one.kind != kind)
        if self._drafts.pop(kind, None) is not None:
            self.save()

    def drop_all(self) -> None:
        """Forget every edit, as an erasure does."""
        self.left = ()
        self._drafts.clear()
        self.save()

    def save(self) -> None:
        """Write now; nothing is left on the disk when there is no draft."""
        self._timer.stop()
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            if not self._drafts:
                self._file.unlink(missing_ok=True)
                return
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lines = [
                {"kind": one.kind, "title": one.title, "edit": one.edit,
                 "kept_at": one.kept_at.isoformat()}
                for one in self._drafts.values()
            ]  # fmt: skip
            part = self._file.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(json.dumps(lines), encoding="utf-8")
            part.replace(self._file)


def folder() -> Path:
    """Return where drafts lie, for an erasure that looks for traces."""
    return config_folder() / "drafts"


def _read(file: Path) -> tuple[Draft, ...]:
    try:
        return tuple(
            Draft(one["kind"], one["title"], one["edit"], datetime.fromisoformat(one["kept_at"]))
            for one in json.loads(file.read_text(encoding="utf-8"))
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()
