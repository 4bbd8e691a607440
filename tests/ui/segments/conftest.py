"""The tab Segments of the real window."""

import pytest

from tests.ui.conftest import rest


@pytest.fixture
def page(qtbot, window):
    """The page on the shared sample brand: look, don't save."""
    window.go("segments")
    rest(qtbot, window)
    return window.page("segments")


@pytest.fixture
def own(qtbot, own_window):
    """The page on a brand of its own."""
    own_window.go("segments")
    rest(qtbot, own_window)
    return own_window.page("segments")
