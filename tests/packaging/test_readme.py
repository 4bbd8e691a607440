"""The front pages say what is true: two commands to set up, every decision in the index."""

import re
from pathlib import Path

import typer

from ampdesk.cli import app

ROOT = Path(__file__).parents[2]
SET_UP = ["python3 packaging/run.py", "python3 packaging/test.py"]


def test_the_readme_has_exactly_two_set_up_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split("## Set up\n", 1)[1], flags=re.MULTILINE)[0]
    blocks = re.findall(r"```(?:\w*)\n(.*?)```", section, flags=re.DOTALL)
    commands = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    assert [command for command in commands if command] == SET_UP
    for command in SET_UP:
        assert (ROOT / command.split()[1]).is_file()


def spans() -> list[list[str]]:
    """Return the words of each `ampdesk …` that the README shows."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [span.split() for span in re.findall(r"`ampdesk ([a-z][^`]*)`", text)]


def test_the_readme_shows_commands_and_options_that_there_are():
    root = typer.main.get_command(app)
    seen = set()
    for words in spans():
        command = root
        names = [*words]
        while names and names[0] in getattr(command, "commands", {}):
            command = command.commands[names.pop(0)]
        assert command is not root, f"ampdesk {words[0]}: no such command"
        seen.add(words[0])
        known = {option for param in command.params for option in param.opts}
        assert {word for word in names if word.startswith("--")} <= known | {"--help"}, words
    assert {"demo", "import", "build", "status", "rfm", "list"} <= seen


def test_contributing_is_one_page():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 66


def test_every_decision_is_in_the_index_under_its_title():
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for record in sorted(folder.glob("[0-9]*.md")):
        title = record.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(". ")
        assert record.name.startswith(f"{int(number):04}-"), record.name
        line = f"- [{int(number):04}]({record.name}) {words}"
        assert line in index.splitlines(), f"add to docs/adr/README.md: {line}"
