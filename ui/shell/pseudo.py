"""A made-up language that shows what a real one would break: every text accented, 40 % longer.

For developers: `ampdesk-window --pseudo`. What stays plain English on the screen was not handed to
a translator; what is cut has no room for other languages.
"""

import re

from PySide6.QtCore import QTranslator

LONGER = 0.4
_ACCENTS = str.maketrans("aeiouyAEIOUYcnszCNSZ", "åéîöûýÅÉÎÖÛÝçñšžÇÑŠŽ")
# what a program reads in a text: places for values, a mnemonic, the patterns of a file dialog
_KEPT = re.compile(r"\{[^}]*\}|%n|%\d|&\w|\(\*[^)]*\)|;;|\s+")
_FILL = "ōńē twō thrēē fōūr fīvē "


def pseudo(text: str) -> str:
    """Return a text in the made-up language; places for values stay as they are.

    >>> pseudo("Read {0} rows")
    'Réåd {0} röwš ōńē t'
    """
    if not text.strip():
        return text
    parts: list[str] = []
    at = 0
    for kept in _KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(_ACCENTS), kept.group()]
        at = kept.end()
    parts.append(text[at:].translate(_ACCENTS))
    body = "".join(parts)
    if ";;" in text:  # the kinds of a file dialog
        return body
    more = round(len(text) * LONGER)
    filled = (_FILL * (more // len(_FILL) + 1))[:more]
    return f"{body} {filled}".rstrip()


class PseudoTranslator(QTranslator):
    """Translates every text that is handed to a translator."""

    def isEmpty(self) -> bool:
        """Tell Qt to ask."""
        return False

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, n: int = -1
    ) -> str:
        """Return the text in the made-up language; plurals as the English ones."""
        plain = source if n < 0 else source.replace("(s)", "" if n == 1 else "s")
        return pseudo(plain)
