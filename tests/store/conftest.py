"""A brand file, and a way to make one of an older version."""

import sqlite3
from pathlib import Path

import pytest

from ampdesk.store import Store

VERSIONS = Path(__file__).parent / "versions"


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    """An empty brand file of the newest version."""
    path = tmp_path / "demo.ampdesk"
    Store.create(path).close()
    return path


def old_brand(path: Path, version: int = 1) -> Path:
    """Write the brand file that AmpDesk of format `version` would have left, with a little in it.

    The script was dumped from such a file and never changes. Written with the other SQLite
    library, whose connection is closed before ours opens the file.
    """
    with sqlite3.connect(path) as connection:
        connection.executescript((VERSIONS / f"{version}.sql").read_text(encoding="utf-8"))
    connection.close()
    return path
