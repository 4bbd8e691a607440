"""check, doctor, sizes: what is wrong is found, and mended only where nothing is lost."""

from pathlib import Path

from ampdesk.store import Store, check, doctor, sizes
from ampdesk.store.checking import Finding
from ampdesk.store.errors import backups_folder


def problems(store: Store) -> list[str]:
    return [finding.what for finding in check(store).problems]


def test_a_good_brand_has_no_problem(brand: Path) -> None:
    with Store.open(brand, read_only=True) as store:
        report = check(store)
    assert report.ok
    assert len(report.checked) >= 5


def test_a_search_index_that_is_behind_is_rebuilt(brand: Path) -> None:
    with Store.open(brand) as store:
        store.connection.execute(
            "INSERT INTO customer_360 (amperity_id, given_name) VALUES ('a', 'Zoë')"
        )
        assert problems(store) == ["the search index is not that of the customers"]
        report = check(store, repair=True)
        assert (report.ok, len(report.repaired)) == (True, 1)
        found = store.connection.execute(
            "SELECT count(*) FROM customer_360_fts WHERE customer_360_fts MATCH 'zoe'"
        ).fetchone()
        assert found == (1,)
        assert problems(store) == []


def test_an_index_that_does_not_fit_is_built_anew(brand: Path) -> None:
    with Store.open(brand) as store:
        connection = store.connection
        connection.execute("INSERT INTO record_ids VALUES ('shop', '1', 'x')")
        # an entry is taken out of the index behind SQLite's back
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = sql || ' WHERE amperity_id IS NULL' "
            "WHERE name = 'ix_record_ids_amperity_id'"
        )
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute("REINDEX ix_record_ids_amperity_id")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ' WHERE amperity_id IS NULL', '') "
            "WHERE name = 'ix_record_ids_amperity_id'"
        )
        connection.execute("PRAGMA writable_schema = RESET")
        [found] = problems(store)
        assert found.startswith("an index does not fit its table")
        assert check(store, repair=True).ok


def test_a_missing_table_is_made_and_a_missing_column_sends_to_the_backup(brand: Path) -> None:
    with Store.open(brand) as store:
        store.connection.execute("DROP TABLE order_id_claims")
        store.connection.execute("ALTER TABLE activity DROP COLUMN detail")
        report = check(store, repair=True)
        assert [finding.what for finding in report.repaired] == [
            "the table order_id_claims is missing"
        ]
        assert [finding.what for finding in report.problems] == ["activity lacks detail"]
        assert "restore" in report.problems[0].remedy


def test_spoilt_definitions_are_named(brand: Path) -> None:
    with Store.open(brand) as store:
        store.definitions.save("segment", "VIP", {})
        store.connection.execute("UPDATE definition_versions SET body = '{'")
        store.connection.execute("UPDATE definitions SET version = 7")
        assert problems(store) == [
            'segment "VIP" has no active version',
            'segment "VIP", version 1, is not JSON',
        ]


def test_checks_of_other_layers_join_in(brand: Path) -> None:
    mended: list[int] = []
    stale = Finding("the lake is behind", "ampdesk build", lambda: mended.append(1))
    with Store.open(brand) as store:
        hooks = [("freshness of the lake", lambda _: [stale])]
        report = check(store, hooks=hooks)
        assert ("freshness of the lake" in report.checked, report.problems) == (True, [stale])
        assert mended == []
        assert check(store, hooks=hooks, repair=True).ok
    assert mended == [1]


def test_sizes_name_every_file(brand: Path) -> None:
    lake = brand.with_name(brand.name + ".lake")
    (lake / "UIT").mkdir(parents=True)
    (lake / "UIT" / "1.parquet").write_bytes(b"x" * 100)
    (lake / "manifest.json").write_bytes(b"{}")
    backups_folder(brand).mkdir()
    (backups_folder(brand) / "2026-06-16T10-00-00-undo.ampdesk").write_bytes(b"x" * 50)
    brand.with_name("other.ampdesk").touch()

    with Store.open(brand):
        found = {one.what: one.size for one in sizes(brand)}

    assert found["brand file"] == brand.stat().st_size
    assert found["lake: UIT"] == 100
    assert found["backup: 2026-06-16T10-00-00-undo.ampdesk"] == 50
    assert {"write-ahead log", "index of the log", "lock", "lake: manifest.json"} <= set(found)
    assert not any("other" in str(one.path.name) for one in sizes(brand))


def test_doctor_says_which_sqlite_and_where(brand: Path) -> None:
    facts = {fact.name: fact for fact in doctor(brand)}
    assert "SQLite" in facts
    assert facts["journal mode"].value in {"write-ahead log", "rollback journal"}
    assert {"Python", "duckdb", "keyring", "free disk space", "brand file"} <= set(facts)
    assert "GB in" in facts["free disk space"].value
