"""The locks: every package pinned, hashed, from no named place, and true to pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUN = ROOT / "packaging" / "requirements.txt"
TEST = ROOT / "packaging" / "requirements-test.txt"
SLOW = ROOT / "packaging" / "requirements-slow.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(path: Path) -> dict[Requirement, list[str]]:
    """Read a lock as pip does: one requirement with its options per logical line."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {
        Requirement(line.split(" --hash=")[0].strip()): re.findall(r"--hash=sha256:(\w+)", line)
        for line in lines
    }


@pytest.mark.parametrize("path", [RUN, TEST, SLOW], ids=lambda path: path.name)
def test_each_package_has_one_version_and_its_hashes(path):
    for requirement, hashes in locked(path).items():
        operators = [pin.operator for pin in requirement.specifier]
        assert operators == ["=="], requirement
        assert hashes, f"{requirement} has no hash"
        assert all(len(digest) == 64 for digest in hashes), requirement


@pytest.mark.parametrize("path", [RUN, TEST, SLOW], ids=lambda path: path.name)
def test_a_lock_names_no_index_and_no_address(path):
    text = path.read_text(encoding="utf-8")
    options = set(re.findall(r"(?<!\w)--[a-z-]+", text))
    assert options == {"--hash"}
    assert "://" not in text
    assert " @ " not in text


@pytest.mark.parametrize(("small", "large"), [(RUN, TEST), (TEST, SLOW)], ids=["test", "slow"])
def test_a_lock_contains_the_one_before_it(small, large):
    # a marker may widen when tests need a package on more systems; the version may not move
    before, after = (
        {str(requirement).split(";")[0].strip() for requirement in locked(path)}
        for path in (small, large)
    )
    assert before <= after


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (RUN, PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]),
        (TEST, PROJECT["dependency-groups"]["test"]),
        (SLOW, ["pyspark>=4.0", "grpcio>=1.60"]),
    ],
    ids=["run", "test", "slow"],
)
def test_the_lock_is_fresh(path, wanted):
    pins = [(canonicalize_name(r.name), next(iter(r.specifier)).version) for r in locked(path)]
    for line in wanted:
        requirement = Requirement(line)
        versions = [
            version for name, version in pins if name == canonicalize_name(requirement.name)
        ]
        assert versions, f"{line} is not locked: run packaging/lock.py"
        for version in versions:
            assert requirement.specifier.contains(version), f"{line} against {version}"
