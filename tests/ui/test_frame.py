"""The frame: undo, places, troubles of the disk, settings, search, panes, a second window."""

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import PATIENCE, rest
from ui.shell.drafts import Drafts
from ui.shell.finder import Finder
from ui.shell.layout import Layout
from ui.shell.steps import Step
from ui.shell.trail import Place, Trail
from ui.shell.troubles import LITTLE, Mark, look

LEFT = Qt.MouseButton.LeftButton


def test_typing_is_one_step_and_undo_returns_exactly(dressed):
    stack, said = QUndoStack(dressed), []
    for before, after in (("", "a"), ("a", "ab"), ("ab", "abc")):
        stack.push(Step("name", lambda after=after: said.append(after),
                        lambda before=before: said.append(before), merge="name"))  # fmt: skip
    assert stack.count() == 1
    stack.undo()
    assert said[-1] == ""
    stack.redo()
    assert said[-1] == "abc"


def test_back_forgets_what_was_ahead_when_one_goes_elsewhere():
    trail = Trail()
    for tab in ("home", "customers", "rfm"):
        trail.visit(Place(tab))
    assert trail.step(-1) == Place("customers")
    assert trail.step(-1) == Place("home")
    assert not trail.can(-1)
    trail.visit(Place("data"))
    assert not trail.can(1)
    assert trail.step(-1) == Place("home")


def test_alt_arrows_walk_through_the_places(qtbot, window):
    window.go("customers")
    window.go("rfm")
    window.actions_["go.back"].trigger()
    assert window.rail.key == "customers"
    window.actions_["go.forward"].trigger()
    assert window.rail.key == "rfm"
    assert not window.actions_["go.forward"].isEnabled()


def test_the_menu_names_the_step(qtbot, window):
    page = window.page("settings")
    window.go("settings")
    page.steps.push(Step("Currency", lambda: None, lambda: None))
    assert window.actions_["edit.undo"].text() == "Undo Currency"
    assert window.actions_["edit.undo"].isEnabled()
    window.go("home")
    assert not window.actions_["edit.undo"].isEnabled()
    assert window.actions_.why["edit.undo"]


def test_a_layout_is_kept_by_brand(tmp_path, dressed):
    one, other = tmp_path / "one.ampdesk", tmp_path / "other.ampdesk"
    layout = Layout(one, dressed)
    layout.put("customers.columns", ["city", "name"])
    layout.save()
    assert Layout(one, dressed).get("customers.columns", []) == ["city", "name"]
    assert Layout(one, dressed).get("customers.columns", 0) == 0  # another type is another setting
    assert Layout(other, dressed).get("customers.columns", []) == []


def test_the_window_opens_where_the_brand_was_left(qtbot, window, made_sample):
    window.go("rfm")
    window.session.close()
    window.open_brand(made_sample)
    qtbot.waitUntil(lambda: window.session.is_open, timeout=PATIENCE)
    assert window.rail.key == "rfm"


def test_an_unsaved_edit_outlives_a_crash_and_only_its_user_reads_it(tmp_path, dressed):
    brand = tmp_path / "one.ampdesk"
    drafts = Drafts(brand, dressed)
    drafts.keep("notes", "Note on Ann", {"text": "called"})
    drafts.save()  # what the timer does 800 ms later; then the process is killed
    left = Drafts(brand, dressed).left
    assert [(one.kind, one.edit) for one in left] == [("notes", {"text": "called"})]
    file = next((tmp_path / "config" / "drafts").iterdir())
    assert file.stat().st_mode & 0o077 == 0
    Drafts(brand, dressed).drop("notes")
    assert Drafts(brand, dressed).left == ()
    assert not file.exists()


def trouble_of(mark: Mark) -> str:
    return look(mark).trouble


