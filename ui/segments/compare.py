"""Comparing two to five segments: whom they share, their figures, where they differ most."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QTableWidget, QWidget

from ampdesk.errors import AmpDeskError
from ui.figures.card import FigureCard
from ui.figures.table import Table
from ui.kit.notes import EmptyState
from ui.kit.panel import PageScroll
from ui.kit.parts import button, column, holder, label, row
from ui.kit.segmented import Segmented
from ui.segments.context import Builder
from ui.segments.days import DaysView
from ui.segments.document import Body
from ui.segments.shelf import Shelf
from ui.segments.upset import Combination, UpSet
from ui.shell.doors import Doors
from ui.shell.page import page_body
from ui.shell.session import Session
from ui.theme import px
from ui.tokens import PAGE_EDGE

if TYPE_CHECKING:
    from ampdesk.api import Stop
    from ampdesk.api.segment_types import Comparison

MOST = 5


class CompareModel(QObject):
    """`found` is of the segments last asked for. A view model without a widget."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.found: Comparison | None = None
        self.error: AmpDeskError | None = None
        self.is_reading = False
        self._stop: Stop | None = None

    def read(self, given: list[Any], as_of: date | None = None) -> None:
        """Compare definitions and saved segments, today's members or those of a day."""
        from ampdesk.api import Stop

        if self._stop is not None:
            self._stop.stop()
        segments = self._session.brand.segments
        stop = Stop()
        self._stop, self.is_reading, self.error = stop, True, None
        self.changed.emit()
        self._session.desk.ask(
            "segments.compare", lambda: segments.compare(given, as_of=as_of, stop=stop),
            self._arrived, self._failed, lane="wide",
        )  # fmt: skip

    def combinations(self) -> tuple[tuple[Combination, ...], Table]:
        """Return who is in which segments, the largest first."""
        found, words = self.found, self._session.words
        if found is None:
            return (), Table()
        lines = []
        for one in sorted(found.overlaps, key=lambda one: -one.customers):
            names = [name for name, held in zip(found.names, one.members, strict=True) if held]
            if names:
                said = self.tr("In {0} and in no other").format(self.tr(" and ").join(names))
                count = words.count(one.customers)
                lines.append(Combination(tuple(one.members), one.customers, count, said))
        heads = (self.tr("Segments"), self.tr("Customers"))
        table = Table(
            heads, tuple((one.words, one.text) for one in lines),
            tuple((one.words, one.customers) for one in lines),
        )  # fmt: skip
        return tuple(lines), table

    def _arrived(self, found: "Comparison") -> None:
        self.found, self.is_reading = found, False
        self.changed.emit()

    def _failed(self, error: AmpDeskError) -> None:
        if error.code != "cancelled":
            self.error, self.is_reading = error, False
            self.changed.emit()


