"""Activity in the window: retry, undo, log, search, export; running jobs on top."""

import csv

import pytest
from PySide6.QtCore import Qt

from ampdesk.api import BuildBrand, ImportFiles, UndoImport
from tests.ui.conftest import PATIENCE, rest

LEFT = Qt.MouseButton.LeftButton


def settled(qtbot, window) -> None:
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=4 * PATIENCE)
    rest(qtbot, window)


@pytest.fixture
def activity(qtbot, own_window):
    own_window.go("activity")
    rest(qtbot, own_window)
    return own_window.page("activity")


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("id,first name,last name,email\n1,Ann,Lee,ann@example.com\n", encoding="utf-8")
    return file


def line_of(page, kind: str):
    return next(line for line in page.acts.lines if line.entry.kind == kind)


def kinds(page) -> list[str]:
    return [line.entry.kind for line in page.acts.lines]


def test_running_jobs_stand_on_top_and_the_end_arrives(qtbot, own_window, activity):
    own_window.run("Building", BuildBrand())
    qtbot.waitUntil(activity.running.isVisible, timeout=PATIENCE)
    (line,) = activity.running.lines.values()
    assert "Building" in line.step.text() or line.step.text()
    settled(qtbot, own_window)
    assert not activity.running.isVisible()
    line = line_of(activity, "build")
    assert line.time.endswith("s")
    assert line.state == "Done"


def test_an_import_is_found_and_taken_back_by_keyboard(qtbot, own_window, activity, people):
    asked = ImportFiles(files=(people,), source="shop", as_kind="customers", then_build=True)
    own_window.run("Importing", asked)
    settled(qtbot, own_window)
    before = len(own_window.session.brand.imports())
    activity.search.setFocus()
    qtbot.keyClicks(activity.search, "people.csv")
    qtbot.waitUntil(lambda: kinds(activity) == ["import"], timeout=PATIENCE)
    undo = activity.side.undo
    assert undo.text() == "Undo 1 file"
    undo.setFocus()
    qtbot.keyClick(undo, Qt.Key.Key_Space)
    settled(qtbot, own_window)
    live = [row for row in own_window.session.brand.imports() if row["state"] == "live"]
    assert len(live) == before - 1
    activity.go_to("")
    settled(qtbot, own_window)
    assert sorted(kinds(activity)) == ["demo", "import", "undo"]
    assert line_of(activity, "import").state == "Taken back"


def test_a_failed_job_is_tried_again_with_a_click(qtbot, own_window, activity):
    own_window.run("Undo", UndoImport(import_id=999))
    settled(qtbot, own_window)
    activity.groups.choose("problems")
    rest(qtbot, own_window)
    assert kinds(activity) == ["undo"]
    assert activity.side.retry.text() == "Try again"
    qtbot.mouseClick(activity.side.retry, LEFT)
    rest(qtbot, own_window)
    settled(qtbot, own_window)
    qtbot.waitUntil(lambda: len(activity.acts.lines) == 2, timeout=PATIENCE)
    assert kinds(activity) == ["undo", "undo"]


def test_the_log_opens_beside_and_esc_closes_it(qtbot, own_window, activity):
    activity.grid.setFocus()
    activity.grid.selectRow(0)
    qtbot.keyClick(activity.grid, Qt.Key.Key_Return)
    rest(qtbot, own_window)
    text = activity.side.log_panel.text.toPlainText()
    assert "demo: done" in text
    assert "writing the exports" in text
    activity.side.log_panel.copy()
    qtbot.keyClick(activity.side.log_panel, Qt.Key.Key_Escape)
    assert not activity.side.log_panel.isVisible()


def test_f1_on_an_entry_tells_step_by_step(qtbot, own_window, activity):
    activity.grid.selectRow(0)
    activity.grid.setFocus()
    qtbot.keyClick(activity.grid, Qt.Key.Key_F1)
    rest(qtbot, own_window)
    labels = [line.label for line in own_window.receipt.receipt.lines]
    assert "writing the exports" in labels
    assert "who" in labels


def test_what_is_shown_is_exported(qtbot, own_window, activity, tmp_path):
    own_window.run("Building", BuildBrand())
    settled(qtbot, own_window)
    activity.groups.choose("build")
    rest(qtbot, own_window)
    activity.export_to(tmp_path / "activity.csv")
    rest(qtbot, own_window)
    with (tmp_path / "activity.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["kind"] for row in csv.DictReader(stream)] == ["build"]


def test_nothing_found_offers_everything_again(qtbot, own_window, activity):
    qtbot.keyClicks(activity.search, "zzqx")
    qtbot.waitUntil(lambda: not activity.acts.lines, timeout=PATIENCE)
    assert activity.empty.title.text() == "Nothing fits"
    qtbot.mouseClick(activity.clear, LEFT)
    rest(qtbot, own_window)
    assert kinds(activity) == ["demo"]


def test_a_window_that_may_only_look_offers_no_undo(qtbot, own_window, activity, sample_day):
    from ui.shell.session import Session
    from ui.shell.window import Window

    own_window.run("Undo", UndoImport(import_id=999))
    settled(qtbot, own_window)
    other = Window(Session(sample_day))
    other.resize(1440, 900)
    qtbot.addWidget(other)
    other.show()
    other.open_brand(own_window.session.brand.path)
    qtbot.waitUntil(lambda: other.session.is_open, timeout=PATIENCE)
    other.go("activity")
    rest(qtbot, other)
    page = other.page("activity")
    page.groups.choose("problems")
    rest(qtbot, other)
    assert page.side.retry.isVisible()
    assert not page.side.retry.isEnabled()
    assert "Read-only" in page.side.retry.toolTip()
    other.close()
