"""The one style sheet: a template in `window.qss` with @token, filled for a theme and a zoom."""

import re
from functools import cache
from pathlib import Path

from ui.theme.marks import marks
from ui.theme.state import px
from ui.tokens import Tokens

_PX = re.compile(r"@px\((-?\d+(?:\.\d+)?)\)")


@cache
def _template() -> str:
    return (Path(__file__).parent / "window.qss").read_text(encoding="utf-8")


def style_sheet(t: Tokens) -> str:
    """Return the sheet; `@px(30)` is a size at the zoom in use, `@mark-down` an SVG's path."""
    values = {f"@{name}": colour for name, colour in t.colours().items()}
    values |= {f"@mark-{name}": path for name, path in marks(t).items()}
    text = _PX.sub(lambda match: f"{px(float(match[1]))}px", _template())
    # the longest name first, or @accent would eat the front of @accentSoft
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(name, values[name])
    return text
