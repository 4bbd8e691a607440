"""Real worker processes: results, errors, progress, cancel, kills, the journal."""

import threading
from datetime import date
from pathlib import Path

import pytest

from ampdesk.errors import NotFoundError
from ampdesk.jobs import (
    Done,
    Event,
    Failed,
    JobContext,
    Jobs,
    Progress,
    Stopped,
    job_log,
    jobs_of,
    recover,
    run_here,
)
from ampdesk.store import Store
from tests.jobs import works


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    path = tmp_path / "demo.ampdesk"
    Store.create(path).close()
    return path


class Listener:
    """Keeps events, and lets a test wait for the first that matches."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._arrived = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()

    def wait_for_step(self, step: str) -> None:
        with self._arrived:
            assert self._arrived.wait_for(
                lambda: any(isinstance(e, Progress) and e.step == step for e in self.events), 60
            ), self.events


def lines_in(path: Path) -> int:
    with Store.open(path) as store:
        return int(store.connection.execute("SELECT count(*) FROM source_lines").fetchone()[0])


def last_job(path: Path) -> tuple[str, str]:
    with Store.open(path) as store:
        row = jobs_of(store)[0]
        return row.state, job_log(store, row.job_id)


def test_a_job_ends_with_its_typed_result_and_a_readable_journal(brand: Path) -> None:
    heard = Listener()

    last = Jobs(brand).start(works.LoadLines(rows=30_000), heard).wait(60)

    assert last == Done(works.Loaded(rows=30_000))
    assert heard.events[-1] == last
    progress = [event for event in heard.events if isinstance(event, Progress)]
    assert progress[-1].done == progress[-1].of == 30_000
    assert lines_in(brand) == 30_000
    state, log = last_job(brand)
    assert state == "done"
    assert "1. Load lines: done, 30,000" in log


def test_a_work_that_reads_gets_a_read_only_store_and_may_print_what_it_likes(brand: Path) -> None:
    with Store.open(brand):  # the window
        last = Jobs(brand, today=date(2026, 6, 16)).start(works.Prints()).wait(60)

    assert last == Done({"today": "2026-06-16", "read_only": True})


def test_the_window_lends_its_lock_to_the_worker(brand: Path) -> None:
    with Store.open(brand) as window:
        last = Jobs(brand).start(works.LoadLines(rows=5)).wait(60)
        assert isinstance(last, Done)
        window.settings.set("early_repeat_days", 60)  # and still writes itself


def test_without_the_lock_a_work_that_writes_is_refused(brand: Path) -> None:
    from tests.store.other_process import holding_the_lock

    with holding_the_lock(brand):
        last = Jobs(brand).start(works.LoadLines(rows=5)).wait(60)

    assert isinstance(last, Failed)
    assert last.code == "store_locked"
    assert "open in another window" in last.message


@pytest.mark.parametrize("manner", ["polite", "query", "deaf"])
def test_cancel_stops_the_work_whatever_it_does_and_keeps_nothing(brand: Path, manner: str) -> None:
    heard = Listener()
    with Store.open(brand) as window:  # as in the window: the worker has no lock of its own
        job = Jobs(brand).start(works.TakesForever(manner=manner), heard)
        heard.wait_for_step("Wait")
        job.cancel()
        assert job.wait(30) == Stopped()
        assert window.settings.kept("test.begun") is None

    state, log = last_job(brand)
    assert state == "cancelled"
    assert "1. Wait: cancelled" in log


def test_works_that_write_take_turns_and_a_waiting_one_can_be_stopped(brand: Path) -> None:
    jobs, heard = Jobs(brand), Listener()
    first = jobs.start(works.TakesForever(manner="polite"), heard)
    heard.wait_for_step("Wait")
    second = jobs.start(works.LoadLines(rows=5))
    third = jobs.start(works.LoadLines(rows=7))

    second.cancel()
    assert second.wait(10) == Stopped()
    first.cancel()

    assert first.wait(30) == Stopped()
    assert third.wait(60) == Done(works.Loaded(rows=7))
    assert lines_in(brand) == 7
    assert jobs.running == []


def test_an_error_of_ours_arrives_whole(brand: Path) -> None:
    last = Jobs(brand).start(works.Fails(by="error")).wait(60)

    assert last == Failed("no such thing", "choose another", "here", "not_found")
    state, log = last_job(brand)
    assert (state, "here: no such thing — choose another" in log) == ("failed", True)
    with Store.open(brand) as store:
        assert store.settings.kept("test.kept") is None


def test_a_bug_is_told_without_personal_data(brand: Path) -> None:
    last = Jobs(brand).start(works.Fails(by="bug")).wait(60)

    assert isinstance(last, Failed)
    assert last.code == "bug"
    assert "ValueError, works.py line" in last.message
    assert "ann@example.com" not in str(last) + last_job(brand)[1]


def test_a_killed_worker_is_told_and_journalled(brand: Path) -> None:
    with Store.open(brand) as window:
        last = Jobs(brand).start(works.TwoSteps(die_after="first")).wait(60)
        assert isinstance(last, Failed)
        assert last.code == "worker_died"
        assert window.settings.kept("test.first") == 1
    assert last_job(brand)[0] == "failed"


def test_after_a_kill_of_everything_the_job_is_resumed_where_it_stopped(brand: Path) -> None:
    from tests.store.other_process import run_and_die

    run_and_die(brand, "TwoSteps", die_after="first")

    with Store.open(brand) as store:
        [found] = recover(store)
        assert (found.action, "is resumed" in found.message) == ("resume", True)
        assert recover(store) == []
    assert found.work is not None
    again = found.work.model_copy(update={"die_after": ""})
    last = Jobs(brand).start(again, resumes=found.job_id).wait(60)

    assert last == Done({"did": ["second"]})
    with Store.open(brand) as store:
        assert [store.settings.kept(f"test.{step}") for step in ("first", "second")] == [1, 1]
        assert [job.state for job in jobs_of(store)] == ["done", "resumed"]


def test_after_a_kill_another_job_is_rolled_back_and_says_so(brand: Path) -> None:
    from tests.store.other_process import run_and_die

    run_and_die(brand, "TakesForever", manner="deaf", until="Wait")

    with Store.open(brand) as store:
        [found] = recover(store)
        assert found.action == "rolled back"
        assert "nothing of the step under way was kept" in found.message
        assert store.settings.kept("test.begun") is None
        assert jobs_of(store)[0].state == "rolled back"


def test_a_work_may_make_the_brand_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "new.ampdesk"

    last = Jobs(path).start(works.Creates()).wait(60)

    assert last == Done({"made": True})
    state, log = last_job(path)
    assert (state, "1. Fill: done" in log) == ("done", True)


def test_a_worker_stops_when_its_window_is_gone(brand: Path) -> None:
    from tests.store.other_process import start_job_and_die

    start_job_and_die(brand)  # returns when no process of it is left

    with Store.open(brand) as store:
        assert store.settings.kept("test.begun") is None


def test_the_command_line_runs_the_same_work_here(brand: Path) -> None:
    events: list[Event] = []
    with Store.open(brand) as store:
        context = JobContext(store=store, listener=events.append)
        assert run_here(works.LoadLines(rows=12), context) == works.Loaded(rows=12)
        with pytest.raises(NotFoundError):
            run_here(works.Fails(by="error"), JobContext(store=store))
        assert [job.state for job in jobs_of(store)] == ["failed", "done"]
    assert events
