"""A disk that fills at some point of an import, a build, a backup or a publish.

Each is run on a disk of its own (tmpfs), with room for a part of what it writes. It says that the
disk is full and what to do, and the brand is as it was.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ampdesk.errors import AmpDeskError
from tests.faults import deeds

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to mount"
)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Mount a disk of `size` bytes; skip where that is not allowed."""
    folder.mkdir()
    options = f"size={max(size, 4096)}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("no mounting here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def used(folder: Path) -> int:
    """Return the bytes that a disk of pages needs for a folder."""
    pages = 4096
    return sum(
        -(-path.stat().st_size // pages) * pages for path in folder.rglob("*") if path.is_file()
    )


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    deeds.make_exports(folder, 40)
    return folder


@pytest.fixture(scope="module")
def start(exports: Path) -> Path:
    folder = exports / "start"
    folder.mkdir()
    deeds.new_brand(folder)
    return folder


def tried(deed: str, folder: Path) -> AmpDeskError | None:
    try:
        deeds.DEEDS[deed](folder)
    except AmpDeskError as error:
        return error
    return None


@pytest.mark.parametrize("deed", ["import_files", "back_up", "publish"])
def test_nothing_is_changed_by_a_deed_that_found_no_room(
    deed: str, exports: Path, start: Path
) -> None:
    whole = exports / "whole"
    shutil.copytree(start, whole)
    deeds.DEEDS[deed](whole)
    before, grown = deeds.digest(start), used(whole) - used(start)
    shutil.rmtree(whole)
    refused = 0
    for part in (0.02, 0.3, 0.6, 0.9):
        with small_disk(exports / "disk", used(start) + int(part * grown)) as disk:
            shutil.copytree(start, disk, dirs_exist_ok=True)
            refusal = tried(deed, disk)
            if refusal is None:
                continue
            refused += 1
            assert refusal.code == "disk_full", refusal
            assert "the disk is full" in str(refusal)
            # room again: whatever was begun is gone, and the deed can be done
            roomy = exports / "roomy"
            shutil.copytree(disk, roomy)
        assert deeds.digest(roomy) == before
        deeds.DEEDS[deed](roomy)
        shutil.rmtree(roomy)
    assert refused >= 2
