"""The printed cases of import_formats.md 2, each a file of its own."""

import json

import pytest

from ampdesk import intake

SHOPIFY = (
    "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,"
    "Refunded Amount\n"
)


def test_shopify_shares_the_order_discount(brand):  # import_formats.md 2.1 case 1
    result = brand.add(
        "orders_export.csv",
        SHOPIFY + "#2001,Ann@Example.com,paid,USD,90.00,5.00,0.00,95.00,10.00,"
        "2026-03-01 20:30:00 -0500,2,Mug,30.00,MUG,,0.00\n"
        "#2001,Ann@Example.com,,,,,,,,2026-03-01 20:30:00 -0500,1,Tea,40.00,TEA,,\n",
    )
    assert brand.orders() == [
        "#2001 | MUG | 2026-03-02 01:30:00 | 2 | 60.00 | 6.00 | 54.00",
        "#2001 | TEA | 2026-03-02 01:30:00 | 1 | 40.00 | 4.00 | 36.00",
    ]
    assert brand.profiles("datasource", "pk", "email", "foreign_keys") == [
        ("shopify-orders", "#2001", "ann@example.com", '{"shopify-order":"#2001"}')
    ]
    assert (result.rows, result.loaded, result.skipped) == (2, 2, 0)
    totals = brand.ask("SELECT DISTINCT order_total, order_discount_amount FROM source_lines")
    assert totals == [(95.0, 0.0)]


def test_shopify_partial_refund_has_no_lines(brand):  # import_formats.md 2.1 case 2
    result = brand.add(
        "orders_export.csv",
        SHOPIFY + "#2002,a@example.com,partially_refunded,USD,50,4,5,59,0,"
        "2026-03-05 10:00:00 -0500,2,Cup,25.00,CUP,,22\n",
    )
    assert sorted(brand.orders()) == sorted([
        "#2002 | CUP | 2026-03-05 15:00:00 | 2 | 50.00 | 0.00 | 50.00",
        "#2002 | CUP | 2026-03-05 15:00:00 | 0 | -20.00 | 0.00 | -20.00 | R",
    ])  # fmt: skip
    assert brand.ask("SELECT return_date_estimated FROM source_lines WHERE is_return") == [(1,)]
    assert any("no date of the refund" in warning for warning in result.warnings)


def test_shopify_voided_and_cancelled(brand):  # import_formats.md 2.1 case 3
    result = brand.add(
        "orders_export.csv",
        SHOPIFY + "#2003,a@example.com,voided,USD,25,0,0,25,0,"
        "2026-03-06 09:00:00 -0500,1,Cup,25.00,CUP,,0\n"
        "#2004,b@example.com,refunded,USD,25,0,0,25,0,"
        "2026-03-06 09:00:00 -0500,1,Cup,25.00,CUP,2026-03-07 09:00:00 -0500,25\n",
    )
    assert brand.orders() == [
        "#2004 | CUP | 2026-03-06 14:00:00 | 1 | 25.00 | 0.00 | 25.00",
        "#2004 | CUP | 2026-03-07 14:00:00 | -1 | -25.00 | 0.00 | -25.00 | C",
    ]
    assert result.skipped == 1
    assert "skipped: never paid: 1 records" in result.warnings
    assert [pk for (pk,) in brand.profiles("pk")] == ["#2003", "#2004"]


def test_shopify_second_id_of_a_name_is_another_order(brand):  # import_formats.md 2.1
    header = SHOPIFY.rstrip("\n") + ",Id\n"
    row = "#1,{0}@example.com,paid,USD,25,0,0,25,0,2026-03-06 09:00:00 +0000,1,Cup,25,CUP,,0,{1}\n"
    follow = "#1,,,,,,,,,2026-03-06 09:00:00 +0000,1,Tea,0,TEA,,,\n"
    brand.add("o.csv", header + row.format("a", 11) + row.format("b", 22) + follow)
    assert {order for order, *_ in brand.ask("SELECT order_id FROM source_lines")} == {
        "#1",
        "#1-22",
    }
    assert brand.ask("SELECT product_id FROM source_lines WHERE order_id = '#1-22'") == [
        ("CUP",),
        ("TEA",),
    ]


