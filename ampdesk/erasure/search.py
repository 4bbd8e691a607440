"""The proof: every byte of a file is searched for a person, inside Parquet and archives too.

An address, a number or an id counts wherever it stands; a name only together with the person's
street, in one row or close by. Letters of either case are the same.
"""

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ampdesk.erasure.changes import phone_forms
from ampdesk.erasure.person import FEWEST_NEEDLE, Person

_CHUNK = 4 << 20
_NEAR = 300  # bytes between a name and its street
_BETWEEN = ("", " ", ",", ", ", '","', "\t", ";", "\n")  # first and last name in neighbouring cells
_DEEPEST = 4  # archives inside archives
_BATCH = 65_536
_NATIONAL = 10  # digits of a phone number that stand alone are looked for from this length


@dataclass(frozen=True)
class Needles:
    """What to look for; texts by what they are, and pairs of name and street."""

    texts: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, person: Person) -> "Needles":
        """Return everything that means this person and nobody else."""
        phones = [
            form
            for form in phone_forms(person)
            if sum(letter.isdigit() for letter in form) >= _NATIONAL
        ]
        loyalty = [one for one in person.loyalty_ids if len(one) >= FEWEST_NEEDLE]
        texts = [
            *(("id", one) for one in person.ids),
            *(("e-mail", one) for one in person.emails),
            *(("phone", one) for one in phones),
            *(("loyalty number", one) for one in loyalty),
        ]
        return cls(tuple(texts), person.named_at)

    @cached_property
    def encoded(self) -> tuple[tuple[str, bytes], ...]:
        """Every way in which a text may lie in a file, in lower case."""
        return tuple((kind, way) for kind, text in self.texts for way in _ways(text))

    @cached_property
    def encoded_pairs(self) -> tuple[tuple[frozenset[bytes], frozenset[bytes]], ...]:
        """Names and streets, encoded."""
        return tuple((_name_ways(name), _ways(street)) for name, street in self.pairs)

    @cached_property
    def pattern(self) -> str:
        """All texts and streets as one pattern, for columns of text."""
        words = {text for _, text in self.texts} | {street for _, street in self.pairs}
        return "(?i)" + "|".join(re.escape(word) for word in sorted(words))

    @property
    def reach(self) -> int:
        """Bytes by which one piece of a file must overlap the next."""
        longest = max((len(way) for _, way in self.encoded), default=0)
        return max(longest, 2 * _NEAR if self.pairs else 0)


def _ways(text: str) -> frozenset[bytes]:
    plain = {text, escape(text), quote(text), json.dumps(text)[1:-1]}
    ways = {one.encode().lower() for one in plain}
    ways.add(text.lower().encode())
    ways.add(text.encode("utf-16-le").lower())
    ways.add(text.encode("latin-1", "ignore").lower())
    return frozenset(way for way in ways if len(way) >= FEWEST_NEEDLE or way == text.encode())


def _name_ways(name: str) -> frozenset[bytes]:
    """A name written as one, and in two cells, either one first."""
    first, _, last = name.rpartition(" ")
    joined = [f"{one}{gap}{other}" for gap in _BETWEEN for one, other in
              ((first, last), (last, first))]  # fmt: skip
    return frozenset(way for one in (name, *joined) for way in _ways(one))


@dataclass(frozen=True)
class Found:
    """The person stands in a file: what of him, and where inside it. Never the value itself."""

    path: str
    what: str
    where: str = ""


Read = Callable[[int], None]  # told the bytes that were read


def search_file(path: Path, needles: Needles, read: Read | None = None) -> list[Found]:
    """Search one file; a file that is gone holds nobody. Raises OSError where it cannot be read."""
    try:
        with path.open("rb") as file:
            hits = list(_search(file, needles, read or _nobody, ""))
    except FileNotFoundError:
        return []
    seen = dict.fromkeys((what, where) for what, where in hits)
    return [Found(str(path), what, where) for what, where in seen]


def _nobody(_: int) -> None:
    """Nobody listens."""


Hit = tuple[str, str]


def _search(
    file: IO[bytes], needles: Needles, read: Read, where: str, depth: int = 0
) -> Iterator[Hit]:
    head = file.read(16)
    file.seek(0)
    if depth < _DEEPEST:
        if head[:4] == b"PAR1":
            yield from _parquet(file, needles, where)
        elif head[:4] == b"PK\x03\x04":
            yield from _zip(file, needles, read, where, depth)
        elif head[:2] == b"\x1f\x8b":
            yield from _gzip(file, needles, read, where, depth)
        file.seek(0)
    for what in _raw(file, needles, read):
        yield what, where


def _raw(file: IO[bytes], needles: Needles, read: Read) -> Iterator[str]:
    keep = b""
    while chunk := file.read(_CHUNK):
        read(len(chunk))
        piece = keep + chunk.lower()
        yield from in_bytes(piece, needles)
        keep = piece[-needles.reach :] if needles.reach else b""


def in_bytes(piece: bytes, needles: Needles) -> Iterator[str]:
    """Yield what stands in lower-case bytes."""
    for kind, way in needles.encoded:
        if way in piece:
            yield kind
    for names, streets in needles.encoded_pairs:
        if _together(piece, names, streets):
            yield "name and address"


def _together(piece: bytes, names: Iterable[bytes], streets: Iterable[bytes]) -> bool:
    for street in streets:
        at = piece.find(street)
        while at >= 0:
            around = piece[max(0, at - _NEAR) : at + len(street) + _NEAR]
            if any(name in around for name in names):
                return True
            at = piece.find(street, at + 1)
    return False


def _zip(file: IO[bytes], needles: Needles, read: Read, where: str, depth: int) -> Iterator[Hit]:
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if member.flag_bits & 1:
                    continue  # locked with a password: told by nobody but its owner
                with archive.open(member) as inside:
                    content = io.BytesIO(inside.read())
                inner = f"{where}/{member.filename}".lstrip("/")
                yield from _search(content, needles, read, inner, depth + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError):
        return  # no archive after all: its bytes are searched as they are


def _gzip(file: IO[bytes], needles: Needles, read: Read, where: str, depth: int) -> Iterator[Hit]:
    try:
        with gzip.open(file) as inside:
            content = io.BytesIO(inside.read())
    except (OSError, EOFError, zlib.error):
        return
    yield from _search(content, needles, read, where, depth + 1)


def _parquet(file: IO[bytes], needles: Needles, where: str) -> Iterator[Hit]:
    if not (needles.texts or needles.pairs):
        return
    try:
        table = pq.ParquetFile(file)
    except pa.ArrowException:
        return
    names = [field.name for field in table.schema_arrow if _is_text(field.type)]
    for batch in table.iter_batches(batch_size=_BATCH, columns=names) if names else ():
        for row in _suspects(batch, needles):
            text = "\n".join(str(value) for value in row.values() if value is not None)
            for what in in_bytes(text.lower().encode(), needles):
                yield what, where


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    )  # fmt: skip


def _suspects(batch: pa.RecordBatch, needles: Needles) -> list[dict[str, Any]]:
    """Rows with a text or a street somewhere."""
    held: pa.Array | None = None
    for column in batch.columns:
        values = column.cast(pa.string()) if not pa.types.is_string(column.type) else column
        mask = pc.fill_null(pc.match_substring_regex(values, needles.pattern), fill_value=False)
        held = mask if held is None else pc.or_(held, mask)
    if held is None or not pc.any(held).as_py():
        return []
    rows: list[dict[str, Any]] = batch.filter(held).to_pylist()
    return rows
