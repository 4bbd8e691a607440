"""Refusals of the intake: files that cannot be read, mappings that do not fit, open questions."""

from collections.abc import Sequence

from ampdesk.errors import AmpDeskError
from ampdesk.intake.questions import Question


class IntakeError(AmpDeskError):
    """A file cannot be imported as it is."""

    code = "intake"


class ReadingError(IntakeError):
    """The bytes of a file cannot be read as a table."""

    code = "unreadable_file"


class MappingError(IntakeError):
    """A mapping file does not fit its schema, or names what the file does not have."""

    code = "bad_mapping"


class UnansweredError(IntakeError):
    """The file leaves open what only a person knows; `questions` holds them all."""

    code = "unanswered_question"

    def __init__(self, questions: Sequence[Question], *, where: str = "") -> None:
        self.questions = tuple(questions)
        message = "; ".join(question.text for question in self.questions)
        lines = ", ".join(line for question in self.questions for line in question.mapping_lines)
        super().__init__(message, remedy=f"add to the mapping file: {lines}", where=where)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling between processes with the questions."""
        return _rebuild, (self.questions, self.where)


def _rebuild(questions: tuple[Question, ...], where: str) -> UnansweredError:
    return UnansweredError(questions, where=where)
