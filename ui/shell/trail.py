"""Back and Forward: the places that were looked at, one after the other. No widget."""

from dataclasses import dataclass

MOST = 100


@dataclass(frozen=True)
class Place:
    """A tab and where in it, as its page names it (a customer's id, a sub-tab)."""

    tab: str
    spot: str = ""


class Trail:
    """A list with a finger on it; going somewhere new forgets what was ahead."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    def visit(self, place: Place) -> None:
        """Note that a place is in front."""
        if self._at >= 0 and self._places[self._at] == place:
            return
        self._places[self._at + 1 :] = [place]
        self._places = self._places[-MOST:]
        self._at = len(self._places) - 1

    def step(self, by: int) -> Place | None:
        """Go back (-1) or forward (1); None at the end."""
        if not self.can(by):
            return None
        self._at += by
        return self._places[self._at]

    def can(self, by: int) -> bool:
        """Whether there is a place in that direction."""
        return 0 <= self._at + by < len(self._places)

    def clear(self) -> None:
        """Forget everything: another brand is open."""
        self._places, self._at = [], -1
