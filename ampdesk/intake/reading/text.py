"""Bytes to lines of text: encoding found, bad lines decoded alone, NULs dropped, in flat memory.

Source: import_formats.md 5, "Encoding": BOM → strict UTF-8 → Windows-1252; a bad line in UTF-8 is
decoded alone as Windows-1252 and counted.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ampdesk.intake.errors import ReadingError

CHUNK = 1 << 20
_FEW = 3  # cells: import_formats.md 5
REPAIR_LINE = '"options": {"encoding": "repair"}'
# what Windows-1252 makes of the bytes 80 to BF, which follow the first byte of a letter in UTF-8
_FOLLOWING = "\u0080-\u00bf" + "".join(
    bytes([byte]).decode("cp1252", errors="ignore") for byte in range(0x80, 0xA0)
)
_GARBLED = re.compile(rf"[^\s,;|]*(?:Ã[{_FOLLOWING}]|â€[{_FOLLOWING}])[^\s,;|]*")
_GARBLED_RUN = re.compile(rf"(?:[\u00c2-\u00f4][{_FOLLOWING}]{{1,3}})+")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass
class Encoding:
    """What the bytes are in, and what was met on the way (filled while the lines are read)."""

    name: str
    bom: int = 0  # its length in bytes
    given: bool = False  # said by the user: no second guess per line
    repair: bool = False  # undo UTF-8 that was once read as Windows-1252
    garbled: int = 0  # words like `MÃ¼ller`, repaired or not
    bad_lines: int = 0
    good_lines: int = 0  # lines that are UTF-8 and not plain ASCII
    nuls: int = 0
    strange: int = 0  # bytes that Windows-1252 leaves open, in lines read as that

    @property
    def found(self) -> str:
        """Return the encoding's name once the lines were read."""
        if self.name == "utf-8" and self.bad_lines > self.good_lines:
            return "windows-1252"
        return self.name

    def warnings(self) -> list[str]:
        """Say what was decoded in another way than the rest, and what was dropped."""
        said = []
        if self.bad_lines and self.found == "utf-8":
            lines = counted(self.bad_lines, "line was", "lines were")
            said.append(f"{lines} not valid UTF-8 and read as Windows-1252: check names")
        if self.strange and self.bad_lines:
            said.append(
                f"{counted(self.strange, 'byte is', 'bytes are')} no letter of Windows-1252: if"
                ' names look wrong, say the encoding, as "options": {"encoding": "shift_jis"}'
            )
        if self.garbled and self.repair:
            said.append(f"{counted(self.garbled, 'garbled word')} (MÃ¼ller) repaired")
        elif self.garbled > _FEW:
            said.append(
                f"{self.garbled:,} words are garbled (like MÃ¼ller for Müller) by an earlier wrong"
                f" encoding: to repair them add {REPAIR_LINE}"
            )
        if self.nuls:
            said.append(f"{counted(self.nuls, 'NUL character')} dropped")
        return said


def find_encoding(path: Path, given: str | None = None) -> Encoding:
    """Decide from the BOM or the first bytes; `given` wins but for the BOM, which is skipped.

    Raises ReadingError for an unknown encoding name.
    """
    with path.open("rb") as file:
        head = file.read(65_536)
    bom, name = next(((len(mark), name) for mark, name in _BOMS if head.startswith(mark)), (0, ""))
    if given == "repair":
        return Encoding(name or _without_bom(head), bom, repair=True)
    if given is not None:
        try:
            codec = codecs.lookup(given).name
        except LookupError:
            raise ReadingError(
                f'"{given}" is no encoding',
                remedy="use utf-8, windows-1252, utf-16, iso-8859-1, cp1254 or another usual name",
                where=path.name,
            ) from None
        if codec == "utf-16":
            codec = name if name.startswith("utf-16") else "utf-16-le"
        if codec == "utf-8-sig":
            codec = "utf-8"
        return Encoding(codec, bom, given=codec != "utf-8")
    return Encoding(name or _without_bom(head), bom)


