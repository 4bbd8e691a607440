"""Recognise a file, map its columns to semantic tags, validate, load, keep the rejects."""

from ampdesk.intake.errors import IntakeError, MappingError, ReadingError, UnansweredError
from ampdesk.intake.load import FileResult, load
from ampdesk.intake.plan import FilePlan, plan
from ampdesk.intake.questions import Question
from ampdesk.intake.undo import undo

__all__ = [
    "FilePlan",
    "FileResult",
    "IntakeError",
    "MappingError",
    "Question",
    "ReadingError",
    "UnansweredError",
    "load",
    "plan",
    "undo",
]
