"""Where segments lie: their folder, up to three levels deep, and their labels."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ampdesk.errors import AmpDeskError
from ui.kit.parts import button, label
from ui.kit.sheet import Sheet
from ui.shell.session import Session


class PlaceSheet(Sheet):
    """Moves segments and labels them; `placed` when they are."""

    placed = Signal()

    def __init__(
        self, session: Session, window: QWidget, names: Sequence[str], folders: Sequence[str],
        folder: str, labels: Sequence[str],
    ) -> None:  # fmt: skip
        t = self.tr
        title = (
            t("Folder and labels of “{0}”").format(names[0])
            if len(names) == 1
            else t("Folder and labels of %n segment(s)", "", len(names))
        )
        super().__init__(window, title)
        self._session, self._names = session, tuple(names)
        self.folder = QComboBox()
        self.folder.setEditable(True)
        self.folder.addItems(["", *folders])
        self.folder.setCurrentText(folder)
        self.folder.setAccessibleName(t("Folder"))
        self.labels = QLineEdit(", ".join(labels))
        self.labels.setAccessibleName(t("Labels"))
        self.labels.setPlaceholderText(t("spring, vip"))
        words = label(t("Folder"), "label")
        words.setBuddy(self.folder)
        self.body.addWidget(words)
        self.body.addWidget(self.folder)
        self.body.addWidget(label(t("A new name makes a folder; “/” goes one level down, three "
                                    "at most."), "hint", wrap=True))  # fmt: skip
        words = label(t("Labels"), "label")
        words.setBuddy(self.labels)
        self.body.addWidget(words)
        self.body.addWidget(self.labels)
        self.body.addWidget(label(t("Up to ten, parted by commas: letters, digits, hyphens and "
                                    "underscores."), "hint", wrap=True))  # fmt: skip
        self.state = label("", "label2", wrap=True, tone="neg")
        self.body.addWidget(self.state)
        self.body.addStretch(1)
        self.save = button(t("Move and label"), k="primary", clicked=self._save)
        self.foot.addStretch(1)
        self.foot.addWidget(button(t("Cancel"), clicked=self.reject))
        self.foot.addWidget(self.save)
        self.fit(520, 400)
        self.folder.setFocus()

    def _save(self) -> None:
        brand, names = self._session.brand, self._names
        folder = self.folder.currentText().strip()
        labels = tuple(part.strip() for part in self.labels.text().split(",") if part.strip())

        def write() -> None:
            brand.segments.set_labels(names, labels)
            brand.segments.move(names, folder)

        self._session.desk.ask("segments.place", write, lambda _none: self._saved(), self._failed)

    def _saved(self) -> None:
        self.placed.emit()
        self.accept()

    def _failed(self, error: AmpDeskError) -> None:
        self.state.setText(str(error))
