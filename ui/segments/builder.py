"""The definition as cards: sections to include and to exclude, toggles between, adding, moving."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.notes import Glyph
from ui.kit.panel import PageScroll
from ui.kit.parts import button, column, label, row
from ui.segments import document
from ui.segments.adding import ConditionPicker
from ui.segments.behaviour_body import BehaviourBody
from ui.segments.bodies import AttributeBody
from ui.segments.card import ConditionCard
from ui.segments.context import Builder
from ui.segments.document import ID, SIDES, Body, Side, Spot
from ui.segments.draft import SegmentDraft
from ui.segments.landing import Landing
from ui.segments.live import LiveCount
from ui.segments.section import SectionFrame, ToggleLine
from ui.segments.sentence import SentenceBox
from ui.segments.toggle import Toggle
from ui.shell.page import page_body

if TYPE_CHECKING:
    from ampdesk.api.segment_types import Caution, Problem


class BuilderView(QWidget):
    """Draws the draft; every change goes through it and can be undone."""

    explained = Signal(int)  # "Why?" of a condition

    def __init__(self, builder: Builder, draft: SegmentDraft, live: LiveCount) -> None:
        super().__init__()
        self.setProperty("k", "plain")
        self._builder, self._draft, self._live = builder, draft, live
        self.cards: dict[int, ConditionCard] = {}
        self._drawn: object = None
        self.frames: dict[Side, list[SectionFrame]] = {side: [] for side in SIDES}
        self.between: dict[Side, list[ToggleLine]] = {side: [] for side in SIDES}
        self.places: list[tuple[QWidget, Side, int]] = []
        t = self.tr
        self.sentence = SentenceBox()
        self.add_include = button(t("Add condition"), k="link", glyph="plus")
        self.add_section = button(t("Add section"), k="link", glyph="plus-box-outline")
        self.add_exclude = button(t("Add condition to exclude"), k="link", glyph="plus")
        self.add_include.clicked.connect(
            lambda _on=False: self.open_adding("include", self.add_include)
        )
        self.add_section.clicked.connect(
            lambda _on=False: self.open_adding("include", self.add_section, new=True)
        )
        self.add_exclude.clicked.connect(
            lambda _on=False: self.open_adding("exclude", self.add_exclude)
        )
        self.sides = {side: QVBoxLayout() for side in SIDES}
        for layout in self.sides.values():
            layout.setSpacing(8)
        heads = {
            "include": _head("plus-circle-outline", "accent", t("Include"),
                             t("everyone who matches")),
            "exclude": _head("minus-circle-outline", "exclude", t("Exclude"),
                             t("removed even if included above")),
        }  # fmt: skip
        self.everybody = label(
            t("No conditions yet: this is everybody. Add the first one to narrow it."), "label2"
        )
        content, body = page_body()
        body.setSpacing(8)
        body.addWidget(self.sentence)
        body.addSpacing(4)
        body.addLayout(heads["include"])
        body.addWidget(self.everybody)
        body.addLayout(self.sides["include"])
        body.addLayout(row(self.add_include, self.add_section, None, gap=12))
        body.addSpacing(6)
        body.addLayout(heads["exclude"])
        body.addLayout(self.sides["exclude"])
        body.addLayout(row(self.add_exclude, None))
        body.addStretch(1)
        self._content = content
        self.landing = Landing(content, self)
        self.area = PageScroll(content, t("Definition"))
        self.setLayout(column(self.area, gap=0))
        self._picker: ConditionPicker | None = None  # the one opened last
        self._adding: ConditionPicker | None = None  # kept: it is opened again and again
        self._where: tuple[Side, int | None] = ("include", None)
        draft.changed.connect(self.draw)
        live.changed.connect(self.draw_counts)
        builder.changed.connect(self._renew)

    # drawing

    def draw(self) -> None:
        """Draw the draft; cards that stay are kept with what is typed in them."""
        body = self._draft.body
        if self._draft.is_sql:
            return
        held = {one[ID]: one for _, one in document.conditions(body)}
        shape = [
            [[one[ID] for one in section["conditions"]] for section in body[side]["sections"]]
            for side in SIDES
        ]
        if shape != self._drawn:
            self._drawn = shape
            self._lay(body)
        for number, condition in held.items():
            self.cards[number].show_condition(condition)
        for side in SIDES:
            for frame, section in zip(self.frames[side], body[side]["sections"], strict=True):
                frame.fill(frame.cards, section["join"])
            for line in self.between[side]:
                line.show_join(body[side]["join"])
        self.everybody.setVisible(not body["include"]["sections"])
        self.add_section.setVisible(bool(body["include"]["sections"]))
        self.draw_counts()

    def draw_counts(self) -> None:
        """Draw what the last count found, grey while a newer one is on its way."""
        found, stale = self._live.found, self._live.is_counting
        problems: dict[str, Problem] = {}
        warnings: dict[str, Caution] = {}
        if found is not None:
            for problem in found.problems:
                problems.setdefault(document.path_of_condition(problem.path), problem)
            for warning in found.warnings:
                warnings.setdefault(document.path_of_condition(warning.path), warning)
        for spot, condition in document.conditions(self._draft.body):
            card = self.cards.get(condition[ID])
            if card is None:
                continue
            counted = found.conditions.get(spot.path) if found else None
            card.show_count(counted, stale=stale)
            if not stale:
                card.show_trouble(problems.get(spot.path), warnings.get(spot.path))
        if found is not None:
            self.sentence.show_phrases(found.sentence, stale=stale)

    def _renew(self) -> None:
        for side in SIDES:
            while self.frames[side]:
                self._shrink(side)
        self.cards.clear()
        self._drawn = None
        self.draw()

    def _lay(self, body: Body) -> None:
        held = {one[ID]: one for _, one in document.conditions(body)}
        for number in [number for number in self.cards if number not in held]:
            card = self.cards.pop(number)
            card.hide()
            card.deleteLater()
        for number, condition in held.items():
            if number not in self.cards:
                self.cards[number] = self._make_card(condition)
        for side in SIDES:
            sections, frames = body[side]["sections"], self.frames[side]
            while len(frames) < len(sections):
                self._grow(side)
            for frame, section in zip(frames, sections, strict=False):
                cards = [self.cards[condition[ID]] for condition in section["conditions"]]
                frame.fill(cards, section["join"])
            while len(frames) > len(sections):
                self._shrink(side)
        self.places = [
            (frame, side, at) for side in SIDES for at, frame in enumerate(self.frames[side])
        ]

    def _grow(self, side: Side) -> None:
        t, at = self.tr, len(self.frames[side])
        if at:
            toggle = Toggle(t("Between sections"), {"and": t("and also"), "or": t("or else")})
            words = {"and": t("every section must hold"), "or": t("one section is enough")}
            line = ToggleLine(toggle, words, 4)
            line.chosen.connect(partial(self._join, side, None))
            self.between[side].append(line)
            self.sides[side].addWidget(line)
            line.show()  # now: what is hidden takes no focus
        frame = SectionFrame(side, at)
        frame.joined.connect(partial(self._join, side, at))
        frame.add_wanted.connect(lambda opener: self.open_adding(side, opener, section=at))
        self.frames[side].append(frame)
        self.sides[side].addWidget(frame)
        frame.show()

    def _shrink(self, side: Side) -> None:
        gone: list[QWidget] = [self.frames[side].pop()]
        if self.between[side]:
            gone.append(self.between[side].pop())
        for widget in gone:
            self.sides[side].removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _make_card(self, condition: Body) -> ConditionCard:
        made = ConditionCard(self._builder, condition)
        made.edited.connect(self._edited)
        made.asked.connect(self.act)
        made.test_wanted.connect(self._want_test)
        return made

    # changing

    def act(self, number: int, action: str) -> None:
        """Do what a card's key or menu asks."""
        t, body = self.tr, self._draft.body
        match action:
            case "previous" | "next":
                self._step_focus(number, 1 if action == "next" else -1)
            case "up" | "down":
                made = document.stepped(body, number, 1 if action == "down" else -1)
                self._change(t("move"), made, number)
            case "section_before" | "section_after":
                made = document.sectioned(body, number, 1 if action == "section_after" else -1)
                self._change(t("move"), made, number)
            case "turn":
                self._change(t("include ↔ exclude"), document.turned(body, number), number)
            case "duplicate":
                self._change(t("duplicate"), *document.duplicated(body, number))
            case "remove":
                neighbour = self._neighbour(number)
                self._change(t("remove condition"), document.removed(body, number), neighbour)
            case _:
                self.explained.emit(number)

    def add(self, side: Side, condition: Body, *, section: int | None = None) -> int:
        """Add a condition to a section, the last one if none is named; return its number."""
        sections = self._draft.body[side]["sections"]
        at = max(len(sections) - 1, 0) if section is None else section
        made, number = document.added(self._draft.body, side, at, condition)
        self._draft.edit(self.tr("add condition"), made, focus=number)
        card = self.cards[number]
        card.start()
        QTimer.singleShot(0, card, lambda: self.area.ensureWidgetVisible(card))
        return number

    def open_adding(
        self, side: Side, opener: QWidget, *, section: int | None = None, new: bool = False
    ) -> ConditionPicker:
        """Open the picker of conditions under a button."""
        where = len(self._draft.body[side]["sections"]) if new else section
        if self._adding is None:
            self._adding = ConditionPicker(self._builder)
            self._adding.setParent(self.window(), self._adding.windowFlags())
            self._adding.chosen.connect(self._add_chosen)
        self._where = (side, where)
        self._picker = self._adding
        self._adding.pick(opener)
        return self._adding

    def _add_chosen(self, condition: Body) -> None:
        side, section = self._where
        self.add(side, condition, section=section)

    def _want_test(self, number: int, opener: QWidget) -> None:
        body = self.cards[number].body
        if isinstance(body, BehaviourBody):
            offered = self._builder.catalogue.filters
        else:
            table = self._builder.catalogue.table(body.condition["table"])
            offered = table.columns if table else ()
        picker = self._new_picker(ConditionPicker(self._builder, only=offered))

        def take(condition: Body) -> None:
            test = condition["filters"][0]
            if isinstance(body, BehaviourBody):
                body.add_test(test["column"])
            elif isinstance(body, AttributeBody):
                body.change(self.tr("test"), {"filters": [*body.condition["filters"], test]})
                body.start()

        picker.chosen.connect(take)
        picker.pick(opener)

    def _new_picker(self, picker: ConditionPicker) -> ConditionPicker:
        if self._picker is not None and self._picker is not self._adding:
            self._picker.deleteLater()
        picker.setParent(self.window(), picker.windowFlags())
        self._picker = picker
        return picker

    def _edited(self, number: int, condition: Body, what: str, merge: str) -> None:
        made = document.replaced(self._draft.body, number, condition)
        title = self.cards[number].title.text()
        text = self.tr("{0} of {1}").format(what, title)
        self._draft.edit(text, made, merge=f"{number} {merge}" if merge else "")

    def _join(self, side: Side, section: int | None, key: str) -> None:
        made = document.joined(self._draft.body, side, section, key)
        self._draft.edit(self.tr("and ↔ or"), made)

    def move_to(self, number: int, to: Spot) -> None:
        """Move a card to a place."""
        self._change(self.tr("move"), document.moved(self._draft.body, number, to), number)

    def places_of(self, side: Side, section: int) -> list[ConditionCard]:
        """Return the cards of a section from above."""
        held = self._draft.body[side]["sections"][section]["conditions"]
        return [self.cards[condition[ID]] for condition in held]

    def is_bare(self, side: Side) -> bool:
        """Whether a side has no section yet."""
        return not self._draft.body[side]["sections"]

    def _change(self, text: str, body: Body, number: int) -> None:
        self._draft.edit(text, body, focus=number)
        card = self.cards.get(number)
        if card is not None:
            card.setFocus()
            QTimer.singleShot(0, card, lambda: self.area.ensureWidgetVisible(card))
        else:
            self.add_include.setFocus()

    # focus

    def focused(self) -> int:
        """Return the number of the card that has the focus, 0 for none."""
        inside = self.window().focusWidget()
        return next((number for number, card in self.cards.items() if card is inside), 0)

    def within(self) -> int:
        """Return the number of the card in which the focus is, 0 for none."""
        inside = self.window().focusWidget()
        return next(
            (number for number, card in self.cards.items()
             if inside is card or (inside is not None and card.isAncestorOf(inside))), 0
        )  # fmt: skip

    def title_of(self, path: str) -> str:
        """Return what a step of the waterfall is called: its condition, else its section."""
        for spot, condition in document.conditions(self._draft.body):
            if spot.path == path and condition[ID] in self.cards:
                return self.cards[condition[ID]].title.text()
        number = path.partition("sections[")[2].partition("]")[0]
        if number.isdigit():
            return self.tr("Section {0}").format(int(number) + 1)
        return self.tr("All sections")

    def order(self) -> list[int]:
        """Return the cards from above."""
        return [one[ID] for _, one in document.conditions(self._draft.body)]

    def _step_focus(self, number: int, by: int) -> None:
        order = self.order()
        at = order.index(number) + by
        if 0 <= at < len(order):
            self.cards[order[at]].setFocus()
            self.area.ensureWidgetVisible(self.cards[order[at]])

    def _neighbour(self, number: int) -> int:
        order = self.order()
        at = order.index(number)
        rest = order[at + 1 :] or order[:at][::-1]
        return rest[0] if rest else 0


def _head(glyph: str, role: str, title: str, gloss: str) -> QHBoxLayout:
    words = label(title, "h3", tone="exclude" if role == "exclude" else "")
    return row(Glyph(glyph, role, 18), words, label(gloss, "label"), None, gap=6)
