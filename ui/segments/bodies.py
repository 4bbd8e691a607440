"""What stands in a condition's card, by the kind of condition: attribute, list, RFM, campaign."""

from copy import deepcopy
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from ui.kit.parts import button, label
from ui.segments.context import Builder
from ui.segments.document import Body
from ui.segments.fields import Choice
from ui.segments.filter_row import FilterRow
from ui.segments.flow import flow, in_flow
from ui.segments.words import column_words, table_words
from ui.theme import px

LISTS = ("segment", "query", "upload")
SCORES = ("r", "f", "m")


class ConditionBody(QWidget):
    """Shows a condition and gives it back changed: `edited(condition, what changed, merge)`."""

    edited = Signal(dict, str, str)
    more_wanted = Signal(QWidget)  # another test on the same row: from which button

    def __init__(self, builder: Builder) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self.builder = builder
        self.condition: Body = {}
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(6)

    def show_condition(self, condition: Body) -> None:
        """Show a condition."""
        self.condition = condition

    def heading(self) -> tuple[str, str]:
        """Return where it looks, and at what."""
        raise NotImplementedError

    def start(self) -> None:
        """Give the focus to what is to be filled in first."""

    def change(self, what: str, parts: Body, merge: str = "") -> None:
        """Give the condition back with parts changed; None takes a part away."""
        made = deepcopy(self.condition)
        for key, value in parts.items():
            if value is None:
                made.pop(key, None)
            else:
                made[key] = value
        self.condition = made
        self.edited.emit(made, what, merge)


class FilterLines(QWidget):
    """Several tests one under the other, all on one row of one table."""

    edited = Signal(list, str, str)

    def __init__(self, builder: Builder, *, named_from: int = 0, keep: int = 0) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder, self._named_from, self._keep = builder, named_from, keep
        self._tests: list[Body] = []
        self.rows: list[FilterRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)

    def show_tests(self, table: str, tests: list[Body]) -> None:
        """Show the tests; rows are kept."""
        self._tests = tests
        while len(self.rows) > len(tests):
            gone = self.rows.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.rows) < len(tests):
            at = len(self.rows)
            made = FilterRow(
                self._builder, named=at >= self._named_from, removable=at >= self._keep
            )
            made.edited.connect(partial(self._take, at))
            made.removed.connect(partial(self._drop, at))
            self.rows.append(made)
            self._layout.addWidget(made)
            made.show()  # now: what is hidden takes no focus
        for line, test in zip(self.rows, tests, strict=True):
            line.show_test(table, test)
        self.setVisible(bool(tests))

    def _take(self, at: int, test: Body, what: str, merge: str) -> None:
        tests = [*self._tests[:at], test, *self._tests[at + 1 :]]
        self._tests = tests
        self.edited.emit(tests, what, f"{merge} {at}" if merge else "")

    def _drop(self, at: int) -> None:
        self.edited.emit([*self._tests[:at], *self._tests[at + 1 :]], self.tr("test removed"), "")


class AttributeBody(ConditionBody):
    """Tests on one row of a table."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self.tests = FilterLines(builder, named_from=1, keep=1)
        self.tests.edited.connect(
            lambda tests, what, merge: self.change(what, {"filters": tests}, merge)
        )
        self.lines.addWidget(self.tests)

    def heading(self) -> tuple[str, str]:
        """Return table and first column."""
        catalogue, table = self.builder.catalogue, self.condition["table"]
        name = self.condition["filters"][0]["column"]
        held, column = catalogue.table(table), catalogue.column(table, name)
        return held.label if held else table_words(table), column.label if column else (
            column_words(name)
        )

    def show_condition(self, condition: Body) -> None:
        """Show the tests."""
        super().show_condition(condition)
        self.tests.show_tests(condition["table"], condition["filters"])

    def start(self) -> None:
        """The last test takes the focus."""
        self.tests.rows[-1].start()


class ListBody(ConditionBody):
    """On a list, or not on it."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        self.negate = Choice(
            self.tr("On the list or not"),
            [("on", self.tr("are on")), ("off", self.tr("are not on"))],
        )
        self.which = Choice(self.tr("Which list"))
        self.negate.picked.connect(
            lambda key: self.change(self.tr("list"), {"negate": True if key == "off" else None})
        )
        self.which.picked.connect(self._take)
        self.lines.addWidget(in_flow(flow(self.negate, self.which)))

    def heading(self) -> tuple[str, str]:
        """Return the kind of list and its name."""
        kinds = {
            "segment": self.tr("Customer list: segment"),
            "query": self.tr("Customer list: query"),
            "upload": self.tr("Customer list: upload"),
        }
        kind = next(kind for kind in LISTS if kind in self.condition)
        return kinds[kind], str(self.condition[kind])

    def show_condition(self, condition: Body) -> None:
        """Show the list."""
        super().show_condition(condition)
        kind = next(kind for kind in LISTS if kind in condition)
        self.which.offer(
            [(f"{one.kind}:{one.name}", one.name) for one in self.builder.catalogue.lists]
        )
        self.which.show_key(f"{kind}:{condition[kind]}")
        self.negate.show_key("off" if condition.get("negate") else "on")

    def start(self) -> None:
        """The list takes the focus."""
        self.negate.setFocus()

    def _take(self, key: str) -> None:
        kind, _, name = key.partition(":")
        self.change(self.tr("list"), {**dict.fromkeys(LISTS), kind: name})


class RfmBody(ConditionBody):
    """Scores from 1 to 10, each for itself; 0 leaves one out."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        t = self.tr
        self.test = Choice(
            t("Comparison of the scores"),
            [("at least", t("at least")), ("at most", t("at most")), ("is", t("exactly"))],
        )
        self.test.picked.connect(lambda key: self.change(t("comparison"), {"test": key}))
        names = (t("Recency"), t("Frequency"), t("Monetary"))
        self.boxes: dict[str, QSpinBox] = {}
        line = flow(self.test)
        for key, name in zip(SCORES, names, strict=True):
            box = QSpinBox()
            box.setRange(0, 10)
            box.setSpecialValueText(t("any"))
            box.setAccessibleName(name)
            box.setFixedWidth(px(64))
            box.lineEdit().setTextMargins(8, 0, 0, 0)
            box.valueChanged.connect(partial(self._take, key))
            self.boxes[key] = box
            caption = label(name, "label2")
            caption.setBuddy(box)
            line.addWidget(caption)
            line.addWidget(box)
        self.lines.addWidget(in_flow(line))

    def heading(self) -> tuple[str, str]:
        """Return what the scores are."""
        return self.tr("Scores of the last 12 months"), self.tr("RFM")

    def show_condition(self, condition: Body) -> None:
        """Show the scores."""
        super().show_condition(condition)
        self.test.show_key(condition["test"])
        for key, box in self.boxes.items():
            if box.value() != int(condition.get(key) or 0):
                box.blockSignals(True)  # noqa: FBT003
                box.setValue(int(condition.get(key) or 0))
                box.blockSignals(False)  # noqa: FBT003

    def start(self) -> None:
        """Recency takes the focus."""
        self.boxes["r"].setFocus()

    def _take(self, key: str, value: int) -> None:
        self.change(self.tr("score"), {key: value or None}, f"score {key}")


def add_test_button(body: ConditionBody, text: str) -> QWidget:
    """Return the button that asks for another test."""
    made = button(text, k="link", glyph="plus")
    made.clicked.connect(lambda _on=False: body.more_wanted.emit(made))
    return made
