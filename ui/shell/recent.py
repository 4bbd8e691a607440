"""What the window remembers between runs: recent brands, theme, zoom, size. Never a customer."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import QStandardPaths

KEPT = 8


@dataclass
class Memory:
    """The remembered state; a missing or broken file is a fresh start."""

    recent: list[str] = field(default_factory=list)
    theme: str = "system"
    zoom: float = 1.0
    density: str = "normal"
    panel: bool = True
    geometry: str = ""  # as Qt saves it, in Base64
    masked: bool = False  # private data is hidden, for a demonstration
    memory_mib: int = 0  # for one query; 0 leaves it to the machine
    threads: int = 0
    seen_version: str = ""  # whose news were shown


def config_folder() -> Path:
    """Return the user's folder; AMPDESK_CONFIG names another one, for tests and pictures."""
    given = os.environ.get("AMPDESK_CONFIG")
    if given:
        return Path(given)
    # Qt knows as well as a library that would take a tenth of the first paint to load
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / "ampdesk"


def private_name(brand: Path) -> str:
    """Return the name of a file about a brand that tells nothing of where it lies."""
    import hashlib

    return f"{hashlib.sha256(str(brand.resolve()).encode()).hexdigest()[:16]}.json"


def place() -> Path:
    """Return the file of what is remembered."""
    return config_folder() / "window.json"


def recall() -> Memory:
    """Read what is remembered."""
    memory = Memory()
    try:
        found = json.loads(place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return memory
    for name, value in found.items() if isinstance(found, dict) else ():
        if isinstance(value, type(getattr(memory, name, None))):
            setattr(memory, name, value)
    return memory


def keep(memory: Memory) -> None:
    """Write it; a read-only home is no reason to stop."""
    file = place()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(asdict(memory), indent=1), encoding="utf-8")
        part.replace(file)
    except OSError:
        return


def remember(path: Path) -> None:
    """Put a brand in front of the recent ones."""
    memory = recall()
    name = str(path.resolve())
    memory.recent = [name, *(other for other in memory.recent if other != name)][:KEPT]
    keep(memory)


def recent_brands() -> list[Path]:
    """Return the recent brands that are still there."""
    return [path for path in map(Path, recall().recent) if path.is_file()]
