"""The library of segments: drafts, versions, names, folders, labels, pins (segments.md 2.6)."""

import json

import pytest

from ampdesk.api import Brand
from ampdesk.api.segment_saved import LibraryQuery, Use
from ampdesk.errors import DefinitionError
from tests.segments.conftest import attribute, behaviour, segment

TAE, MERGED = "Transaction_Attributes_Extended", "Merged_Customers"
CA = attribute(MERGED, ("state", "is exactly", "CA"))
ONCE = attribute(TAE, ("one_and_done", "is true"))


@pytest.fixture
def segments(tmp_path, sample_day, made_sample):
    # definitions need no rows: a brand file of its own beside a look at the sample's tables
    import shutil

    path = tmp_path / "own" / made_sample.name
    shutil.copytree(
        made_sample.parent, path.parent, ignore=shutil.ignore_patterns("exports", "leases")
    )
    with Brand.open(path, today=sample_day) as opened:
        yield opened.segments


def named(name, *conditions, **more):
    return {**segment(*conditions), "name": name, **more}


def shown(segments, **query):
    return [one.name for one in segments.library(LibraryQuery(**query))]


def test_a_draft_of_an_active_segment_replaces_it_when_activated(segments):
    segments.save(named("West", CA))
    assert segments.save_draft(named("West", CA, ONCE)) == "West--Draft"
    assert shown(segments) == ["West", "West--Draft"]
    (draft,) = segments.library(LibraryQuery(status="draft"))
    assert (draft.base, draft.status) == ("West", "draft")
    both = segments.count("West--Draft").count
    assert both < segments.count("West").count
    assert segments.activate("West--Draft") == 2
    assert shown(segments) == ["West"]
    assert segments.count("West").count == both


def test_unfinished_work_is_kept_as_it_is(segments):
    body = {"kind": "segment", "name": "New", "include": {"sections": [{"conditions": [
        attribute(MERGED, ("city", "is exactly")), {"type": "wish"}]}]}}  # fmt: skip
    assert segments.save_draft(body) == "New"
    assert segments.body("New") == body
    (one,) = segments.library()
    assert one.status == "draft"
    assert one.problem
    with pytest.raises(DefinitionError):
        segments.activate("New")
    assert segments.discard_draft("New") == body
    assert segments.library() == ()
    with pytest.raises(DefinitionError, match="needs a name"):
        segments.save_draft({"name": " "})
    with pytest.raises(DefinitionError, match="cannot end in"):
        segments.save(named("X--Draft", CA))


def test_versions_say_what_changed_and_come_back(segments):  # issue: readable diff and restore
    segments.save(named("West", attribute(MERGED, ("state", "is in list", ["CA"])), ONCE))
    bought = behaviour("has purchased", window={"op": "after", "value": "2026-01-01"})
    wider = named("West", attribute(MERGED, ("state", "is in list", ["CA", "OR"])), bought)
    wider["labels"] = ["coast"]
    segments.save(wider, note="wider")
    newest, first = segments.versions("West")
    assert (newest.version, newest.is_active, newest.note) == (2, True, "wider")
    assert newest.saved_by == first.saved_by != ""
    assert [one.words for one in newest.changes] == [
        "Labels: none → coast",
        'Include, section 1: whose state is one of "CA" → whose state is one of "CA", "OR"',
        "Include, section 1: + who purchased from 2026-01-01 on",
        "Include, section 1: − whose one and done is true",
    ]
    assert segments.restore("West", 1) == 3
    assert segments.count("West").count == segments.count(named("W", *_of(first, segments))).count


def _of(version, segments):
    assert version.version == 1
    return [attribute(MERGED, ("state", "is in list", ["CA"])), ONCE]


def test_moves_and_joins_are_told(segments):
    one = {"include": {"sections": [{"conditions": [CA, ONCE]}, {"conditions": [CA]}]}}
    two = {"include": {"join": "or", "sections": [
        {"join": "or", "conditions": [CA]}, {"join": "or", "conditions": [CA, ONCE]}]}}  # fmt: skip
    kinds = [(change.kind, change.path) for change in segments.differences(one, two)]
    assert kinds == [
        ("changed", "include.join"),
        ("moved", "include.sections[1].conditions[1]"),
        ("changed", "include.sections[1].join"),
    ]
    assert segments.differences(one, one) == ()


