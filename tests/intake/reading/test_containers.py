"""Files in other dress: gzip, zip, workbooks, JSON, Parquet, pasted tables, folders."""

import datetime as dt
import gzip
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from ampdesk.intake.errors import ReadingError
from ampdesk.intake.reading import Limits, ReadOptions, Source, expand, open_workspace
from ampdesk.intake.reading.stage import stage_text
from tests.intake.reading.conftest import table_of

TEXT = b"name,city\nAnn,Rome\nBo,Oslo\n"
ROWS = [("Ann", "Rome"), ("Bo", "Oslo")]


# ---------------------------------------------------------------- gzip and zip
def test_gzip(read: Callable) -> None:
    assert read(gzip.compress(TEXT), "people.csv.gz").rows == ROWS


def test_a_zip_of_one_file_is_that_file(read: Callable, tmp_path: Path) -> None:
    path = tmp_path / "people.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/people.csv", TEXT)
        archive.writestr("__MACOSX/._people.csv", b"\0\5")
    assert read(path).rows == ROWS
    assert expand([path]) == [Source(path, member="export/people.csv")]


def test_a_zip_of_several_gives_its_members_and_says_so_when_none_is_named(
    read: Callable, tmp_path: Path
) -> None:
    path = tmp_path / "shop.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.csv", TEXT)
        archive.writestr("a.csv.gz", gzip.compress(TEXT))
        archive.writestr("notes.pdf", b"%PDF")
    members = expand([path])
    assert [one.label for one in members] == ["shop.zip/a.csv.gz", "shop.zip/b.csv"]
    assert read(members[0]).rows == ROWS
    with pytest.raises(ReadingError, match="holds 2 files"):
        read(path)


def test_a_member_cannot_leave_the_folder(read: Callable, tmp_path: Path) -> None:
    path = tmp_path / "in" / "evil.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.csv", TEXT)
    before = {one for one in tmp_path.rglob("*") if "ampdesk-" not in str(one)}
    (source,) = expand([path])
    assert read(source).rows == ROWS
    assert {one for one in tmp_path.rglob("*") if "ampdesk-" not in str(one)} == before
    assert not (tmp_path.parent / "outside.csv").exists()


@pytest.mark.parametrize("packed", ["bomb.zip", "bomb.csv.gz"])
def test_a_zip_bomb_is_stopped_with_its_place_and_a_remedy(
    read: Callable, tmp_path: Path, packed: str
) -> None:
    path = tmp_path / packed
    zeros = b"0,0\n" * 2_000_000
    if packed.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros.csv", zeros)
    else:
        path.write_bytes(gzip.compress(zeros))
    limits = Limits(ratio=50, ratio_from=1 << 20)
    with pytest.raises(ReadingError, match=r"bomb\.(zip/zeros|csv\.gz).*it looks like a zip bomb"):
        read(path, limits=limits)
    with pytest.raises(ReadingError, match="zip bomb"):
        read(path, limits=Limits(unpacked=1 << 20))


@pytest.mark.parametrize("name", ["broken.zip", "broken.csv.gz"])
def test_a_damaged_archive_is_refused(read: Callable, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(TEXT * 1000)[:-30])
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", TEXT * 1000)
        path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(ReadingError, match=r"(damaged|cannot).*— download or copy it again"):
        read(path)


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(5):
            archive.writestr(f"{at}.csv", TEXT)
    with pytest.raises(ReadingError, match="holds 5 files, more than 3"):
        expand([path], ReadOptions(limits=Limits(members=3)))


# ---------------------------------------------------------------- folders
def test_a_folder_gives_what_can_be_read_in_a_stable_order(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.csv", "a.tsv", "sub/c.json", ".hidden.csv", "readme.md", "d.CSV"):
        (folder / name).write_bytes(TEXT)
    assert [one.path.relative_to(folder).as_posix() for one in expand([folder])] == [
        "a.tsv", "b.csv", "d.CSV", "sub/c.json",
    ]  # fmt: skip


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="no such file — check the name"):
        expand([tmp_path / "absent.csv"])
    with pytest.raises(ReadingError, match="holds nothing to import"):
        expand([tmp_path])


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_bytes(TEXT)
    path.chmod(0)
    with pytest.raises(ReadingError, match="cannot be opened"):
        expand([path])


