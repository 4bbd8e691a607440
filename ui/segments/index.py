"""The index of segments: folders, search, filters, the grid; or what to do when there is none."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QStackedWidget

from ui.kit.elide import ElidedLabel
from ui.kit.grid import DataGrid
from ui.kit.notes import EmptyState
from ui.kit.paged import Column, Kind, PagedModel
from ui.kit.parts import button, column, holder, icon_button, label, row
from ui.segments.fields import Choice
from ui.segments.flow import flow, in_flow
from ui.segments.folders import FolderList
from ui.segments.shelf import Shelf
from ui.segments.tracked import Tracked, TrackedStrip
from ui.shell.page import PageHead
from ui.shell.session import Session
from ui.theme import icon, px
from ui.tokens import PAGE_EDGE
from ui.words import NONE

if TYPE_CHECKING:
    from ampdesk.api.segment_types import SavedSegment


class IndexView(QStackedWidget):
    """Draws the shelf; `opened` with the name of the segment to open."""

    opened = Signal(str)
    new_wanted = Signal()
    templates_wanted = Signal()
    menu_wanted = Signal(object)  # the widget under which the menu of the chosen ones opens
    looked_at = Signal(str)

    def __init__(self, session: Session, shelf: Shelf, tracked: Tracked) -> None:
        super().__init__()
        self._session, self.shelf = session, shelf
        t = self.tr
        self.new = button(t("New segment"), k="primary", glyph="plus", clicked=self.new_wanted.emit)
        self.template = button(t("Templates"), glyph="lightbulb-outline")
        self.template.clicked.connect(lambda _on=False: self.templates_wanted.emit())
        self.files = icon_button("dots-horizontal", t("Import, export, upload"))
        self.head = PageHead(t("Segments"), self.files, self.template, self.new)
        self._make_tools()
        self.model = PagedModel(self._columns(), self._write)
        self.model.wanted.connect(self._give)
        self._order: tuple[str, bool] = ("name", False)
        self.rows: list[SavedSegment] = []
        self.grid = DataGrid(t("Segments"), self.model, framed=True)
        self.grid.allow_sorting(0, Qt.SortOrder.AscendingOrder)
        self.grid.opened.connect(self._open)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(lambda _spot: self.menu_wanted.emit(self.grid))
        self.grid.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self.foot = ElidedLabel("", "hint")
        self.tracked = TrackedStrip(session, tracked)
        tools = in_flow(
            flow(self.search, self.status, self.label, self.maker, self.content, gap=10)
        )
        listed = column(self.tracked, tools, self.grid, self.foot, gap=10)
        listed.setStretch(2, 1)
        title = row(label(t("Folders"), "strong"), None, self.add_folder)
        left = column(title, self.folders, gap=4)
        left.setStretch(1, 1)
        whole = row(holder(left), holder(listed), gap=16,
                    margins=(PAGE_EDGE, 4, PAGE_EDGE, 12))  # fmt: skip
        whole.setStretch(1, 1)
        self.first = button(t("New segment"), k="primary", clicked=self.new_wanted.emit)
        self.example = button(t("Start from a template"), clicked=self.templates_wanted.emit)
        self.again = button(t("Read again"), glyph="refresh", clicked=shelf.read)
        self.empty = EmptyState(
            "filter-variant", "", "", holder(row(self.first, self.example, self.again))
        )
        self._body = QStackedWidget()
        self._body.addWidget(holder(whole))
        self._body.addWidget(self.empty)
        outer = column(self.head, self._body, gap=0)
        outer.setStretch(1, 1)
        self.addWidget(holder(outer))
        self.model.sorted.connect(self._sort)
        shelf.changed.connect(self.draw)

    def _make_tools(self) -> None:
        t, shelf = self.tr, self.shelf
        self.search = QLineEdit()
        self.search.setPlaceholderText(t("Search by name"))
        self.search.setAccessibleName(t("Search segments"))
        self.search.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(px(240))
        self.search.textChanged.connect(lambda text: shelf.narrow(search=text))
        self.search.returnPressed.connect(self._open_first)
        self.content = QCheckBox(t("Also in the definitions"))
        self.content.toggled.connect(lambda on: shelf.narrow(in_content=on))
        self.status = Choice(
            t("State"), [("", t("Any state")), ("active", t("Active")), ("draft", t("Drafts"))]
        )
        self.status.picked.connect(lambda key: shelf.narrow(status=key))
        self.label = Choice(t("Label"), [("", t("Any label"))])
        self.label.picked.connect(lambda key: shelf.narrow(label=key))
        self.maker = Choice(t("Made by"), [("", t("Made by anybody"))])
        self.maker.picked.connect(lambda key: shelf.narrow(made_by=key))
        self.folders = FolderList()
        self.folders.picked.connect(lambda path: shelf.narrow(folder=path))
        self.add_folder = icon_button("plus", t("New folder, rename, delete"))

    def _columns(self) -> tuple[Column, ...]:
        t = self.tr
        return (
            Column("name", t("Name"), "text", 150),
            Column("state", t("State"), "yesno", 66),
            Column("sentence", t("Who it is"), "text", 150, sortable=False),
            Column("labels_text", t("Labels"), "text", 72, sortable=False),
            Column("used", t("Used in"), "text", 96),
            Column("saved", t("Changed"), "day", 116),
        )

    # drawing

    def draw(self) -> None:
        """Draw list, folders and filters from the shelf."""
        shelf, t = self.shelf, self.tr
        loading = shelf.everything is None and shelf.error is None
        self.files.setEnabled(self._session.is_open)
        held = t("Read-only: another window or command holds this brand")
        for one in (self.new, self.template):
            one.setEnabled(self._session.is_open and not self._session.read_only)
            one.setToolTip(held if self._session.read_only else "")
        if not loading and (shelf.error is not None or not shelf.total):
            self._render_empty()
            return
        self._body.setCurrentIndex(0)
        found = shelf.found()
        key, descending = self._order
        found.sort(key=lambda one: _key(one, key), reverse=descending)
        found.sort(key=lambda one: not one.is_recommended)  # these stay on top, in that order
        self.rows = found
        name = self.current()
        self.model.restart(len(found), [self._row(one) for one in found[:100]])
        self.folders.show_folders(shelf.folders(), shelf.folder)
        self.label.offer([("", t("Any label")), *((one, one) for one in shelf.labels())])
        self.label.show_key(shelf.label)
        self.maker.offer([("", t("Made by anybody")), *((one, t("Made by {0}").format(one))
                                                       for one in shelf.makers())])  # fmt: skip
        self.maker.show_key(shelf.made_by)
        self.maker.setVisible(bool(shelf.makers()))
        self.add_folder.setVisible(not self._session.read_only)
        self.head.say(t("%n segment(s)", "", shelf.total) if not loading else "")
        said = t("%n shown", "", len(found)) if len(found) != shelf.total else ""
        hint = t("Enter opens, Ctrl+N makes a new one, F2 renames, Del puts into the trash")
        self.foot.setText(" · ".join(part for part in (said, hint) if part))
        self.choose(name or (found[0].name if found else ""))
        if not found and not loading:
            self.foot.setText(t("No segment is called so. Clear the search or the filters."))

    def _render_empty(self) -> None:
        error, t = self.shelf.error, self.tr
        self._body.setCurrentIndex(1)
        self.head.say("")
        writes = self._session.is_open and not self._session.read_only
        self.first.setVisible(error is None and writes)
        self.example.setVisible(error is None and writes)
        self.again.setVisible(error is not None)
        if error is not None:
            self.empty.say(error.message, error.remedy)
        elif not writes:
            self.empty.say(
                t("No segments yet"),
                t("Segments are made in the window that holds this brand."),
            )
        else:
            self.empty.say(
                t("No segments yet"),
                t("Start from a template or describe who you look for: conditions narrow "
                  "everybody down to an audience, with a live count."),
            )  # fmt: skip

    # choosing

    def current(self) -> str:
        """Return the name of the marked segment."""
        at = self.grid.currentIndex().row()
        return self.rows[at].name if 0 <= at < len(self.rows) else ""

    def chosen(self) -> list[str]:
        """Return the names of the chosen segments."""
        names = [self.rows[at].name for at in self.grid.chosen_rows() if at < len(self.rows)]
        return names or ([self.current()] if self.current() else [])

    def choose(self, name: str) -> None:
        """Mark a segment."""
        at = next((at for at, one in enumerate(self.rows) if one.name == name), -1)
        if at >= 0:
            index = self.model.index(at, 0)
            how = QItemSelectionModel.SelectionFlag
            self.grid.selectionModel().setCurrentIndex(index, how.ClearAndSelect | how.Rows)
        self._look()

    def _look(self) -> None:
        self.looked_at.emit(self.current())

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.rows):
            self.opened.emit(self.rows[at].name)

    def _open_first(self) -> None:
        self._open(max(self.grid.currentIndex().row(), 0))

    # rows

    def _give(self, offset: int, limit: int) -> None:
        self.model.put(offset, [self._row(one) for one in self.rows[offset : offset + limit]])

    def _sort(self, key: str, descending: bool) -> None:  # noqa: FBT001  # a signal's
        self._order = (key, descending)
        self.draw()

    def _row(self, one: "SavedSegment") -> dict[str, object]:
        return {
            "name": f"★ {one.name}" if one.is_recommended else one.name,
            "state": _state(self.tr, one),
            "sentence": one.sentence,
            "labels_text": ", ".join(one.labels) or NONE,
            "used": ", ".join(str(name) for name in one.used_in) or NONE,
            "saved": str(one.saved_at),
        }

    def _write(self, value: object, kind: Kind) -> str:
        if kind == "day":
            from datetime import date

            return self._session.words.day(date.fromisoformat(str(value)[:10]))
        return str(value)


def _state(t: Callable[[str], str], one: "SavedSegment") -> str:
    return t("Draft") if one.status == "draft" else t("Active")


def _key(one: "SavedSegment", key: str) -> str:
    match key:
        case "saved":
            return str(one.saved_at)
        case "used":
            return f"{len(one.used_in):05}"
        case "state":
            return str(one.status)
        case _:
            return one.name.casefold()
