"""The guide inside the window: short pages of `resources/help`, and the shortcut sheet."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QTextBrowser

from ampdesk.shipped import shipped
from ui.kit.parts import button, column, row
from ui.kit.sheet import Sheet
from ui.shell.actions import Actions

if TYPE_CHECKING:
    from ui.shell.window import Window

FIRST = (
    "start",
    "home",
    "customers",
    "segments",
    "rfm",
    "lists",
    "data",
    "import",
    "tables",
    "merge",
    "fiscal",
    "erasing",
    "activity",
    "settings",
    "why",
)
LAST = ("glossary",)
NEWS = "whatsnew"


def pages() -> list[str]:
    """Return the keys of the guide's pages: in the order of the tabs, then the rest by name."""
    there = {file.stem for file in shipped("help").glob("*.md")}
    middle = sorted(there - set(FIRST) - set(LAST) - {NEWS})
    return [*(key for key in (*FIRST, *middle, *LAST) if key in there), NEWS]


def news() -> str:
    """Return the changelog: shipped among the guide's pages, in a checkout at its root."""
    inside = shipped("help") / f"{NEWS}.md"
    file = inside if inside.is_file() else shipped("help").parents[1] / "CHANGELOG.md"
    _, _, text = file.read_text(encoding="utf-8").partition("\n")
    title = QCoreApplication.translate("HelpDialog", "What's new")
    return f"# {title}\n{text}"


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
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the guide"))
        self.search.setAccessibleName(self.tr("Search the guide"))
        self.search.textChanged.connect(self._filter)
        self._texts: dict[str, str] = {}
        for key in pages():
            self._texts[key] = _read(key)
            self._add(key, self._texts[key].splitlines()[0].lstrip("# "))
        self._texts["keys"] = shortcut_sheet(self._actions, self.tr("Keyboard shortcuts"))
        self._add("keys", self.tr("Keyboard shortcuts"))
        split = row(column(self.search, self.pages), self.text, gap=14)
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
        self.text.setMarkdown(self._texts.get(key, ""))
        wanted = self.search.text().strip()
        if wanted:
            self.text.find(wanted)

    def _filter(self, text: str) -> None:
        """Leave the pages that have the words, and show where."""
        wanted = text.strip().lower()
        first = -1
        for at in range(self.pages.count()):
            item = self.pages.item(at)
            key = str(item.data(Qt.ItemDataRole.UserRole))
            fits = wanted in self._texts[key].lower()
            item.setHidden(not fits)
            if fits and first < 0:
                first = at
        current = self.pages.currentItem()
        if first >= 0 and (current is None or current.isHidden()):
            self.pages.setCurrentRow(first)
        else:
            self._show()


def _read(key: str) -> str:
    if key == NEWS:
        return news()
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
