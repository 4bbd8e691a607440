"""A purchase behaviour in its card: how often or how much, in which window, of what."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.kit.parts import label, row
from ui.segments.bodies import ConditionBody, FilterLines, add_test_button
from ui.segments.context import ORDER_LINES, Builder
from ui.segments.document import Body
from ui.segments.fields import Choice, DateField, LineField, PairField, ValueField
from ui.segments.flow import flow, flowing, in_flow
from ui.segments.words import bound_words, column_words, window_words

BOUNDS = ("exactly", "less than", "more than", "between")
PAIRS = frozenset({"between", "not between"})


class BoundLine:
    """A count or an amount against one bound, or between two."""

    def __init__(self, body: ConditionBody, key: str, name: str, *, optional: bool) -> None:
        self._body, self._key, self._name = body, key, name
        keys = (("",) if optional else ()) + BOUNDS
        self.op = Choice(name, [(one, bound_words(one)) for one in keys])
        self.op.picked.connect(self._take_op)
        self._place = flow(self.op)
        self.field: ValueField | None = None
        self._shape = ""
        self.row = QWidget()
        self.row.setProperty("k", "plain")
        self.row.setLayout(self._place)
        flowing(self.row)

    def show(self, bound: Body | None) -> None:
        """Show a bound; None is none."""
        op = str(bound["op"]) if bound else ""
        self.op.show_key(op)
        shape = "pair" if op in PAIRS else "one" if op else ""
        if shape != self._shape:
            self._shape = shape
            self._make(shape)
        if self.field is not None and bound:
            self.field.show_value(bound.get("value"))

    def _make(self, shape: str) -> None:
        if self.field is not None:
            self.field.hide()
            self.field.deleteLater()
            self.field = None
        if not shape:
            return
        if shape == "pair":
            low, high = (LineField(self._name, "number") for _ in range(2))
            note = self._body.tr("both ends left out")
            self.field = PairField(low, high, note)
        else:
            self.field = LineField(self._name, "number")
        self.field.edited.connect(self._take_value)
        self._place.addWidget(self.field)

    def _take_op(self, op: str) -> None:
        held = self._body.condition.get(self._key, {}).get("value")
        first = held[0] if isinstance(held, list) else held
        value: Any = [first, None] if op in PAIRS else first
        made = {"op": op, "value": value} if op else None
        self._body.change(self._body.tr("comparison"), {self._key: made})
        if self.field is not None:
            self.field.target().setFocus()

    def _take_value(self, value: Any) -> None:
        op = self._body.condition[self._key]["op"]
        self._body.change(
            self._body.tr("value"), {self._key: {"op": op, "value": value}}, self._key
        )


class WindowLine:
    """Days from, until, on, or between two; both ends belong to it."""

    def __init__(self, body: ConditionBody, key: str = "window") -> None:
        self._body, self._key = body, key
        self.op = Choice(body.tr("When"))
        self.op.picked.connect(self._take_op)
        self._place = flow(self.op)
        self.field: ValueField | None = None
        self._shape = ""
        self.row = QWidget()
        self.row.setProperty("k", "plain")
        self.row.setLayout(self._place)
        flowing(self.row)

    def show(self, ops: tuple[str, ...], window: Body | None) -> None:
        """Show a window; None is any time."""
        self.op.offer([(one, window_words(one)) for one in ("", *ops)])
        op = str(window["op"]) if window else ""
        self.op.show_key(op)
        shape = "pair" if op in PAIRS else "one" if op else ""
        if shape != self._shape:
            self._shape = shape
            self._make(shape)
        if self.field is not None and window:
            self.field.show_value(window.get("value"))

    def _make(self, shape: str) -> None:
        if self.field is not None:
            self.field.hide()
            self.field.deleteLater()
            self.field = None
        if not shape:
            return
        body, name = self._body, self._body.tr("Day")
        if shape == "pair":
            low, high = DateField(name, body.builder), DateField(name, body.builder)
            self.field = PairField(low, high, body.tr("both days count"))
        else:
            self.field = DateField(name, body.builder)
        self.field.edited.connect(self._take_value)
        self._place.addWidget(self.field)

    def _take_op(self, op: str) -> None:
        held = (self._body.condition.get(self._key) or {}).get("value")
        first = held[0] if isinstance(held, list) else held
        first = first or "today - 1 year"
        value: Any = [first, "today"] if op in PAIRS else first
        made = {"op": op, "value": value} if op else None
        self._body.change(self._body.tr("window"), {self._key: made})

    def _take_value(self, value: Any) -> None:
        op = self._body.condition[self._key]["op"]
        made = {"op": op, "value": value if value is not None else ""}
        self._body.change(self._body.tr("date"), {self._key: made}, f"date of {self._key}")


class BehaviourBody(ConditionBody):
    """One of the six; which lines it has depends on its own parameter."""

    def __init__(self, builder: Builder, behaviour: str) -> None:
        super().__init__(builder)
        choice = builder.catalogue.behaviour(behaviour)
        self._choice = choice
        parameter = choice.parameter if choice else ""
        t = self.tr
        self.bound: BoundLine | None = None
        self.frequent: FilterLines | None = None
        self.when = WindowLine(self)
        line = flow(gap=10)
        if parameter == "orders":
            self.bound = BoundLine(self, "orders", t("Number of orders"), optional=True)
            line.addWidget(self.bound.row)
            line.addWidget(label(t("orders"), "label2"))
        elif parameter == "amount":
            self.bound = BoundLine(self, "amount", t("Amount"), optional=False)
            line.addWidget(self.bound.row)
            line.addWidget(label(builder.session.words.currency, "label2"))
        line.addWidget(self.when.row)
        if parameter == "most_frequent":
            self.frequent = FilterLines(builder, keep=1)
            self.frequent.edited.connect(
                lambda tests, what, merge: self.change(what, {"most_frequent": tests}, merge)
            )
            self.lines.addWidget(self.frequent)
        self.lines.addWidget(in_flow(line))
        self.tests = FilterLines(builder)
        self.tests.edited.connect(
            lambda tests, what, merge: self.change(what, {"filters": tests or None}, merge)
        )
        self.lines.addWidget(self.tests)
        self.add = add_test_button(self, t("Only some products or channels"))
        self.lines.addLayout(row(self.add, None))

    def heading(self) -> tuple[str, str]:
        """Return what kind it is, and which."""
        name = self._choice.label if self._choice else column_words(self.condition["behaviour"])
        return self.tr("Purchase behaviour"), name

    def show_condition(self, condition: Body) -> None:
        """Show its parts."""
        super().show_condition(condition)
        if self.bound is not None:
            key = self._choice.parameter if self._choice else "orders"
            self.bound.show(condition.get(key))
        if self.frequent is not None:
            self.frequent.show_tests(ORDER_LINES, list(condition.get("most_frequent", ())))
        ops = self._choice.windows if self._choice else ()
        self.when.show(tuple(ops), condition.get("window"))
        self.tests.show_tests(ORDER_LINES, list(condition.get("filters", ())))

    def start(self) -> None:
        """The own parameter takes the focus, else the window."""
        if self.frequent is not None and self.frequent.rows:
            self.frequent.rows[0].start()
        elif self.bound is not None and self.bound.field is not None:
            self.bound.field.target().setFocus()
        else:
            self.when.op.setFocus()

    def add_test(self, column: str) -> None:
        """Filter the lines by one column more."""
        tests = [*self.condition.get("filters", ()), {"column": column, "op": "is in list"}]
        self.change(self.tr("filter"), {"filters": tests})
        self.show_condition(self.condition)
        self.tests.rows[-1].start()


class ActivationBody(ConditionBody):
    """Got a campaign: which, which part of it, and how often."""

    PARTS = ("sub_audience", "treatment", "destination")

    def __init__(self, builder: Builder) -> None:
        super().__init__(builder)
        t = self.tr
        self.campaign = Choice(t("Which campaign"))
        self.campaign.picked.connect(
            lambda name: self.change(t("campaign"), {**dict.fromkeys(self.PARTS), "campaign": name})
        )
        names = (t("Sub-audience"), t("Treatment"), t("Destination"))
        self.parts = {key: Choice(name) for key, name in zip(self.PARTS, names, strict=True)}
        for key, choice in self.parts.items():
            choice.picked.connect(
                partial(
                    lambda key, name: self.change(key.replace("_", " "), {key: name or None}), key
                )
            )
        self.count = BoundLine(self, "count", t("Number of deliveries"), optional=True)
        self.last = WindowLine(self, "last_entry")
        self.state = label("", "label2")
        self.lines.addWidget(self.state)
        named = in_flow(flow(self.campaign, *self.parts.values()))
        self.lines.addWidget(named)
        received = flow(
            label(t("received"), "label2"), self.count.row, label(t("last"), "label2"),
            self.last.row,
        )  # fmt: skip
        sent = in_flow(received)
        self.lines.addWidget(sent)
        self._of_campaign = (named, sent)

    def _take_part(self, key: str, name: str) -> None:
        self.change(key.replace("_", " "), {key: name or None})

    def heading(self) -> tuple[str, str]:
        """Return that it is a campaign or a journey, and which."""
        if self.condition.get("journey"):
            return self.tr("Journey activity"), str(self.condition["journey"])
        return self.tr("Campaign activity"), str(self.condition.get("campaign") or "")

    def show_condition(self, condition: Body) -> None:
        """Show the campaign and its parts."""
        super().show_condition(condition)
        is_journey = bool(condition.get("journey"))  # told in words: none has run here yet
        self.state.setText(str(condition.get("state") or ""))
        self.state.setVisible(is_journey)
        for part in self._of_campaign:
            part.setVisible(not is_journey)
        found = self.builder.catalogue.campaigns
        self.campaign.offer([(one.name, one.name) for one in found])
        self.campaign.show_key(str(condition.get("campaign") or ""))
        chosen = next((one for one in found if one.name == condition.get("campaign")), None)
        any_of = (self.tr("any sub-audience"), self.tr("any treatment"), self.tr("any destination"))
        for (key, choice), every in zip(self.parts.items(), any_of, strict=True):
            names = getattr(chosen, f"{key}s", ()) if chosen else ()
            choice.offer([("", every), *((name, name) for name in names)])
            choice.show_key(str(condition.get(key) or ""))
        self.count.show(condition.get("count"))
        self.last.show(("after", "before", "between", "on", "not on", "not between"),
                       condition.get("last_entry"))  # fmt: skip

    def start(self) -> None:
        """The campaign takes the focus."""
        self.campaign.setFocus()
