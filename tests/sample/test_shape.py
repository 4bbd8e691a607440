"""Shares, tails, seasons, and the planted effect."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from math import sqrt

import pytest

from ampdesk.sample import SampleError, write_exports

TODAY = date(2026, 6, 30)


def test_seven_of_ten_buyers_bought_once(many):
    share = many.truth["one_time_buyers"] / many.truth["buyers"]
    assert 0.65 <= share <= 0.75


def test_a_customer_has_about_ten_order_lines(many):
    assert 8 <= many.truth["order_lines"] / many.truth["customers"] <= 12


def test_spend_is_heavy_tailed(many):
    spent = sorted(float(row["revenue"]) for row in many.people() if row["orders"])
    count, total = len(spent), sum(spent)
    ranks = sum(rank * value for rank, value in enumerate(spent, 1))
    gini = 2 * ranks / (count * total) - (count + 1) / count
    assert gini > 0.5
    assert sum(spent[-count // 10 :]) > total / 2


def test_holidays_are_the_busiest_months(many):
    by_month = defaultdict(float)
    for month, sums in many.truth["months"].items():
        if month[:4] in {"2022", "2023", "2024", "2025"}:
            by_month[month[5:]] += float(sums["revenue"])
    usual = sum(by_month.values()) / 12
    assert min(by_month["11"], by_month["12"]) > 1.4 * usual
    assert max(by_month[month] for month in ("01", "02", "07")) < usual


def test_returns_cancellations_and_discounts_are_usual_but_few(many):
    states = defaultdict(int)
    for row in many.orders.values():
        states[row["state"]] += 1
    count = sum(states.values())
    for state in ("returned", "part_returned", "cancelled", "void"):
        assert 0.001 < states[state] / count < 0.08
    discounted = sum(float(o[0]["Discount Amount"]) > 0 for o in many.shop_orders)
    assert 0.1 < discounted / len(many.shop_orders) < 0.35


def test_nothing_happens_after_today_and_orders_go_back_five_years(many):
    times = [row["order_datetime"] for row in many.orders.values()]
    assert date(2021, 6, 29) <= min(times).date() <= date(2021, 7, 2)
    assert max(times).date() == TODAY
    for name, column in (
        ("ampdesk_email_events.csv", "event_datetime"),
        ("ampdesk_loyalty_events.csv", "event_datetime"),
        ("ampdesk_order_items.csv", "order_datetime"),
        ("klaviyo_profiles.csv", "Last Active"),
        ("loyalty_members.csv", "Last Updated"),
    ):
        assert max(row[column] for row in many.rows(name))[:10] <= "2026-06-30", name


def test_the_planted_effect_is_in_the_files(many):
    """measurement.md 6.2: orders of the window, of recipients found by their e-mail address."""
    person = {}
    for record in many.table("records.parquet"):
        if record["datasource"] == "klaviyo":
            person[record["pk"]] = record["person"]
    by_email = {
        row["Email"].lower(): person[row["Klaviyo ID"]] for row in many.rows("klaviyo_profiles.csv")
    }
    orders = defaultdict(list)
    for row in many.orders.values():
        if row["person"] is not None and row["state"] not in {"void", "test"}:
            orders[row["person"]].append(row["order_datetime"])
    groups = defaultdict(set)
    for row in many.rows("ampdesk_campaign_recipients.csv"):
        key = (row["campaign_name"], row["launch_datetime"], row["sub_audience_name"])
        groups[key, row["treatment_name"], row["is_control"]].add(by_email[row["email"]])
    extra = {
        (arm["campaign"], arm["treatment"]): arm["extra_order_probability"]
        for arm in many.truth["campaigns"]
    }

    def rate(key, treatment, control):
        start = datetime.fromisoformat(key[1])
        end = start + timedelta(7)
        members = groups[key, treatment, control]
        bought = sum(any(start <= at < end for at in orders[one]) for one in members)
        return bought / len(members), len(members)

    compared = 0
    for key, treatment, control in groups:
        if control == "TRUE":
            continue
        treated, size = rate(key, treatment, "FALSE")
        base, controls = rate(key, "Control", "TRUE")
        expected = extra[key[0], treatment] * (1 - base)
        noise = sqrt(treated * (1 - treated) / size + max(base, 0.002) / controls)
        assert abs(treated - base - expected) < 4 * noise, (key, treatment)
        compared += 1
    assert compared == 7


def test_control_rows_have_no_destination(many):
    for row in many.rows("ampdesk_campaign_recipients.csv"):
        assert (row["is_control"] == "TRUE") == (not row["destination_name"])


def test_progress_never_falls_and_what_it_raises_stops_the_work(tmp_path):
    seen = []
    write_exports(
        tmp_path / "a", customers=300, today=TODAY, progress=lambda *step: seen.append(step)
    )
    done = [step[0] for step in seen]
    assert done == sorted(done)
    assert seen[-1][0] == seen[-1][1] == seen[0][1]

    def stop(done, of):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_exports(tmp_path / "b", customers=300, today=TODAY, progress=stop)


@pytest.mark.parametrize("customers", [0, -1, 10_000_000])
def test_a_silly_number_of_customers_is_refused(tmp_path, customers):
    with pytest.raises(SampleError, match="choose 1 to"):
        write_exports(tmp_path / "x", customers=customers, today=TODAY)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("customers", [1, 2, 7, 60])
def test_a_handful_of_customers_is_enough(tmp_path, customers):
    for seed in range(3):
        exports = write_exports(tmp_path, customers=customers, seed=seed, today=TODAY)
        assert all(path.stat().st_size for path in exports.files)


@pytest.mark.parametrize(
    "today", [date(2024, 2, 29), date(2025, 1, 1), date(2026, 12, 31), datetime.now(UTC).date()]
)
def test_any_day_can_be_today(tmp_path, today):
    exports = write_exports(tmp_path, customers=400, today=today)
    assert exports.counts["shopify_orders_export.csv"] > 100
