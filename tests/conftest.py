"""What every test may ask for, and the small clean world that each test process lives in."""

import gc
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
REFERENCE = Path(os.environ.get("AMPDESK_SHARED", ROOT.parent / "shared"))

# a shared machine has slow moments: no deadline, and the reproducing blob in the log of CI
_COMMON = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
settings.register_profile("quick", max_examples=30, **_COMMON)
settings.register_profile("thorough", max_examples=1_000, **_COMMON)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run tests marked slow")
    parser.addoption("--bench", action="store_true", help="also run tests marked bench")
    parser.addoption("--bench-json", metavar="FILE", help="append what the benches measured")


def pytest_configure(config: pytest.Config) -> None:
    """Keep every test, and every process that it starts, out of the person's own folders.

    Before the first import of ours: platformdirs, keyring and Qt read these when they load.
    """
    home = Path(tempfile.mkdtemp(prefix="ampdesk-tests-"))
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("AMPDESK_TODAY", None)
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    settings.load_profile("thorough" if config.getoption("slow") else "quick")


def pytest_collection_finish() -> None:
    """Let the collector look at what tests make, not again and again at what was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for: a skip would be noise in every run."""
    unwanted = {mark for mark in ("slow", "bench") if not config.getoption(mark)}
    wanted, left_out = [], []
    for item in items:
        marked = any(item.get_closest_marker(mark) for mark in unwanted)
        (left_out if marked else wanted).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = wanted


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of references and real exports; a machine without it skips the test."""
    if not REFERENCE.is_dir():
        pytest.skip(f"no reference folder at {REFERENCE}")
    return REFERENCE


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which tests live: a Tuesday, no month's end, in a year without a leap day."""
    return date(2026, 6, 16)


SAMPLE_DAY = date(2026, 6, 30)
SAMPLE_CUSTOMERS = 600


@pytest.fixture(scope="session")
def sample_day() -> date:
    """The day on which the sample brand is made and built."""
    return SAMPLE_DAY


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample brand, made once for a run and copied for each test process: never write it.

    Of its own, because a brand that a window of another process holds is read-only here.
    """
    from ampdesk.api import Brand

    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    brand = folder / "sample" / "fern.ampdesk"
    with (folder / "sample.lock").open("w") as lock:
        _lock(lock.fileno())  # the processes of one run wait for the one that makes it
        if not brand.exists():
            making = folder / "sample.making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            Brand.demo(
                making / brand.name,
                customers=SAMPLE_CUSTOMERS,
                today=SAMPLE_DAY,
                exports=making / "exports",
            ).close()
            making.rename(brand.parent)
    own = base / "read"
    shutil.copytree(brand.parent, own)
    return own / brand.name


@pytest.fixture
def sample_brand(made_sample: Path, tmp_path: Path) -> Path:
    """A sample brand of one's own, to write to."""
    own = tmp_path / "sample"
    shutil.copytree(made_sample.parent, own, ignore=shutil.ignore_patterns("exports", "leases"))
    return own / made_sample.name


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
