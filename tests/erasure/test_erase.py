"""A deletion request on the sample brand: gone everywhere, totals as before, proven."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ampdesk.api import Brand, Erased, ErasePerson, ErasureError, ListRequest
from ampdesk.erasure import work
from ampdesk.errors import Cancelled, NotFoundError
from ampdesk.jobs import JobContext, Progress, run_here
from ampdesk.store import auto_backup, notes
from tests.erasure.conftest import Somebody, ask, holders, somebody, totals


def spread(brand: Brand, who: Somebody, folder: Path) -> dict[str, Path]:
    """Put the person into everything that the program writes beside the brand."""
    auto_backup(brand._store, "undo")
    (folder / "elsewhere").mkdir()
    brand.backup(folder / "elsewhere" / "kept.ampdesk")
    request = ListRequest(name=f"For {who.email}", ids=(who.id,))
    made = {}
    for ending in ("csv", "xlsx"):
        made[ending] = folder / f"list.{ending}"
        brand.lists.write(request, made[ending])
        notes.note(brand._store, "exported", "", 1, {"path": str(made[ending])})
    made["rejects"] = folder / "orders.rejects.csv"
    made["rejects"].write_text(
        "file,line,column,value,reason\no.csv,4,Total,12x,no amount\n"
        f'o.csv,7,"Mail\nto",{who.email},bad\n',
        encoding="utf-8",
    )
    brand.definitions.save("segment", "VIP", {"is in list": [who.email.upper(), "a@b.example"]})
    brand.lists.add_do_not_mail((who.id,))
    return made


def test_nothing_of_the_person_is_left_and_totals_stay(brand: Brand, tmp_path: Path) -> None:
    who = somebody(brand)
    folder = brand.path.parent
    files = spread(brand, who, folder)
    before, customers = totals(brand), brand.customers.count()
    assert len(holders(folder, who.email)) > 10

    held = brand.erasing.held([who.id])
    asked = brand.erasing.prepare([who.id])
    done = brand.erase(asked)

    assert isinstance(done, Erased)
    assert done.facts["proof"]["found"] == 0
    assert holders(folder, who.email, who.id) == []
    assert totals(brand) == before
    assert brand.customers.count() == customers
    assert not files["xlsx"].exists()
    assert files["rejects"].read_text("utf-8").splitlines()[1:] == ["o.csv,4,Total,12x,no amount"]
    # two lines gone with their quoted line break; the header and the other record are as they were
    assert brand.definitions.get("segment", "VIP").body["is in list"][1] == "a@b.example"
    assert brand.lists.do_not_mail() == ()
    assert {place.kind for place in held.places} >= {"feed", "derived", "store", "backup", "export"}
    with pytest.raises(NotFoundError):
        brand.customers.profile(who.id)
    assert not list(folder.glob("*.erasing"))
    brand.close()
    assert Brand.check(brand.path)["problems"] == []


def test_the_record_says_that_and_never_who(brand: Brand) -> None:
    who = somebody(brand)
    brand.erase(brand.erasing.prepare([who.id]))

    [record] = brand.erasing.history()
    assert record["state"] == "done"
    assert record["asked_by"]
    assert len(record["person_hash"]) == 64
    counts, proof = json.loads(record["counts"]), json.loads(record["proof"])
    assert counts["source_profiles"] >= who.records
    assert proof["files"] > 20
    text = json.dumps(record).lower()
    for value in (who.email, who.name.lower(), who.id):
        assert value not in text


def test_the_compliance_tables_tell_of_the_request(brand: Brand) -> None:  # data_model.md 1.6
    who = somebody(brand)
    assert ask(brand, "SELECT * FROM Unified_Compliance") == []
    brand.erase(brand.erasing.prepare([who.id]))

    [record] = brand.erasing.history()
    found = ask(brand, "SELECT * FROM Unified_Compliance")
    assert len(found) == who.records
    one = found[0]
    assert one["request_id"] == record["erasure_id"]
    assert (one["request_type"], one["request_strategy"]) == ("delete_pii", "connected_pii")
    assert one["match_category"] == "connected"
    assert {"email", "surname", "address"} <= set(one["columns"].split(", "))
    held = ask(
        brand,
        "SELECT u.email FROM Unified_Coalesced AS u JOIN Unified_Compliance AS c"
        " ON u.datasource = c.datasource AND u.pk = c.pk",
    )
    assert held == [{"email": None}] * who.records  # each leads to its emptied record
    [overview] = ask(brand, "SELECT * FROM Unified_Compliance_Overview")
    assert (overview["request_id"], overview["rows_found"]) == (record["erasure_id"], who.records)
    assert str(overview["completed_at"]) == record["erased_at"]
    text = str([found, overview]).lower()
    assert not any(value in text for value in (who.email, who.name.lower(), who.id))
    out = brand.path.parent / "requests.csv"
    assert brand.sql("SELECT * FROM Unified_Compliance_Overview", form="csv", out=out) == 1
    brand.build(full=True)
    assert ask(brand, "SELECT * FROM Unified_Compliance_Overview") == [overview]


def test_the_orders_belong_to_one_customer_without_a_name(brand: Brand) -> None:
    who = somebody(brand)
    [was] = ask(brand, f"SELECT * FROM Customer_360 WHERE amperity_id = '{who.id}'")  # noqa: S608
    brand.erase(brand.erasing.prepare([who.id]))

    found = ask(
        brand,
        "SELECT c.* FROM Customer_360 AS c JOIN Unified_Coalesced AS u"
        " ON c.amperity_id = u.amperity_id WHERE u.pk LIKE 'erased-%' LIMIT 1",
    )
    assert len(found) == 1
    assert (found[0]["orders"], found[0]["revenue"]) == (was["orders"], was["revenue"])
    assert found[0]["rfm_score"] == was["rfm_score"]
    for name in ("full_name", "email", "phone", "address", "city", "postal", "birthdate"):
        assert found[0][name] is None


def test_an_old_file_does_not_bring_the_person_back(brand: Brand, made_sample: Path) -> None:
    who = somebody(brand)
    before, customers = totals(brand), brand.customers.count()
    brand.erase(brand.erasing.prepare([who.id]))

    exports = made_sample.parent / "exports"
    names = ("shopify_customers_export.csv", "shopify_orders_export.csv", "square_customers.csv",
             "square_items.csv", "klaviyo_profiles.csv", "loyalty_members.csv")  # fmt: skip
    results = brand.import_files([exports / name for name in names if (exports / name).exists()])
    brand.build()

    assert holders(brand.path.parent, who.email, who.id) == []
    assert brand.customers.count() == customers
    assert totals(brand)[:1] == before[:1]
    said = [warning for result in results for warning in result.warnings]
    assert any("somebody who was erased" in warning for warning in said)
    assert sum(result.skipped for result in results) > 0
    for result in results:
        assert result.rows == result.loaded + result.rejected + result.skipped


@pytest.mark.slow
def test_a_restored_backup_does_not_bring_the_person_back(
    brand: Brand, made_sample: Path, tmp_path: Path, sample_day
) -> None:
    who = somebody(brand)
    kept = auto_backup(brand._store, "undo").path
    orders = totals(brand)[0]
    brand.erase(brand.erasing.prepare([who.id]))
    again = tmp_path / "again.ampdesk"
    Brand.restore(again, kept)
    with Brand.open(again, today=sample_day) as restored:
        restored.build(full=True)
        assert totals(restored)[0] == orders
        restored.import_files([made_sample.parent / "exports" / "shopify_customers_export.csv"])
    assert holders(tmp_path, who.email, who.id) == []


def test_a_person_without_orders_leaves_no_row(brand: Brand) -> None:
    found = ask(
        brand,
        "SELECT amperity_id FROM Customer_360 WHERE orders = 0 AND email IS NOT NULL"
        " ORDER BY amperity_id LIMIT 1",
    )
    identity = found[0]["amperity_id"]
    before, customers = totals(brand), brand.customers.count()
    brand.erase(brand.erasing.prepare([identity]))
    assert brand.customers.count() == customers - 1
    assert totals(brand)[:2] == before[:2]
    assert holders(brand.path.parent, identity) == []


def test_stopped_before_the_point_of_no_return_nothing_is_changed(brand: Brand, sample_day) -> None:
    who = somebody(brand)
    before = totals(brand)
    asked = brand.erasing.prepare([who.id])
    context = JobContext(today=sample_day, store=brand._store)
    context.cancel()
    with pytest.raises(Cancelled):
        run_here(asked, context)
    assert totals(brand) == before
    assert brand.customers.profile(who.id).amperity_id == who.id
    assert brand.erasing.history() == []
    assert not list(brand.path.parent.glob("*.erasing"))


_KILLED = """
import os, sys
from pathlib import Path
from ampdesk.api import Brand, ErasePerson
from ampdesk.jobs import JobContext, run_here
from ampdesk.store import Store
brand, day, erasure, step = sys.argv[1:]
with Brand.open(brand, today=day, resume=False) as opened:
    def listen(event):
        if getattr(event, "step", "") == step:
            os._exit(9)
    context = JobContext(today=opened.today, store=opened._store, listener=listen)
    run_here(ErasePerson(erasure_id=erasure), context)
