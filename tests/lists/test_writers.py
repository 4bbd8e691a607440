"""The two writers of ruling 12: what a spreadsheet gets, what a platform gets."""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ampdesk.lists import ListError, Purpose, write_table

NAMES = ["amperity_id", "postal", "given_name", "spent", "joined"]
BATCH = pa.RecordBatch.from_pydict({
    "amperity_id": ["00123", "a-1"],
    "postal": ["02134", "94107"],
    "given_name": ['=HYPERLINK("x")', "+49 Zoë"],
    "spent": [Decimal("-12.50"), None],
    "joined": [date(2026, 1, 2), None],
})  # fmt: skip


def write(path: Path, purpose: Purpose) -> Path:
    rows = write_table([BATCH], NAMES, path, purpose, as_text={"amperity_id", "postal"})
    assert rows == BATCH.num_rows
    return path


def read(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def test_a_platform_gets_raw_values(tmp_path: Path) -> None:
    file = write(tmp_path / "list.csv", Purpose.PLATFORM)

    assert not file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read(file)[1:] == [
        ["00123", "02134", '=HYPERLINK("x")', "-12.50", "2026-01-02"],
        ["a-1", "94107", "+49 Zoë", "", ""],
    ]


def test_a_spreadsheet_gets_text_for_ids_and_no_formula(tmp_path: Path) -> None:
    file = write(tmp_path / "list.csv", Purpose.SPREADSHEET)

    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    first, second = read(file, "utf-8-sig")[1:]
    assert first == ['="00123"', '="02134"', '\'=HYPERLINK("x")', "-12.50", "2026-01-02"]
    assert second[2] == "'+49 Zoë"


def test_a_workbook_keeps_leading_zeros_and_runs_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "list.xlsx", Purpose.SPREADSHEET)

    heads, first, _second = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert heads == NAMES
    assert first[:4] == ["00123", "02134", '\'=HYPERLINK("x")', -12.5]


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])))
def test_no_cell_for_a_spreadsheet_starts_a_formula(text: str) -> None:
    from ampdesk.lists.writers import _safe

    shown = _safe(text)
    assert not shown.startswith(("=", "+", "@"))
    assert shown.removeprefix("'") == text.removeprefix("'") or shown == f"'{text}"


def test_a_stop_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("old")

    def stop(_rows: int) -> None:
        raise ListError("stopped", remedy="start again")

    with pytest.raises(ListError):
        write_table([BATCH], NAMES, file, Purpose.PLATFORM, on_rows=stop)

    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("name", ["list.pdf", "list"])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ListError, match=r"\.csv or \.xlsx"):
        write_table([BATCH], NAMES, tmp_path / name, Purpose.PLATFORM)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="choose a folder"):
        write_table([BATCH], NAMES, tmp_path / "none" / "list.csv", Purpose.PLATFORM)


def test_instants_are_written_in_full(tmp_path: Path) -> None:
    batch = pa.RecordBatch.from_pydict({"at": [datetime(2026, 1, 2, 3, 4, 5)]})
    write_table([batch], ["at"], tmp_path / "a.csv", Purpose.PLATFORM)

    assert read(tmp_path / "a.csv")[1] == ["2026-01-02 03:04:05"]
