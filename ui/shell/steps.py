"""Undo and redo: one stack per document, and a step that names itself (window.md 2)."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

_MOST = 0x7FFFFFFF  # ids of Qt are positive ints


class Step(QUndoCommand):
    """A change with its way back; pushing it on a `QUndoStack` does it.

    `text` completes "Undo …" in the menu ("tag Gold", "width of City"). Steps pushed one after
    the other with the same `merge` become one, as typing does: the first `undo`, the last `do`.
    """

    def __init__(
        self,
        text: str,
        do: Callable[[], object],
        undo: Callable[[], object],
        *,
        merge: str = "",
    ) -> None:
        super().__init__(text)
        self._do, self._undo, self._merge = do, undo, merge

    def redo(self) -> None:
        """Do it, for the first time or again."""
        self._do()

    def undo(self) -> None:
        """Take it back."""
        self._undo()

    def id(self) -> int:
        """Return the number that steps of one kind share."""
        return hash(self._merge) & _MOST if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a later step of the same kind in."""
        if not isinstance(other, Step) or other._merge != self._merge:  # noqa: SLF001  # its own kind
            return False
        self._do = other._do  # noqa: SLF001
        return True
