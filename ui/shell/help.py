"""The guide inside the window: short pages of `resources/help`, and the shortcut sheet."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTextBrowser

from ampdesk.shipped import shipped
from ui.kit.parts import button, row
from ui.kit.sheet import Sheet
from ui.shell.actions import Actions

if TYPE_CHECKING:
    from ui.shell.window import Window

PAGES = ("start", "home", "customers", "rfm", "lists", "data", "why")


class HelpDialog(Sheet):
    """Pages at the left, the chosen one at the right."""

    def __init__(self, window: "Window", page: str) -> None:
        super().__init__(window, window.tr("Guide"))
        self._actions = window.actions_
        self.pages = QListWidget()
        self.pages.setAccessibleName(self.tr("Pages of the guide"))
        self.pages.setFixedWidth(190)
        self.pages.setProperty("k", "framed")
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Page"))
        self.text.setOpenExternalLinks(True)
        for key in PAGES:
            text = _read(key)
            if text:
                title = text.splitlines()[0].lstrip("# ")
                self._add(key, title)
        self._add("keys", self.tr("Keyboard shortcuts"))
        split = row(self.pages, self.text, gap=14)
        split.setStretch(1, 1)
        self.body.addLayout(split, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(button(self.tr("Close"), k="primary", clicked=self.accept))
        self.fit(880, 620)
        self.pages.currentItemChanged.connect(self._show)
        self.choose(page)

    def choose(self, key: str) -> None:
        """Show a page."""
        for at in range(self.pages.count()):
            if self.pages.item(at).data(Qt.ItemDataRole.UserRole) == key:
                self.pages.setCurrentRow(at)
                return
        self.pages.setCurrentRow(0)

    def _add(self, key: str, title: str) -> None:
        item = QListWidgetItem(title)
        item.setData(Qt.ItemDataRole.UserRole, key)
        self.pages.addItem(item)

    def _show(self) -> None:
        item = self.pages.currentItem()
        key = str(item.data(Qt.ItemDataRole.UserRole)) if item else ""
        if key == "keys":
            self.text.setMarkdown(shortcut_sheet(self._actions, self.tr("Keyboard shortcuts")))
        else:
            self.text.setMarkdown(_read(key))


def _read(key: str) -> str:
    try:
        return (shipped("help") / f"{key}.md").read_text(encoding="utf-8")
    except OSError:
        return ""


def shortcut_sheet(actions: Actions, title: str) -> str:
    """Write every shortcut as Markdown, from the registry."""
    lines = [f"# {title}", "", "| Command | Keys |", "|---|---|"]
    for _, action in actions.items():  # noqa: PERF102 - not a dict
        keys = ", ".join(
            one.toString(QKeySequence.SequenceFormat.NativeText) for one in action.shortcuts()
        )
        if keys:
            lines.append(f"| {action.text()} | {keys} |")
    return "\n".join(lines)