class CompareView(QWidget):
    """The open segment beside up to four saved ones, or beside itself on another day."""

    intersection_wanted = Signal(list)

    def __init__(self, builder: Builder, doors: Doors, shelf: Shelf) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        session = builder.session
        self._session, self._shelf = session, shelf
        self._body: Body = {}
        self._as_of: date | None = None
        self.model = CompareModel(session)
        t = self.tr
        self.others = QListWidget()
        self.others.setProperty("k", "framed")
        self.others.setAccessibleName(t("Segments to compare with"))
        self.others.setFixedWidth(px(190))
        self.others.itemChanged.connect(lambda _item: self._chosen_changed())
        self.hint = label("", "hint", wrap=True)
        self.hint.setFixedWidth(px(190))
        self.upset = UpSet(t("Whom the segments share"))
        self.sets = FigureCard(
            t("Whom they share"), t("Each line: customers that are in exactly these segments"),
            self.upset,
        )  # fmt: skip
        self.sets.say = lambda said, tone: doors.say(said, "neg" if tone == "neg" else "pos")
        self.sets.setMinimumHeight(px(220))
        self.legend = label("", "label2", wrap=True)
        self.metrics = _table(t("Figures of the segments"))
        self.differences = _table(t("Where they differ most"))
        self.both = button(t("New segment from those in all"), glyph="set-center")
        self.both.clicked.connect(lambda _on=False: self.intersection_wanted.emit(self.given()))
        content = self._content()
        self.empty = EmptyState("compare-horizontal", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(PageScroll(content, t("Comparison")))
        self._stack.addWidget(self.empty)
        left = column(label(t("Compare with"), "strong"), self.others, self.hint, gap=8)
        left.setStretch(1, 1)
        both = row(holder(left), self._stack, gap=16, margins=(PAGE_EDGE, 0, 0, 0))
        both.setStretch(1, 1)
        self.way = Segmented(
            t("Compare with"), {"others": t("Other segments"), "days": t("Itself on another day")}
        )
        self.days = DaysView(builder)
        self._ways = QStackedWidget()
        self._ways.addWidget(holder(both))
        self._ways.addWidget(self.days)
        self.way.chosen.connect(lambda _key: self._read())
        head = row(self.way, None, margins=(PAGE_EDGE, 0, PAGE_EDGE, 0))
        whole = column(holder(head), self._ways, gap=10)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.model.changed.connect(self.draw)

    def _content(self) -> QWidget:
        t = self.tr
        content, body = page_body(0, 0, 10, 16)
        body.addWidget(self.legend)
        body.addWidget(self.sets)
        body.addLayout(row(self.both, None))
        body.addWidget(label(t("Figures"), "h3"))
        body.addWidget(self.metrics)
        body.addWidget(label(t("Where they differ most"), "h3"))
        body.addWidget(self.differences)
        body.addStretch(1)
        return content

    def _read(self) -> None:
        is_days = self.way.key == "days"
        self._ways.setCurrentIndex(int(is_days))
        if is_days:
            self.days.show_for(self._body)
        elif self._body:
            self._offer()

    def show_for(self, body: Body, as_of: date | None = None) -> None:
        """Compare a definition with what is chosen at the left, or as of two days."""
        self._body, self._as_of = body, as_of
        self._read()

    def _offer(self) -> None:
        body = self._body
        ticked = set(self.chosen())
        self.others.blockSignals(True)  # noqa: FBT003
        self.others.clear()
        for one in self._shelf.everything or ():
            if one.name != body["name"]:
                item = QListWidgetItem(one.name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                on = one.name in ticked
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                self.others.addItem(item)
        self.others.blockSignals(False)  # noqa: FBT003
        self._chosen_changed()

    def chosen(self) -> list[str]:
        """Return the names of the ticked segments."""
        items = [self.others.item(at) for at in range(self.others.count())]
        return [one.text() for one in items if one.checkState() == Qt.CheckState.Checked]

    def given(self) -> list[Any]:
        """Return what is compared: the open definition first."""
        return [{**self._body, "name": self._body["name"] or "-"}, *self.chosen()]

    def _chosen_changed(self) -> None:
        chosen, t = self.chosen(), self.tr
        full = len(chosen) >= MOST - 1
        for at in range(self.others.count()):
            item = self.others.item(at)
            usable = not full or item.checkState() == Qt.CheckState.Checked
            flags = item.flags() | Qt.ItemFlag.ItemIsEnabled
            self.others.blockSignals(True)  # noqa: FBT003
            item.setFlags(flags if usable else flags & ~Qt.ItemFlag.ItemIsEnabled)
            self.others.blockSignals(False)  # noqa: FBT003
        self.hint.setText(t("Five at most, this one included.") if full else "")
        if chosen:
            self.model.read(self.given(), self._as_of)
        else:
            self._stack.setCurrentIndex(1)
            self.empty.say(
                t("Compare with other segments"),
                t("Tick one to four at the left: whom they share, and where they differ.")
                if self.others.count()
                else t("There is no other segment yet."),
            )

    def draw(self) -> None:
        """Draw what has arrived."""
        model, found = self.model, self.model.found
        if model.error is not None:
            self._stack.setCurrentIndex(1)
            self.empty.say(model.error.message, model.error.remedy)
            return
        self._stack.setCurrentIndex(0)
        if found is None or model.is_reading:
            self.upset.show_sets((), None, Table())
            return
        lines, table = model.combinations()
        self.upset.show_sets(found.names, lines, table)
        self.sets.show_table(table)
        self.legend.setText("   ".join(f"{at} {name}" for at, name in enumerate(found.names, 1)))
        self._fill_metrics(found)
        self._fill_differences(found)

    def _fill_metrics(self, found: "Comparison") -> None:
        from ui.segments.compare_words import metric_rows

        heads, rows = metric_rows(found, self._session.words)
        _fill(self.metrics, heads, rows)

    def _fill_differences(self, found: "Comparison") -> None:
        from ui.segments.compare_words import difference_rows

        heads, rows = difference_rows(found, self._session.words)
        _fill(self.differences, heads, rows)


def _table(name: str) -> QTableWidget:
    made = QTableWidget()
    made.setAccessibleName(name)
    made.setProperty("k", "framed")
    made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the value stands at the end
    made.verticalHeader().hide()
    return made


def _fill(table: QTableWidget, heads: list[str], rows: list[list[str]]) -> None:
    from PySide6.QtWidgets import QHeaderView, QTableWidgetItem

    table.setColumnCount(len(heads))
    table.setHorizontalHeaderLabels(heads)
    table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
    for place, head in enumerate(heads):
        item = table.horizontalHeaderItem(place)
        if item is not None:
            item.setToolTip(head)
    table.setRowCount(len(rows))
    for at, line in enumerate(rows):
        for place, text in enumerate(line):
            item = QTableWidgetItem(text)
            item.setToolTip(text if not place else "")
            if place:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(at, place, item)
    if heads:
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(0, px(170))
    tall = px(28)
    table.verticalHeader().setDefaultSectionSize(tall)
    table.setFixedHeight(tall * (len(rows) + 1) + 12)
