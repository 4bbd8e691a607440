"""The index: search, folders, names, versions, files; each change can be taken back."""

import csv
import json
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from ampdesk.store import notes
from tests.ui.conftest import PATIENCE, rest
from tests.ui.segments.hands import LEFT, choose, choose_option, counted
from ui.segments.pictures import LAPSED
from ui.segments.trend_sheet import TrendSheet

LOYAL = {"kind": "segment", "name": "Loyal", "labels": ["vip"], "include": {"sections": [
    {"conditions": [{"type": "rfm", "test": "at least", "f": 6}]}]}}  # fmt: skip


def saved(qtbot, page, *bodies) -> None:
    """Save segments and wait until the index shows them."""
    for body in bodies:
        page.session.brand.segments.save(body)
    page.refresh()
    rest(qtbot, page.window())


def names(page) -> list[str]:
    return [one.name for one in page.index.rows]


def test_search_folders_and_labels_narrow_the_list(qtbot, own):
    saved(qtbot, own, LAPSED, LOYAL)
    assert names(own) == ["Lapsed high value", "Loyal"]
    qtbot.keyClicks(own.index.search, "loy")
    assert names(own) == ["Loyal"]
    own.index.search.clear()
    own.index.folders.setCurrentRow(1)
    assert own.index.folders.currentItem().text() == "Win-back"
    assert names(own) == ["Lapsed high value"]
    own.index.folders.setCurrentRow(0)
    own.shelf.narrow(label="vip")
    assert names(own) == ["Loyal"]


def test_a_deleted_segment_comes_back_by_undo(qtbot, own, own_window):
    saved(qtbot, own, LAPSED, LOYAL)
    own.index.choose("Loyal")
    own_window.actions_["edit.delete"].trigger()
    rest(qtbot, own_window)
    assert names(own) == ["Lapsed high value"]
    assert "in the trash for 30 days" in own_window.banner.message
    own_window.banner.act()
    rest(qtbot, own_window)
    assert names(own) == ["Lapsed high value", "Loyal"]


def test_a_segment_in_use_is_not_deleted_and_says_by_what(qtbot, own, own_window):
    user = {"kind": "segment", "name": "Not loyal", "exclude": {"sections": [
        {"conditions": [{"type": "list", "segment": "Loyal"}]}]}}  # fmt: skip
    saved(qtbot, own, LOYAL, user)
    own.acts.delete(["Loyal"])
    rest(qtbot, own_window)
    assert names(own) == ["Loyal", "Not loyal"]
    assert "Not loyal" in own_window.banner.message
    own.acts.rename("Loyal", "Most loyal")
    rest(qtbot, own_window)
    assert names(own) == ["Most loyal", "Not loyal"]
    assert "Not loyal" in own_window.banner.message  # changed along with it


def test_an_unfinished_edit_is_kept_as_a_draft_and_gone_on_with(qtbot, own, own_window):
    saved(qtbot, own, LAPSED)
    own.index.choose("Lapsed high value")
    qtbot.keyClick(own.index.grid, Qt.Key.Key_Return)
    rest(qtbot, own_window)
    counted(qtbot, own)
    choose(qtbot, own, own.editor.builder.add_include, "one and done")
    edited = own.draft.plain()
    qtbot.mouseClick(own.editor.crumb, LEFT)
    rest(qtbot, own_window)
    assert names(own) == ["Lapsed high value", "Lapsed high value--Draft"]
    own_window.banner.act()  # go on editing
    rest(qtbot, own_window)
    counted(qtbot, own)
    assert own.draft.plain()["include"] == edited["include"]
    qtbot.mouseClick(own.editor.activate, LEFT)
    rest(qtbot, own_window)
    own.show_index()
    rest(qtbot, own_window)
    assert names(own) == ["Lapsed high value"]
    assert own.shelf.named("Lapsed high value").version == 2


def test_versions_tell_what_changed_and_one_is_restored(qtbot, own, own_window):
    saved(qtbot, own, LOYAL)
    more = json.loads(json.dumps(LOYAL))
    more["include"]["sections"][0]["conditions"][0]["f"] = 8
    saved(qtbot, own, more)
    sheet = own.acts.versions("Loyal")
    rest(qtbot, own_window)
    assert sheet.list.count() == 2
    assert "8" in sheet.changes.toPlainText()
    sheet.list.setCurrentRow(1)
    qtbot.mouseClick(sheet.restore, LEFT)
    rest(qtbot, own_window)
    assert own_window.session.brand.segments.definition("Loyal")["include"] != more["include"]
    assert own.shelf.named("Loyal").version == 3


