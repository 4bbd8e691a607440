"""What a kill cut off: the next opening goes on with it, or says what was rolled back."""

from ampdesk.api import Brand, BuildBrand, UndoImport
from ampdesk.jobs.journal import Journal
from ampdesk.store import Store


def cut_off(brand, work):
    """Leave the journal as a process leaves it that was killed in the middle."""
    with Store.open(brand) as store:
        Journal(work).begin(store)
        with store.transaction() as connection:
            connection.execute("UPDATE jobs SET pid = 999999999 WHERE state = 'running'")


def test_a_build_that_was_cut_off_is_finished_by_the_next_command(sample_brand, sample_day):
    cut_off(sample_brand, BuildBrand(full=True))

    with Brand.open(sample_brand, today=sample_day) as brand:
        [found] = brand.recovered
        assert found.action == "resume"
        jobs = [(job["kind"], job["state"]) for job in brand.status().jobs]

    assert jobs.count(("build", "resumed")) == 1
    assert jobs.count(("build", "done")) == 1


def test_the_window_is_left_to_go_on_itself(sample_brand, sample_day):
    cut_off(sample_brand, BuildBrand())

    with Brand.open(sample_brand, today=sample_day, resume=False) as brand:
        assert [one.work for one in brand.unfinished] == [BuildBrand()]


def test_what_cannot_go_on_is_said_once(sample_brand, sample_day):
    cut_off(sample_brand, UndoImport(import_id=1))

    with Brand.open(sample_brand, today=sample_day) as brand:
        [found] = brand.recovered
        assert found.action == "rolled back"
        assert "Start it again" in found.message
        assert not brand.unfinished
    with Brand.open(sample_brand, today=sample_day) as brand:
        assert not brand.recovered
