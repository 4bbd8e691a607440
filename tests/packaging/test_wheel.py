"""What a wheel carries: the three packages, the resources inside ours, both commands."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_carries_what_runs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"ampdesk", "ui", "plugins"}
    assert not [name for name in names if name.endswith((".pyc", ".ampdesk"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_both_commands_are_entry_points(wheel):
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    text = archive.read(name).decode()
    assert "ampdesk = ampdesk.cli:main" in text
    assert "ampdesk-window = ui.app:main" in text


def test_the_resources_are_found_in_a_wheel_and_in_a_checkout(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    look = "from ampdesk.shipped import shipped; print(shipped('.').resolve())"
    for place, expected in (
        (tmp_path, tmp_path / "ampdesk" / "resources"),
        (ROOT, ROOT / "resources"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", look],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(place)},
            check=True,
            capture_output=True,
            text=True,
        )
        assert Path(done.stdout.strip()) == expected.resolve()
        assert any(expected.iterdir())
