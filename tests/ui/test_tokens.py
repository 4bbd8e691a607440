import re
from pathlib import Path

import pytest

from ui import tokens
from ui.theme.sheet import style_sheet
from ui.tokens import DARK, LIGHT, Tokens, contrast, ink_on

UI = Path(tokens.__file__).parent
BOTH = pytest.mark.parametrize("t", [LIGHT, DARK], ids=lambda t: t.name)
GROUNDS = ("bg", "surface", "raised")


# window.md 3: WCAG AA for words on every ground they stand on
@BOTH
@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ("text", (*GROUNDS, "sunken", "rail", "hover")),
        ("text2", (*GROUNDS, "sunken", "rail")),
        ("text3", GROUNDS),
        ("accent", (*GROUNDS, "accentSoft")),
        ("exclude", (*GROUNDS, "excludeSoft")),
        ("pos", (*GROUNDS, "posSoft")),
        ("warn", (*GROUNDS, "warnSoft")),
        ("neg", (*GROUNDS, "negSoft")),
        ("rehearse", (*GROUNDS, "rehearseSoft")),
        ("onAccent", ("accent", "accentHover", "accentPress")),
        ("selText", ("sel",)),
    ],
)
def test_words_can_be_read_on_their_grounds(t: Tokens, ink: str, grounds: tuple[str, ...]):
    for ground in grounds:
        ratio = contrast(getattr(t, ink), getattr(t, ground))
        assert ratio >= 4.5, (ink, ground, round(ratio, 2))


@BOTH
def test_edges_of_controls_and_focus_can_be_seen(t: Tokens):
    for ground in GROUNDS:
        assert contrast(t.border2, getattr(t, ground)) >= 3
        assert contrast(t.focus, getattr(t, ground)) >= 3
    for colour in t.categorical:
        assert contrast(colour, t.surface) >= 3


@BOTH
def test_numbers_can_be_read_on_every_step_of_the_ramps(t: Tokens):
    for step in (*t.sequential, *t.diverging):
        assert contrast(ink_on(step), step) >= 4.5


@BOTH
def test_the_style_sheet_leaves_no_token_unfilled(t: Tokens):
    assert "@" not in style_sheet(t)


# window.md 11: only tokens
def test_no_colour_and_no_style_sheet_outside_the_tokens():
    for file in UI.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if file.name != "tokens.py":
            assert not re.search(r"#[0-9A-Fa-f]{6}\b", text), file
        if file.parent.name != "theme":
            assert "setStyleSheet" not in text, file
