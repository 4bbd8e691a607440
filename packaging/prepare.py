"""Prepare the machine: a Python, its `.venv`, the locked requirements, Qt's shared libraries.

Standard library only, and no newer syntax than Python 3.8: whatever `python3` is here can
start it. A second call with nothing changed costs a few milliseconds. Used by run.py, test.py.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, NoReturn, Sequence

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
COMMAND = BIN / ("ampdesk.exe" if os.name == "nt" else "ampdesk")
STAMP = VENV / "ampdesk.stamp"
LOCKS = {
    "run": ROOT / "packaging" / "requirements.txt",
    "test": ROOT / "packaging" / "requirements-test.txt",
    "slow": ROOT / "packaging" / "requirements-slow.txt",  # and Spark
}
OLDEST = (3, 11)
NEWEST = (3, 14)  # tried first-to-last; a newer one is taken only when it runs this very script

# shared library: (Debian and Ubuntu package, Fedora package)
_QT = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2", "krb5-libs"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}
_SCREEN = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-glx.so.0": ("libxcb-glx0", "libxcb"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
_JAVA = ("default-jre-headless", "java-21-openjdk-headless")
_XVFB = ("xvfb", "xorg-x11-server-Xvfb")
_STRACE = ("strace", "strace")  # records what a crash could interrupt (tests/faults)


def stop(message: str) -> NoReturn:
    """End with status 1 and one line "what is wrong — what to do" on stderr."""
    sys.stdout.flush()
    sys.stderr.write(message + "\n")
    sys.exit(1)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    print(f"== {title} …", flush=True)
    begun = time.monotonic()
    yield
    print(f"== {title}: done in {time.monotonic() - begun:.1f} s", flush=True)


def prepare(kind: str) -> None:
    """Make `.venv` hold the lock of `kind` (a key of LOCKS) and the project itself.

    Each lock contains the one before it, so what suits tests suits a run. From here on Python may
    keep what it compiles: each of our processes would compile a thousand modules anew (2 s).
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    kinds = list(LOCKS)[: list(LOCKS).index(kind) + 1]
    libraries(kind)
    with _alone():
        if is_prepared(kind):
            return
        if STAMP.is_file():
            STAMP.unlink()  # until all is done again, nothing is
        uv = shutil.which("uv")
        if not _works(PYTHON):
            with step("Making .venv"):
                _make(uv)
        for each in kinds[1:] or kinds:  # in turn: Spark is built with what tests bring
            lock = LOCKS[each]
            with step(f"Installing {_packages(lock)} locked packages (the first run fetches them)"):
                _install(uv, *_locked(lock))
        with step("Installing AmpDesk from this folder"):
            offline = "--offline" if uv else "--no-index"
            _install(uv, offline, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
        STAMP.write_text("".join(f"{_digest(each)}\n" for each in kinds), encoding="utf-8")


def is_prepared(kind: str) -> bool:
    """Whether `.venv` holds all of `kind` as it is written down now."""
    held = STAMP.read_text(encoding="utf-8").split() if STAMP.is_file() else []
    return _digest(kind) in held and PYTHON.exists() and COMMAND.exists()


def _digest(kind: str) -> str:
    """Name what is installed: the lock, the project's own metadata, this recipe, the folder."""
    whole = hashlib.sha256(f"{kind} {ROOT}".encode())
    for path in (LOCKS[kind], ROOT / "pyproject.toml", Path(__file__).resolve()):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _packages(lock: Path) -> int:
    return sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let two runs that start together prepare one after the other."""
    with (ROOT / ".venv.lock").open("a") as handle:
        with contextlib.suppress(ImportError):  # Windows: two at once is the person's own race
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# ------------------------------------------------------------------ Python


def _works(python: Path | str) -> bool:
    return OLDEST <= _version(python) < (4,)


def _version(python: Path | str) -> tuple[int, ...]:
    """Ask an interpreter for its version; (0,) when it cannot be started."""
    try:
        done = subprocess.run(
            [str(python), "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return tuple(int(part) for part in done.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return (0,)


def find_python() -> str | None:
    """Return a Python that can run AmpDesk: this one if it can, else one found on the PATH."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = [shutil.which(name) for name in [*names, "python3", "python"]]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found += [str(path) for path in sorted(pyenv.glob("3.1[1-4]*/bin/python"), reverse=True)]
    return next((path for path in found if path and _works(path)), None)


def _make(uv: str | None) -> None:
    python = find_python()
    if VENV.exists():
        shutil.rmtree(VENV)  # made by an interpreter that is gone or too old
    if uv:
        # without a Python of ours uv looks for one, or fetches one
        wanted = python or ">={}.{}".format(*OLDEST)
        _run(uv, "venv", "--quiet", "--seed", "--python", wanted, str(VENV))
        return
    if not python:
        stop(
            "AmpDesk needs Python 3.11 or newer, and this is {}.{} — install one"
            " (Debian and Ubuntu: sudo apt-get install python3 python3-venv) and run this"
            " again with it".format(*sys.version_info[:2])
        )
    if subprocess.run([python, "-c", "import ensurepip"], check=False).returncode:
        _apt([("python3-venv", "python3")])
    _run(python, "-m", "venv", str(VENV))


def _locked(lock: Path) -> list[str]:
    """Return the words that install a lock: by hash, wheels only, Spark from its source.

    Spark publishes no wheel; what builds it is locked and installed before.
    """
    words = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    if lock == LOCKS["slow"]:
        words += ["--no-binary", "pyspark", "--no-build-isolation"]
    return [*words, "-r", str(lock)]


def _install(uv: str | None, *arguments: str) -> None:
    if uv:
        _run(uv, "pip", "install", "--python", str(PYTHON), *arguments)
    else:
        if subprocess.run([str(PYTHON), "-c", "import pip"], check=False).returncode:
            _run(str(PYTHON), "-m", "ensurepip", "--upgrade")
        _run(str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *arguments)


def _run(*command: str) -> None:
    """Run a command on this terminal; a failure of it ends this one."""
    if subprocess.run(command, cwd=str(ROOT), check=False).returncode:
        stop(f"{' '.join(command)}: failed — see the lines above; then run this again")


# ------------------------------------------------------------------ shared libraries


def libraries(kind: str) -> None:
    """Install what Qt loads and pip cannot bring; without the right, print the exact command.

    Linux only: Windows and macOS have all of it. Tests want Xvfb, slow ones a Java for Spark.
    """
    for_tests = kind != "run"
    if not sys.platform.startswith("linux"):
        return
    missing = _missing(_QT)
    extra = _missing(_SCREEN)
    if for_tests and not shutil.which("Xvfb"):
        extra.append(_XVFB)
    if for_tests and not shutil.which("strace"):
        extra.append(_STRACE)
    if kind == "slow" and not shutil.which("java"):
        extra.append(_JAVA)
    if missing or extra:
        _apt(missing + extra, needed=bool(missing) or for_tests)


def _missing(libraries_: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    absent = []
    for name, packages in libraries_.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            absent.append(packages)
    return absent


def _apt(packages: Sequence[tuple[str, str]], *, needed: bool = True) -> None:
    """Install Debian packages as root or by sudo without a question, or say how to."""
    debian = sorted({pair[0] for pair in packages})
    command = ["apt-get", "install", "-y", "--no-install-recommends", *debian]
    prefix = _as_root()
    if shutil.which("apt-get") and prefix is not None:
        with step(f"Installing {len(debian)} system packages: {' '.join(debian)}"):
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for words in (["apt-get", "update", "-qq"], command):
                done = subprocess.run([*prefix, *words], env=quiet, check=False)
        if done.returncode == 0:
            return
    if shutil.which("apt-get"):
        by_hand = "sudo " + " ".join(command)
    elif shutil.which("dnf"):
        by_hand = "sudo dnf install " + " ".join(sorted({pair[1] for pair in packages}))
    else:
        by_hand = "install what your system calls " + ", ".join(debian)
    if needed:
        stop(f"shared libraries are missing — run this, then try again:\n  {by_hand}")
    print(f"Note: for a window on this machine, first run:\n  {by_hand}", flush=True)


def _as_root() -> list[str] | None:
    """Return the words before a command that needs root; None where there is no such right."""
    if os.name != "posix":
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if not sudo:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if asked.returncode == 0 else None
