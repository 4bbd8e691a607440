"""The search that proves an erasure finds a person wherever a file may hide one."""

import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.erasure import search
from ampdesk.erasure.person import Person
from ampdesk.erasure.search import Needles, search_file

ANN = Person(
    ids=("1903e0dd-97a9-5d7b-8851-143c82972ca2",),
    emails=("ann@fern.example",),
    phones=("+49 30 5550123 99",),
    named_at=(("Ann Lee", "7203 Sparrow Terrace"),),
)
NEEDLES = Needles.of(ANN)


def whats(path: Path) -> set[str]:
    return {found.what for found in search_file(path, NEEDLES)}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"x;ANN@Fern.example;y", "e-mail"),
        ("x ann@fern.example y".encode("utf-16-le"), "e-mail"),
        (b"mailto:ann%40fern.example", "e-mail"),
        (b"+49305550123" + b"99", "phone"),
        (b"tel 3055501" + b"2399 end", "phone"),
        (b'{"id": "1903E0DD-97A9-5D7B-8851-143C82972CA2"}', "id"),
        (b"Lee,Ann,12,7203 sparrow terrace", "name and address"),
        (b'"Ann","Lee","7203 Sparrow Terrace"', "name and address"),
        (b"AnnLee7203 Sparrow Terrace", "name and address"),
    ],
)
def test_a_plain_file(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\0" * 50 + content)
    assert whats(path) == {what}


@pytest.mark.parametrize(
    "content",
    [
        b"joann@fern.example.org"[2:].replace(b"ann@", b"anna@"),
        b"7203 Sparrow Terrace, Paul Lee",
        b"Ann Lee, 1 Other Street" + b"." * 400 + b"7203 Sparrow Terrace",
        b"1903e0dd-97a9-5d7b-8851-000000000000",
    ],
)
def test_others_are_not_taken_for_the_person(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert whats(path) == set()


def test_compressed_columns_and_archives_in_archives(tmp_path: Path) -> None:
    table = pa.table({
        "given_name": ["Bob", "Ann"], "surname": ["Ray", "Lee"], "n": [1, 2],
        "street": ["7203 Sparrow Terrace", "7203 Sparrow Terrace"],
    })  # fmt: skip
    inner = tmp_path / "people.parquet"
    pq.write_table(table, inner, compression="zstd")
    assert whats(inner) == {"name and address"}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "deep/people.parquet")
        archive.writestr("notes.txt.gz", gzip.compress(b"call ann@fern.example"))
    found = search_file(tmp_path / "a.zip", NEEDLES)
    assert {(one.what, one.where) for one in found} == {
        ("name and address", "deep/people.parquet"), ("e-mail", "notes.txt.gz"),
    }  # fmt: skip


@given(at=st.integers(-40, 40))
def test_a_value_across_two_pieces_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(search, "_CHUNK", 1_024)
    path = tmp_path / "long.bin"
    start = 2_048 + at
    path.write_bytes(b"." * start + b"ann@fern.example" + b"." * 3_000)
    assert whats(path) == {"e-mail"}


def test_a_file_that_only_looks_like_an_archive_is_searched_as_it_is(tmp_path: Path) -> None:
    for head in (b"PK\x03\x04", b"\x1f\x8b", b"PAR1"):
        path = tmp_path / "odd"
        path.write_bytes(head + b" ann@fern.example")
        assert whats(path) == {"e-mail"}
