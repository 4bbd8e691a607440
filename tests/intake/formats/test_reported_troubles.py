"""Troubles that users of other importers reported (import_formats.md 6), as far as orders go."""

HEADER = (
    "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount\n"
)


def test_follow_up_rows_are_not_lost(brand):  # import_formats.md 6 case 2
    brand.add(
        "o.csv",
        HEADER + "#1,a@example.com,paid,USD,30,0,0,30,2026-01-02 10:00:00 +0000,1,Mug,10,M,0\n"
        "#1,a@example.com,,,,,,,2026-01-02 10:00:00 +0000,1,Tea,20,T,0\n",
    )
    assert [row.split(" | ")[1] for row in brand.orders()] == ["M", "T"]
    assert brand.ask("SELECT DISTINCT currency, order_status FROM source_lines") == [
        ("USD", "paid")
    ]


def test_line_discount_per_piece_is_told_by_the_subtotal(brand):  # import_formats.md 6 case 3
    result = brand.add(
        "o.csv",
        HEADER + "#1,a@example.com,paid,USD,27,0,0,27,2026-01-02 10:00:00 +0000,3,Mug,10,M,1\n",
    )
    assert brand.orders() == ["#1 | M | 2026-01-02 10:00:00 | 3 | 30.00 | 3.00 | 27.00"]
    assert any("per piece" in warning for warning in result.warnings)


def test_a_subtotal_that_does_not_add_up_is_named(brand):  # import_formats.md 1, Amounts
    result = brand.add(
        "o.csv",
        HEADER + "#9,a@example.com,paid,USD,50,0,0,50,2026-01-02 10:00:00 +0000,3,Mug,10,M,0\n",
    )
    assert any("#9 by -20.00" in warning for warning in result.warnings)


def test_tax_inside_the_prices(brand):  # import_formats.md 1, Amounts, Tax
    row = "#1,a@example.com,paid,EUR,119,5,19,124,2026-01-02 10:00:00 +0000,1,Mug,119,M,0\n"
    brand.add("o.csv", HEADER + row)
    assert brand.ask(
        "SELECT item_revenue, item_tax_amount, order_tax_amount FROM source_lines"
    ) == [(119.0, 19.0, 19.0)]


def test_strip_tax_takes_it_out(brand):  # import_formats.md 1, option strip_tax
    row = "#1,a@example.com,paid,EUR,119,5,19,124,2026-01-02 10:00:00 +0000,1,Mug,119,M,0\n"
    brand.add("o.csv", HEADER + row, mapping={"options": {"strip_tax": True}})
    assert brand.ask("SELECT item_list_price, item_revenue FROM source_lines") == [(100.0, 100.0)]


def test_order_discount_kept_separate(brand):  # import_formats.md 1, option order_discount
    row = "#1,a@example.com,paid,EUR,90,0,0,90,2026-01-02 10:00:00 +0000,1,Mug,100,M,0\n"
    brand.add("o.csv", HEADER + row, mapping={"options": {"order_discount": "separate"}})
    assert brand.ask("SELECT item_revenue, order_discount_amount FROM source_lines") == [
        (100.0, 10.0)
    ]


def test_several_currencies_are_sub_sources(brand):  # import_formats.md 5, Currency
    row = "#{0},a@example.com,paid,{1},9,0,0,9,2026-01-02 10:00:00 +0000,1,Mug,9,M,0\n"
    result = brand.add("o.csv", HEADER + row.format(1, "EUR") + row.format(2, "USD"))
    assert brand.ask("SELECT DISTINCT source FROM source_lines ORDER BY 1") == [
        ("shopify (EUR)",),
        ("shopify (USD)",),
    ]
    assert any("several currencies" in warning for warning in result.warnings)


def test_whole_unit_currencies_share_whole_units(brand):  # import_formats.md 1, minor unit
    head = "#1,a@example.com,paid,JPY,200,0,0,200,2026-01-02 10:00:00 +0000,1,A,100,A,0\n"
    more = "#1,,,,,,,,2026-01-02 10:00:00 +0000,1,{0},100,{0},0\n"
    brand.add("o.csv", HEADER + head + more.format("B") + more.format("C"))
    shared = brand.ask("SELECT item_discount_amount FROM source_lines ORDER BY row_number")
    assert shared == [(34.0,), (33.0,), (33.0,)]


def test_redacted_people_have_no_keys(brand):  # import_formats.md 1, Privacy
    brand.add(
        "c.csv",
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone\n"
        "'7,redacted,[deleted],x9@marketplace.amazon.com,no,\n",
    )
    assert brand.profiles("pk", "given_name", "surname", "email") == [("7", None, None, None)]
    assert brand.consents() == []
