"""Which format a file is: the sets of its headers against what each format needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ampdesk.intake.formats.registry import FORMATS
from ampdesk.intake.formats.spec import Format
from ampdesk.intake.headers import normalise


@dataclass(frozen=True)
class Recognised:
    """The formats that fit a file best: one, none, or several with equally long needs."""

    formats: tuple[Format, ...]

    @property
    def one(self) -> Format | None:
        """The format when there is exactly one."""
        return self.formats[0] if len(self.formats) == 1 else None


def recognise(headers: Iterable[str], *, kind: str | None = None, file: str = "") -> Recognised:
    """Compare sets of normalised headers; longest needs win; a tie is for a person to decide.

    `file` helps AmpDesk's own files (`ampdesk_<kind>.csv`), whose needs are short.
    """
    headers = tuple(headers)
    have = frozenset(normalise(header) for header in headers)
    fitting = [form for form in FORMATS if form.needs.met_by(have)]
    if kind:
        fitting = [form for form in fitting if form.kind == kind]
    own = [form for form in fitting if form.name == own_name(file)]
    if own:
        return Recognised(tuple(own))
    written = frozenset(header.strip().replace("-", "_") for header in headers)
    fitting = [form for form in fitting if not _is_own(form) or _spelt(form, written)]
    longest = max((form.needs.length for form in fitting), default=0)
    return Recognised(tuple(form for form in fitting if form.needs.length == longest))


def _is_own(form: Format) -> bool:
    return form.name.startswith("ampdesk_")


def _spelt(form: Format, written: frozenset[str]) -> bool:
    """Whether our own column names stand there: `Product ID` of another tool is not ours."""
    snake = [{word.replace(" ", "_") for word in entry} for entry in form.needs.all_of]
    return all(entry & written for entry in snake)


def own_name(file: str) -> str:
    """The name of AmpDesk's own format that a file name claims, "" when none."""
    stem = file.casefold().split("/")[-1].split(".")[0]
    names = sorted((form.name for form in FORMATS if form.name.startswith("ampdesk_")), key=len)
    fitting = [name for name in names if stem == name or stem.startswith((f"{name}_", f"{name}-"))]
    return fitting[-1] if fitting else ""


@lru_cache(maxsize=1)
def known_headers() -> frozenset[str]:
    """Normalised headers of all formats: they tell a header from a title line."""
    return frozenset(normalise(name) for form in FORMATS for name in form.names())
