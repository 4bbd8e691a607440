"""The box in which a test of a column is put together; each becomes a chip over the grid."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from ampdesk.errors import AmpDeskError
from ui.customers.columns import op_words
from ui.customers.listing import CustomerList
from ui.kit.column_picker import ColumnChoice, ColumnKind, ColumnPicker
from ui.kit.parts import button, label, row
from ui.kit.popover import Popover, dress_list
from ui.shell.session import Session

_WIDTH = 360
_KINDS: "dict[str, ColumnKind]" = {
    "count": "number", "score": "number", "rate": "number", "money": "money", "day": "day",
    "moment": "moment", "yesno": "yesno",
}  # fmt: skip


class FilterBox(Popover):
    """Column, test, value; `made` gives the test."""

    made = Signal(object)

    def __init__(self, session: Session, listing: CustomerList) -> None:
        super().__init__(_WIDTH)
        self._session, self._listing = session, listing
        t = self.tr
        self.key = next(iter(listing.every))  # of the column to filter by
        self.column = button("", glyph="chevron-down", clicked=self._pick)
        self.picker = ColumnPicker(t("Find a column"))
        self.picker.setParent(self, self.picker.windowFlags())
        self.picker.chosen.connect(self.choose_column)
        self.op = QComboBox()
        self.op.setAccessibleName(t("How to compare"))
        self.value = QLineEdit()
        self.value.setAccessibleName(t("Value to compare with"))
        self.trouble = label("", "hint", wrap=True, tone="neg")
        self.trouble.hide()
        self.add = button(t("Add filter"), k="primary", clicked=self._make)
        self.body.addWidget(label(t("Only customers whose"), "strong"))
        line = row(self.column, self.op, gap=8)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.value)
        self.body.addWidget(self.trouble)
        self.body.addLayout(row(None, self.add))
        self.op.currentIndexChanged.connect(lambda _at: self._take_op())
        self.value.returnPressed.connect(self._make)
        self.value.textChanged.connect(lambda _text: self.trouble.hide())
        self.choose_column(self.key)

    def open_for(self, opener: QWidget, column: str = "") -> None:
        """Open under a widget, at a column when one is meant."""
        if column in self._listing.every:
            self.choose_column(column)
        self.value.clear()
        self.open_below(opener)
        self.value.setFocus(Qt.FocusReason.PopupFocusReason)
        self._read_values()

    def choose_column(self, key: str) -> None:
        """Filter by another column."""
        self.key = key
        title = self._listing.every[key].title
        self.column.setText(title.replace("&", "&&"))
        self.column.setAccessibleName(self.tr("Column to filter by: {0}").format(title))
        self._take_column()

    def _pick(self) -> None:
        shown = self._listing.shown
        choices = [
            ColumnChoice(
                key, one.title, _KINDS.get(one.kind, "text"),
                self.tr("Shown in the grid") if key in shown else self.tr("Other columns"),
                one.tip,
            )
            for key, one in sorted(self._listing.every.items(), key=lambda one: one[0] not in shown)
        ]  # fmt: skip
        self.picker.show_columns(choices)
        self.picker.pick(self.column, self.key)

    def _take_column(self) -> None:
        from ampdesk.api import OPS, kind_of

        words = op_words(self.tr)
        self.op.clear()
        kind = kind_of(self.key)
        for op in OPS[kind]:
            self.op.addItem(words[op], op)
        examples = {"day": "2026-06-30", "number": "10", "yes or no": self.tr("yes")}
        self.value.setPlaceholderText(examples.get(kind, ""))
        self.value.setCompleter(None)  # type: ignore[arg-type]  # as Qt takes it
        if self.isVisible():
            self._read_values()

    def _take_op(self) -> None:
        self.value.setEnabled(str(self.op.currentData()) not in {"known", "unknown"})

    def _read_values(self) -> None:
        """Offer the commonest values of a column of text."""
        if not self._session.is_open:
            return
        brand, column = self._session.brand, self.key

        def show(found: list[tuple[str, int]]) -> None:
            completer = QCompleter([value for value, _ in found], self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            dress_list(completer)
            self.value.setCompleter(completer)

        self._session.desk.ask("customers.values", lambda: brand.customers.values(column), show)

    def _make(self) -> None:
        from ampdesk.api import ColumnTest

        test = ColumnTest(
            column=self.key,
            op=self.op.currentData(),
            value=self.value.text().strip() if self.value.isEnabled() else "",
        )
        if self.value.isEnabled() and not test.value:
            self._refuse(self.tr("Write what to compare with."))
            return
        try:
            test.condition()
        except AmpDeskError as error:
            self._refuse(f"{error.message} – {error.remedy}")
            return
        self.hide()
        self.made.emit(test)

    def _refuse(self, why: str) -> None:
        self.trouble.setText(why)
        self.trouble.show()
