"""Before an import is taken back: what goes, and what stays."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.data.words import feed_title
from ui.kit.parts import button, column, label, row
from ui.kit.sheet import Sheet
from ui.shell.doors import Doors
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api import UndoEffect


class UndoSheet(Sheet):
    """Names the rows by what they are; the verb stands on the button."""

    def __init__(
        self, session: Session, doors: Doors, effect: "UndoEffect", window: QWidget
    ) -> None:
        title = window.tr("Undo the import of {0}?").format(effect.file)
        super().__init__(window, title)
        self._doors, self._effect = doors, effect
        words = session.words
        lines = column(gap=8)
        lines.addWidget(label(self.tr("These rows leave the brand:"), "strong"))
        for table, rows in effect.rows.items():
            left = label(feed_title(table), "label2")
            lines.addLayout(row(left, None, label(words.count(rows), "strong")))
        if effect.later:
            later = self.tr("%n later import(s) of the same source stay as they are.", "",
                            effect.later)  # fmt: skip
            lines.addWidget(label(later, "label2", wrap=True))
        stays = self.tr(
            "What this import had replaced holds again. The file itself is not touched: it can be"
            " imported again. A backup is made first."
        )
        lines.addWidget(label(stays, "label2", wrap=True))
        self.body.addLayout(lines)
        self.body.addStretch(1)
        keep = button(self.tr("Keep it"), clicked=self.reject)
        self.go = button(
            self.tr("Undo: {0} rows leave").format(words.count(effect.total)), k="primary",
            clicked=self._undo,
        )  # fmt: skip
        self.foot.addStretch(1)
        self.foot.addWidget(keep)
        self.foot.addWidget(self.go)
        self.fit(520, 280)
        keep.setFocus()

    def _undo(self) -> None:
        from ampdesk.api import UndoImport

        self.accept()
        work = UndoImport(import_id=self._effect.import_id, then_build=True)
        self._doors.run(self.tr("Undoing the import of {0}").format(self._effect.file), work)
