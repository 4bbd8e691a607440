"""Home: one visit to the lake, and figures against plain sums in Python over the same orders."""

import json
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ampdesk.api import Brand
from ampdesk.api.reader import Reader
from ampdesk.clock import months_before
from ampdesk.store import Store


@pytest.fixture
def brand(made_sample, sample_day):
    with Brand.open(made_sample, today=sample_day, read_only=True) as brand:
        yield brand


@pytest.fixture
def orders(brand, capsys):
    """Orders that belong to a customer: id, order, instant, revenue."""
    brand.sql(
        "SELECT amperity_id, order_id, order_datetime, order_revenue FROM Unified_Transactions"
        " WHERE amperity_id IS NOT NULL AND order_quantity > 0",
        form="json",
    )
    return [
        (one, order, datetime.fromisoformat(at), Decimal(str(amount)))
        for one, order, at, amount in json.loads(capsys.readouterr().out)["rows"]
    ]


def month_of(at: datetime) -> date:
    return at.date().replace(day=1)


def test_one_visit_of_the_reader_serves_all_of_home(brand, monkeypatch):
    visits = []
    lend = Reader.engine

    def counted(reader):
        visits.append(reader)
        return lend(reader)

    monkeypatch.setattr(Reader, "engine", counted)
    home = brand.overview().home

    assert len(visits) == 1
    assert home.figures
    assert home.months
    assert home.categories
    assert home.cohorts
    assert home.lake.with_email


def test_each_month_counts_new_and_returning_customers(brand, orders):
    first, buyers, revenue = {}, defaultdict(set), defaultdict(Decimal)
    for one, _order, at, amount in sorted(orders, key=lambda row: row[2]):
        first.setdefault(one, month_of(at))
        buyers[month_of(at)].add(one)
        revenue[month_of(at)] += amount

    for month in brand.home().months:
        fresh = {one for one in buyers[month.month] if first[one] == month.month}
        assert (month.new_customers, month.customers) == (len(fresh), len(buyers[month.month]))
        assert month.revenue == revenue[month.month]


def test_categories_and_orders_tell_the_same_revenue(brand):
    home = brand.home()

    assert sum(one.revenue for one in home.categories) == home.figure("revenue_12m").value
    revenue = [one.revenue for one in home.categories]
    assert revenue == sorted(revenue, reverse=True)


def test_the_retention_map_follows_each_customer(brand, orders, sample_day):
    first, months = {}, defaultdict(set)
    for one, _order, at, _amount in sorted(orders, key=lambda row: row[2]):
        first.setdefault(one, month_of(at))
        months[one].add(month_of(at))
    oldest = months_before(sample_day.replace(day=1), 11)
    wanted = defaultdict(lambda: defaultdict(int))
    for one, start in first.items():
        if start >= oldest:
            for month in months[one]:
                age = (month.year - start.year) * 12 + month.month - start.month
                wanted[start][age] += 1

    cohorts = brand.home().cohorts

    assert {cohort.month for cohort in cohorts} == set(wanted)
    for cohort in cohorts:
        assert list(cohort.returned) == [
            wanted[cohort.month][age] for age in range(len(cohort.returned))
        ]
        assert cohort.share(0) == 1
        assert cohort.share(len(cohort.returned)) is None


def test_sparklines_are_the_figure_at_each_month_end(brand, orders, sample_day):
    active, repeat, once = [], [], []
    for back in range(12, 0, -1):
        end = months_before(sample_day.replace(day=1), back - 1)  # first day after the month
        since = months_before(end, 12)
        counts, ever = defaultdict(int), defaultdict(int)
        for one, _order, at, _amount in orders:
            if at.date() < end:
                ever[one] += 1
                counts[one] += at.date() >= since
        buying = [one for one, n in counts.items() if n]
        active.append(len(buying))
        repeat.append(sum(n > 1 for n in counts.values()) / len(buying))
        once.append(sum(n == 1 for n in ever.values()) / len(ever))

    home = brand.home()

    assert list(home.figure("active_12m").spark[:-1]) == active
    assert home.figure("repeat_rate").spark[:-1] == pytest.approx(repeat)
    assert home.figure("one_time_share").spark[:-1] == pytest.approx(once)
    for figure in home.figures:
        if figure.spark:
            assert figure.spark[-1] == pytest.approx(float(figure.value))


