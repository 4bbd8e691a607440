"""Deciding what a file is: the mapping, a remembered mapping, the headers, else a question."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ampdesk.intake.changed import Changed, nearest, renamed_headers, since
from ampdesk.intake.changed import questions as asked_of
from ampdesk.intake.changed import words as words_of
from ampdesk.intake.errors import MappingError
from ampdesk.intake.formats.generic import generic_format, overlaid
from ampdesk.intake.formats.guessing import suggested
from ampdesk.intake.formats.registry import BY_NAME
from ampdesk.intake.formats.spec import Format, Kind
from ampdesk.intake.headers import normalise
from ampdesk.intake.memory import last_headers, remembered
from ampdesk.intake.naming import source_of_file
from ampdesk.intake.plan import FilePlan
from ampdesk.intake.questions import Question
from ampdesk.intake.recognise import recognise
from ampdesk.intake.rulings import ColumnRule, Rulings, rule_of, rulings_of
from ampdesk.store import Store


def choose(
    plan: FilePlan, store: Store | None, *, wanted_kind: str | None, wanted_source: str | None
) -> FilePlan:
    """Return the plan with its format, kind and source, or with the question that is left."""
    rulings, notes = _with_memory(plan, store, wanted_kind)
    confidence = 1.0
    plan = _by_known_names(plan, rulings)
    kind = wanted_kind or rulings.kind
    form, questions = _format(plan, rulings, kind)
    if form is None and not questions:
        near = nearest(plan.headers, kind=kind)
        if near:
            form, questions = near.form, tuple(asked_of(near, plan.file, _values(plan)))
            confidence = 1 - len(near.gone) / form.needs.length
    if form is None and not questions:
        guess = suggested(plan.headers, plan.preview, kind)
        if guess:
            rulings, confidence = replace_columns(rulings, guess.columns), guess.confidence
            rulings = rulings.model_copy(update={"kind": Kind(guess.kind)})  # to be remembered
            form = generic_format(rulings.tagged, rulings.tags, guess.kind, plan.headers)
            if guess.questions:
                questions = guess.questions
        else:
            questions = (_unknown(plan),)
    if form is not None:
        questions = (*questions, *_asked(plan, form, rulings))
        if form.overlaps and store is not None:
            questions = (*questions, *_overlap(plan, form, rulings, store))
    source = wanted_source or rulings.source or _source(plan, form)
    if form is not None and not questions and store is not None:
        changed = _since(plan, form, rulings, last_headers(store, source, form.name))
        questions = tuple(asked_of(changed, plan.file, _values(plan), alike=True))
        notes += [] if questions else words_of(changed)
    return replace(
        plan,
        format=form,
        kind=str(form.kind if form else kind or ""),
        source=source,
        rulings=rulings,
        questions=(*plan.questions, *questions),
        warnings=(*plan.warnings, *notes),
        confidence=confidence,
    )


def _with_memory(
    plan: FilePlan, store: Store | None, kind: str | None
) -> tuple[Rulings, list[str]]:
    """The mapping given, on top of the one that an earlier file with these headers was read by."""
    rulings = plan.rulings
    if rulings.columns or rulings.tags or rulings.options.format or store is None:
        return rulings, []
    found = remembered(store, plan.filed)
    if not found or not (
        found.get("options", {}).get("renamed")
        or recognise(plan.headers, kind=kind, file=plan.file).one is None
    ):
        return rulings, []
    answers = rulings.model_dump(exclude_defaults=True, mode="json")
    merged = rulings_of(_merged(found, answers), where=plan.file)
    return merged, ["the mapping of an earlier file with these headers was used"]


def _by_known_names(plan: FilePlan, rulings: Rulings) -> FilePlan:
    """The plan with the headers that the mapping renames under the export's own names."""
    renamed = rulings.options.renamed
    if not renamed:
        return plan
    pairs = tuple((filed, name) for name, filed in renamed.items() if filed is not None)
    return replace(
        plan,
        headers=renamed_headers(plan.filed, renamed),
        reading=replace(plan.reading, renamed=pairs),
    )


def _since(plan: FilePlan, form: Format, rulings: Rulings, last: tuple[str, ...]) -> Changed:
    """What changed since the last file, without what the mapping speaks of."""
    if not last:
        return Changed(form, (), ())
    changed = since(form, plan.headers, renamed_headers(last, rulings.options.renamed))
    told = {*rulings.options.renamed, *rulings.columns}
    return Changed(
        form,
        tuple(one for one in changed.gone if one not in told),
        tuple(one for one in changed.new if one not in told),
    )


def _values(plan: FilePlan) -> dict[str, list[str]]:
    """The values of the first records by header."""
    return {
        header: [row[at] or "" for row in plan.preview if at < len(row)]
        for at, header in enumerate(plan.headers)
    }


