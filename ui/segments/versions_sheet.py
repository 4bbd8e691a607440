"""Every version of a segment: who, when, what changed; and bringing one back."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.parts import button, column, holder, label, row
from ui.kit.sheet import Sheet
from ui.shell.session import Session

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Version

SIGNS = {"added": "+", "removed": "−", "changed": "~", "moved": "↕"}


class VersionsSheet(Sheet):
    """The newest first; `restored` with the name after a version was brought back."""

    restored = Signal(str)

    def __init__(self, session: Session, window: QWidget, name: str) -> None:
        t = self.tr
        about = t("Bringing one back makes a new version: nothing is lost.")
        super().__init__(window, t("Versions of “{0}”").format(name), about)
        self._session, self._name = session, name
        self._versions: tuple[Version, ...] = ()
        self.list = QListWidget()
        self.list.setProperty("k", "framed")
        self.list.setAccessibleName(t("Versions"))
        self.list.setFixedWidth(290)
        self.list.currentRowChanged.connect(self._show)
        self.changes = QPlainTextEdit()
        self.changes.setReadOnly(True)
        self.changes.setAccessibleName(t("What changed"))
        self.heading = label("", "strong")
        right = holder(column(self.heading, self.changes, gap=6))
        both = row(self.list, right, gap=12)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.state = label("", "hint")
        self.restore = button(t("Restore this version"), k="primary", clicked=self._restore)
        self.restore.setEnabled(False)
        self.foot.addWidget(self.state)
        self.foot.addStretch(1)
        self.foot.addWidget(button(t("Close"), clicked=self.reject))
        self.foot.addWidget(self.restore)
        self.fit(860, 540)
        brand = session.brand
        session.desk.ask(
            "segments.versions", lambda: brand.segments.versions(name), self._arrived, self._failed
        )

    def _arrived(self, versions: "tuple[Version, ...]") -> None:
        self._versions = versions
        words = self._session.words
        for one in versions:
            when = words.moment(datetime.fromisoformat(str(one.saved_at)))
            mark = self.tr(" · active") if one.is_active else ""
            said = self.tr("Version {0}{1}\n{2}").format(one.version, mark, when)
            if one.saved_by:
                said += f" · {one.saved_by}"
            item = QListWidgetItem(said)
            item.setData(Qt.ItemDataRole.UserRole, one.version)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self._versions):
            return
        one, t = self._versions[at], self.tr
        self.heading.setText(t("What version {0} changed").format(one.version))
        lines = [f"{SIGNS.get(change.kind, '·')} {change.words}" for change in one.changes]
        if not lines:
            first = at == len(self._versions) - 1
            lines = [t("The first version.") if first else t("Nothing in the definition.")]
        if one.note:
            lines += ["", one.note]
        self.changes.setPlainText("\n".join(lines))
        self.restore.setEnabled(not one.is_active and not self._session.read_only)

    def _restore(self) -> None:
        at = self.list.currentRow()
        brand, name, version = self._session.brand, self._name, self._versions[at].version
        self._session.desk.ask(
            "segments.restore", lambda: brand.segments.restore(name, version),
            lambda _new: self._done(), self._failed,
        )  # fmt: skip

    def _done(self) -> None:
        self.restored.emit(self._name)
        self.accept()

    def _failed(self, error: AmpDeskError) -> None:
        self.state.setText(str(error))
