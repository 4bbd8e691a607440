"""window.md 2: what was begun in the import and list sheets is there again after a crash."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import PATIENCE, rest
from ui.importing.dialog import ImportDialog
from ui.lists.dialog import MailingListDialog
from ui.shell.session import Session
from ui.shell.window import Window

LEFT = Qt.MouseButton.LeftButton


def sheet_of(qtbot, window, kind):
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(kind)), timeout=PATIENCE)
    return next(d for d in window.findChildren(kind) if d.isVisible())


@pytest.fixture
def after_crash(qtbot, sample_day, tmp_path):
    """Kill a window: its brand is copied as it lies there, and opened by the next one."""

    def open_again(window: Window) -> Window:
        window.session.drafts.save()  # what the timer does 800 ms after the last change
        folder = window.session.path.parent
        config = tmp_path / "config" / "drafts"
        kept = {file.name: file.read_bytes() for file in config.iterdir()}
        for kind in (ImportDialog, MailingListDialog):
            for sheet in window.findChildren(kind):
                sheet.reject()
        path = window.session.path
        window.close()
        for name, content in kept.items():  # closing in peace forgets what a crash leaves
            (config / name).write_bytes(content)
        assert folder.is_dir()
        again = Window(Session(sample_day))
        again.resize(1440, 900)
        qtbot.addWidget(again)
        again.show()
        again.open_brand(path)
        qtbot.waitUntil(lambda: again.session.is_open, timeout=PATIENCE)
        rest(qtbot, again)
        return again

    return open_again


def go_on(qtbot, window) -> None:
    made = next(
        one for one in window.banner.findChildren(QPushButton) if one.text() == "Go on with it"
    )
    qtbot.mouseClick(made, LEFT)


def test_an_import_with_its_answers_comes_back(qtbot, own_window, after_crash, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("mail,first name\nann@fern.example,Ann\nbo@fern.example,Bo\n", "utf-8")
    own_window.import_files([file])
    sheet = sheet_of(qtbot, own_window, ImportDialog)
    rest(qtbot, own_window)
    sheet.draft.set_source(sheet.draft.plans[0], "fair")
    rest(qtbot, own_window)

    again = after_crash(own_window)

    assert "the import of 1 file" in again.banner.message
    go_on(qtbot, again)
    sheet = sheet_of(qtbot, again, ImportDialog)
    rest(qtbot, again)
    assert sheet.draft.paths == (file,)
    assert sheet.draft.plans[0].source == "fair"
    sheet.reject()
    again.session.drafts.save()
    assert again.session.drafts.left == ()
    assert not list((tmp_path / "config" / "drafts").iterdir())
    again.close()


def test_a_mailing_list_with_its_rules_comes_back(qtbot, own_window, after_crash):
    from ampdesk.api import ListRequest, RfmRange, Span

    wanted = RfmRange(recency=Span(low=5, high=10))
    own_window.make_list(ListRequest(name="those", range=wanted), "Recency 5 to 10")
    sheet = sheet_of(qtbot, own_window, MailingListDialog)
    rest(qtbot, own_window)
    sheet.rules["businesses"].setChecked(False)
    rest(qtbot, own_window)

    again = after_crash(own_window)

    go_on(qtbot, again)
    sheet = sheet_of(qtbot, again, MailingListDialog)
    rest(qtbot, again)
    assert sheet.draft.request.range == wanted
    assert not sheet.rules["businesses"].isChecked()
    assert sheet.rules["resellers"].isChecked()
    sheet.reject()
    again.close()


def test_files_that_are_gone_are_said(qtbot, own_window, after_crash, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "people.csv").write_text("mail\nann@fern.example\n", "utf-8")
    own_window.import_files([folder / "people.csv"])
    sheet_of(qtbot, own_window, ImportDialog)
    rest(qtbot, own_window)
    shutil.rmtree(folder)

    again = after_crash(own_window)

    go_on(qtbot, again)
    assert "people.csv" in again.banner.message
    again.close()
