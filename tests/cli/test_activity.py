"""`ampdesk activity`: what was done, for people and for machines."""

import json

import pytest
from typer.testing import CliRunner

from ampdesk.cli.app import app


@pytest.fixture
def ask(made_sample):
    def run(*arguments: str):
        return CliRunner().invoke(app, ["activity", str(made_sample), *arguments])

    return run


def test_the_list_the_log_and_the_file_tell_the_same(ask, tmp_path):
    out = tmp_path / "activity.csv"
    found = json.loads(ask("--json", "--out", str(out)).stdout)

    (made,) = found["activity"]
    assert (made["kind"], made["state"]) == ("demo", "done")
    assert made["seconds"] > 0
    assert found["written"] == 1
    assert made["id"] in out.read_text(encoding="utf-8-sig")
    assert "demo: done" in ask("--log", made["id"]).stdout


def test_an_unknown_log_is_refused_with_what_to_do(ask):
    refused = ask("--log", "job-none")

    assert refused.exit_code == 1
    assert "ampdesk activity BRAND" in refused.stderr


def test_an_unknown_group_is_wrong_usage(ask):
    assert ask("--of", "wishes").exit_code == 2
