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


def test_the_first_search_loads_no_pandas(made_sample):
    """It took two of the three seconds that a person waited for the first answer."""
    script = f"""
import sys
from pathlib import Path
from ampdesk.api import Brand, ListRequest
brand = Brand.open(Path({str(made_sample)!r}), read_only=True)
found = brand.customers.page(search="an")
brand.customers.profile(found.rows[0][0])
brand.lists.preview(ListRequest(name="those", ids=tuple(row[0] for row in found.rows)))
brand.home()
print("pandas" in sys.modules)
brand.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.splitlines()[-1:] == ["False"], done.stderr
