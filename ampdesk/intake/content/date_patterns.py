"""How dates are written: RE2 patterns of each style (import_formats.md 5, "Dates")."""

_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_ZONE = r"(?:\s?(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?))?"
_REST = rf"(?:,?[T\s]\s*{_TIME}{_ZONE})?"
# a class of all letters takes RE2 fifty times longer to compile
_WORD = r"[^\s\d.,:/-]{3,10}"
PATTERNS: dict[str, str] = {
    "zero": r"0{4}-0{2}-0{2}(?:[T ].*)?|0{2}[-/.]0{2}[-/.]0{2,4}(?: .*)?|0",
    "iso": rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_REST}",
    "numeric": rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|'?\d{{2}}){_REST}",
    "day_name": (
        rf"\d{{1,2}}\.?[\s-]*(?:de )?{_WORD}\.?,?[\s-]*(?:de )?(?:\d{{4}}|'?\d{{2}}){_REST}"
    ),
    "name_day": rf"{_WORD}\.?[\s-]*\d{{1,2}}(?:st|nd|rd|th)?,?[\s-]+(?:\d{{4}}|'?\d{{2}}){_REST}",
    "compact": r"(?:19|20)\d{6}(?:[T ]?\d{6}Z?)?",
    "epoch": r"\d{9,10}(?:\.\d+)?",
    "epoch_ms": r"\d{12,13}",
    "serial": r"[2-5]\d{4}(?:\.\d+)?|60000",
}
SUFFIX = rf"{_TIME}\s?((?:[A-Z]{{1,5}}|(?:UTC|GMT)?[+-]\d{{1,2}}(?::?\d{{2}})?))$"
WEEKDAY = r"^(?:[^\s\d.,:/-]{2,10}\.?,\s*|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)"
NO_ZONE = frozenset({"A", "P", "AM", "PM", "M", "T"})
_YEAR = r"(?:'?(\d{2}|\d{4}))"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_THEN = rf"(?:,?[T\s]\s*({_CLOCK})(?:\s?[AaPp]\.?\s?[Mm]\.?)?{_ZONE})?$"
GROUPS: dict[str, str] = {
    "iso": rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_THEN}",
    "numeric": rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.]{_YEAR}{_THEN}",
    "day_name": rf"^(\d{{1,2}})\.?[\s-]*(?:de )?({_WORD})\.?,?[\s-]*(?:de )?{_YEAR}{_THEN}",
    "name_day": rf"^({_WORD})\.?[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+{_YEAR}{_THEN}",
}
_BEFORE_YEAR = (
    r"\d{1,2}[-/.]\d{1,2}[-/.]",
    rf"\d{{1,2}}\.?[\s-]*(?:de )?{_WORD}\.?,?[\s-]*(?:de )?",
    rf"{_WORD}\.?[\s-]*\d{{1,2}}(?:st|nd|rd|th)?,?[\s-]+",
)
SHORT = rf"^(?:{'|'.join(_BEFORE_YEAR)})'?\d{{2}}(?:\D|$)"
TAIL = r"(:\d{2}(?:[.,]\d+)?)\s?(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-][\d:]+)$"
HAS_TIME = r"\d:\d|\d{10}|\d[T ]\d{6}|\.\d{2,}$"
