"""One test on one column: operator and value, whatever the kind of the column asks for."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.kit.parts import icon_button, label
from ui.segments.context import Builder
from ui.segments.fields import (
    Choice,
    DateField,
    LineField,
    ListField,
    NothingField,
    PairField,
    ValueField,
    open_values,
)
from ui.segments.flow import flow, flowing
from ui.segments.words import column_words, operator_words

if TYPE_CHECKING:
    from ampdesk.api.segment_types import ColumnChoice

DATES = frozenset({"date", "datetime"})
Test = dict[str, Any]


class FilterRow(QWidget):
    """Shows a filter and gives it back changed: `edited(filter, what changed, merge)`."""

    edited = Signal(dict, str, str)
    removed = Signal()

    def __init__(self, builder: Builder, *, named: bool = False, removable: bool = False) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder = builder
        self._test: Test = {}
        self._shape: tuple[str, ...] = ()
        self._column: ColumnChoice | None = None
        self.name = label("", "strong")
        self.name.setVisible(named)
        self.ops = Choice(self.tr("Comparison"))
        self.ops.picked.connect(self._take_op)
        self.value: ValueField = NothingField()
        self.drop = icon_button("close", self.tr("Remove this test"))
        self.drop.clicked.connect(lambda _on=False: self.removed.emit())
        self.drop.setVisible(removable)
        self._flow = flow(self.name, self.ops, self.value, self.drop)
        self.setLayout(self._flow)
        flowing(self)

    def show_test(self, table: str, test: Test) -> None:
        """Show a filter; its fields are kept while column and operator stay."""
        self._test = test
        column = self._builder.catalogue.column(table, test["column"])
        self._column = column
        title = column.label if column else column_words(test["column"])
        self.name.setText(title)
        self.drop.setAccessibleName(self.tr("Remove the test of {0}").format(title))
        offered = column.operators if column else ()
        self.ops.setAccessibleName(self.tr("Comparison of {0}").format(title))
        self.ops.offer(
            [(one.op, operator_words(one.op)) for one in offered], [one.hint for one in offered]
        )
        if not self.ops.count() or self.ops.currentData() != test["op"]:
            self.ops.show_key(test["op"])
        kind = column.kind if column else "text"
        takes = next((one.takes for one in offered if one.op == test["op"]), _takes(test))
        shape = (table, test["column"], kind, takes, self.ops.currentText() if takes == "" else "")
        if shape != self._shape:
            self._shape = shape
            self._make(table, title, kind, takes)
        self.value.show_value(test.get("value"))

    def start(self) -> None:
        """Give the focus to the value, else to the operator."""
        target = self.ops if isinstance(self.value, NothingField) else self.value.target()
        target.setFocus()

    def _make(self, table: str, title: str, kind: str, takes: str) -> None:
        old = self.value
        made = self._field(table, title, kind, takes)
        made.edited.connect(self._take_value)
        self._flow.put(old, made)
        old.hide()
        old.deleteLater()
        self.value = made

    def _field(self, table: str, title: str, kind: str, takes: str) -> ValueField:
        name = self.tr("Value of {0}").format(title)
        match takes:
            case "nothing":
                return NothingField()
            case "pair":
                note = self.tr("both ends left out")
                return PairField(self._one(name, kind), self._one(name, kind), note)
            case "list":
                return ListField(name, kind, partial(self._pick_list, table, title))
            case _:
                pick = partial(self._pick_one, table, title) if kind == "text" else None
                return self._one(name, kind, pick)

    def _one(
        self, name: str, kind: str, pick: Callable[[QWidget], None] | None = None
    ) -> ValueField:
        if kind in DATES:
            return DateField(name, self._builder)
        return LineField(name, kind, pick)

    def _pick_list(self, table: str, title: str, field: ListField, opener: QWidget) -> None:
        chosen = [str(one) for one in field.values]
        field.picker = open_values(
            self._builder, table, self._test["column"], title, opener, chosen, field.take
        )

    def _pick_one(self, table: str, title: str, opener: QWidget) -> None:
        value = self._test.get("value")
        chosen = [str(value)] if value is not None else []

        def take(values: tuple[str, ...]) -> None:
            self.value.show_value(values[-1] if values else None)
            self._take_value(values[-1] if values else None)
            picker.close()

        picker = open_values(
            self._builder, table, self._test["column"], title, opener, chosen, take
        )

    def _take_op(self, op: str) -> None:
        offered = self._column.operators if self._column else ()
        takes = next((one.takes for one in offered if one.op == op), "one")
        made = {"column": self._test["column"], "op": op}
        value = _converted(self._test.get("value"), takes)
        if value is not None:
            made["value"] = value
        self.edited.emit(made, self.tr("comparison"), "")
        if takes != "nothing":
            self.value.target().setFocus()

    def _take_value(self, value: Any) -> None:
        made = {key: held for key, held in self._test.items() if key != "value"}
        if value is not None:
            made["value"] = value
        self._test = made
        self.edited.emit(made, self.tr("value"), f"value of {self._test['column']}")


def _takes(test: Test) -> str:
    match test.get("value"):
        case None:
            return "nothing"
        case list() | tuple() if "between" in test["op"]:
            return "pair"
        case list() | tuple():
            return "list"
        case _:
            return "one"


def _converted(value: Any, takes: str) -> Any:
    """Carry a value over to an operator of another shape; what does not fit is dropped."""
    held = [one for one in value if one is not None] if isinstance(value, list) else [value]
    held = [one for one in held if one is not None]
    match takes:
        case "one":
            return held[0] if held else None
        case "list":
            return held or None
        case "pair":
            return [held[0], held[1] if len(held) > 1 else None] if held else None
        case _:
            return None
