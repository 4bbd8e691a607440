"""A person to erase: known by e-mail, name and street, with orders, and shared with nobody."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlglot import parse_one

from ampdesk.api import Brand

_CANDIDATES = """
SELECT c.amperity_id FROM Customer_360 AS c
WHERE c.email IS NOT NULL AND c.address IS NOT NULL AND c.orders BETWEEN 2 AND 9
  AND EXISTS (SELECT 1 FROM Campaign_Recipients AS r WHERE r.amperity_id = c.amperity_id)
  AND EXISTS (SELECT 1 FROM Unified_Email_Events AS e WHERE e.amperity_id = c.amperity_id)
ORDER BY c.amperity_id
"""


@dataclass(frozen=True)
class Somebody:
    """Who is to be erased, as found before."""

    id: str
    email: str
    name: str
    street: str
    records: int


def ask(brand: Brand, statement: str) -> list[dict[str, Any]]:
    """Answer a query over the lake."""
    found: list[dict[str, Any]] = brand._reader.rows(parse_one(statement, dialect="duckdb"))
    return found


def somebody(brand: Brand) -> Somebody:
    """Return a customer whose e-mail, name and street nobody else has."""
    for row in ask(brand, _CANDIDATES):
        person = brand.erasing.held([row["amperity_id"]]).person
        if person.emails and person.named_at and not person.alike:
            name, street = person.named_at[0]
            return Somebody(person.ids[0], person.emails[0], name, street, len(person.records))
    raise AssertionError("the sample brand has nobody like that")


def totals(brand: Brand) -> list[dict[str, Any]]:
    """Return what an erasure must not change: orders, revenue, buyers, and what was bought."""
    return [
        *ask(
            brand,
            "SELECT COUNT(*) AS orders, SUM(order_revenue) AS revenue,"
            " SUM(order_returned_revenue) AS returned, COUNT(DISTINCT amperity_id) AS buyers"
            " FROM Unified_Transactions",
        ),
        *ask(brand, "SELECT COUNT(*) AS lines, SUM(item_revenue) AS revenue FROM source_lines"),
        *ask(brand, "SELECT SUM(orders) AS orders, SUM(revenue) AS revenue FROM Customer_360"),
        *ask(brand, "SELECT COUNT(*) AS scored, SUM(L12M_rfm_score) AS score FROM RFM"),
        *ask(brand, "SELECT COUNT(*) AS recipients FROM Campaign_Recipients"),
    ]


def holders(folder: Path, *texts: str) -> list[str]:
    """Search every file below a folder, the plain way; another one than the program's own."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "exports" not in path.parts:
            whole = b"\n".join(_contents(path.read_bytes())).lower()
            name = path.relative_to(folder)
            found += [f"{name}: {text}" for text in texts if text.lower().encode() in whole]
    return found


def _contents(data: bytes) -> Iterator[bytes]:
    yield data
    if data[:4] == b"PAR1":
        yield str(pq.read_table(io.BytesIO(data)).to_pylist()).encode()
    elif data[:2] == b"\x1f\x8b":
        yield from _contents(gzip.decompress(data))
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _contents(archive.read(name))


@pytest.fixture
def brand(sample_brand: Path, sample_day) -> Iterator[Brand]:
    """A sample brand to erase from."""
    with Brand.open(sample_brand, today=sample_day) as opened:
        yield opened
