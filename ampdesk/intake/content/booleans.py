"""Yes and no in the words of four languages (import_formats.md 5, "Booleans")."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
from sqlglot import exp

from ampdesk.intake import duck
from ampdesk.intake.content.tables import FALSE_WORDS, TRUE_WORDS
from ampdesk.intake.questions import Question

NOT_A_BOOLEAN = "neither yes nor no"
_SHOWN = 20


@dataclass(frozen=True)
class BooleanReading:
    """The words of a column that are not known by themselves, and what the user said they mean."""

    answers: Mapping[str, bool] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    question: Question | None = None

    def value(self, text: exp.Expr) -> exp.Expr:
        """Return BOOLEAN, NULL when empty or an unknown word."""
        word = duck.call("lower", duck.trimmed(text))
        yes = TRUE_WORDS - self.answers.keys() | {
            word for word, said in self.answers.items() if said
        }
        no = FALSE_WORDS - self.answers.keys() | {
            word for word, said in self.answers.items() if not said
        }
        return (
            exp.Case()
            .when(word.isin(*(duck.text(one) for one in sorted(yes))), exp.true())
            .when(word.copy().isin(*(duck.text(one) for one in sorted(no))), exp.false())
        )

    def bad(self, text: exp.Expr) -> exp.Expr:
        """Return whether a word is there that means neither."""
        there = exp.not_(duck.trimmed(text).is_(exp.null()))
        return exp.and_(there, self.value(text).is_(exp.null()))


def answers(form: str | None) -> dict[str, bool]:
    """Read a mapping's format: `true=active,member;false=lapsed`.

    >>> answers("true=Active;false=lapsed,gone")
    {'active': True, 'lapsed': False, 'gone': False}
    """
    found: dict[str, bool] = {}
    for part in (form or "").split(";"):
        name, _, words = part.partition("=")
        for word in words.split(","):
            if word.strip():
                found[word.strip().lower()] = name.strip().lower() == "true"
    return found


def decide(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    text: exp.Expr,
    *,
    header: str,
    tag: str = "",
    form: str | None = None,
) -> BooleanReading:
    """Look at every word of the column; words that nobody explained become a question."""
    said = answers(form)
    word = duck.call("lower", duck.trimmed(text))
    known = sorted(TRUE_WORDS | FALSE_WORDS | said.keys())
    query = (
        exp.select(word.as_("word"))
        .distinct()
        .from_(duck.table(table))
        .where(exp.not_(word.copy().isin(*(duck.text(one) for one in known))))
        .order_by("word")
        .limit(_SHOWN)
    )
    unknown = tuple(row[0] for row in duck.run(connection, query) if row[0] is not None)
    if not unknown:
        return BooleanReading(said)
    shown = ", ".join(f"“{one}”" for one in unknown[:5])
    form = f"true={unknown[0]};false={','.join(unknown[1:])}"
    line = {header: {"tag": tag, "format": form} if tag else {"format": form}}
    question = Question(
        "boolean_words",
        header,
        f'"{header}": which of these mean yes, which no? ({shown})',
        ("say which mean yes",),
        unknown,
        (f'"columns": {json.dumps(line, ensure_ascii=False)}',),
    )
    return BooleanReading(said, unknown, question)
