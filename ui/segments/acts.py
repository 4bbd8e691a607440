"""What is done with saved segments: kept, renamed, copied, moved, deleted; each can be undone."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from ampdesk.errors import AmpDeskError
from ui.segments.document import Body
from ui.segments.export_sheet import ExportSheet
from ui.segments.folders import FolderActs
from ui.segments.menus import files_menu, folder_menu, segment_menu
from ui.segments.place_sheet import PlaceSheet
from ui.segments.templates_sheet import TemplatesSheet
from ui.segments.trend_sheet import TrendSheet
from ui.segments.upload_sheet import UploadSheet
from ui.segments.versions_sheet import VersionsSheet

if TYPE_CHECKING:
    from ui.segments.page import SegmentsPage
    from ui.shell.jobcentre import Job


class Acts(QObject):
    """Each act asks the core away from the window's thread and says what came of it."""

    changed = Signal()  # the library is another
    opened = Signal(dict)  # a definition to open that is not saved

    def __init__(self, page: "SegmentsPage") -> None:
        super().__init__(page)
        self.page = page
        self._session, self._doors = page.session, page.doors
        self.folders = FolderActs(self)

    @property
    def _segments(self) -> Any:
        return self._session.brand.segments

    # one or several saved segments

    def delete(self, names: Sequence[str]) -> None:
        """Put segments into the trash, with a way back; what is in use stays."""
        segments = self._segments
        self.do(lambda: [segments.delete(name) for name in names], lambda _none: self._gone(names))

    def _gone(self, names: Sequence[str]) -> None:
        self.changed.emit()
        said = self.tr("“{0}” is in the trash for 30 days.").format("”, “".join(names))
        self._doors.say(said, "info", self.tr("Undo"), lambda: self.bring_back(names))

    def bring_back(self, names: Sequence[str]) -> None:
        """Take segments out of the trash again."""
        segments = self._segments
        self.do(
            lambda: [segments.undelete(name) for name in names],
            lambda _versions: self.say(self.tr("“{0}” is back.").format("”, “".join(names))),
        )

    def ask_rename(self, name: str) -> None:
        """Ask for another name."""
        new, given = QInputDialog.getText(
            self.page, self.tr("Rename the segment"), self.tr("Name"), text=name
        )
        if given and new.strip() and new.strip() != name:
            self.rename(name, new.strip())

    def rename(self, name: str, new: str) -> None:
        """Give a segment another name; segments that name it follow."""
        segments = self._segments

        def done(others: Sequence[str]) -> None:
            said = self.tr("“{0}” is now “{1}”.").format(name, new)
            if others:
                said += " " + self.tr("Changed along with it: {0}.").format(", ".join(others))
            self.say(said, self.tr("Undo"), lambda: self.rename(new, name))

        self.do(lambda: segments.rename(name, new), done)

    def duplicate(self, name: str) -> None:
        """Make a copy."""
        segments = self._segments
        self.do(
            lambda: segments.duplicate(name),
            lambda new: self.say(self.tr("“{0}” is a copy of “{1}”.").format(new, name)),
        )

    def recommend(self, name: str, *, on: bool) -> None:
        """Pin a segment to the top, five at most."""
        segments = self._segments
        self.do(lambda: segments.recommend(name, on), lambda _none: self.changed.emit())

    def track(self, name: str, *, on: bool) -> None:
        """Note a segment's size day by day, fifteen at most."""
        segments = self._segments

        def done(_none: object) -> None:
            self.changed.emit()
            if on:
                self._doors.say(
                    self.tr("“{0}” is noted once a day from now on.").format(name), "pos",
                    self.tr("See its trend"), partial(self.trend, name),
                )  # fmt: skip

        self.do(lambda: segments.track(name, on), done)

    def trend(self, name: str) -> TrendSheet:
        """Show how a tracked segment went."""
        points = self.page.tracked.points.get(name, ())
        sheet = TrendSheet(self._session, self.page.window(), name, points)
        sheet.opened.connect(self.page.open)
        sheet.open()
        return sheet

    def place(self, names: Sequence[str]) -> PlaceSheet:
        """Ask for folder and labels."""
        shelf = self.page.shelf
        first = shelf.named(names[0])
        sheet = PlaceSheet(
            self._session, self.page.window(), names, shelf.folders(),
            first.folder if first else "", first.labels if first else (),
        )  # fmt: skip
        sheet.placed.connect(self.changed)
        sheet.open()
        return sheet

    def versions(self, name: str) -> VersionsSheet:
        """Show every version."""
        sheet = VersionsSheet(self._session, self.page.window(), name)
        sheet.restored.connect(self._restored)
        sheet.open()
        return sheet

    def _restored(self, name: str) -> None:
        self.say(self.tr("An earlier version of “{0}” is active again.").format(name))
        if self.page.is_editing:
            self.page.open(name)

    # files

    def export(
        self, body: Body, count: int | None = None, as_of: date | None = None
    ) -> ExportSheet:
        """Ask for form and columns of a file of members."""
        sheet = ExportSheet(
            self._session, self.page.window(), body, self.page.builder.catalogue, count, as_of
        )
        sheet.written.connect(self._written)
        sheet.wanted.connect(self._write)
        sheet.open()
        return sheet

    def _write(self, work: Any) -> None:  # a WriteSegment
        file: Path = work.file

        def told(job: "Job") -> None:
            if job.state == "done":
                self._doors.say(job.message, "pos", self.tr("Show the folder"),
                                lambda: self._doors.open_folder(file))  # fmt: skip
            elif job.state == "failed":
                self._doors.say(f"{job.message} – {job.remedy}", "neg")

        self._doors.run(self.tr("Writing {0}").format(file.name), work, told)

    def _written(self, file: Path, rows: int) -> None:
        said = self.tr("{0} rows in {1}; the manifest lies beside it.").format(
            self._session.words.count(rows), file.name
        )
        self._doors.say(
            said, "pos", self.tr("Show the folder"), lambda: self._doors.open_folder(file)
        )

    def upload(self) -> UploadSheet:
        """Ask for a file that becomes a customer list."""
        sheet = UploadSheet(self._session, self.page.window())
        sheet.uploaded.connect(lambda _name: self.page.builder.read())
        sheet.open()
        return sheet

    def templates(self) -> TemplatesSheet:
        """Offer the templates."""
        sheet = TemplatesSheet(self._session, self.page.window())
        sheet.taken.connect(self.opened)
        sheet.open()
        return sheet

    def choose_import(self) -> None:
        """Ask for definition files."""
        files, _ = QFileDialog.getOpenFileNames(
            self.page, self.tr("Import definitions"), "", self.tr("Definitions (*.json)")
        )
        if files:
            self.import_files([Path(file) for file in files])

    def import_files(self, files: Sequence[Path]) -> None:
        """Read definitions and activate them."""
        segments = self._segments

        def done(names: Sequence[str]) -> None:
            said = self.tr("Imported: {0}.").format(", ".join(names))
            self.say(said if names else self.tr("No segment is in these files."))
            self.page.builder.read()

        self.do(lambda: segments.read_definitions(list(files)), done)

    def choose_export(self, names: Sequence[str]) -> None:
        """Ask for a folder for definition files."""
        folder = QFileDialog.getExistingDirectory(self.page, self.tr("Folder for the definitions"))
        if folder:
            self.export_files(Path(folder), names)

    def export_files(self, folder: Path, names: Sequence[str]) -> None:
        """Write definitions as JSON files."""
        segments = self._segments

        def done(files: Sequence[Path]) -> None:
            self._doors.say(
                self.tr("%n definition(s) in {0}.", "", len(files)).format(folder.name), "pos",
                self.tr("Show the folder"), lambda: self._doors.open_folder(folder),
            )  # fmt: skip

        self.do(lambda: segments.write_definitions(folder, tuple(names)), done)

    # menus

    def menu(self, parent: QWidget, names: Sequence[str], *, editing: bool) -> QMenu:
        """Return the menu of saved segments."""
        return segment_menu(self, parent, names, editing=editing)

    def files_menu(self, parent: QWidget) -> QMenu:
        """Return what goes in and out besides members."""
        return files_menu(self, parent)

    def folder_menu(self, parent: QWidget, path: str) -> QMenu:
        """Return what can be done with a folder."""
        return folder_menu(self, parent, path)

    # inside

    def do(self, read: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Do it away from the window's thread, tell `done`, or say what is wrong."""

        def arrived(answer: Any) -> None:
            self.changed.emit()
            done(answer)

        self._session.desk.ask("segments.act", read, arrived, self._refused)

    def _refused(self, error: AmpDeskError) -> None:
        self._doors.say(str(error), "neg")

    def say(self, said: str, remedy: str = "", run: Callable[[], object] | None = None) -> None:
        """Say what was done; the library is another."""
        self.changed.emit()
        self._doors.say(said, "pos", remedy, run)