def test_shopify_customers(brand):  # import_formats.md 2.2
    result = brand.add(
        "customers.csv",
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
        "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,"
        "Total Orders,Tags\n'7001,Ann,Lee,ANN@Example.com,yes,,'02134,,'+16175550123,"
        "no,95.00,1,vip\n",
    )
    assert brand.profiles("pk", "email", "phone", "postal", "foreign_keys") == [
        ("7001", "ann@example.com", "+16175550123", "02134", '{"shopify-customer":"7001"}')
    ]
    assert brand.consents() == [
        ("email", "ann@example.com", "granted", None),
        ("sms", "+16175550123", "not given", None),
    ]
    assert result.tables.get("source_lines") is None
    assert json.loads(brand.profiles("custom")[0][0])["Tags"] == "vip"


def test_shopify_products_inherit(brand):  # import_formats.md 2.2, products
    brand.add(
        "products.csv",
        "Handle,Title,Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"
        "tee,Tee,Fern,Shirts,Size,S,T-S,19.00,\ntee,,,,,M,T-M,19.00,\ntee,,,,,,,,http://x/y.png\n",
    )
    found = brand.ask(
        "SELECT pk, product_name, product_brand, product_size FROM source_products"
        " ORDER BY row_number"
    )
    assert found == [("T-S", "Tee", "Fern", "S"), ("T-M", "Tee", "Fern", "M")]


WOO = (
    "Order Number,Order Status,Order Date,Currency,SKU,Item Name,Quantity,Item Cost,"
    "Order Line Total,Cart Discount Amount,Order Total Amount,First Name (Billing),"
    "Email (Billing)\n"
)


def test_woocommerce_shares_the_cart_discount(brand):  # import_formats.md 2.3 case 1
    brand.add(
        "woo.csv",
        WOO
        + "501,processing,2026-04-02 11:00,EUR,MUG,Mug,1,12.00,12.00,3.00,27.00,Bo,bo@example.com\n"
        "501,processing,2026-04-02 11:00,EUR,TEA,Tea,2,9.00,18.00,3.00,27.00,Bo,bo@example.com\n",
    )
    assert brand.orders() == [
        "501 | MUG | 2026-04-02 11:00:00 | 1 | 12.00 | 1.20 | 10.80",
        "501 | TEA | 2026-04-02 11:00:00 | 2 | 18.00 | 1.80 | 16.20",
    ]


def test_woocommerce_deleted_customer_is_anonymous(brand):  # import_formats.md 2.3 case 2
    brand.add(
        "woo.csv",
        WOO + "502,completed,2026-04-02 11:00,EUR,MUG,Mug,1,12.00,12.00,0,12.00,,"
        "deleted@site.invalid\n",
    )
    assert len(brand.orders()) == 1
    assert brand.ask("SELECT fk_namespace FROM source_lines") == [(None,)]
    assert brand.profiles("pk") == []


SQUARE = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,"
    "Tax,Transaction ID,Event Type,Location,Customer ID\n"
)


def test_square_refund_on_its_own_day(brand):  # import_formats.md 2.4 case 1
    zone = "Eastern Time (US & Canada)"
    brand.add(
        "items.csv",
        SQUARE + f"2026-07-18,12:59:30,{zone},Drinks,Latte,2.0,Large,LAT-L,$16.00,-$1.60,$14.40,"
        "$0.00,T100,Payment,Main,C1\n"
        f"2026-07-19,09:00:00,{zone},Drinks,Latte,-1.0,Large,LAT-L,-$8.00,$0.80,-$7.20,$0.00,T100,"
        "Refund,Main,C1\n",
    )
    assert brand.orders() == [
        "T100 | LAT-L | 2026-07-18 16:59:30 | 2 | 16.00 | 1.60 | 14.40",
        "T100 | LAT-L | 2026-07-19 13:00:00 | -1 | -8.00 | -0.80 | -7.20 | R",
    ]
    assert brand.ask("SELECT DISTINCT fk_namespace, fk_value FROM source_lines") == [
        ("square-customer", "C1")
    ]


