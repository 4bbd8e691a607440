"""What the importer may not guess: a question with its choices and the mapping lines for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One thing only a person knows.

    `code` is stable (`day_or_month_first`, `decimal_sign`, `header_row`, …); `column` is the header
    as filed, or "" when the whole file is meant; `choices` are the answers in the same order as
    `mapping_lines`, the JSON lines that give each answer in a mapping file (definitions.md);
    `examples` are values of the file. Neither text nor code holds personal data; examples may.
    """

    code: str
    column: str
    text: str
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    mapping_lines: tuple[str, ...] = ()
