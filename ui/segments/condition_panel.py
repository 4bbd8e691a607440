"""F1 on a condition: read aloud, counted, with what its operator means and its statement."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from ampdesk.errors import AmpDeskError
from ui.kit.panel import Panel
from ui.kit.parts import button
from ui.segments import document
from ui.segments.document import Body
from ui.segments.live import LiveCount
from ui.shell.session import Session


def _t(text: str) -> str:
    return QCoreApplication.translate("ConditionPanel", text)


def rules_of(condition: Body) -> list[str]:
    """Return the rulings that bear on a condition, in words (segments.md 2.1 to 2.4)."""
    said = []
    tests = condition.get("filters", ())
    ops = {test.get("op", "") for test in tests}
    if any("between" in op for op in ops):
        said.append(_t("Between leaves out both ends: “between 0 and 14” is 1 to 13."))
    if any(op.startswith(("is not", "does not")) for op in ops - {"is not NULL"}):
        said.append(_t("Who has no value there matches neither “is” nor “is not”."))
    if len(tests) > 1 and condition["type"] == "attribute":
        said.append(_t("All tests must hold on one row of the table."))
    match condition["type"]:
        case "behaviour":
            said.append(_t("Returned and cancelled lines never count."))
            if condition.get("window"):
                said.append(_t("Both ends of a window belong to it, counted in UTC days."))
            if condition["behaviour"] == "has not purchased":
                said.append(_t("Who never bought matches too. More filters make it larger."))
            if condition["behaviour"] == "first purchase":
                said.append(_t("The first order is found first, then filtered."))
        case "rfm":
            said.append(_t("Each score is compared for itself; who has no score never matches."))
        case "attribute":
            said.append(_t("Who has no row in the table matches nothing there."))
    return said


class ConditionPanel(Panel):
    """Beside the page until Esc."""

    def __init__(self, session: Session, live: LiveCount, body: Body, number: int) -> None:
        spot = document.spot_of(body, number)
        condition = document.condition_of(body, number) or {}
        super().__init__(_t("Why this condition?"))
        self._statement = ""
        self.copy = button(_t("Copy the statement"), glyph="content-copy", clicked=self._copy)
        self.copy.setEnabled(False)
        self.buttons.addWidget(self.copy)
        alone = document.blank(_t("This condition"))
        alone["include"]["sections"] = [{"join": "and", "conditions": [document.bare(condition)]}]
        counted = live.found.conditions.get(spot.path) if live.found and spot else None
        words = session.words
        self.said = self.words("", "strong")
        if counted is not None:
            self.section(_t("Counted alone"))
            self.fact(_t("Match"), words.count(counted.matches))
            if counted.no_row is not None:
                self.fact(_t("Have no row there"), words.count(counted.no_row))
            if counted.no_value is not None:
                self.fact(_t("Have no value there"), words.count(counted.no_value))
        self.section(_t("How it is read"))
        for rule in rules_of(condition):
            self.words(rule)
        self.section(_t("Statement"))
        self.statement = self.words("", "label2")
        segments, day = session.brand.segments, live.as_of
        session.desk.ask(
            "segments.condition",
            lambda: (segments.sentence(alone), segments.sql(alone, as_of=day)),
            self._arrived, self._failed,
        )  # fmt: skip

    def _arrived(self, found: tuple[str, str]) -> None:
        sentence, self._statement = found
        self.said.setText(sentence)
        self.statement.setText(self._statement)
        self.copy.setEnabled(True)

    def _failed(self, error: AmpDeskError) -> None:
        self.said.setText(error.message)
        self.statement.setText(error.remedy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._statement)
