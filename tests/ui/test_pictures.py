import struct
from pathlib import Path

import pytest

from ui.pictures.camera import Camera, Wanted, all_shots
from ui.shell.views import declared

PICTURE = b"\x89PNG"


def size_of(file: Path) -> tuple[int, int]:
    return struct.unpack(">II", file.read_bytes()[16:24])


def test_every_tab_has_every_state_of_the_checklist():
    states = {(shot.view, shot.state) for shot in all_shots()}
    for view in declared():
        for state in (
            "data", "loading", "error", "empty", "readonly", "names", "million",
            "zoom150", "rtl", "grey",
        ):  # fmt: skip
            assert (view.tab.key, state) in states


def test_names_of_states_are_words_and_none_comes_twice():
    names = [(shot.view, shot.state) for shot in all_shots()]
    assert len(names) == len(set(names))
    assert all(state.isalnum() and state.islower() for _, state in names)


def test_a_state_is_photographed_at_the_size_asked_for(made_sample, tmp_path):
    said = []
    wanted = Wanted(["home"], ["data", "empty"], ["dark"], [1100])
    camera = Camera(made_sample, tmp_path / "out", tmp_path / "scratch", wanted, said.append)
    names = [file.name for file in camera.take_all()]
    assert names == [
        "home-data-dark-1100.png",
        "home-empty-dark-1100.png",
    ]
    pictures = [tmp_path / "out" / name for name in names]
    assert all(file.read_bytes().startswith(PICTURE) for file in pictures)
    assert {size_of(file) for file in pictures} == {(1100, 700)}
    assert len({file.read_bytes() for file in pictures}) == 2  # no state looks like another
    assert said == []


@pytest.mark.slow
def test_every_picture_of_every_view_is_taken(made_sample, tmp_path):
    said = []
    wanted = Wanted(themes=["light"], widths=[1440])
    made = Camera(made_sample, tmp_path / "out", tmp_path / "s", wanted, said.append).take_all()
    assert said == []
    asked = {(shot.view, shot.state) for shot in all_shots() if wanted.takes(shot)}
    assert {tuple(file.stem.split("-")[:2]) for file in made} == asked