def test_a_name_is_changed_wherever_it_is_used(segments):
    segments.save(named("Inner", CA))
    segments.save(named("Outer", {"type": "list", "segment": "Inner"}))
    segments.save_draft(named("Draft", {"type": "list", "segment": "Inner"}))
    segments.recommend("Inner")
    assert segments.used_in("Inner") == (
        Use("segment", "Outer"),
        Use("segment draft", "Draft--Draft"),
    )
    before = segments.count("Outer")
    assert segments.rename("Inner", "West") == ("Outer", "Draft--Draft")
    assert segments.count("Outer") == before
    assert [one.name for one in segments.library() if one.is_recommended] == ["West"]
    assert [one.note for one in segments.versions("West")] == ['renamed from "Inner"', ""]
    with pytest.raises(DefinitionError, match="in use by Outer"):
        segments.delete("West")
    with pytest.raises(DefinitionError, match="already"):
        segments.rename("West", "OUTER")
    segments.discard_draft("Draft")
    segments.delete("Outer", "West")  # together: each other's users go too
    assert segments.trash() == ("Outer", "West")
    segments.undelete("West")
    assert shown(segments) == ["West"]


def test_copies_get_a_free_name(segments):
    segments.save(named("West", CA))
    assert segments.duplicate("West") == "West copy"
    assert segments.duplicate("West") == "West copy 2"
    with pytest.raises(DefinitionError, match="already"):
        segments.duplicate("West", "West copy")
    assert segments.count("West copy 2").count == segments.count("West").count


def test_folders_are_three_deep_and_move_their_segments(segments):
    segments.save(named("A", CA, folder="Win-back/2026"))
    segments.save(named("B", CA))
    segments.create_folder("Tests")
    folders = {one.path: (one.segments, one.with_below) for one in segments.folders()}
    assert folders == {"Tests": (0, 0), "Win-back": (0, 1), "Win-back/2026": (1, 1)}
    segments.move(["B"], "Tests")
    assert shown(segments, folder="Tests") == ["B"]
    assert shown(segments, folder="Win-back") == ["A"]
    segments.rename_folder("Win-back", "Lost/Win-back")
    assert segments.body("A")["folder"] == "Lost/Win-back/2026"
    segments.delete_folder("Lost/Win-back")
    assert segments.body("A")["folder"] == "Lost/2026"
    segments.delete_folder("Tests")
    assert shown(segments, folder="Tests") == []
    with pytest.raises(DefinitionError, match="three levels"):
        segments.create_folder("a/b/c/d")


def test_search_filters_and_order(segments):
    segments.save(named("West coast", CA, labels=["coast", "q1"]))
    segments.save(named("Once", ONCE, labels=["q1"]))
    segments.set_labels(["Once"], ["q2"])
    assert segments.labels() == {"coast": 1, "q1": 1, "q2": 1}
    assert shown(segments, text="COAST west") == ["West coast"]
    assert shown(segments, text="one_and_done") == []
    assert shown(segments, text="one_and_done", in_content=True) == ["Once"]
    assert shown(segments, labels=("q2", "coast")) == ["Once", "West coast"]
    assert shown(segments, sort="name", descending=True) == ["West coast", "Once"]
    (me,) = segments.people()
    assert shown(segments, created_by=me, edited_by=me) == ["West coast"]
    assert shown(segments, created_by="nobody") == []


def test_five_are_recommended_and_fifteen_tracked(segments):  # segments.md 2.6
    names = [f"S{number:02}" for number in range(16)]
    for name in names:
        segments.save(named(name, CA))
    for name in names[:5]:
        segments.recommend(name)
    with pytest.raises(DefinitionError, match="5 segments are recommended"):
        segments.recommend(names[5])
    segments.recommend(names[0], on=False)
    segments.recommend(names[5])
    for name in names[:15]:
        segments.track(name)
    with pytest.raises(DefinitionError, match="15 segments are tracked"):
        segments.track(names[15])
    assert sum(one.is_tracked for one in segments.library()) == 15


def test_definitions_go_out_and_come_in(segments, tmp_path):  # issue: import/export
    segments.save(named("Inner", CA))
    segments.save(named("A/B: outer", {"type": "list", "segment": "Inner"}))
    files = segments.write_definitions(tmp_path / "out")
    assert [one.name for one in files] == ["A_B_ outer.json", "Inner.json"]
    segments.delete("Inner", "A/B: outer")
    assert segments.read_definitions(tmp_path / "out") == ("Inner", "A/B: outer")
    assert shown(segments) == ["A/B: outer", "Inner"]
    (tmp_path / "bad.json").write_text(
        json.dumps(named("Bad", attribute(MERGED, ("town", "is", "x"))))
    )
    with pytest.raises(DefinitionError, match="Bad: include"):
        segments.read_definitions(tmp_path / "bad.json")


def test_a_segment_of_a_column_that_is_gone_says_so(segments):  # issue: an older definition
    segments.save(named("Good", CA))
    body = named("Old", attribute("custom_shop", ("size", "is exactly", "XL")))
    segments._store.definitions.save("segment", "Old", body)  # as an earlier build had it
    problems = {one.name: one.problem for one in segments.library()}
    assert problems["Good"] == ""
    assert 'there is no table "custom_shop"' in problems["Old"]
