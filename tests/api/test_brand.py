"""The façade on the sample brand: figures against plain sums over the same tables."""

from decimal import Decimal

import pytest

from ampdesk.api import PRESETS, Brand, ListRequest, RfmRange
from ampdesk.errors import NotFoundError


@pytest.fixture
def brand(made_sample, sample_day):
    with Brand.open(made_sample, today=sample_day, read_only=True) as brand:
        yield brand


def asked(brand, statement, capsys):
    """Rows of a statement, by the same door that users have."""
    import json

    brand.sql(statement, form="json")
    return json.loads(capsys.readouterr().out)["rows"]


def test_the_figures_of_home_are_the_sums_of_the_tables(brand, capsys):
    home = brand.home()
    revenue = asked(
        brand, "SELECT SUM(l12m_order_revenue) FROM Transaction_Attributes_Extended", capsys
    )
    customers = asked(brand, "SELECT COUNT(*) FROM Customer_360", capsys)
    once = asked(
        brand,
        "SELECT CAST(SUM(CASE WHEN lifetime_order_frequency = 1 THEN 1 ELSE 0 END) AS DOUBLE)"
        " / COUNT(*) FROM Transaction_Attributes_Extended",
        capsys,
    )

    assert home.figure("revenue_12m").value == Decimal(revenue[0][0])
    assert home.figure("customers").value == customers[0][0]
    assert home.figure("one_time_share").value == pytest.approx(float(once[0][0]))


def test_the_months_add_up_to_the_orders_of_two_years(brand, capsys):
    months = brand.home().months
    orders = asked(
        brand,
        "SELECT COUNT(*) FROM Unified_Transactions WHERE order_quantity > 0"
        " AND amperity_id IS NOT NULL AND order_datetime >= TIMESTAMP '2024-07-01 00:00:00'",
        capsys,
    )

    assert sum(month.orders for month in months) == orders[0][0]
    assert months[-1].is_partial
    assert [month.month for month in months] == sorted(month.month for month in months)


def test_the_grid_holds_each_scored_customer_once(brand):
    grid = brand.rfm.grid()

    assert sum(cell.customers for cell in grid.cells) == grid.scored
    assert grid.scored == brand.lake.snapshot().tables["RFM"].rows
    by_revenue = brand.rfm.grid("monetary", "frequency")
    assert sum(cell.revenue for cell in by_revenue.cells) == sum(c.revenue for c in grid.cells)


def test_a_range_counts_what_its_cells_count(brand):
    grid = brand.rfm.grid()
    selection = brand.rfm.select(RfmRange.parse("R>=7,R<=9,F>=4"))

    inside = [cell for cell in grid.cells if 7 <= cell.row <= 9 and cell.column >= 4]
    assert selection.customers == sum(cell.customers for cell in inside)
    assert selection.revenue == sum((cell.revenue for cell in inside), Decimal(0))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_can_be_counted(brand, preset):
    # rfm.md 4.4: high is 8 to 10, low 1 to 3
    spans = preset.range.by_letter.values()
    assert all((span.low, span.high) in {(1, 10), (8, 10), (1, 3)} for span in spans)
    assert brand.rfm.select(preset.range).customers >= 0


def test_pages_of_customers_follow_each_other_without_gap(brand):
    first = brand.customers.page(0, 50)
    second = brand.customers.page(50, 50)
    both = brand.customers.page(0, 100)

    assert first.rows + second.rows == both.rows
    revenue = [row[first.columns.index("revenue")] for row in both.rows]
    assert revenue == sorted(revenue, reverse=True)


@pytest.mark.parametrize("column", ["email", "phone", "amperity_id", "full_name"])
def test_a_customer_is_found_by_each_of_his_names(brand, column):
    page = brand.customers.page(0, 200)
    place = page.columns.index(column)
    wanted = next(row for row in page.rows if row[place])

    found = brand.customers.search(str(wanted[place]), 50)

    assert wanted[0] in {row["amperity_id"] for row in found}


def test_a_phone_is_found_in_any_format(brand):
    page = brand.customers.page(0, 300)
    phone = next(row[page.columns.index("phone")] for row in page.rows if row[5] and row[9])
    digits = "".join(filter(str.isdigit, phone))[-10:]
    written = f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"

    assert phone in {row["phone"] for row in brand.customers.search(written, 50)}


def test_a_profile_shows_every_record_and_the_winner_of_each_field(brand):
    page = brand.customers.page(0, 5)
    profile = brand.customers.profile(page.rows[0][0])

    records = {(row["datasource"], row["pk"]) for row in profile.records}
    winners = {(g.datasource, g.pk) for g in profile.groups if g.datasource}
    assert winners <= records
    assert profile.order_count == page.rows[0][page.columns.index("orders")]
    assert all(order.lines for order in profile.orders)


def test_the_receipt_of_a_field_names_the_record_that_won(brand):
    page = brand.customers.page(0, 20)
    for row in page.rows:
        profile = brand.customers.profile(row[0])
        for group in profile.groups:
            receipt = brand.why.field(row[0], group.group)
            if group.completion:
                assert receipt.lines[0].label == f"{group.datasource} {group.pk}"
                assert receipt.lines[0].mark == "won"


def test_the_receipt_of_a_score_holds_the_value_in_its_tenth(brand):
    page = brand.customers.page(0, 10, sort="rfm_score")
    for row in page.rows:
        receipt = brand.why.rfm(row[0])
        scores = [line.value.split()[0] for line in receipt.lines]
        assert "".join(scores) == str(row[page.columns.index("rfm_score")])


def test_a_customer_without_recent_order_has_no_score_to_explain(brand):
    page = brand.customers.page(0, 10, sort="revenue_12m", descending=False)

    with pytest.raises(NotFoundError, match="no order in the last 12 months"):
        brand.why.rfm(page.rows[0][0])


def test_every_figure_has_a_receipt(brand):
    for figure in brand.home().figures:
        receipt = brand.why.metric(figure.key)
        assert figure.label in receipt.sentence
        assert receipt.definition
        assert "SELECT" in receipt.sql


def test_two_records_of_one_person_are_joined_by_a_chain(brand):
    page = brand.customers.page(0, 3)
    profile = brand.customers.profile(page.rows[0][0])
    first, last = profile.records[0], profile.records[-1]

    receipt = brand.why.match(
        f"{first['datasource']}:{first['pk']}", f"{last['datasource']}:{last['pk']}"
    )

    assert receipt.sentence.startswith("One person")
    assert receipt.lines[0].label == f"{first['datasource']} {first['pk']}"


def test_everybody_left_out_of_a_list_can_be_told_why(sample_brand, sample_day, tmp_path):
    with Brand.open(sample_brand, today=sample_day) as brand:
        request = ListRequest(name="Spring", range=RfmRange.parse("R>=3"))
        preview = brand.lists.preview(request)
        brand.lists.write(request, tmp_path / "spring.csv")

        assert preview.left_out
        for person in preview.left_out:
            receipt = brand.why.left_out("Spring", person.amperity_id)
            assert person.reason.value in receipt.sentence
        assert brand.lists.history()[0]["pieces"] == preview.counts.pieces