def test_each_trouble_of_the_disk_is_told_from_the_others(sample_brand, monkeypatch):
    mark = Mark.of(sample_brand)
    assert trouble_of(mark) == ""
    lake = sample_brand.with_name(f"{sample_brand.name}.lake")
    shutil.move(lake, lake.with_name("away"))
    assert trouble_of(mark) == "lake"
    shutil.move(lake.with_name("away"), lake)
    elsewhere = sample_brand.with_name("moved.ampdesk")
    sample_brand.rename(elsewhere)
    assert trouble_of(mark) == "file"
    shutil.copy(elsewhere, sample_brand)
    assert trouble_of(mark) == "replaced"
    sample_brand.unlink()
    elsewhere.rename(sample_brand)
    folder = sample_brand.parent
    folder.rename(folder.with_name("unplugged"))
    assert trouble_of(mark) == "drive"
    folder.with_name("unplugged").rename(folder)
    full = shutil._ntuple_diskusage(1, 1, LITTLE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    assert trouble_of(mark) == "full"


def test_a_lake_deleted_under_the_window_is_said_and_built_again(qtbot, own_window):
    brand = own_window.session.path
    lake = brand.with_name(f"{brand.name}.lake")
    for file in lake.rglob("*.parquet"):
        file.unlink()
    own_window.watch.look()
    qtbot.waitUntil(lambda: lake.name in own_window.banner.message, timeout=PATIENCE)
    own_window.banner.act()
    qtbot.waitUntil(lambda: not own_window.jobs.running, timeout=4 * PATIENCE)
    assert own_window.jobs.jobs[0].state == "done"
    own_window.watch.look()
    qtbot.waitUntil(lambda: lake.name not in own_window.banner.message, timeout=PATIENCE)
    rest(qtbot, own_window)
    assert own_window.page("home").figures.home.customers > 0


def test_a_file_that_was_moved_away_is_said_and_the_word_goes_when_it_is_back(qtbot, own_window):
    brand: Path = own_window.session.path
    away = brand.with_name("away.ampdesk")
    brand.rename(away)
    own_window.watch.look()
    qtbot.waitUntil(lambda: brand.name in own_window.banner.message, timeout=PATIENCE)
    away.rename(brand)
    own_window.banner.act()
    qtbot.waitUntil(lambda: own_window.banner.message == "", timeout=PATIENCE)


def test_a_setting_is_found_changed_shown_and_taken_back(qtbot, own_window):
    own_window.go("settings")
    rest(qtbot, own_window)
    page = own_window.page("settings")
    page.search.setText("currency")
    shown = [key for key, one in page.settings.items() if one.isVisibleTo(page)]
    assert shown == ["currency"]
    field = page.fields["currency"]
    before = own_window.session.words.currency
    at = field.findData("EUR")
    field.setCurrentIndex(at)
    field.activated.emit(at)
    qtbot.waitUntil(lambda: own_window.session.words.currency == "EUR", timeout=PATIENCE)
    own_window.actions_["edit.undo"].trigger()
    qtbot.waitUntil(lambda: own_window.session.words.currency == before, timeout=PATIENCE)


def test_a_setting_that_is_refused_says_what_is_allowed(qtbot, own_window):
    own_window.go("settings")
    rest(qtbot, own_window)
    page = own_window.page("settings")
    page.fields["time_zone"].setCurrentText("Mars/Olympus")
    page.fields["time_zone"].lineEdit().editingFinished.emit()
    rest(qtbot, own_window)
    assert "time zone" in page.settings["time_zone"].problem.text()
    assert own_window.session.words.zone != "Mars/Olympus"


def found(finder: Finder) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for hit in finder.hits:
        if hit.run is None:
            groups[hit.text] = []
        else:
            groups[next(reversed(groups))].append(hit.text)
    return groups


def test_prefixes_ask_for_one_group(qtbot, window):
    finder = Finder(window.session, window.actions_, window)
    finder.setParent(window)
    finder.look_for("#lifetime_order")
    qtbot.waitUntil(lambda: bool(finder.hits), timeout=PATIENCE)
    assert list(found(finder)) == ["Columns"]
    assert "lifetime_order_revenue" in found(finder)["Columns"]
    finder.look_for("?ties")
    assert list(found(finder)) == ["Definitions and help"]
    finder.look_for(">zoom")
    assert set(found(finder)) == {"Commands"}
    finder.look_for("rfm")
    assert next(iter(found(finder))) == "Tabs"
    assert all(len(hits) <= 5 for hits in found(finder).values())


def test_what_can_not_run_is_grey_and_says_why(qtbot, empty_window):
    finder = Finder(empty_window.session, empty_window.actions_, empty_window)
    finder.setParent(empty_window)
    finder.look_for(">build")
    hit = next(hit for hit in finder.hits if hit.text == "Build now")
    assert hit.off
    assert hit.note == "Open a brand first"


def test_f6_goes_round_the_panes(qtbot, window):
    window.go("customers")
    rest(qtbot, window)
    window.activateWindow()
    panes = [window.top, window.rail, window.pages, window.side]
    visited = []
    window.rail._items["customers"].setFocus()
    for _ in range(6):
        window.actions_["go.pane"].trigger()
        focused = window.focusWidget()
        visited += [at for at, pane in enumerate(panes) if pane.isAncestorOf(focused)]
    assert set(visited) == {0, 1, 2, 3}


def test_a_second_window_looks_at_the_same_brand(qtbot, own_window):
    own_window.actions_["file.second"].trigger()
    other = own_window.others[0]
    qtbot.waitUntil(lambda: other.session.is_open, timeout=PATIENCE)
    rest(qtbot, other)
    assert other.session.read_only
    assert "open in another window" in other.banner.message
    assert other.actions_.why["data.build"].startswith("Read-only")
    other.close()


def test_private_data_is_hidden_while_others_look(qtbot, window):
    window.go("customers")
    rest(qtbot, window)
    page = window.page("customers")
    before = page.grid.paged.index(0, 0).data()
    window.actions_["view.mask"].trigger()
    rest(qtbot, window)
    try:
        assert page.grid.paged.index(0, 0).data() != before
    finally:
        window.actions_["view.mask"].trigger()


def test_the_news_and_every_shortcut_are_in_the_guide(qtbot, window):
    from ui.shell.help import HelpDialog

    window.actions_["help.news"].trigger()
    dialog = next(d for d in window.findChildren(HelpDialog) if d.isVisible())
    assert "0.1.0" in dialog.text.toPlainText()
    dialog.choose("keys")
    assert "Ctrl+Shift+N" in dialog.text.toPlainText()
    dialog.reject()


def test_no_two_commands_share_a_key(window):
    taken: dict[str, str] = {}
    for key, action in window.actions_.items():
        for one in action.shortcuts():
            text = one.toString()
            assert text not in taken, (text, key, taken.get(text))
            taken[text] = key


def test_smallest_screen_shows_the_panel_as_a_drawer(qtbot, window):
    window.go("rfm")
    rest(qtbot, window)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: window.width() == 1024)
    assert window.side.isVisible()
    window.resize(960, 680)
    qtbot.waitUntil(lambda: window.width() == 960)
    assert not window.side.isVisible()
    home = window.page("home")
    window.go("home")
    rest(qtbot, window)
    home.tiles["customers"].asked.emit()
    assert window.side.isVisible()
    QApplication.processEvents()
    assert window.side.geometry().right() <= window.width()


