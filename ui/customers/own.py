"""The user's own words on a customer: tags, notes; and the lists that hold him."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.customers.story import Story
from ui.kit.card import Card
from ui.kit.notes import Banner, Chip
from ui.kit.parts import button, clear, column, holder, icon_button, label, row
from ui.kit.popover import dress_list

if TYPE_CHECKING:
    from ampdesk.api import Note


class OwnCard(Card):
    """Draws and changes the notes of a `Story`; every change can be undone (Ctrl+Z)."""

    def __init__(self, story: Story) -> None:
        t = story.tr
        self._story = story
        self._edited: Note | None = None
        self.banner = Banner()
        self._tags = QHBoxLayout()
        self._tags.setSpacing(6)
        self.tag = QLineEdit()
        self.tag.setPlaceholderText(t("Add a tag"))
        self.tag.setAccessibleName(t("Add a tag"))
        self.tag.setMaximumWidth(180)
        self.tag.returnPressed.connect(self._add_tag)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(t("Write a note. Ctrl+Enter keeps it."))
        self.text.setAccessibleName(t("Note"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(72)
        self.keep = button(t("Keep note"), clicked=self._keep)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self._lists = label("", "label2", wrap=True)
        tags = row(holder(row(self._tags)), self.tag, None, gap=8)
        super().__init__(
            t("Notes and lists"),
            t("Your own words: they stay with the person when records merge."),
            self.banner, label(t("Tags"), "strong"), tags, 4, label(t("Notes"), "strong"),
            self.text, row(None, self.keep), self._notes, 4,
            label(t("Contained in lists"), "strong"), self._lists,
        )  # fmt: skip
        self.text.installEventFilter(self)
        story.changed.connect(self._render)
        self._shown: tuple[object, ...] = ()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter keeps the note."""
        if (
            watched is self.text
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._keep()
            return True
        return super().eventFilter(watched, event)

    def _add_tag(self) -> None:
        self._story.add("tag", self.tag.text())
        self.tag.clear()

    def _keep(self) -> None:
        text = self.text.toPlainText()
        if self._edited is not None:
            self._story.change(self._edited, text)
        else:
            self._story.add("note", text)
        self._edited = None
        self.text.clear()
        self.keep.setText(self.tr("Keep note"))

    def _edit(self, note: "Note") -> None:
        self._edited = note
        self.text.setPlainText(note.text)
        self.text.setFocus()
        self.keep.setText(self.tr("Keep change"))

    def _render(self) -> None:
        story = self._story
        if story.error is not None:
            self.banner.say(f"{story.error.message} – {story.error.remedy}", "neg")
        else:
            self.banner.clear()
        for part in (self.tag, self.text, self.keep):
            part.setEnabled(story.may_write)
        if story.lists:
            self._lists.setText(", ".join(story.lists))
        else:
            self._lists.setText(self.tr("No list of the brand holds this person."))
        shown = (*story.notes, *story.tags, story.known_tags, story.may_write)
        if shown == self._shown:
            return
        self._shown = shown
        completer = QCompleter(list(story.known_tags), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        dress_list(completer)
        self.tag.setCompleter(completer)
        clear(self._tags)
        for tag in story.tags:
            chip = Chip(tag.text)
            chip.setEnabled(story.may_write)
            chip.removed.connect(lambda tag=tag: story.remove(tag))
            self._tags.addWidget(chip)
        clear(self._notes)
        for note in story.notes:
            self._notes.addWidget(self._note(note))

    def _note(self, note: "Note") -> QWidget:
        story = self._story
        words = label(note.text, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        when = label(story.words.moment(_instant(note.changed_at or note.written_at)), "hint")
        edit = icon_button("pencil-outline", self.tr("Change this note"))
        edit.clicked.connect(lambda _on=False: self._edit(note))
        remove = icon_button("close", self.tr("Remove this note"))
        remove.clicked.connect(lambda _on=False: story.remove(note))
        for part in (edit, remove):
            part.setEnabled(story.may_write)
        line = row(column(words, when, gap=2), edit, remove, gap=6)
        line.setStretch(0, 1)
        return holder(line)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
