"""Adding a condition: one search over behaviours, lists, scores and every column."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.kit.choices import Choice, SearchedList, narrow
from ui.kit.parts import label
from ui.segments.context import Builder, Catalogue
from ui.segments.document import Body
from ui.segments.words import KIND_GLYPHS

if TYPE_CHECKING:
    from ampdesk.api.segment_types import ColumnChoice

WIDE, TALL, RECENT = 440, 400, 6
APART = "\x1f"
MEANT = {"last": "latest", "total": "lifetime", "name": "given", "bought": "purchased"}


class ConditionPicker(SearchedList):
    """Opens under its button, ready to type; `chosen` gives a condition to fill in."""

    chosen = Signal(dict)

    def __init__(self, builder: Builder, *, only: "Sequence[ColumnChoice] | None" = None) -> None:
        title = self.tr("Search columns") if only is not None else self.tr("Search conditions")
        super().__init__(title, WIDE, TALL)
        self._builder, self._only = builder, only
        self.nothing = label("", "label2", wrap=True)
        self.nothing.hide()
        self.body.addWidget(self.nothing)
        self._choices: list[Choice] = []
        self.field.textChanged.connect(lambda _text: self._fill())
        self.list.taken.connect(self._take)
        builder.exemplified.connect(self._learn)

    def pick(self, opener: QWidget) -> None:
        """Open under a widget."""
        self._builder.read_examples()
        self._offer()
        self.field.clear()
        self._fill()
        self.open_below(opener)
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _offer(self) -> None:
        catalogue, examples = self._builder.catalogue, self._builder.examples
        recent: list[str] = self._builder.session.layout.get("segments.recent", [])
        if self._only is None:
            self._choices = all_choices(catalogue, recent, examples)
        else:
            self._choices = [_column(one, "", examples) for one in self._only]

    def _learn(self) -> None:
        """Examples have come: show them, the mark stays where it is."""
        marked = self.list.rows.choice(self.list.currentIndex().row())
        self._offer()
        self._fill()
        if marked is not None:
            self.list.mark(self.list.rows.line_of(marked.key))

    def _fill(self) -> None:
        words = self.words()
        found = narrow(self._choices, words) if words else self._choices
        if meant := [MEANT.get(word, word) for word in words]:
            held = {one.key for one in found}
            found += [one for one in narrow(self._choices, meant) if one.key not in held]
        self.list.show_choices(found)
        self.nothing.setText(self.tr("Nothing is called so. Clear the search to see everything."))
        self.nothing.setVisible(not found)

    def _take(self, key: str) -> None:
        self.close()
        kind, _, rest = key.partition(APART)
        layout = self._builder.session.layout
        if kind == "column" and self._only is None:
            recent: list[str] = layout.get("segments.recent", [])
            held = [one for one in recent if one != rest]
            layout.put("segments.recent", [rest, *held][:RECENT])
        self.chosen.emit(condition_for(self._builder.catalogue, key))


def _t(text: str) -> str:
    return QCoreApplication.translate("ConditionPicker", text)


Examples = Mapping[tuple[str, str], str]


def all_choices(catalogue: Catalogue, recent: Sequence[Any], examples: Examples) -> list[Choice]:
    """Return everything that a condition can be about, behaviours first, then by table."""
    made: list[Choice] = []
    for held in recent:
        source, _, name = str(held).partition(APART)
        column = catalogue.column(source, name)
        if column is not None:
            made.append(_column(column, _t("Recent"), examples))
    group = _t("Purchase behaviour")
    made += [
        Choice(f"behaviour{APART}{one.name}", one.label, one.description, "cart-outline",
               group=group)
        for one in catalogue.behaviours
    ]  # fmt: skip
    group = _t("Scores")
    made.append(
        Choice(f"rfm{APART}", _t("RFM scores"), _t("At least, at most or exactly, 1 to 10"), "grid",
               group=group)
    )  # fmt: skip
    group = _t("Customer lists")
    made += [
        Choice(f"list{APART}{one.kind}:{one.name}", one.name, one.note, "format-list-bulleted",
               group=group)
        for one in catalogue.lists
    ]  # fmt: skip
    group = _t("Campaigns")
    made += [
        Choice(f"campaign{APART}{one.name}", one.name, "", "bullhorn-outline", group=group)
        for one in catalogue.campaigns
    ]
    for table in catalogue.tables:
        made += [_column(one, table.label, examples) for one in table.columns]
    return made


def condition_for(catalogue: Catalogue, key: str) -> Body:
    """Return a condition to be filled in."""
    kind, _, rest = key.partition(APART)
    match kind:
        case "column":
            table, _, name = rest.partition(APART)
            column = catalogue.column(table, name)
            return {"type": "attribute", "table": table, "filters": [first_test(column, name)]}
        case "behaviour":
            return _behaviour(catalogue, rest)
        case "list":
            what, _, name = rest.partition(":")
            return {"type": "list", what: name}
        case "rfm":
            return {"type": "rfm", "test": "at least", "r": 8, "f": 8, "m": 8}
        case _:
            return {"type": "activation", "campaign": rest}


def first_test(column: "ColumnChoice | None", name: str) -> Body:
    """Return the test that a column begins with: what people ask of its kind most."""
    kind = column.kind if column else "text"
    match kind:
        case "yes/no":
            return {"column": name, "op": "is true"}
        case "date" | "datetime":
            return {"column": name, "op": "is after", "value": "today - 1 year"}
        case "number":
            return {"column": name, "op": "is greater than"}
        case _:
            return {"column": name, "op": "is in list"}


def _behaviour(catalogue: Catalogue, name: str) -> Body:
    made: Body = {"type": "behaviour", "behaviour": name}
    choice = catalogue.behaviour(name)
    if choice is not None and choice.parameter == "amount":
        made["amount"] = {"op": "more than", "value": 100}
    if choice is not None and choice.parameter == "most_frequent":
        made["most_frequent"] = [{"column": "product_category", "op": "is in list"}]
    if name != "most frequent order":
        made["window"] = {"op": "after", "value": "today - 1 year"}
    return made


def _column(one: "ColumnChoice", group: str, examples: Examples) -> Choice:
    glyph = KIND_GLYPHS.get(one.kind, "")
    key = f"column{APART}{one.table}{APART}{one.name}"
    about, known = one.description, examples.get((one.table, one.name))
    if known:  # first: the description may be longer than the line
        about = _t("e.g. {0} · {1}").format(known, about)
    return Choice(key, one.label, about, glyph, group=group)
