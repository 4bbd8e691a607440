"""A 2 GB file reads in flat memory, clean or dirty."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
from pathlib import Path
from ampdesk.intake.reading import ReadOptions, open_workspace, stage
with open_workspace(Path(sys.argv[2])) as connection:
    staged = stage(Path(sys.argv[1]), ReadOptions(), connection, "staged")
    print(staged.rows, staged.rejected, staged.dialect.encoding,
          resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def write(path: Path, megabytes: int, first: bytes = b"") -> int:
    """Write an order file of about that size; return its records."""
    line = b"O%09d,2026-03-01 20:30:00,user%07d@example.com,SKU-%04d,Product of the year,2,19.90\n"
    block = b"".join(line % (at, at % 10**7, at % 5000) for at in range(10_000))
    blocks = megabytes * 2**20 // len(block)
    with path.open("wb") as file:
        file.write(b"order,at,email,sku,name,quantity,revenue\n" + first)
        for _ in range(blocks):
            file.write(block)
    return blocks * 10_000 + bool(first)


def staged(path: Path, folder: Path) -> tuple[int, int, str, int]:
    out = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), str(folder)],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return int(out[0]), int(out[1]), out[2], int(out[3])


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_gigabytes_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    records = write(path, 2048)
    rows, rejected, encoding, peak = staged(path, tmp_path)
    assert (rows, rejected, encoding) == (records, 0, "utf-8")
    assert peak < 2_500


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_dirty_file_in_flat_memory(tmp_path: Path) -> None:
    dirty = "O1,2026-03-01,a@b.de,S,Größe,1,5\n".encode("cp1252")
    peaks = []
    for megabytes in (100, 400):
        path = tmp_path / "orders.csv"
        records = write(path, megabytes, dirty)
        rows, rejected, encoding, peak = staged(path, tmp_path)
        assert (rows, rejected, encoding) == (records, 0, "windows-1252")
        peaks.append(peak)
    # the database may fill its memory limit (1.4 GB); nothing else grows with the file
    assert peaks[1] < 2_200
