"""Where the data that ships lies: icons, fonts, help pages, the sample brand's catalogue."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the path of `name` below `resources/`, whether or not it exists.

    A wheel carries the folder inside the package (docs/adr/0010); a checkout has it beside.
    """
    inside = _PACKAGE / "resources"
    return (inside if inside.is_dir() else _PACKAGE.parent / "resources") / name
