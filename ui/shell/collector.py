"""Python's cyclic collector, on the window's thread alone.

The interpreter collects in whichever thread happens to allocate. A reading thread that finds a
closed dialog in a cycle would then destroy its QObjects outside their thread, which ends the
process. So automatic collection is off while a window is open, and a timer of the window's thread
does what it would have done.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 400  # ms; a collection of the young takes about one


class Collector(QObject):
    """Collects on the thread that made it, until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(collect_due)
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave collecting to the interpreter again."""
        self._timer.stop()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose threshold is passed, as the interpreter would."""
    for generation, (count, threshold) in reversed(
        list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    ):
        if threshold and count > threshold:
            gc.collect(generation)
            return
