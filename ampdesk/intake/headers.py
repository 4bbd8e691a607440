"""Headers made comparable (import_formats.md section 4)."""

import re
import unicodedata
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOISE = re.compile(r"\((?:required|optional)\)|\*", re.IGNORECASE)
_UNIT = re.compile(r"\(\s*([A-Z]{3}(?:[+-]\d{1,2}(?::?\d\d)?)?)\s*\)\s*$")
_OTHER = re.compile(r"[\W_]+")
_MAIL = re.compile(r"\be mail\b")


@lru_cache(maxsize=65_536)
def normalise(header: str) -> str:
    r"""Return the header as it is compared: lower case, accents off, one blank between words.

    >>> normalise(" E-Mail Adresse*"), normalise("createdAt (UTC)")
    ('email adresse', 'created at')
    """
    text = header.strip("\ufeff\u200b \t\r\n\u00a0\"'")
    text = _NOISE.sub(" ", text)
    text = _UNIT.sub(" ", text.strip())
    text = _CAMEL.sub(" ", text)
    text = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    text = _OTHER.sub(" ", text.casefold()).strip()
    return _MAIL.sub("email", text)


def unit(header: str) -> str:
    """Return what a header says in brackets at its end, upper-case: `UTC`, `USD`; else ""."""
    found = _UNIT.search(header.strip())
    return found.group(1) if found else ""