def test_members_are_exported_with_a_hashed_column(qtbot, own, own_window, tmp_path):
    saved(qtbot, own, LAPSED)
    own.acts.opened.emit(LAPSED)
    found = counted(qtbot, own)
    own.export()
    sheet = next(one for one in own_window.children() if type(one).__name__ == "ExportSheet")
    sheet.choose_column("Merged_Customers.city")
    sheet.choose_column("Merged_Customers.email", hashed=True)
    sheet.export_to(tmp_path / "lapsed.csv")
    (job,) = own_window.jobs.jobs  # with its bar and Cancel in the job centre
    assert job.title == "Writing lapsed.csv"
    qtbot.waitUntil(lambda: not own_window.jobs.running, timeout=2 * PATIENCE)
    rest(qtbot, own_window)
    with (tmp_path / "lapsed.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == found > 0
    assert set(rows[0]) == {"amperity_id", "city", "email_sha256"}
    manifest = json.loads((tmp_path / "lapsed.csv.manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == found
    assert "the manifest lies beside it" in own_window.banner.message


def test_an_upload_reports_what_did_not_match(qtbot, own, own_window, tmp_path):
    person = own_window.session.brand.customers.search("a", 1)[0]
    file = tmp_path / "guests.csv"
    file.write_text(f"email\n{person['email']}\nnobody@example.invalid\n", encoding="utf-8")
    sheet = own.acts.upload()
    sheet.take(file)
    assert sheet.name.text() == "guests"
    qtbot.mouseClick(sheet.upload, LEFT)
    rest(qtbot, own_window)
    assert sheet.unmatched.toPlainText() == "nobody@example.invalid"
    assert sheet.report.text().startswith("1 of 2 values")
    sheet.save_to(tmp_path / "left.csv")
    assert (tmp_path / "left.csv").read_text(encoding="utf-8") == "nobody@example.invalid\n"
    sheet.reject()
    qtbot.waitUntil(
        lambda: any(one.name == "guests" for one in own.builder.catalogue.lists), timeout=PATIENCE
    )


def test_definitions_go_out_as_files_and_come_in_again(qtbot, own, own_window, tmp_path):
    saved(qtbot, own, LAPSED, LOYAL)
    own.acts.export_files(tmp_path, ["Loyal"])
    rest(qtbot, own_window)
    files = list(tmp_path.glob("*.json"))
    assert len(files) == 1
    own.acts.delete(["Loyal"])
    rest(qtbot, own_window)
    own.acts.import_files(files)
    rest(qtbot, own_window)
    assert names(own) == ["Lapsed high value", "Loyal"]
    assert own_window.session.brand.segments.definition("Loyal")["labels"] == ["vip"]


def test_a_folder_is_renamed_and_deleted_by_key_and_undone(qtbot, own, own_window, monkeypatch):
    saved(qtbot, own, LAPSED, LOYAL)
    folders = own.index.folders
    folders.setFocus()
    folders.setCurrentRow(1)
    said = iter(["Lost", "Archive"])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a, **_k: (next(said), True))
    qtbot.keyClick(folders, Qt.Key.Key_F2)
    rest(qtbot, own_window)
    assert (folders.path, names(own)) == ("Lost", ["Lapsed high value"])
    assert own.shelf.named("Lapsed high value").folder == "Lost"
    own_window.banner.act()
    rest(qtbot, own_window)
    assert own.shelf.named("Lapsed high value").folder == "Win-back"
    menu = own.acts.folder_menu(folders, "Win-back")
    menu.actions()[0].trigger()  # a new one inside
    rest(qtbot, own_window)
    assert own.shelf.folders() == ["Win-back", "Win-back/Archive"]
    folders.setCurrentRow(1)
    qtbot.keyClick(folders, Qt.Key.Key_Delete)
    rest(qtbot, own_window)
    assert own.shelf.folders() == ["Archive"]
    assert names(own) == ["Lapsed high value", "Loyal"]
    own_window.banner.act()
    rest(qtbot, own_window)
    assert own.shelf.named("Lapsed high value").folder == "Win-back"


def test_those_that_somebody_made(qtbot, own, monkeypatch):
    saved(qtbot, own, LAPSED)
    monkeypatch.setattr(notes, "who", lambda: "Ann")
    saved(qtbot, own, LOYAL)
    own.shelf.narrow(made_by="Ann")
    assert names(own) == ["Loyal"]
    assert own.index.maker.currentText() == "Made by Ann"
    choose_option(qtbot, own.index.maker, "")
    assert len(names(own)) == 2


def test_a_tracked_segment_shows_its_size_day_by_day(qtbot, own, own_window):
    saved(qtbot, own, LAPSED, LOYAL)
    own.acts.track("Loyal", on=True)
    rest(qtbot, own_window)
    rest(qtbot, own_window)
    segments = own_window.session.brand.segments
    (point,) = segments.trend("Loyal")
    tile = own.index.tracked.tiles["Loyal"]
    assert tile.value.text() == f"{point.customers:,}" == f"{segments.count('Loyal').count:,}"
    own.acts.track("Loyal", on=False)
    rest(qtbot, own_window)
    assert not own.index.tracked.isVisible()


@pytest.mark.slow
def test_a_trend_looks_back_by_the_time_machine(qtbot, own, own_window):
    saved(qtbot, own, LOYAL)
    own.acts.track("Loyal", on=True)
    rest(qtbot, own_window)
    segments = own_window.session.brand.segments
    (point,) = segments.trend("Loyal")
    tile = own.index.tracked.tiles["Loyal"]
    qtbot.mouseClick(tile, LEFT)
    sheet = own_window.findChild(TrendSheet)
    qtbot.mouseClick(sheet.back, LEFT)
    rest(qtbot, own_window)
    table = sheet.card.table
    assert table.rowCount() == 13
    then = segments.count("Loyal", as_of=date(2026, 5, 31)).count
    assert [table.item(at, 1).text() for at in (11, 12)] == [f"{then:,}", f"{point.customers:,}"]
    sheet.reject()