def test_square_same_product_twice(brand):  # import_formats.md 2.4 case 2
    row = "2026-07-18,12:00:00,UTC,Drinks,Lemonade,1.0,Regular,,{0},$0.00,{0},$0.00,"
    row += "T1,Payment,Main,\n"
    brand.add("items.csv", SQUARE + row.format("$4.00") + row.format("$5.00"))
    assert brand.orders() == [
        "T1 | Lemonade Regular | 2026-07-18 12:00:00 | 2 | 9.00 | 0.00 | 9.00"
    ]


def test_stripe_partly_refunded(brand):  # import_formats.md 2.5
    brand.add(
        "payments.csv",
        "id,Created (UTC),Amount,Amount Refunded,Currency,Status,Captured,Mode,Customer ID,"
        'Customer Email\nch_1,2026-05-02 10:00:00,"39,90","10,00",eur,Paid,true,Live,cus_7,'
        "bo@example.com\n",
    )
    assert sorted(brand.orders()) == sorted([
        "ch_1 | NULL | 2026-05-02 10:00:00 | 1 | 39.90 | 0.00 | 39.90",
        "ch_1 | NULL | 2026-05-02 10:00:00 | 0 | -10.00 | 0.00 | -10.00 | R",
    ])  # fmt: skip
    assert brand.ask("SELECT DISTINCT currency FROM source_lines") == [("EUR",)]


def test_payments_beside_a_shop_are_a_question(brand):  # import_formats.md 2.5
    brand.add(
        "orders_export.csv",
        SHOPIFY
        + "#1,a@example.com,paid,USD,25,0,0,25,0,2026-05-02 10:00:00 +0000,1,Cup,25,CUP,,0\n",
    )
    stripe = (
        "id,Created (UTC),Amount,Amount Refunded,Currency,Status,Captured,Mode,Customer ID,"
        "Customer Email\nch_1,2026-05-02 10:00:05,25.00,0.00,usd,Paid,true,Live,,a@example.com\n"
    )
    with pytest.raises(intake.UnansweredError) as refused:
        brand.add("payments.csv", stripe)
    assert refused.value.questions[0].code == "overlap"

    brand.add("payments.csv", stripe, mapping={"options": {"profiles_only": True}})

    assert len(brand.orders()) == 1
    assert [pk for (pk,) in brand.profiles("pk")] == ["#1", "ch_1"]


def test_etsy_items(brand):  # import_formats.md 2.6
    brand.add(
        "EtsySoldOrderItems2026.csv",
        "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Discount Amount,Order Shipping,"
        "Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Order ID\n"
        "09/12/26,Soap,bo77,3,9.00,SAVE10,2.70,6.00,0.00,27.00,CAD,4002,1502,9002\n",
    )
    assert brand.orders() == ["9002 | 1502 | 2026-09-12 00:00:00 | 3 | 27.00 | 2.70 | 24.30"]
    assert brand.ask("SELECT currency, fk_value FROM source_lines") == [("CAD", "bo77")]