def test_everything_shown_on_home_has_a_receipt(brand):
    home = brand.home()
    month, category, cohort = home.months[-2], home.categories[0], home.cohorts[0]

    assert f"{month.orders:,} orders" in brand.why.month(month.month).sentence
    assert f"{category.revenue:,.2f}" in brand.why.category(category.name).sentence
    assert (
        f"{cohort.returned[1]:,} of {cohort.customers:,}"
        in brand.why.cohort(cohort.month, 1).sentence
    )
    for receipt in (
        brand.why.month(month.month),
        brand.why.category(category.name),
        brand.why.cohort(cohort.month, 1),
        brand.why.notice("no_consent"),
    ):
        assert "SELECT" in receipt.sql
        assert receipt.definition


def keys(brand: Brand) -> list[str]:
    return [notice.key for notice in brand.overview().notices]


def test_attention_follows_the_state_of_the_brand(sample_brand: Path, sample_day):
    with Brand.open(sample_brand, today=sample_day) as brand:
        assert not {"never_built", "imported_since", "other_day", "failed"} & set(keys(brand))
        number = next(row["import_id"] for row in brand.imports() if row["kind"] == "loyalty")
        brand.undo(number)
        assert keys(brand)[0] == "imported_since"
        brand.build()
        assert "imported_since" not in keys(brand)
        assert "loyalty" not in keys(brand)

    later = date.fromordinal(sample_day.toordinal() + 9)
    with Brand.open(sample_brand, today=later) as brand:
        notices = {notice.key: notice for notice in brand.overview().notices}
        assert (notices["other_day"].count, notices["other_day"].remedy) == (9, "build")
        assert notices["old_orders"].remedy == "import"


def test_new_columns_and_rejected_rows_are_noticed(tmp_path: Path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("id,first name,last name,email\n1,Ann,Lee,ann@example.com\n")
    two.write_text("id,first name,last name,email,shoe size\n2,Bo,Ortiz,bo@example.com,42\n,,,,\n")
    with Brand.create(tmp_path / "own.ampdesk") as brand:
        assert brand.overview().home is None
        assert keys(brand) == []
        brand.import_files([one], source="shop", kind="customers")
        assert keys(brand) == ["never_built"]
        brand.import_files([two], source="shop", kind="customers")
        found = {notice.key: notice for notice in brand.overview().notices}
        assert found["new_columns"].place == "shoe size"


def test_a_brand_with_one_customer_and_no_order_divides_by_nothing(tmp_path: Path):
    file = tmp_path / "one.csv"
    file.write_text("id,first name,last name,email\n1,Ann,Lee,ann@example.com\n")
    with Brand.create(tmp_path / "own.ampdesk") as brand:
        brand.import_files([file], source="shop", kind="customers")
        brand.build()
        home = brand.overview().home
    assert home.figure("customers").value == 1
    assert home.figure("repeat_rate").value is None
    assert home.figure("average_order").value is None
    assert home.months == home.categories == home.cohorts == ()


def test_a_failed_job_is_told_until_the_same_work_succeeds(sample_brand: Path, sample_day):
    from ampdesk.api import UndoImport
    from ampdesk.errors import AmpDeskError
    from ampdesk.jobs import JobContext, run_here

    with Store.open(sample_brand) as store, pytest.raises(AmpDeskError):
        run_here(UndoImport(import_id=999), JobContext(store=store, today=sample_day))
    with Brand.open(sample_brand, today=sample_day) as brand:
        notice = brand.overview().notices[0]
        assert (notice.key, notice.remedy) == ("failed", "activity")
        assert notice.place
