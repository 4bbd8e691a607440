"""`ampdesk doctor`: the facts about this machine that decide how safe and fast a brand is."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ampdesk.store import sqlite
from ampdesk.store.place import place_warnings

_LIBRARIES = (
    "pysqlite3", "sqlite-utils", "duckdb", "pyarrow", "adbc-driver-sqlite", "sqlglot", "pydantic",
    "pandas", "numpy", "scikit-learn", "PySide6-Essentials", "keyring", "pyspark",
)  # fmt: skip
_LITTLE_SPACE = 2 << 30  # bytes


@dataclass(frozen=True)
class Fact:
    """One fact; `advice` is empty where all is well."""

    name: str
    value: str
    advice: str = ""


def doctor(path: Path | None = None) -> list[Fact]:
    """Return facts about this machine and, with `path`, about the place of a brand file."""
    folder = (path.absolute().parent if path else Path.cwd()) if path else Path.cwd()
    return [*_sqlite(), *_python(), *_keyring(), *_space(folder), *_place(path)]


def _sqlite() -> list[Fact]:
    safe = sqlite.wal_is_safe()
    return [
        Fact("SQLite", f"{sqlite.VERSION} ({sqlite.LIBRARY})"),
        Fact(
            "journal mode",
            "write-ahead log" if safe else "rollback journal",
            ""
            if safe
            else "SQLite before 3.51.3 may corrupt a write-ahead log; updating "
            "Python or installing pysqlite3 makes writing faster",
        ),
    ]


def _python() -> list[Fact]:
    facts = [
        Fact("Python", f"{platform.python_version()} ({sys.executable})"),
        Fact("system", f"{platform.system()} {platform.release()} {platform.machine()}"),
        Fact("processors", str(os.cpu_count() or 1)),
    ]
    for name in _LIBRARIES:
        try:
            facts.append(Fact(name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return facts


def _keyring() -> list[Fact]:
    """Name the keyring without asking it for anything."""
    import keyring

    backend = keyring.get_keyring()
    name = f"{type(backend).__module__}.{type(backend).__name__}"
    works = backend.priority > 0 if hasattr(backend, "priority") else True
    advice = "" if works else "no keyring here: destinations will ask for a passphrase"
    return [Fact("keyring", name, advice)]


def _space(folder: Path) -> list[Fact]:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return [Fact("free disk space", "unknown", f"{folder}: {error.strerror}")]
    advice = "" if free > _LITTLE_SPACE else "little room: imports and backups may not fit"
    writable = os.access(folder, os.W_OK)
    return [
        Fact("free disk space", f"{free / 1e9:,.1f} GB in {folder}", advice),
        Fact("folder", "writable" if writable else "read-only",
             "" if writable else "choose a folder of your own"),
    ]  # fmt: skip


def _place(path: Path | None) -> list[Fact]:
    if path is None:
        return []
    size = f"{path.stat().st_size / 1e6:,.1f} MB" if path.exists() else "not there"
    warnings = place_warnings(path)
    return [Fact("brand file", f"{path.name}, {size}", "; ".join(warnings))]
