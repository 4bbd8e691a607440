"""What was done is told once, with its log, and can be run again or taken back."""

import csv
from pathlib import Path

import pytest

from ampdesk.api import (
    Brand,
    BuildBrand,
    CustomerQuery,
    ImportFiles,
    ListRequest,
    RfmRange,
    UndoImport,
    WriteCustomers,
    WriteList,
)
from ampdesk.erasure.places import written_files
from ampdesk.errors import AmpDeskError, NotFoundError
from ampdesk.jobs import JobContext, run_here
from ampdesk.store import Store

PEOPLE = "id,first name,last name,email\n1,Ann,Lee,ann@example.com\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    return file


def run(store: Store, sample_day, *works):
    for asked in works:
        run_here(asked, JobContext(store=store, today=sample_day))


def kinds(brand: Brand, **asked) -> list[str]:
    return [one.kind for one in brand.activity.entries(**asked)]


def test_a_job_and_what_it_notes_are_told_once(sample_brand, sample_day, people):
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        before = brand.activity.entries()
        assert kinds(brand) == ["demo"]
        assert len(before[0].files) == len(brand.imports())
    asked = ImportFiles(files=(people,), source="shop", as_kind="customers", then_build=True)
    with Store.open(sample_brand) as store:
        run(store, sample_day, asked)
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        entry = brand.activity.entries()[0]
        assert kinds(brand) == ["import", "demo"]
        assert (entry.rows, entry.files[0].file, entry.state) == (1, "people.csv", "done")
        assert entry.who
        assert entry.seconds is not None
        log = brand.activity.log(entry.id)
        assert "writing people.csv" in log
        assert "1 of 1 loaded" in log


def test_files_of_customers_and_segments_are_told_once_as_files(sample_brand, sample_day, tmp_path):
    grid, members = tmp_path / "grid.csv", tmp_path / "members.csv"
    with Store.open(sample_brand) as store:
        run(store, sample_day, WriteCustomers(query=CustomerQuery(), file=grid))
    with Brand.open(sample_brand, today=sample_day) as brand:
        brand.segments.export({"kind": "segment", "name": "All"}, members)
        found = brand.activity.entries(group="file")
        assert {one.kind for one in found} == {"segment file", "customers file"}
        assert len(found) == 2


def test_a_deletion_request_finds_every_file_that_was_written(sample_brand, sample_day, tmp_path):
    names = ("grid.csv", "members.csv", "list.csv", "left-out.csv")
    grid, members, mailing, left_out = (tmp_path / name for name in names)
    with Store.open(sample_brand) as store:
        run(store, sample_day, WriteCustomers(query=CustomerQuery(), file=grid))
    with Brand.open(sample_brand, today=sample_day) as brand:
        brand.segments.export({"kind": "segment", "name": "All"}, members)
        everybody = ListRequest(range=RfmRange.parse("R>=1"))
        brand.lists.write(everybody, mailing, left_out_file=left_out)
    with Store.open(sample_brand, read_only=True) as store:
        found = {place.path for place in written_files(store)}
    assert {grid, members, mailing, left_out} <= found


def test_an_import_by_command_has_no_time_but_its_files(sample_brand, sample_day, people):
    with Brand.open(sample_brand, today=sample_day) as brand:
        brand.import_files([people], source="shop", kind="customers")
        entry = next(one for one in brand.activity.entries() if one.kind == "import")
        assert (entry.kind, entry.subject, entry.rows) == ("import", "people.csv", 1)
        assert entry.seconds is None
        assert entry.who
        assert "no journal" in brand.activity.log(entry.id)


def test_an_import_that_was_taken_back_says_so(sample_brand, sample_day, people):
    with Store.open(sample_brand) as store:
        run(store, sample_day, ImportFiles(files=(people,), source="shop", as_kind="customers"))
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        (file,) = brand.activity.entries()[0].undoable
    with Store.open(sample_brand) as store:
        run(store, sample_day, UndoImport(import_id=file.import_id))
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        undo, taken, _demo = brand.activity.entries()
        assert (undo.kind, undo.rows) == ("undo", 1)
        assert taken.state == "undone"
        assert not taken.undoable


def test_a_failed_job_can_be_run_again(sample_brand, sample_day):
    with Store.open(sample_brand) as store:
        for asked in (UndoImport(import_id=999), BuildBrand()):
            try:
                run(store, sample_day, asked)
            except AmpDeskError as error:
                said = error.message
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        (failed,) = brand.activity.entries(problems=True)
        assert said in failed.message
        assert failed.can_retry
        assert brand.activity.work(failed.id) == UndoImport(import_id=999)
        demo = brand.activity.entries()[-1]
        assert not demo.can_retry
        with pytest.raises(NotFoundError):
            brand.activity.work("note-1")


def test_it_is_searched_and_grouped_and_written(sample_brand, sample_day, tmp_path):
    file = tmp_path / "best.csv"
    request = ListRequest(name="Spring", range=RfmRange.parse("R>=8"))
    with Store.open(sample_brand) as store:
        run(store, sample_day, WriteList(request=request, file=file), BuildBrand())
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        assert kinds(brand, group="file") == ["list"]
        assert kinds(brand, group="build") == ["build"]
        assert kinds(brand, text="BEST.csv") == ["list"]
        assert kinds(brand, text="nothing of this") == []
        out = tmp_path / "activity.csv"
        assert brand.activity.write(out, brand.activity.entries()) == 3
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["kind"] for row in rows] == ["build", "list", "demo"]
    pieces = len(file.read_text(encoding="utf-8-sig").splitlines()) - 1
    assert int(rows[1]["rows"]) == pieces


def test_a_job_that_a_kill_cut_off_is_a_problem(sample_brand, sample_day):
    with Store.open(sample_brand) as store, store.transaction() as connection:
        connection.execute(
            "INSERT INTO jobs (job_id, kind, work, state, started_at, message)"
            " VALUES ('abc', 'import', '{\"files\": []}', 'running', ?, 'Import')",
            (store.now(),),
        )
    with Brand.open(sample_brand, today=sample_day) as brand:
        (entry,) = brand.activity.entries(problems=True)
        assert entry.state == "rolled back"
        assert "cut off" in entry.message
