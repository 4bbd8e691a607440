"""Small SVG files for the style sheet: arrows and ticks in the colours of a theme."""

import tempfile
from functools import cache
from pathlib import Path

from ui.tokens import Tokens

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
_LINE = '<path d="{d}" fill="none" stroke="{c}" stroke-width="{w}" stroke-linecap="round"/></svg>'
_PATHS = {
    "down": "M4.5 6.5 L8 10 L11.5 6.5",
    "up": "M4.5 9.5 L8 6 L11.5 9.5",
    "right": "M6.5 4.5 L10 8 L6.5 11.5",
    "tick": "M3.5 8.5 L6.7 11.5 L12.5 4.8",
    "dash": "M4 8 L12 8",
}


@cache
def marks(t: Tokens) -> dict[str, str]:
    """Write the marks of a theme to a private temporary folder, once; return their paths.

    Keys: "down", "up", "right" in text2; "tick", "dash" in onAccent; "dot" a filled circle.
    """
    place = Path(_root().name) / t.name
    place.mkdir(exist_ok=True)
    paths: dict[str, str] = {}
    for name, d in _PATHS.items():
        colour, width = (t.onAccent, 2) if name in {"tick", "dash"} else (t.text2, 1.5)
        file = place / f"{name}.svg"
        file.write_text(_HEAD + _LINE.format(d=d, c=colour, w=width), encoding="utf-8")
        paths[name] = file.as_posix()
    dot = place / "dot.svg"
    circle = f'<circle cx="8" cy="8" r="3.5" fill="{t.onAccent}"/></svg>'
    dot.write_text(_HEAD + circle, encoding="utf-8")
    paths["dot"] = dot.as_posix()
    return paths


@cache
def _root() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="ampdesk-theme-")