def test_the_workspace_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with open_workspace(tmp_path):
        (private,) = tmp_path.iterdir()
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- workbooks
def book(path: Path, write: Callable[[xlsxwriter.Workbook], None]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        write(workbook)
    return path


def test_cells_of_a_workbook_as_a_person_would_write_them(read: Callable, tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        instant = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ["id", "phone", "amount", "day", "at", "yes", "sum", "zip"])
        sheet.write_row(1, 0, [7001, 6175550123, 0.1 + 0.2])
        sheet.write_datetime(1, 3, dt.datetime(2026, 3, 1), day)
        sheet.write_datetime(1, 4, dt.datetime(2026, 3, 1, 20, 30), instant)
        sheet.write_boolean(1, 5, True)
        sheet.write_formula(1, 6, "=A1+1", value=42)
        sheet.write_string(1, 7, "02134")

    table = read(book(tmp_path / "b.xlsx", write))
    assert table.rows == [
        ("7001", "6175550123", "0.3", "2026-03-01", "2026-03-01 20:30:00", "TRUE", "42", "02134")
    ]
    assert table.numbers == [(1, 2)]


def test_sheets_are_tables_of_their_own(read: Callable, tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        for name in ("May", "June", "Empty", "Hidden"):
            sheet = workbook.add_worksheet(name)
            if name != "Empty":
                sheet.write_row(0, 0, ["name", "total"])
                sheet.write_row(1, 0, [name, 1])
        workbook.get_worksheet_by_name("Hidden").hide()

    path = book(tmp_path / "months.xlsx", write)
    assert [one.label for one in expand([path])] == ["months.xlsx#May", "months.xlsx#June"]
    assert read(expand([path])[1]).rows == [("June", "1")]
    assert read(path, sheet="May").rows == [("May", "1")]
    with pytest.raises(ReadingError, match='several sheets: "May", "June"'):
        read(path)
    with pytest.raises(ReadingError, match='has no sheet "July" — name one of May, June'):
        read(path, sheet="July")


def test_merged_cells_stand_in_each_row_that_they_span(read: Callable, tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["customer", "product"])
        sheet.merge_range(1, 0, 2, 0, "Ann")
        sheet.write(1, 1, "mug")
        sheet.write(2, 1, "tea")

    assert read(book(tmp_path / "m.xlsx", write)).rows == [("Ann", "mug"), ("Ann", "tea")]


def test_a_title_above_a_sheet(read: Callable, tmp_path: Path) -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "Report of May")
        sheet.write_row(2, 1, ["name", "email", "total"])
        sheet.write_row(3, 1, ["Ann", "ann@x.org", 3])

    table = read(book(tmp_path / "t.xlsx", write))
    assert table.headers[1:] == ["name", "email", "total"]
    assert table.rows[0][1:] == ("Ann", "ann@x.org", "3")
    assert table.numbers == [(1, 4)]


def test_a_workbook_bomb_and_a_damaged_one(read: Callable, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>" + b" " * 8_000_000)
    with pytest.raises(ReadingError, match="zip bomb"):
        read(path, limits=Limits(ratio=50, ratio_from=1 << 20))
    with pytest.raises(ReadingError, match="cannot be opened as a workbook"):
        read(path)


# ---------------------------------------------------------------- JSON
ORDERS = [
    {
        "id": 1,
        "total": 12.50,
        "customer": {"name": "Ann", "address": {"city": "Rome"}},
        "tags": ["a", "b"],
    },
    {"id": 12345678901234567890, "total": 1.0, "customer": None, "paid": True, "note": ""},
]
FLAT = ["id", "total", "customer.name", "customer.address.city", "tags", "customer", "paid", "note"]


@pytest.mark.parametrize("shape", ["array", "lines", "wrapped", "pretty", "utf-16"])
def test_json_is_flattened_with_dots_and_numbers_stay_as_written(
    read: Callable, shape: str
) -> None:
    data = {
        "array": json.dumps(ORDERS).encode(),
        "lines": "\n".join(map(json.dumps, ORDERS)).encode(),
        "wrapped": json.dumps({"orders": ORDERS, "page": 1}).encode(),
        "pretty": json.dumps(ORDERS, indent=2).encode("utf-8-sig"),
        "utf-16": json.dumps(ORDERS).encode("utf-16"),
    }[shape]
    table = read(data, "orders.json")
    assert table.headers == FLAT
    assert table.rows == [
        ("1", "12.5", "Ann", "Rome", '["a", "b"]', None, None, None),
        ("12345678901234567890", "1.0", None, None, None, None, "true", None),
    ]


def test_json_under_a_csv_name_is_told_by_its_content(read: Callable) -> None:
    assert read(b'{"a": 1}\n{"a": 2}\n', "export.txt").rows == [("1",), ("2",)]


@pytest.mark.parametrize("text", [b'{"a": 1', b"[1, 2]", b'[{"a": 1}, 2]', b"nonsense"])
def test_text_that_is_no_table_of_objects_is_refused(read: Callable, text: bytes) -> None:
    with pytest.raises(ReadingError, match=r"bad\.json: (is no valid JSON|holds values)"):
        read(text, "bad.json")


def test_json_rows_are_never_taken_for_a_footer(read: Callable) -> None:
    lines = [{"a": "x", "b": "y", "c": "z"}] * 5 + [{"a": "Total"}]
    assert len(read("\n".join(map(json.dumps, lines)), "l.ndjson").rows) == 6


# ---------------------------------------------------------------- Parquet
def test_parquet_as_text_with_structs_flattened(read: Callable, tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    table = pa.table(
        {
            "id": [1, 2],
            "at": [dt.datetime(2026, 3, 1, 20, 30), None],
            "who": [{"name": "Ann", "age": 3}, None],
            "tags": [["a"], []],
            "empty": ["", "x"],
        }
    )
    pq.write_table(table, path)
    found = read(path)
    assert found.headers == ["id", "at", "who.name", "who.age", "tags", "empty"]
    assert found.rows == [
        ("1", "2026-03-01 20:30:00", "Ann", "3", '["a"]', None),
        ("2", None, None, None, "[]", "x"),
    ]
    assert [row for row, _ in found.numbers] == [1, 2]


def test_a_damaged_parquet_file_is_refused(read: Callable) -> None:
    with pytest.raises(ReadingError, match="cannot be read as Parquet"):
        read(b"PAR1" + b"\0" * 100, "x.parquet")


# ---------------------------------------------------------------- pasted
def test_a_pasted_table(workspace: duckdb.DuckDBPyConnection) -> None:
    staged = stage_text("name\tcity\nAnn\tRome\nBo\tOslo", ReadOptions(), workspace, "pasted")
    assert table_of(workspace, staged).rows == ROWS
    assert staged.source.label == "pasted table"
    with pytest.raises(ReadingError, match="nothing was pasted"):
        stage_text("  \n", ReadOptions(), workspace, "pasted")
