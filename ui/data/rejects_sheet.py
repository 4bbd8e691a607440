"""The rejected records of an import: line, column, value, reason; and the file to mend them in."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from ampdesk.errors import AmpDeskError
from ui.data.sources import fill
from ui.kit.grid import DataGrid
from ui.kit.notes import Banner
from ui.kit.paged import Column, PagedModel
from ui.kit.parts import button
from ui.kit.sheet import Sheet
from ui.shell.session import Session


class RejectsSheet(Sheet):
    """Reads the file away from the window's thread."""

    def __init__(self, session: Session, path: Path, window: QWidget) -> None:
        super().__init__(window, window.tr("Rejected rows"), str(path))
        t = self.tr
        self.banner = Banner()
        self.grid = DataGrid(
            t("Rejected rows"),
            PagedModel(
                (
                    Column("line", t("Line"), "text", 70, "line", sortable=False),
                    Column("column", t("Column"), "text", 150, "column", sortable=False),
                    Column("value", t("Value"), "text", 200, "value", sortable=False),
                    Column("reason", t("Reason"), "text", 260, "reason", sortable=False),
                ),
                lambda value, _: str(value),
            ),
            framed=True,
        )
        self.body.addWidget(self.banner)
        self.body.addWidget(self.grid, 1)
        self.open_file = button(
            t("Open the rejects file"), glyph="file-alert-outline",
            clicked=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )  # fmt: skip
        self.foot.addWidget(self.open_file)
        self.foot.addStretch(1)
        self.foot.addWidget(button(t("Close"), clicked=self.reject))
        self.fit(820, 560)
        data = session.brand.data
        session.desk.ask("data.rejects", lambda: data.rejects(path), self._arrived, self._failed)

    def _arrived(self, rows: list[dict[str, str]]) -> None:
        fill(self.grid, [{**row, "value": row.get("value") or None} for row in rows])
        self.grid.setFocus()

    def _failed(self, error: AmpDeskError) -> None:
        self.banner.say(str(error), "neg")
        self.open_file.setEnabled(False)
