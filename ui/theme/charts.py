"""The matplotlib style of a theme, for charts that are exported; never set at start."""

from ui.tokens import Tokens


def mpl_style(t: Tokens) -> dict[str, object]:
    """Return rcParams for `matplotlib.rc_context`; matplotlib itself is not imported here."""
    return {
        "font.family": "Inter",  # one name: a list loses the font in the PDF
        "font.size": 9,
        "svg.fonttype": "none",
        "figure.facecolor": t.surface,
        "axes.facecolor": t.surface,
        "axes.edgecolor": t.border,
        "axes.labelcolor": t.text2,
        "axes.titlecolor": t.text,
        "axes.titleweight": "semibold",
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "grid.color": t.border,
        "grid.linewidth": 0.8,
        "xtick.color": t.text2,
        "ytick.color": t.text2,
        "text.color": t.text,
        "axes.prop_cycle": f"cycler('color', {list(t.categorical)!r})",
    }
