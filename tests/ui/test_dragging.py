"""Drag and drop by a real mouse, on a real (virtual) screen."""

import os
import shutil
import subprocess
import sys

import pytest


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="needs a virtual screen")
def test_a_source_is_dragged_to_the_top():
    command = ["xvfb-run", "-a", sys.executable, "-m", "tests.ui.dragging"]
    env = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split() == ["loyalty,shopify,square,klaviyo", "1"], done.stderr