def test_what_begins_with_the_words_comes_first(qtbot, window):
    finder = Finder(window.session, window.actions_, window)
    finder.setParent(window)
    finder.look_for(">re")
    commands = [hit.text for hit in finder.hits if hit.run and not hit.off]
    begin = [text for text in commands if text.lower().startswith("re")]
    assert begin
    assert len(commands) > len(begin)
    assert commands[: len(begin)] == begin


def test_the_palette_stands_the_other_way_round_where_text_runs_from_the_right(qtbot, window):
    from ui.shell.palette import PaletteDialog, is_right_to_left

    def dark_columns(dialog) -> tuple[int, int]:
        """How much is drawn in the left and in the right half of the list."""
        picture = dialog.list.viewport().grab().toImage()
        ground = picture.pixelColor(picture.width() // 2, 3)
        halves = [0, 0]
        for x in range(0, picture.width(), 2):
            for y in range(40, picture.height(), 5):
                halves[x * 2 >= picture.width()] += picture.pixelColor(x, y) != ground
        return halves[0], halves[1]

    dialog = PaletteDialog(window)
    dialog.open_over()
    dialog.field.setText("#lifetime")
    qtbot.waitUntil(lambda: len(dialog.finder.hits) > 1, timeout=PATIENCE)
    dialog.list.setCurrentIndex(dialog.model.index(-1))
    left, right = dark_columns(dialog)
    assert left > right
    dialog.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    left, right = dark_columns(dialog)
    assert right > left
    dialog.close()
    assert is_right_to_left("שלמה")
    assert not is_right_to_left("1 Ann")