def test_amazon_sale_and_refund(brand):  # import_formats.md 2.7, Amazon
    brand.add(
        "orders.txt",
        "amazon-order-id\tpurchase-date\torder-status\tsku\tquantity\titem-price\t"
        "item-promotion-discount\tcurrency\n"
        "111-1\t2026-08-01T10:00:00+00:00\tShipped\tMUG\t2\t76.00\t4.00\tUSD\n",
    )
    brand.add(
        "range.csv",
        '"Includes Amazon Marketplace transactions"\n"All amounts in USD, unless specified"\n'
        '"date/time","settlement id","type","order id","sku","description","quantity",'
        '"product sales","promotional rebates"\n'
        '"Sep 9, 2026 3:00:00 PM PDT","9","Refund","111-1","MUG","Mug","1","-38.00","2.00"\n'
        '"Sep 9, 2026 3:00:00 PM PDT","9","Transfer","","","","","-500.00",""\n',
    )
    assert brand.orders() == [
        "111-1 | MUG | 2026-08-01 10:00:00 | 2 | 76.00 | 4.00 | 72.00",
        "111-1 | MUG | 2026-09-09 22:00:00 | -1 | -38.00 | -2.00 | -36.00 | R",
    ]


def test_ebay_order(brand):  # import_formats.md 2.7, eBay
    brand.add(
        "ebay.csv",
        "Sales Record Number,Order Number,Buyer Username,Buyer Name,Item Number,Item Title,"
        "Custom Label,Quantity,Sold For,Shipping And Handling,Sales Tax,Sale Date\n"
        "112,24-1,gam77,Al Roe,3185,Card,PH-1,1,$900.00,$5.97,$0.00,Jul-25-26\n",
    )
    assert brand.orders() == ["24-1 | PH-1 | 2026-07-25 00:00:00 | 1 | 900.00 | 0.00 | 900.00"]


def test_paypal_sale_and_refund(brand):  # import_formats.md 2.7, PayPal
    brand.add(
        "activity.csv",
        "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
        "Transaction ID,Reference Txn ID\n"
        '21/05/2026,10:00:00,Europe/Berlin,Bo,Website Payment,Completed,EUR,"20,00","-0,50",'
        '"19,50",bo@example.com,TX1,\n'
        '23/05/2026,10:00:00,Europe/Berlin,Bo,Payment Refund,Completed,EUR,"-5,00","0,00","-5,00",'
        "me@example.com,TX2,TX1\n",
    )
    assert brand.orders() == [
        "TX1 | NULL | 2026-05-21 08:00:00 | 1 | 20.00 | 0.00 | 20.00",
        "TX1 | NULL | 2026-05-23 08:00:00 | 0 | -5.00 | 0.00 | -5.00 | R",
    ]
    assert brand.profiles("pk", "email") == [("TX1", "bo@example.com")]


def test_paypal_statement_is_refused(brand):  # import_formats.md 2.7, PayPal
    with pytest.raises(intake.IntakeError, match="take Activity > Download"):
        brand.add("s.csv", "Date,Time,Time Zone,Description,Currency,Gross,Fee ,Net,Balance\n"
                  "12/15/2018,20:07:53,CET,x,USD,-33.50,-2.3,-31.2,-31.2\n")  # fmt: skip


def test_refunds_that_got_smaller_are_told_of(brand):  # import_formats.md 1, Reloading
    header = (
        "Name,Email,Financial Status,Created at,Currency,Subtotal,Shipping,Taxes,Total,"
        "Refunded Amount,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"
    )
    order = (
        "#1,ann@example.com,partially_refunded,2026-03-01 20:30:00 -0500,USD,50.00,0,0,50.00,"
        "{},2,Cup,25.00,CUP\n"
    )
    first = brand.add("orders_1.csv", header + order.format("20.00"))
    same = brand.add("orders_2.csv", header + order.format("20.00"))
    less = brand.add("orders_3.csv", header + order.format("5.00"))
    more = brand.add("orders_4.csv", header + order.format("30.00"))

    told = [[w for w in one.warnings if "smaller refunds" in w] for one in (first, same, more)]
    assert told == [[], [], []]
    assert "1 order has smaller refunds than before: #1 by 15.00; the newer file holds" in (
        less.warnings
    )
