"""Issue 4, "Bad input": each gets a message with place and remedy, and the brand is as it was."""

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ampdesk import intake
from ampdesk.clock import clock_of
from ampdesk.errors import AmpDeskError
from ampdesk.lake import Lake
from ampdesk.store import Store

CUSTOMERS = "customer id,first name,last name,email\n"
ORDERS = ("order id", "order date", "email", "sku", "quantity", "amount")
FEEDS = ("source_profiles", "source_lines", "imports", "mappings")


class Door:
    """A brand with one customer in it, and files that knock."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.lake = folder, store, Lake.beside(store.path)
        self.load("first.csv", CUSTOMERS + "1,Ann,Lee,ann@example.com\n")

    def load(
        self, name: str, content: str | bytes | None = None, **mapping: object
    ) -> intake.FileResult:
        """Import a file; without content it is there already."""
        path = self.folder / name
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        plans = intake.plan([path], store=self.store, mapping=mapping)
        (result,) = intake.load(self.store, self.lake, plans)
        return result

    def refused(self, name: str, content: str | bytes | None = None) -> str:
        """The line that a person reads; the brand must be as it was."""
        before = self.rows()
        with pytest.raises(AmpDeskError) as caught:
            self.load(name, content)
        assert self.rows() == before
        said = str(caught.value)
        assert said.startswith(name)
        assert caught.value.remedy in said
        return said

    def rows(self) -> dict[str, list[tuple]]:
        return {
            table: self.store.connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for table in FEEDS
        }

    def lines(self, *names: str) -> list[tuple]:
        columns = ", ".join(names)
        query = f"SELECT {columns} FROM source_lines ORDER BY order_id"  # noqa: S608
        return self.store.connection.execute(query).fetchall()


@pytest.fixture
def door(tmp_path: Path):
    with Store.create(tmp_path / "b.ampdesk", clock=clock_of("2026-12-31")) as store:
        yield Door(tmp_path, store)


@pytest.mark.parametrize("content", [b"\0" * 9_000, b"\n\n \n", b" , ,\n,,\n"])
def test_a_file_of_blanks_or_nuls(door, content):
    assert "holds nothing but blanks — export it again" in door.refused("blank.csv", content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\nsome, text\n1, 2\n", "a PDF"),
        (b"\xff\xd8\xff\xe0 JFIF", "a picture"),
        (bytes(range(1, 256)) * 20, "binary data"),
    ],
)
def test_what_is_no_text(door, content, what):
    said = door.refused("file.csv", content)
    assert f"is {what}, not a table — export the data as CSV" in said


def test_an_encoding_that_no_rule_can_tell_is_said(door):
    text = CUSTOMERS + "2,ローラ,山田,taro@example.com\n"
    warnings = door.load("s.csv", text.encode("shift_jis")).warnings
    (said,) = [one for one in warnings if "no letter of Windows-1252" in one]
    assert 'say the encoding, as "options": {"encoding": "shift_jis"}' in said
    again = door.load("s.csv", options={"encoding": "shift_jis"})
    assert not any("no letter" in one for one in again.warnings)


def test_headers_that_stand_twice_are_said_and_kept(door):
    result = door.load("twice.csv", "pk,email,email\n7,a@example.com,b@example.com\n")
    assert 'several columns are called "email": all are kept, the later as "email (2)"' in (
        result.warnings
    )


def workbook(path: Path, amounts: dict[int, tuple[object, ...]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sales")
        sheet.write_row(0, 0, ORDERS)
        for row in range(1, 4):
            sheet.write_row(row, 0, [f"F{row}", f"2026-03-0{row}", f"f{row}@example.com", "X", row])
            sheet.write_formula(row, 5, f"=E{row + 1}*5", None, *amounts.get(row, (row * 5,)))


def without_results(path: Path) -> None:
    """What a program writes that cannot calculate: formulas, and no results."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", parts[sheet])
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


def test_formulas_with_results_are_their_results(door):
    workbook(door.folder / "sales.xlsx", {})
    assert door.load("sales.xlsx").loaded == 3
    assert door.lines("item_revenue") == [(5.0,), (10.0,), (15.0,)]


def test_formulas_that_were_never_calculated_are_refused(door):
    workbook(door.folder / "sales.xlsx", {})
    without_results(door.folder / "sales.xlsx")
    said = door.refused("sales.xlsx")
    assert "3 formulas have no result in the file (the first in F2) — open it in a spread" in said


def test_a_formula_that_ended_in_an_error_is_no_amount(door):
    workbook(door.folder / "sales.xlsx", {2: ("#DIV/0!",)})
    result = door.load("sales.xlsx")
    assert (result.loaded, result.rejected) == (2, 1)
    assert "1 formula ends in an error (the first: #DIV/0! in F3): correct the sheet" in (
        result.warnings
    )
    assert result.rejects_file is not None
    rejected = Path(result.rejects_file).read_text().splitlines()[1]
    assert rejected == 'sales.xlsx,3,amount,"#DIV/0!",not an amount'


def sales(*amounts: str) -> str:
    rows = [
        f'S{number},2026-03-0{number},s{number}@example.com,X,1,"{amount}"'
        for number, amount in enumerate(amounts, start=1)
    ]
    return "\n".join([",".join(ORDERS), *rows]) + "\n"


def test_a_line_without_an_amount_is_said(door):
    result = door.load("sales.csv", sales("5.00", "", "7.00"))
    assert "1 line has no amount, taken as 0.00: the first in order S2" in result.warnings


def test_amounts_with_the_signs_of_several_currencies_are_asked_for(door):
    said = door.refused("sales.csv", sales("$5.00", "€6.00", "£7.00"))
    assert "several currencies ($, £, €)" in said
    answer = {"constants": {"currency": "EUR"}}
    assert door.load("sales.csv", options=answer).loaded == 3
    assert door.lines("currency") == [("EUR",)] * 3


def test_one_currency_written_in_several_ways_is_one(door):
    assert door.load("sales.csv", sales("$5.00", "US$6.00", "USD 7.00")).loaded == 3
