"""What an import would do with each file, before anything is loaded."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ampdesk.intake.errors import IntakeError
from ampdesk.intake.formats.registry import BY_NAME
from ampdesk.intake.formats.spec import Format, Kind
from ampdesk.intake.naming import source_of_file
from ampdesk.intake.questions import Question
from ampdesk.intake.reading import ReadOptions, Source, Staged, expand, open_workspace, stage
from ampdesk.intake.recognise import known_headers, recognise
from ampdesk.intake.rulings import Rulings, rulings_of
from ampdesk.store import Store

_WHOLE = 32 << 20  # bytes up to which a file is staged whole to plan it
_HEAD = 256 << 10
_PREVIEW = 20


@dataclass(frozen=True)
class FilePlan:
    """One file, sheet or member of an archive, and what it is taken for.

    `format` is None while nobody has said what the file is; then `questions` say what is needed.
    `preview` has the first records as text, under `headers`. `rows` is None for a file so long
    that only its head was read.
    """

    origin: Source
    file: str
    format: Format | None
    kind: str
    source: str
    headers: tuple[str, ...]
    """By the names that the format knows; `filed` has them as they stand in the file."""
    preview: tuple[tuple[str | None, ...], ...] = ()
    rows: int | None = None
    rulings: Rulings = field(default_factory=Rulings)
    reading: ReadOptions = field(default_factory=ReadOptions)
    questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()
    confidence: float = 1.0
    filed: tuple[str, ...] = ()

    @property
    def known(self) -> Format:
        """The format of a plan without questions. Raises LookupError when it is not known."""
        if self.format is None:
            raise LookupError(self.file)
        return self.format

    @property
    def title(self) -> str:
        """What the file is, in words."""
        return self.format.title if self.format else "not recognised"


def plan(
    paths: Sequence[Path],
    *,
    store: Store | None = None,
    source: str | None = None,
    kind: str | None = None,
    mapping: Mapping[str, Any] | None = None,
    mappings: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[FilePlan]:
    """Recognise files and folders of them, in their order; nothing is changed.

    `mapping` (definitions.md, Column mapping) holds for every file, `mappings` for one each, by
    file name; `source` and `kind` override. Raises IntakeError for a file that cannot be read or a
    mapping that does not fit.
    """
    if kind is not None and kind not in set(Kind):
        raise IntakeError(
            f'"{kind}" is no kind of file', remedy=f"choose one of {', '.join(Kind)}", where="--as"
        )
    plans = []
    for origin in expand(paths, ReadOptions(known_headers=known_headers())):
        given = {**(mapping or {}), **((mappings or {}).get(Path(origin.label).name, {}))}
        plans.append(_plan_one(origin, store, source, kind, given))
    return plans


def _plan_one(
    origin: Source,
    store: Store | None,
    source: str | None,
    kind: str | None,
    given: Mapping[str, Any],
) -> FilePlan:
    rulings = rulings_of(given, where=origin.label)
    reading = replace(rulings.reading, known_headers=known_headers())
    with head_of(origin) as (head, is_whole), open_workspace() as connection:
        staged = replace(stage(head, reading, connection, "staged"), source=origin)
        preview = _preview(connection, staged)
    from ampdesk.intake.choose import choose

    return choose(
        FilePlan(
            origin,
            origin.label,
            None,
            kind or "",
            source or "",
            staged.headers,
            preview,
            staged.rows + staged.rejected if is_whole else None,
            rulings,
            reading,
            staged.questions,
            staged.warnings,
            filed=staged.headers,
        ),
        store,
        wanted_kind=kind,
        wanted_source=source,
    )


def _preview(connection: Any, staged: Staged) -> tuple[tuple[str | None, ...], ...]:
    from sqlglot import exp

    from ampdesk.intake import duck

    columns = [duck.column(name) for name in staged.columns]
    query = exp.select(*columns).from_(duck.table(staged.table)).limit(_PREVIEW)
    return tuple(tuple(row) for row in duck.run(connection, query))


@contextmanager
def head_of(origin: Source) -> Iterator[tuple[Source, bool]]:
    """The file itself, or a copy of its first records when it is a long text file."""
    path = origin.path
    text = path.suffix.lower() in {".csv", ".tsv", ".tab", ".psv", ".txt"}
    if not text or path.stat().st_size <= _WHOLE:
        yield origin, True
        return
    folder = Path(tempfile.mkdtemp(prefix="ampdesk-head-"))
    try:
        with path.open("rb") as file:
            start = file.read(_HEAD)
        copy = folder / path.name
        copy.write_bytes(start[: start.rfind(b"\n") + 1] or start)
        yield Source(copy), False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


__all__ = ["BY_NAME", "FilePlan", "plan", "recognise", "source_of_file"]