"""


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("erasing in store and lake", id="before", marks=pytest.mark.slow),
        pytest.param("resolving identities", id="build"),
        pytest.param("rewriting backups", id="backups", marks=pytest.mark.slow),
        pytest.param("searching every file for the person", id="proof", marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_moment_it_is_finished_at_the_next_opening(
    sample_brand: Path, sample_day, step: str
) -> None:
    with Brand.open(sample_brand, today=sample_day) as brand:
        who = somebody(brand)
        auto_backup(brand._store, "undo")
        before = totals(brand)
        plan = brand.erasing.prepare([who.id])
        # the plan is kept aside: opening a brand forgets one that nothing was done of
        plans = next(sample_brand.parent.glob("*.erasing"))
        aside = shutil.copytree(plans, sample_brand.parent / "aside")
    script = sample_brand.parent / "killed.py"
    script.write_text(
        _KILLED.replace("    def listen", f"    import shutil; shutil.copytree({str(aside)!r},"
                        f" {str(plans)!r}, dirs_exist_ok=True)\n    def listen"),
        encoding="utf-8",
    )  # fmt: skip
    killed = subprocess.run(
        [sys.executable, str(script), str(sample_brand), sample_day.isoformat(),
         plan.erasure_id, step],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert killed.returncode == 9, killed.stderr
    shutil.rmtree(aside)

    with Brand.open(sample_brand, today=sample_day) as brand:
        assert [one.action for one in brand.recovered] == ["resume"]
        assert totals(brand) == before
        [record] = brand.erasing.history()
        assert record["state"] == "done"
        assert json.loads(record["proof"])["found"] == 0
    assert holders(sample_brand.parent, who.email, who.id) == []


def test_the_proof_fails_when_a_copy_is_left(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, sample_day
) -> None:
    who = somebody(brand)
    backup = auto_backup(brand._store, "undo").path
    asked = brand.erasing.prepare([who.id])
    with monkeypatch.context() as broken:
        broken.setattr(work, "clean_backup", lambda *_: "")
        with pytest.raises(ErasureError, match="still stands in 1 files") as error:
            brand.erase(asked)
    assert backup.name in str(error.value)
    assert who.email not in str(error.value)
    assert brand.erasing.history()[0]["state"] == "erasing"
    brand.close()

    with Brand.open(brand.path, today=sample_day) as again:  # it goes on by itself
        assert again.erasing.history()[0]["state"] == "done"
    assert holders(brand.path.parent, who.email, who.id) == []


def test_what_another_customer_holds_too_stays_with_him(brand: Brand, tmp_path: Path) -> None:
    file = tmp_path / "family.csv"
    file.write_text(
        "id,first name,last name,email,address,city,state,zip\n"
        "1,Ann,Oakley,home@oakley.example,1 Long Street,Reno,NV,89501\n"
        "2,Bob,Miller,home@oakley.example,1 Long Street,Reno,NV,89501\n",
        encoding="utf-8",
    )
    brand.import_files([file], source="family")
    brand.build()
    found = {row["full_name"]: row["amperity_id"] for row in brand.customers.search("oakley")}
    assert len(brand.erasing.who("home@oakley.example")) == 2
    held = brand.erasing.held([found["Ann Oakley"]])
    assert ("email", "home@oakley.example") in held.person.shared
    assert held.person.alike

    brand.erase(brand.erasing.prepare([found["Ann Oakley"]]))

    assert [row["full_name"] for row in brand.customers.search("home@oakley.example")] == [
        "Bob Miller"
    ]
    assert holders(brand.path.parent, "Oakley, Ann", "Ann Oakley", found["Ann Oakley"]) == []


def test_records_that_no_build_has_seen_are_erased_too(brand: Brand, tmp_path: Path) -> None:
    who = somebody(brand)
    first, _, last = who.name.rpartition(" ")
    file = tmp_path / "late.csv"
    file.write_text(
        f"id,first name,last name,email\n77,{first},{last},{who.email.upper()}\n", encoding="utf-8"
    )
    brand.import_files([file], source="late")
    held = brand.erasing.held([who.id])
    assert ("late", "77") in held.person.records
    brand.erase(brand.erasing.prepare([who.id]))
    assert holders(brand.path.parent, who.email, who.id) == []


def test_the_copy_for_the_person_holds_every_row(brand: Brand, tmp_path: Path) -> None:
    who = somebody(brand)
    count = brand.erasing.export([who.id], tmp_path / "copy.json")
    content = json.loads((tmp_path / "copy.json").read_text("utf-8"))
    assert {"source_profiles", "source_lines", "source_email_events"} <= set(content["imported"])
    assert len(content["imported"]["source_profiles"]) >= who.records
    assert content["derived"]["Merged_Customers"][0]["email"]
    parts = ("imported", "derived", "noted")
    assert count == sum(len(rows) for part in parts for rows in content[part].values())


def test_a_plan_that_never_began_is_forgotten(brand: Brand, sample_day) -> None:
    who = somebody(brand)
    asked = brand.erasing.prepare([who.id])
    assert isinstance(asked, ErasePerson)
    brand.close()
    with Brand.open(brand.path, today=sample_day) as again:
        assert again.unfinished == ()
        assert again.customers.profile(who.id).amperity_id == who.id
    assert not list(brand.path.parent.glob("*.erasing"))


def test_the_steps_say_how_far_they_are(brand: Brand, sample_day) -> None:
    heard: list[str] = []

    def listen(event: object) -> None:
        if isinstance(event, Progress) and event.step not in heard:
            heard.append(event.step)

    asked = brand.erasing.prepare([somebody(brand).id])
    run_here(asked, JobContext(today=sample_day, store=brand._store, listener=listen))
    assert heard[0] == "erasing in store and lake"
    assert heard[-1] == "searching every file for the person"


def test_tables_of_ones_own_lose_the_person_and_do_not_get_him_back(
    brand: Brand, tmp_path: Path
) -> None:
    who = somebody(brand)
    file = tmp_path / "answers.csv"
    file.write_text(
        f"Who,How,Said\n{who.email.upper()},web,fine\nother@ray.example,web,well\n",
        encoding="utf-8",
    )
    brand.import_files([file], source="survey", kind="custom")
    later = tmp_path / "later.csv"
    later.write_text(f"Who,How,Age,Said\nann@b.example,app,4,{who.email}\n", encoding="utf-8")
    brand.import_files([later], source="survey", kind="custom")
    tables = [name for name in brand._reader.snapshot.tables if name.startswith("custom_")]
    assert len(tables) == 1
    brand.erase(brand.erasing.prepare([who.id]))
    assert len(ask(brand, f"SELECT * FROM {tables[0]}")) == 1  # noqa: S608
    brand.import_files([file], source="survey", kind="custom")
    assert holders(brand.path.parent, who.email) == []
    assert len(ask(brand, f"SELECT * FROM {tables[0]}")) == 2  # noqa: S608