def replace_columns(rulings: Rulings, columns: dict[str, Any]) -> Rulings:
    """The rulings with suggested tags for columns that they give none; what they say stays."""
    told = dict(rulings.columns)
    for name, rule in rulings.columns.items():
        if isinstance(rule, ColumnRule) and not rule.tag and columns.get(name):
            told[name] = rule.model_copy(update={"tag": rule_of(columns[name]).tag})
    return rulings.model_copy(update={"columns": {**columns, **told}})


def _merged(found: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    options = {**found.get("options", {}), **given.get("options", {})}
    return {**found, **given, "options": options}


def _format(
    plan: FilePlan, rulings: Rulings, kind: str | None
) -> tuple[Format | None, tuple[Question, ...]]:
    name = rulings.options.format
    if name:
        if name not in BY_NAME:
            raise MappingError(
                f'options.format: there is no format "{name}"',
                remedy=f"choose one of {', '.join(sorted(BY_NAME))}",
                where=plan.file,
            )
        _must_have(plan, rulings)
        form = BY_NAME[name].for_headers(plan.headers)
        return overlaid(form, rulings.tagged, rulings.tags), ()
    if kind == Kind.CUSTOM:
        return generic_format({}, {}, Kind.CUSTOM, plan.headers, table=rulings.table or ""), ()
    if rulings.tagged or rulings.tags:
        if kind is None:
            found = recognise(plan.headers, file=plan.file).one
            kind = found.kind if found else None
        if kind is None:
            return None, (_unknown(plan),)
        _must_have(plan, rulings)
        return generic_format(rulings.tagged, rulings.tags, Kind(kind), plan.headers), ()
    gone = (name for name, filed in rulings.options.renamed.items() if filed is None)
    found_formats = recognise((*plan.headers, *gone), kind=kind, file=plan.file)
    if len(found_formats.formats) > 1:
        return None, (_tie(plan, found_formats.formats),)
    return found_formats.one, ()


def _must_have(plan: FilePlan, rulings: Rulings) -> None:
    named = {*rulings.columns, *(one for many in rulings.tags.values() for one in many)}
    lost = sorted(named - {*plan.headers, "#row"})
    if lost:
        raise MappingError(
            f"the file has no column {', '.join(lost)}",
            remedy=f"its columns are {', '.join(plan.headers[:20])}",
            where=plan.file,
        )


def _asked(plan: FilePlan, form: Format, rulings: Rulings) -> Iterator[Question]:
    """What the format cannot know and neither the file nor the mapping says."""
    have = {normalise(header) for header in plan.headers}
    tags = {rule.tag.replace("-", "_") for rule in rulings.tagged.values()}
    given = {tag.replace("-", "_") for tag in (*rulings.options.constants, *rulings.tags)} | tags
    for ask in form.asks:
        if ask.tag.replace("-", "_") in given or {normalise(h) for h in ask.headers} & have:
            continue
        shown = ask.choices or ("VALUE",)
        lines = tuple(f'"options": {{"constants": {json.dumps({ask.tag: one})}}}' for one in shown)
        yield Question(ask.tag.replace("-", "_"), "", ask.text, ask.choices, (), lines)


def _overlap(plan: FilePlan, form: Format, rulings: Rulings, store: Store) -> Iterator[Question]:
    """Payments repeat the orders of a shop (import_formats.md 2.5): only a person can say."""
    if rulings.options.profiles_only is not None:
        return
    found = store.connection.execute(
        "SELECT DISTINCT source FROM imports WHERE state = 'live' AND level IS NOT NULL"
        " AND source NOT IN (?, ?, ?) ORDER BY source",
        (form.source, "stripe", "paypal"),
    ).fetchall()
    if found:
        shops = ", ".join(row[0] for row in found)
        yield Question(
            "overlap",
            "",
            f"{plan.file} has payments: are they those of the orders of {shops}?",
            ("yes: take only the people", "no: they are sales of their own"),
            (),
            ('"options": {"profiles_only": true}', '"options": {"profiles_only": false}'),
        )


def _source(plan: FilePlan, form: Format | None) -> str:
    if form is None or not form.source:
        return source_of_file(plan.origin)
    return form.source


def _tie(plan: FilePlan, forms: tuple[Format, ...]) -> Question:
    names = tuple(form.name for form in forms)
    return Question(
        "format",
        "",
        f"{plan.file} fits several formats: {', '.join(form.title for form in forms)}",
        tuple(form.title for form in forms),
        (),
        tuple(f'"options": {{"format": "{name}"}}' for name in names),
    )


def _unknown(plan: FilePlan) -> Question:
    shown = ", ".join(plan.headers[:8])
    return Question(
        "kind",
        "",
        f"what does {plan.file} hold? Its columns ({shown}) fit no known export",
        tuple(kind.value for kind in Kind),
        (),
        ('"kind": "customers", "columns": {"HEADER": "TAG"}',),
    )
