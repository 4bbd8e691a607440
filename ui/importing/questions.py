"""What only a person knows about a file: each question with the way it is answered."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.importing.draft import ImportDraft, parse_line
from ui.kit.notes import Glyph
from ui.kit.parts import button, column, label, row

if TYPE_CHECKING:
    from ampdesk.api import FilePlan, Question

_INDENT = 28
_SHOWN = 4
_ABREAST = 3  # answers in a line; more stand in two columns


class QuestionCard(QFrame):
    """Draws one question and answers it in the draft."""

    def __init__(self, draft: ImportDraft, plan: "FilePlan", question: "Question") -> None:
        super().__init__()
        self._draft, self._plan, self._question = draft, plan, question
        self.setProperty("k", "banner")
        self.setProperty("tone", "warn")
        self.setAccessibleName(question.text)
        asked = row(
            Glyph("help-circle-outline", "warn"), label(self._words(), "", wrap=True), gap=10
        )
        asked.setStretch(1, 1)
        lines = column(asked, gap=4, margins=(14, 9, 14, 9))
        shows_values = question.code not in {"columns", "kind", "boolean_words"}
        if question.examples and shows_values:
            shown = ", ".join(f"“{value}”" for value in question.examples[:_SHOWN])
            in_file = label(self.tr("In the file: {0}").format(shown), "label", wrap=True)
            told = row(_INDENT, in_file)
            told.setStretch(1, 1)
            lines.addLayout(told)
        self._add_answer(lines)
        self.setLayout(lines)

    def _words(self) -> str:
        match self._question.code:
            case "kind":
                return self.tr(
                    "This is no export we know. Say what each row is about, then what its columns"
                    " hold."
                )
            case "changed":
                title = self._plan.title
                return self.tr(
                    "This is {0}, but its columns changed: “{1}” is gone. Which column holds it"
                    " now? The answer is remembered."
                ).format(title, self._question.column)
            case "columns":
                return self.tr("{0} Choose them in the table below.").format(
                    self._question.text[:1].upper() + self._question.text[1:]
                )
        return self._question.text[:1].upper() + self._question.text[1:]

    def _add_answer(self, lines: QVBoxLayout) -> None:
        question = self._question
        if question.code in {"kind", "columns"}:
            return
        if question.code == "boolean_words":
            self._add_words(lines)
        elif any("VALUE" in line for line in question.mapping_lines):
            self._add_value(lines)
        else:
            self._add_choices(lines)

    def _add_choices(self, lines: QVBoxLayout) -> None:
        group = QButtonGroup(self)
        many = len(self._question.choices) > _ABREAST
        choices = QGridLayout()
        choices.setContentsMargins(_INDENT, 0, 0, 0)
        choices.setHorizontalSpacing(16)
        choices.setColumnStretch(_ABREAST, 1)
        for at, text in enumerate(self._choices()):
            radio = QRadioButton(text.replace("&", "&&"))
            radio.setAccessibleName(text)
            radio.setAccessibleDescription(self._question.text)
            radio.setEnabled(at < len(self._question.mapping_lines))
            radio.clicked.connect(
                lambda _checked=False, at=at: self._draft.answer(self._plan, self._question, at)
            )
            group.addButton(radio)
            place = divmod(at, 2 if many else _ABREAST)
            choices.addWidget(radio, *place)
        lines.addLayout(choices)

    def _choices(self) -> tuple[str, ...]:
        """The answers in words; the core's last one of a changed column is a sentence."""
        if self._question.code != "changed":
            return self._question.choices
        return (*self._question.choices[:-1], self.tr("None: the file no longer has it"))

    def _add_words(self, lines: QVBoxLayout) -> None:
        """Words of a yes-or-no column that nobody knows: tick those that mean yes."""
        boxes: list[QCheckBox] = []
        choices = row(_INDENT, label(self.tr("Tick those that mean yes:"), "label"), gap=12)
        for word in self._question.examples:
            box = QCheckBox(word.replace("&", "&&"))
            box.setAccessibleName(self.tr("“{0}” means yes").format(word))
            boxes.append(box)
            choices.addWidget(box)

        def use() -> None:
            words = dict(zip(self._question.examples, boxes, strict=True))
            yes = ",".join(word for word, box in words.items() if box.isChecked())
            no = ",".join(word for word, box in words.items() if not box.isChecked())
            form = {"format": f"true={yes};false={no}"}
            self._draft.answer_with(self._plan, {"columns": {self._question.column: form}})

        choices.addWidget(button(self.tr("Use these"), clicked=use))
        choices.addStretch(1)
        lines.addLayout(choices)

    def _add_value(self, lines: QVBoxLayout) -> None:
        """A value that the whole file shares, typed."""
        field = QLineEdit()
        field.setAccessibleName(self._question.text)
        field.setMaximumWidth(240)

        def use() -> None:
            if field.text().strip():
                line = self._question.mapping_lines[0].replace("VALUE", field.text().strip())
                self._draft.answer_with(self._plan, parse_line(line))

        field.returnPressed.connect(use)
        lines.addLayout(row(_INDENT, field, button(self.tr("Use it"), clicked=use), None))


def question_cards(draft: ImportDraft, plan: "FilePlan") -> list[QWidget]:
    """Return a card for each open question of a file."""
    return [QuestionCard(draft, plan, question) for question in plan.questions]