def _without_bom(head: bytes) -> str:
    """Tell UTF-16 by its zero bytes: every other one in text of mostly Latin letters."""
    pairs = len(head) // 2
    if pairs >= 4:  # noqa: PLR2004  # shorter: no telling
        low, high = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
        if high > 0.4 * pairs and low < 0.05 * pairs:
            return "utf-16-le"
        if low > 0.4 * pairs and high < 0.05 * pairs:
            return "utf-16-be"
    return "utf-8"


def text_lines(path: Path, encoding: Encoding) -> Iterator[str]:
    r"""Yield the lines with their ends (\n, \r\n or \r) as written; BOM and NULs off."""
    for text in _texts(path, encoding):
        if "\0" in text:
            encoding.nuls += text.count("\0")
            text = text.replace("\0", "")  # noqa: PLW2901
        if "Ã" in text or "â€" in text:
            text = _garbled(text, encoding)  # noqa: PLW2901
        yield from io.StringIO(text, newline="")


def _garbled(text: str, encoding: Encoding) -> str:
    """Count the words that were UTF-8 read as Windows-1252, and undo that when asked to."""
    if not encoding.repair:
        encoding.garbled += len(_GARBLED.findall(text))
        return text

    def undone(found: re.Match[str]) -> str:
        word = found.group()
        octets = b"".join(
            letter.encode("latin-1" if ord(letter) < 0x100 else "cp1252")  # noqa: PLR2004
            for letter in word
        )
        try:
            right = octets.decode("utf-8")
        except UnicodeDecodeError:
            return word
        encoding.garbled += 1
        return right

    return _GARBLED_RUN.sub(undone, text)


def _texts(path: Path, encoding: Encoding) -> Iterator[str]:
    """Yield text in pieces that end at a line's end, the last one excepted."""
    if encoding.name == "utf-8":
        for block in _blocks(path, encoding.bom):
            yield _utf8(block, encoding)
        return
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace")
    rest = ""
    with path.open("rb") as file:
        file.seek(encoding.bom)
        while chunk := file.read(CHUNK):
            text = rest + decoder.decode(chunk)
            cut = _cut(text.rfind("\n"), text.rfind("\r"), len(text))
            yield text[:cut]
            rest = text[cut:]
        yield rest + decoder.decode(b"", final=True)


def _blocks(path: Path, bom: int) -> Iterator[bytes]:
    rest = b""
    with path.open("rb") as file:
        file.seek(bom)
        while chunk := file.read(CHUNK):
            block = rest + chunk
            cut = _cut(block.rfind(b"\n"), block.rfind(b"\r"), len(block))
            yield block[:cut]
            rest = block[cut:]
    yield rest


def _cut(newline: int, carriage: int, length: int) -> int:
    """Return where to cut; a CR at the very end may be half of a CRLF, so not after that one."""
    return newline + 1 if carriage == length - 1 else max(newline, carriage) + 1


def _utf8(block: bytes, encoding: Encoding) -> str:
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not text.isascii():
            encoding.good_lines += sum(not line.isascii() for line in io.StringIO(text, newline=""))
        return text
    lines = []
    for line in block.splitlines(keepends=True):  # bytes: only \n, \r and \r\n are ends
        try:
            text = line.decode("utf-8")
            encoding.good_lines += not text.isascii()
        except UnicodeDecodeError:
            text = windows_1252(line)
            encoding.bad_lines += 1
            encoding.strange += len(line) - len(line.translate(None, _OPEN))
        lines.append(text)
    return "".join(lines)


def windows_1252(line: bytes) -> str:
    """Decode as browsers do: the five bytes that the code page leaves open are control codes."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(
            bytes([byte]).decode("cp1252" if byte not in _OPEN else "latin-1") for byte in line
        )


_OPEN = b"\x81\x8d\x8f\x90\x9d"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
