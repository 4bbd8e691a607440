"""The Qt palette of a theme (window.md 3)."""

from PySide6.QtGui import QColor, QPalette

from ui.tokens import Tokens


def palette(t: Tokens) -> QPalette:
    """Return the palette; selection looks the same in an inactive window."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = {
        role.Window: t.bg,
        role.Base: t.surface,
        role.Button: t.surface,
        role.Light: t.surface,
        role.AlternateBase: t.sunken,
        role.Text: t.text,
        role.WindowText: t.text,
        role.ButtonText: t.text,
        role.BrightText: t.text,
        role.PlaceholderText: t.text3,
        role.Highlight: t.sel,
        role.HighlightedText: t.selText,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.Accent: t.accent,
        role.ToolTipBase: t.raised,
        role.ToolTipText: t.text,
        role.Mid: t.border,
        role.Midlight: t.border,
        role.Dark: t.border2,
        role.Shadow: t.border2,
    }
    made = QPalette()
    for key, colour in colours.items():
        for part in (group.Active, group.Inactive, group.Disabled):
            made.setColor(part, key, QColor(colour))
    for key in (role.Text, role.WindowText, role.ButtonText, role.HighlightedText):
        made.setColor(group.Disabled, key, QColor(t.disabled))
    return made
