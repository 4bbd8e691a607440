import json
import subprocess
import sys

HEAVY = ("pandas", "splink", "sklearn", "scipy", "matplotlib", "duckdb", "pyarrow", "sqlglot")


def test_first_paint_needs_no_heavy_library(tmp_path):
    """What is in sys.modules when the window is on the screen."""
    script = f"""
import json, os, sys
os.environ["AMPDESK_CONFIG"] = {str(tmp_path)!r}
from ui.app import application
from ui.shell.session import Session
from ui.shell.window import Window
app = application()
window = Window(Session())
window.show()
app.processEvents()
window.grab()
print(json.dumps(sorted(sys.modules)))
window.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert not [name for name in HEAVY if name in loaded]
    assert "PySide6.QtWidgets" in loaded
