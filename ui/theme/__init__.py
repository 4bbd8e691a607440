"""Turns the tokens into what Qt draws with: palette, style sheet, fonts, icons, chart style."""

from ui.theme.apply import apply, bus, dress, px, restyle, set_zoom, tokens, zoom
from ui.theme.fonts import code_font, font
from ui.theme.icons import icon, paint_icon

__all__ = [
    "apply",
    "bus",
    "code_font",
    "dress",
    "font",
    "icon",
    "paint_icon",
    "px",
    "restyle",
    "set_zoom",
    "tokens",
    "zoom",
]
