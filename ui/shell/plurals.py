"""English plurals: "%n day(s)" as "1 day" and "198 days", where no other language is chosen."""

from PySide6.QtCore import QTranslator


class EnglishPlurals(QTranslator):
    """Puts the number in and the "s" on or off; every other text stays as it is in the source."""

    def isEmpty(self) -> bool:
        """Tell Qt to ask."""
        return False

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, n: int = -1
    ) -> str:
        """Return the plural form of texts with a number; Qt puts the number in.

        None, which PySide6 hands on as a null string, tells Qt to take the source.
        """
        if n < 0 or "(s)" not in source:
            return None  # type: ignore[return-value]
        return source.replace("(s)", "" if n == 1 else "s")
