"""Feel of the Segments tab (issue 6, Speed; window.md 9): what holds the event loop."""

import pytest

from tests.ui.segments.hands import counted
from tests.ui.test_bench import Heartbeat
from ui.segments.pictures import LAPSED

pytestmark = pytest.mark.bench


def test_typing_in_a_condition_does_not_hold_the_loop(qtbot, page):
    page.new(LAPSED)
    counted(qtbot, page)
    heart = Heartbeat(4.0)
    number = page.editor.builder.order()[2]
    field = page.editor.builder.cards[number].body.tests.rows[0].value.line
    for text in ("1", "10", "100", "1000"):
        field.setText(text)
        field.textEdited.emit(text)
        qtbot.wait(40)
    assert counted(qtbot, page) >= 0
    assert heart.blocked_ms("typing in a condition") <= 50
