"""Pages that nobody opened yet are built while the window has nothing else to do."""

import pytest

from tests.ui.conftest import PATIENCE, rest


@pytest.mark.ahead
def test_every_page_is_built_ahead_and_opens_with_what_it_holds(qtbot, window):
    qtbot.waitUntil(lambda: set(window.pages.built) == set(window.views), timeout=PATIENCE)
    rest(qtbot, window)

    window.go("customers")
    rest(qtbot, window)

    assert window.page("customers").listing.row(0)["amperity_id"]
