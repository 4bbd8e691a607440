"""Country names, ISO-3 and ISO-2 codes to ISO-2, in en, de, fr, es."""

import re
import unicodedata
from functools import lru_cache

_CODE, _ALIAS = re.compile("[A-Z]{2}"), re.compile("[A-Z]{3}")
_NO_COUNTRY = frozenset({"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"})
_EXTRA = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "usa": "US", "u.s.a.": "US", "u.s.": "US", "america": "US",
    "united states of america": "US", "brd": "DE", "holland": "NL", "czech republic": "CZ",
    "south korea": "KR", "russia": "RU", "vietnam": "VN", "turkey": "TR", "ivory coast": "CI",
    "eeuu": "US", "ee. uu.": "US", "ee.uu.": "US", "etats-unis": "US", "vae": "AE", "uae": "AE",
}  # fmt: skip


@lru_cache(maxsize=8192)
def iso2(text: str) -> str | None:
    """Return the ISO 3166 code of a country however it is written; None when it is none.

    >>> iso2("Deutschland"), iso2("USA"), iso2("gb"), iso2("Narnia")
    ('DE', 'US', 'GB', None)
    """
    folded = _fold(text)
    return _names().get(folded) if folded else None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from babel import Locale
    from babel.core import get_global

    names: dict[str, str] = {}
    for language in ("es", "fr", "de", "en"):
        for code, name in Locale(language).territories.items():
            if _CODE.fullmatch(code) and code not in _NO_COUNTRY:
                names[_fold(name)] = code
                names[code.lower()] = code
    for alias, codes in get_global("territory_aliases").items():
        if _ALIAS.fullmatch(alias) and len(codes) == 1:
            names[alias.lower()] = codes[0]
    return names | _EXTRA
