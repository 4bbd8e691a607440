"""Saved definitions: each version stays, any comes back, and all go in and out as files."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.store import Store
from ampdesk.store.errors import DefinitionFileError, DefinitionMissingError
from ampdesk.store.folder import export_definitions, import_definitions


def test_versions_grow_and_an_equal_body_makes_none(brand: Path) -> None:
    with Store.open(brand) as store:
        found = [store.definitions.save("segment", "VIP", {"n": n}) for n in (1, 2, 2, 1)]
        assert found == [1, 2, 2, 3]
        assert store.definitions.get("segment", "VIP").body == {"n": 1}
        assert store.definitions.get("segment", "VIP", 2).body == {"n": 2}
        history = store.definitions.history("segment", "VIP")
        assert [(one.version, one.is_active) for one in history] == [
            (3, True),
            (2, False),
            (1, False),
        ]


def test_a_restore_is_a_new_version_and_says_where_it_is_from(brand: Path) -> None:
    with Store.open(brand) as store:
        for n in (1, 2):
            store.definitions.save("segment", "VIP", {"n": n})
        assert store.definitions.restore("segment", "VIP", 1) == 3
        active = store.definitions.get("segment", "VIP")
        assert (active.body, active.note) == ({"n": 1}, "version 1 restored")


def test_what_was_deleted_is_in_the_trash_and_comes_back(brand: Path) -> None:
    with Store.open(brand) as store:
        store.definitions.save("segment", "VIP", {"n": 1})
        store.definitions.delete("segment", "VIP")
        assert store.definitions.list() == []
        assert [one.name for one in store.definitions.trash()] == ["VIP"]
        with pytest.raises(DefinitionMissingError):
            store.definitions.get("segment", "VIP")
        assert store.definitions.restore("segment", "VIP", 1) == 2
        assert [one.version for one in store.definitions.list("segment")] == [2]
        assert store.definitions.trash() == []


def test_a_missing_one_is_answered_with_those_there_are(brand: Path) -> None:
    with Store.open(brand) as store:
        store.definitions.save("segment", "VIP", {})
        with pytest.raises(DefinitionMissingError, match='no segment "VPI" — choose one of: "VIP"'):
            store.definitions.get("segment", "VPI")
        with pytest.raises(DefinitionMissingError, match="version 9"):
            store.definitions.get("segment", "VIP", 9)


NAMES = st.text(min_size=1, max_size=12).filter(lambda name: name.strip())


@given(st.dictionaries(st.tuples(st.sampled_from(["segment", "query"]), NAMES),
                       st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5)),
                       max_size=5))  # fmt: skip
def test_files_carry_every_definition_to_another_brand(
    tmp_path_factory: pytest.TempPathFactory, saved: dict[tuple[str, str], dict[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("definitions")
    for name in ("a", "b"):
        Store.create(folder / f"{name}.ampdesk").close()
    with Store.open(folder / "a.ampdesk") as store:
        for (kind, name), body in saved.items():
            store.definitions.save(kind, name, {**body, "kind": kind, "name": name})
        first = {path: path.read_bytes() for path in export_definitions(store, folder / "out")}
    assert len(first) == len(saved)

    with Store.open(folder / "b.ampdesk") as store:
        import_definitions(store, folder / "out")
        again = {path: path.read_bytes() for path in export_definitions(store, folder / "out")}
        found = {(one.kind, one.name) for one in store.definitions.list()}

    assert found == set(saved)
    assert again == first  # in a stable order: no change for version control


def test_a_file_whose_definition_is_gone_goes_and_others_stay(brand: Path) -> None:
    folder = brand.parent / "out"
    with Store.open(brand) as store:
        for name in ("A", "B"):
            store.definitions.save("segment", name, {})
        export_definitions(store, folder)
        (folder / "segment" / "mine.json").write_text("{}")
        store.definitions.delete("segment", "B")
        export_definitions(store, folder)
    assert sorted(path.name for path in folder.rglob("*.json")) == ["A.json", "mine.json"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is not JSON"), ("[]", "is no JSON object"), ('{"kind": "segment"}', "no name")],
)
def test_one_bad_file_keeps_all_out(brand: Path, text: str, said: str) -> None:
    folder = brand.parent / "in" / "segment"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps({"kind": "segment", "name": "A"}))
    (folder / "b.json").write_text(text)
    with Store.open(brand) as store:
        with pytest.raises(DefinitionFileError, match=f"segment/b.json: .*{said}"):
            import_definitions(store, folder.parent)
        assert store.definitions.list() == []
