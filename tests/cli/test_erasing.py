"""`ampdesk erase` and `erasures`: exits, shapes, and that nothing is erased unasked."""

import json
import zipfile

import pytest
from typer.testing import CliRunner

from ampdesk.api import Brand
from ampdesk.cli import app
from tests.erasure.conftest import holders, somebody


@pytest.fixture
def run(sample_day):
    def run(*words):
        day = {"AMPDESK_TODAY": sample_day.isoformat()}
        return CliRunner().invoke(app, [str(word) for word in words], env=day)

    return run


@pytest.fixture
def who(sample_brand, sample_day):
    with Brand.open(sample_brand, today=sample_day, read_only=True) as brand:
        return somebody(brand)


def test_a_person_is_shown_copied_erased_and_noted(run, sample_brand, who, tmp_path):
    shown = run("erase", sample_brand, "--who", who.email, "--dry-run", "--json")
    assert shown.exit_code == 0, shown.stderr
    held = json.loads(shown.stdout)["held"]
    assert held["ids"] == [who.id]
    assert {place[0] for place in held["places"]} >= {"feed", "derived", "store"}

    refused = run("erase", sample_brand, "--who", who.email)
    assert refused.exit_code == 1
    assert "add --yes" in refused.stderr
    assert holders(sample_brand.parent, who.email)

    copy = tmp_path / "copy.zip"
    done = run("erase", sample_brand, "--who", who.email, "--export", copy, "--yes", "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["erased"] is True
    assert said["proof"]["found"] == 0
    with zipfile.ZipFile(copy) as archive:
        assert who.email in archive.read("copy.json").decode()
    assert holders(sample_brand.parent, who.email, who.id) == []

    noted = json.loads(run("erasures", sample_brand, "--json").stdout)["erasures"]
    assert [row["state"] for row in noted] == ["done"]
    assert "e" in run("erasures", sample_brand).stdout

    nobody = run("erase", sample_brand, "--who", who.email, "--yes")
    assert nobody.exit_code == 1
    assert "nobody is known by this" in nobody.stderr


def test_several_that_fit_are_refused_by_name(run, sample_brand):
    several = run("erase", sample_brand, "--who", "maria", "--yes")
    assert several.exit_code == 1
    assert "customers fit" in several.stderr
    assert "--all" in several.stderr
    assert "Nobody was erased" in run("erasures", sample_brand).stdout
