"""One condition as a card: grip, what it is, its fields, how many match alone, its menu."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QMenu, QVBoxLayout, QWidget

from ui.kit.elide import ElidedLabel
from ui.kit.notes import Glyph
from ui.kit.parts import button, column, holder, icon_button, label, row
from ui.segments.behaviour_body import ActivationBody, BehaviourBody
from ui.segments.bodies import AttributeBody, ConditionBody, ListBody, RfmBody
from ui.segments.context import Builder
from ui.segments.document import ID, Body
from ui.segments.words import KIND_GLYPHS
from ui.theme import px, restyle

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Caution, ConditionCount, Problem

MIME = "application/x-ampdesk-condition"
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
KEYS = {
    (Qt.Key.Key_Up, PLAIN): "previous",
    (Qt.Key.Key_Down, PLAIN): "next",
    (Qt.Key.Key_Up, ALT): "up",
    (Qt.Key.Key_Down, ALT): "down",
    (Qt.Key.Key_Left, ALT): "section_before",
    (Qt.Key.Key_Right, ALT): "section_after",
    (Qt.Key.Key_D, CTRL): "duplicate",
    (Qt.Key.Key_X, CTRL | SHIFT): "turn",
    (Qt.Key.Key_Delete, PLAIN): "remove",
    (Qt.Key.Key_Return, PLAIN): "start",
    (Qt.Key.Key_F1, PLAIN): "why",
}
NARROW = 620  # px; under it the fields stand below the name


class Grip(QLabel):
    """What a card is dragged by."""

    def __init__(self, card: "ConditionCard") -> None:
        super().__init__()
        self._card = card
        glyph = Glyph("drag-vertical", "text3", 16)
        self.setPixmap(glyph.pixmap())
        self._glyph = glyph
        self.setFixedSize(16, 24)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(self.tr("Drag to another place; or Alt with an arrow key"))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag after a few pixels."""
        if event.position().toPoint().manhattanLength() >= QApplication.startDragDistance():
            drag = QDrag(self._card)
            data = QMimeData()
            data.setData(MIME, str(self._card.number).encode())
            drag.setMimeData(data)
            shown: QPixmap = self._card.grab()
            drag.setPixmap(shown.scaledToWidth(min(420, shown.width())))
            drag.exec(Qt.DropAction.MoveAction)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the moves come here."""
        event.accept()


class ConditionCard(QFrame):
    """Shows one condition; decides nothing about the others."""

    edited = Signal(int, dict, str, str)
    asked = Signal(int, str)  # an action of KEYS, or of the menu
    test_wanted = Signal(int, QWidget)

    def __init__(self, builder: Builder, condition: Body) -> None:
        super().__init__()
        self.setProperty("k", "condition")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.number = int(condition[ID])
        self._builder = builder
        self._warning: Caution | None = None
        self.body = _body(builder, condition)
        self.glyph = Glyph(_glyph(builder, condition), "text2", 18)
        self.over = ElidedLabel("", "hint")
        self.title = ElidedLabel("", "strong")
        self.matches = label("", "strong")
        self.matches.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.alone = label("", "hint")
        self.alone.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.more = icon_button("dots-vertical", self.tr("More"))
        self.more.clicked.connect(self._open_menu)
        self.note = label("", "hint", wrap=True)
        self.warning = QFrame()
        self.warning.setProperty("k", "banner")
        self._warned = label("", wrap=True)
        self._warn_glyph = Glyph("alert-outline", "warn", 16)
        self.fix = button("", k="link", clicked=self._fix)
        inside = row(self._warn_glyph, self._warned, self.fix, gap=8, margins=(10, 6, 8, 6))
        inside.setStretch(1, 1)
        self.warning.setLayout(inside)
        names = holder(column(self.over, self.title, None, gap=0))
        names.setFixedWidth(px(156))
        figures = holder(column(self.matches, self.alone, None, gap=0))
        figures.setMinimumWidth(px(80))
        fields = holder(column(self.body, self.note, None, gap=4))
        marks = (Grip(self), self.glyph)
        top = row(*marks, names, fields, figures, self.more, gap=8)
        top.setStretch(3, 1)
        for part in (*marks, self.more):
            top.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.warning)
        self.note.hide()
        self.warning.hide()
        self.body.edited.connect(
            lambda condition, what, merge: self.edited.emit(self.number, condition, what, merge)
        )
        self.body.more_wanted.connect(lambda opener: self.test_wanted.emit(self.number, opener))

    def show_condition(self, condition: Body) -> None:
        """Show the condition as it is now."""
        self.body.show_condition(condition)
        over, title = self.body.heading()
        self.over.setText(over)
        self.title.setText(title)
        self.glyph.become(_glyph(self._builder, condition), "text2")
        self.setAccessibleName(f"{over}: {title}")

    def show_count(self, found: "ConditionCount | None", *, stale: bool) -> None:
        """Show how many match alone, and how many have no value there."""
        words = self._builder.session.words
        self.matches.setText(words.count(found.matches) if found else "")
        self.alone.setText(self.tr("match alone") if found else "")
        restyle(self.matches, tone="stale" if stale else "")
        parts = []
        if found and found.no_row:
            parts.append(
                self.tr("{0} customers have no row there").format(words.count(found.no_row))
            )
        if found and found.no_value:
            parts.append(self.tr("{0} have no value").format(words.count(found.no_value)))
        self.note.setText(" · ".join(parts))
        self.note.setVisible(bool(parts))
        spoken = f"{self.matches.text()} {self.alone.text()} {self.note.text()}".strip()
        self.setAccessibleDescription(spoken)

    def show_trouble(self, problem: "Problem | None", warning: "Caution | None") -> None:
        """Show what is wrong, else a warning, else nothing."""
        self._warning = warning if problem is None else None
        if problem is not None:
            text = " – ".join(part for part in (problem.message, problem.remedy) if part)
            self._say(text[:1].upper() + text[1:], "neg", self.tr("Remove condition"))
        elif warning is not None:
            self._say(warning.message, "warn", warning.fix_label if warning.fix else "")
        else:
            self.warning.hide()

    def _say(self, text: str, tone: str, fix: str) -> None:
        self._warned.setText(text)
        self._warn_glyph.become(
            "alert-outline" if tone == "warn" else "alert-octagon-outline", tone
        )
        self.fix.setText(fix.replace("&", "&&"))
        self.fix.setVisible(bool(fix))
        restyle(self.warning, tone=tone)
        self.warning.setAccessibleName(text)
        self.warning.show()

    def _fix(self) -> None:
        self.asked.emit(self.number, "remove")

    def start(self) -> None:
        """Give the focus to what is to be filled in."""
        self.body.start()

    # keys

    def event(self, event: QEvent) -> bool:
        """Keep the card's keys from the window's shortcuts while the card has the focus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.window().focusWidget() is self
            and _action(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, duplicate, turn, remove."""
        action = _action(event) if self.window().focusWidget() is self else ""
        if action == "start":
            self.start()
        elif action:
            self.asked.emit(self.number, action)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the selected edge."""
        super().focusInEvent(event)
        restyle(self, state="chosen")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the plain edge."""
        super().focusOutEvent(event)
        restyle(self, state="")

    def menu(self) -> QMenu:
        """Return the card's menu: each drag has an entry and a key."""
        t = self.tr
        made = QMenu(self)
        if isinstance(self.body, AttributeBody | BehaviourBody):
            another = made.addAction(t("Add a test on the same row…"))
            another.triggered.connect(
                lambda _on=False: self.test_wanted.emit(self.number, self.more)
            )
            made.addSeparator()
        entries = (
            ("duplicate", t("Duplicate"), "Ctrl+D"),
            ("up", t("Move up"), "Alt+Up"),
            ("down", t("Move down"), "Alt+Down"),
            ("section_before", t("Move to the section before"), "Alt+Left"),
            ("section_after", t("Move to the section after"), "Alt+Right"),
            ("turn", t("Include ↔ exclude"), "Ctrl+Shift+X"),
            ("remove", t("Remove"), "Del"),
        )
        for action, words, keys in entries:
            made.addAction(f"{words}\t{keys}").triggered.connect(partial(self._act, action))
        return made

    def _act(self, action: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  # of Qt
        self.asked.emit(self.number, action)

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def _action(event: QKeyEvent) -> str:
    held = event.modifiers() & (ALT | CTRL | SHIFT)
    return KEYS.get((Qt.Key(event.key()), held), "")


def _body(builder: Builder, condition: Body) -> ConditionBody:
    match condition["type"]:
        case "attribute":
            return AttributeBody(builder)
        case "behaviour":
            return BehaviourBody(builder, condition["behaviour"])
        case "list":
            return ListBody(builder)
        case "rfm":
            return RfmBody(builder)
        case _:
            return ActivationBody(builder)


def _glyph(builder: Builder, condition: Body) -> str:
    match condition["type"]:
        case "attribute":
            test = condition["filters"][0]
            column = builder.catalogue.column(condition["table"], test["column"])
            return KIND_GLYPHS.get(column.kind if column else "", "help-circle-outline")
        case "behaviour":
            return "cart-outline"
        case "list":
            return "format-list-bulleted"
        case "rfm":
            return "grid"
        case _:
            return "bullhorn-outline"
