"""Merge policy: sources in the order in which they are believed, by dragging or Alt+Up and Down."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QUndoStack
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QListWidget, QListWidgetItem, QWidget

from ui.data.model import Incoming
from ui.data.words import group_title
from ui.kit.notes import Banner
from ui.kit.parts import button, column, label, row
from ui.kit.segmented import Segmented
from ui.kit.skeleton import Lane, paint_bars
from ui.shell.doors import Doors
from ui.shell.session import Session
from ui.shell.steps import Step
from ui.theme import bus, px
from ui.tokens import PAGE_EDGE, ROW_HEIGHTS

if TYPE_CHECKING:
    from ampdesk.api import MergeOrder

_BARS = 220  # px at most of a grey bar that stands for a source
NAME = int(Qt.ItemDataRole.UserRole) + 1


class SourceList(QListWidget):
    """Best first; drag a line, or move it with Alt and the arrows."""

    ordered = Signal(list)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("k", "framed")
        self.setAccessibleName(name)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.is_waiting = True
        self.model().rowsMoved.connect(lambda *_: self.ordered.emit(self.names()))

    def names(self) -> list[str]:
        """Return the sources as they stand."""
        return [str(self.item(at).data(NAME)) for at in range(self.count())]

    @property
    def name(self) -> str:
        """Return the source in front, "" when there is none."""
        line = self.currentItem()
        return str(line.data(NAME)) if line is not None else ""

    def move_by(self, by: int) -> None:
        """Move the line in front up or down."""
        at = self.currentRow()
        to = at + by
        if at < 0 or not 0 <= to < self.count():
            return
        names = self.names()
        names.insert(to, names.pop(at))
        self.setCurrentRow(to)
        self.ordered.emit(names)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines; grey bars while they are being read."""
        super().paintEvent(event)
        if self.is_waiting and not self.count():
            room = min(self.viewport().width(), _BARS)
            left = self.viewport().width() - room if self.isRightToLeft() else 0
            lane = Lane(left, room, at_right=self.isRightToLeft())
            paint_bars(self, [lane], px(ROW_HEIGHTS[bus.density]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up and Alt+Down move."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_by(step)
        else:
            super().keyPressEvent(event)


class MergeView(QWidget):
    """One order in general, and one for each group of fields that wants its own."""

    def __init__(
        self, session: Session, doors: Doors, incoming: Incoming, history: QUndoStack
    ) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._session, self._doors = session, doors
        self._incoming, self._history = incoming, history
        from ampdesk.api import MERGE_GROUPS

        t = self.tr
        self.banner = Banner()
        self.groups = Segmented(t("Fields"), {one: group_title(one) for one in MERGE_GROUPS})
        self.groups.chosen.connect(lambda _key: self.show_incoming())
        self.same = QCheckBox(t("Same order as in general"))
        self.same.clicked.connect(self._follow_general)
        self.list = SourceList(t("Sources, best first"))
        self.list.ordered.connect(self._reordered)
        self.list.setMaximumWidth(560)
        self.list.currentRowChanged.connect(lambda _at: self._allow())
        self.up = button(t("Move up"), glyph="arrow-up", clicked=lambda: self.list.move_by(-1))
        self.down = button(t("Move down"), glyph="arrow-down", clicked=lambda: self.list.move_by(1))
        for one, keys in ((self.up, "Alt+↑"), (self.down, "Alt+↓")):
            one.setToolTip(keys)
        self.unranked = label(
            t("Sources with – have no place yet: they share the last one."), "hint", wrap=True
        )
        about = label(
            t(
                "A customer has records in several sources. The fullest record wins; where two are"
                " equally full, the source higher up gives the value. Drag to change the order."
            ),
            "label2", wrap=True,
        )  # fmt: skip
        about.setMaximumWidth(560)
        moves = row(self.up, self.down, None)
        layout = column(
            self.banner, about, row(self.groups, None), self.same, self.list, self.unranked, moves,
            gap=12,
            margins=(PAGE_EDGE, 10, PAGE_EDGE, 14),
        )  # fmt: skip
        layout.setStretch(4, 1)
        self.setLayout(layout)

    @property
    def order(self) -> "MergeOrder | None":
        """Return the order of the group in front."""
        key = self.groups.key
        return next((one for one in self._incoming.policy if one.group == key), None)

    def show_incoming(self) -> None:
        """Draw the order as it was read."""
        order, words = self.order, self._session.words
        at = self.list.currentRow()
        self.list.clear()
        won = self._incoming.winners.get(self.groups.key, {})
        for place, name in enumerate(order.sources if order else ()):
            rank = f"{place + 1}" if order and place < order.ranked else "–"
            said = f"{rank}   {name}"
            if self.groups.key != "general" and won:
                gives = self.tr("gives it to %n customer(s)", "", won.get(name, 0))
                gives = gives.replace(str(won.get(name, 0)), words.count(won.get(name, 0)), 1)
                said = f"{said}   ·   {gives}"
            item = QListWidgetItem(said)
            item.setData(NAME, name)
            self.list.addItem(item)
        self.list.is_waiting = not self._incoming.arrived
        self.list.setCurrentRow(max(min(at, self.list.count() - 1), 0))
        general = self.groups.key == "general"
        self.same.setVisible(not general)
        self.unranked.setVisible(bool(order and order.ranked < len(order.sources)))
        self.same.setChecked(bool(order and not order.own and not general))
        self._allow()
        if self._incoming.error is not None:
            again = self.tr("Read again")
            self.banner.say(str(self._incoming.error), "neg", again, self._incoming.read)
        elif self._incoming.waits:
            self.banner.say(
                self.tr("Settings changed since the last build: build to bring them in."),
                "warn", self.tr("Build now"), self._doors.build,
            )  # fmt: skip
        else:
            self.banner.clear()

    def _allow(self) -> None:
        may = not self._session.read_only
        at, last = self.list.currentRow(), self.list.count() - 1
        self.up.setEnabled(may and at > 0)
        self.down.setEnabled(may and 0 <= at < last)
        self.same.setEnabled(may)
        mode = QAbstractItemView.DragDropMode
        self.list.setDragDropMode(mode.InternalMove if may else mode.NoDragDrop)

    def _reordered(self, names: list[str]) -> None:
        self._change({self.groups.key: names})

    def _follow_general(self) -> None:
        if self.same.isChecked():
            self._change({self.groups.key: None})
        elif self.order is not None:
            self._change({self.groups.key: list(self.order.sources)})

    def _change(self, said: dict[str, list[str] | None]) -> None:
        """Push a step; the view shows it when the brand has taken it."""
        if self._session.read_only:
            self.show_incoming()
            return
        before = {
            one.group: list(one.sources[: one.ranked])
            for one in self._incoming.policy
            if one.ranked and (one.own or one.group == "general")
        }
        after = {key: list(value) for key, value in before.items()}
        for key, names in said.items():
            if names is None:
                after.pop(key, None)
            else:
                after[key] = names
        put = self._incoming.put_policy
        text = self.tr("order of sources, {0}").format(group_title(self.groups.key))
        self._history.push(Step(text, lambda: put(after), lambda: put(before)))
