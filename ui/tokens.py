"""Every colour and every size of the window, and nothing else (window.md 3).

Palette, style sheet, painted widgets and matplotlib take their values from here. A colour is
`#RRGGBB`; a size is in logical pixels at zoom 100. Contrast is tested in tests/ui/test_tokens.py.
"""

from dataclasses import dataclass, fields
from functools import cache


@dataclass(frozen=True)
class Tokens:
    """One theme. Names are roles, never hues."""

    dark: bool
    bg: str
    surface: str
    sunken: str
    rail: str
    raised: str
    hover: str
    text: str
    text2: str
    text3: str
    disabled: str
    border: str
    border2: str
    accent: str
    onAccent: str  # the names of window.md, used as @onAccent in the style sheet
    accentHover: str
    accentPress: str
    accentSoft: str
    exclude: str
    excludeSoft: str
    pos: str
    posSoft: str
    warn: str
    warnSoft: str
    neg: str
    negSoft: str
    rehearse: str
    rehearseSoft: str
    sel: str
    selText: str
    focus: str
    categorical: tuple[str, ...]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return "dark" or "light", as in the names of pictures."""
        return "dark" if self.dark else "light"

    def colours(self) -> dict[str, str]:
        """Return the single colours by name; the ramps of charts are left out."""
        return {
            field.name: getattr(self, field.name) for field in fields(self) if field.type is str
        }


LIGHT = Tokens(
    dark=False,
    bg="#F5F4F1",
    surface="#FFFFFF",
    sunken="#ECEAE5",
    rail="#EDEBE6",
    raised="#FFFFFF",
    hover="#E8F0F1",
    text="#1B2023",
    text2="#565E64",
    text3="#656D73",
    disabled="#9AA0A4",
    border="#DCD9D2",
    border2="#83898E",
    accent="#0B6478",
    onAccent="#FFFFFF",
    accentHover="#09586A",
    accentPress="#07495A",
    accentSoft="#DCEDF0",
    exclude="#A8431A",
    excludeSoft="#FBE9E0",
    pos="#1C7440",
    posSoft="#DFF1E5",
    warn="#8A5200",
    warnSoft="#FBEFD9",
    neg="#B3261E",
    negSoft="#FBE4E2",
    rehearse="#6A3FA0",
    rehearseSoft="#EEE6F8",
    sel="#CFE6EB",
    selText="#12282E",
    focus="#0B6478",
    categorical=("#1D5FB8", "#9A3412", "#0A9A72", "#CF66AC", "#A98B0B", "#27313B"),
    sequential=(
        "#EEF5F6", "#D6E9ED", "#B9DAE1", "#96C8D3", "#6EB2C2",
        "#4799AC", "#237F95", "#0B6478", "#07495A",
    ),
    diverging=(
        "#8F3A0C", "#C8692F", "#E6A778", "#F6DEC9", "#F1F1EF",
        "#CFE3E9", "#8FC0CD", "#3F8DA1", "#0B5A6C",
    ),
)  # fmt: skip

DARK = Tokens(
    dark=True,
    bg="#131719",
    surface="#1B2023",
    sunken="#0E1113",
    rail="#171B1E",
    raised="#252B2F",
    hover="#222A2E",
    text="#E9ECED",
    text2="#A9B1B6",
    text3="#8F989E",
    disabled="#636B71",
    border="#31383D",
    border2="#747E85",
    accent="#5FC3D7",
    onAccent="#05222A",
    accentHover="#7BD1E2",
    accentPress="#46B0C5",
    accentSoft="#17353C",
    exclude="#F2A17A",
    excludeSoft="#3A241A",
    pos="#6CCB8F",
    posSoft="#183325",
    warn="#E8B45A",
    warnSoft="#382B14",
    neg="#F58F86",
    negSoft="#3D1F1D",
    rehearse="#C3A4F0",
    rehearseSoft="#2C2340",
    sel="#1F4650",
    selText="#F2FAFB",
    focus="#7BD1E2",
    categorical=("#3F97F2", "#D9622F", "#5FE3B2", "#B865A2", "#F2C84F", "#F0F2F4"),
    sequential=(
        "#1C2A2F", "#1F3A42", "#214B56", "#245E6C", "#2B7485",
        "#3A8DA0", "#55A8BA", "#7EC4D3", "#B3E0E9",
    ),
    diverging=(
        "#F2A677", "#CF7B47", "#9A5A35", "#5A4032", "#2C3236",
        "#254650", "#2C6A79", "#4798AB", "#84C9D8",
    ),
)  # fmt: skip

THEMES = (LIGHT, DARK)

BLACK = "#000000"
WHITE = "#FFFFFF"

SPACE_2, SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32 = 2, 4, 8, 12, 16, 24, 32
PAGE_EDGE = 20
CARD_PADDING = 14
CARD_GAP = 12

RADIUS_ITEM, RADIUS_CONTROL, RADIUS_CONDITION, RADIUS_CARD, RADIUS_SHEET = 4, 6, 8, 10, 12

TOP_BAR, STATUS_BAR = 44, 30
RAIL_WIDE, RAIL_NARROW = 196, 56
PANEL_WIDE, PANEL_NARROW = 312, 276
PANEL_MOST, GRIP = 480, 5  # how far the panel is dragged, and the edge to drag
PANEL_ZOOMED = 400  # how far it grows with the zoom
WORDS_FROM = 1280  # window width from which the rail shows words
DRAWER_BELOW = 1000  # window width under which the panel is a drawer
SMALLEST = (960, 680)

CONTROL, CONTROL_SMALL, TARGET = 30, 26, 24
ROW_HEIGHTS = {"compact": 24, "normal": 28, "relaxed": 36}

TYPE = {
    "caption": (11, 400),
    "small": (12, 400),
    "header": (12, 500),
    "body": (13, 400),
    "strong": (13, 600),
    "h3": (15, 600),
    "h2": (18, 600),
    "h1": (22, 600),
    "metric": (26, 600),
    "hero": (34, 600),
}  # role: (px, weight)

ZOOM = (0.9, 1.5)  # of type and rows

MOTION_MS = 120
TOOLTIP_MS = 500


KNEE = 0.04045  # of the sRGB transfer function


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB` (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= KNEE else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@cache
def ink_on(ground: str) -> str:
    """Return black or white, whichever contrasts more: text in a coloured cell."""
    return BLACK if contrast(BLACK, ground) >= contrast(WHITE, ground) else WHITE
