"""What lies in cycles is collected, and never by a reading thread."""

import gc
import threading
import weakref

import pytest

from ui.shell.desk import Desk


class Knot:
    """Holds itself: only the cyclic collector frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collections():
    """The threads that collected, in order."""
    threads: list[str] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            threads.append(threading.current_thread().name)

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


def test_the_windows_thread_collects_and_a_lane_does_not(qtbot, collections):
    desk = Desk()
    freed = weakref.ref(Knot())
    answers = []
    desk.ask("many", lambda: len([Knot() for _ in range(50_000)]), answers.append)
    qtbot.waitUntil(lambda: answers == [50_000], timeout=30_000)
    qtbot.waitUntil(lambda: freed() is None, timeout=30_000)
    desk.close()

    assert collections
    assert set(collections) == {threading.main_thread().name}


def test_what_an_answer_is_for_dies_on_the_windows_thread(qtbot):
    class View:
        died_on = ""

        def show(self, _answer: object) -> None:
            return

        def __del__(self) -> None:
            View.died_on = threading.current_thread().name

    desk = Desk()
    view = View()
    desk.ask("figure", lambda: 1, view.show)
    del view
    qtbot.waitUntil(lambda: bool(View.died_on), timeout=30_000)
    desk.close()

    assert View.died_on == threading.main_thread().name
