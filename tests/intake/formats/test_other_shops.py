"""The cases of import_formats.md 2.8."""


def test_squarespace_orders(brand):  # import_formats.md 2.8, Squarespace orders
    brand.add(
        "sq.csv",
        "Order ID,Email,Financial Status,Amount Refunded,Currency,Subtotal,Shipping,Taxes,Total,"
        "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem variant\n"
        "1,a@example.com,PAID,0.00,USD,20.00,0.00,0.00,20.00,7/25/2018 21:06,1,Coffee,10.00,C,\n"
        "1,a@example.com,,,,,,,,,1,Tea,10.00,T,\n",
    )
    assert brand.orders() == [
        "1 | C | 2018-07-25 21:06:00 | 1 | 10.00 | 0.00 | 10.00",
        "1 | T | 2018-07-25 21:06:00 | 1 | 10.00 | 0.00 | 10.00",
    ]


def test_squarespace_profiles(brand):  # import_formats.md 2.8, Squarespace profiles
    brand.add("p.csv", "Email,First Name,Last Name,Accepts Marketing\na@example.com,Ann,Lee,yes\n")
    assert brand.consents() == [("email", "a@example.com", "granted", None)]


def test_wix_order_partly_refunded(brand):  # import_formats.md 2.8, Wix orders
    brand.add(
        "wix.csv",
        "Order number,Date created,Time,Total order quantity,Contact email,Item,Qty,"
        "Quantity refunded,Price,Currency,Total,Delivery city,Billing name,Delivery city,"
        "Delivery country\n"
        '10001,"Dec 8, 2024",9:15:51 AM,3,a@example.com,Cap,3,1,10.00,USD,30.00,Rome,Ann Lee,'
        "Boston,USA\n",
    )
    assert sorted(brand.orders()) == sorted([
        "10001 | name:cap | 2024-12-08 09:15:51 | 3 | 30.00 | 0.00 | 30.00",
        "10001 | name:cap | 2024-12-08 09:15:51 | -1 | -10.00 | 0.00 | -10.00 | R",
    ])  # fmt: skip
    assert brand.profiles("full_name", "city", "country") == [("Ann Lee", "Boston", "US")]


def test_wix_contact_never_subscribed(brand):  # import_formats.md 2.8, Wix contacts
    brand.add(
        "c.csv",
        "First Name,Last Name,Email 1,Email 2,Email subscriber status\n"
        "Ann,Lee,a@example.com,b@example.com,Never subscribed\n",
    )
    assert brand.consents() == [("email", "a@example.com", "not given", None)]
    assert brand.profiles("email", "more_contacts") == [
        ("a@example.com", '{"email-2":"b@example.com"}')
    ]


def test_bigcommerce_items_in_one_cell(brand):  # import_formats.md 2.8, BigCommerce orders
    result = brand.add(
        "bc.csv",
        "Order ID,Customer ID,Customer Name,Customer Email,Order Date,Order Status,"
        "Subtotal (ex tax),Order Total (inc tax),Order Currency Code,Product Details\n"
        "77,5,Ann Lee,a@example.com,25/12/2025,Completed,8.00,8.00,USD,"
        '"Product ID: 1, Product Qty: 2, Product SKU: A, Product Name: Mug, big, '
        "Product Weight: 1, Product Total Price: 5.00|Product ID: 2, Product Qty: 1, "
        'Product SKU: B, Product Name: Tea, Product Total Price: 3.00"\n'
        "78,0,,g@example.com,26/12/2025,Declined,8.00,8.00,USD,"
        '"Product ID: 1, Product Qty: 2, Product SKU: A, Product Name: Mug, '
        'Product Total Price: 5.00"\n',
    )
    assert brand.orders() == [
        "77 | A | 2025-12-25 00:00:00 | 2 | 5.00 | 0.00 | 5.00",
        "77 | B | 2025-12-25 00:00:00 | 1 | 3.00 | 0.00 | 3.00",
    ]
    assert (result.rows, result.loaded, result.skipped) == (2, 1, 1)
    assert brand.ask("SELECT product_name, fk_value, row_number FROM source_lines LIMIT 1") == [
        ("Mug, big", "5", 1)
    ]


def test_magento_order_partly_refunded(brand):  # import_formats.md 2.8, Magento orders
    brand.add(
        "m.csv",
        "ID,Purchase Point,Purchase Date,Bill-to Name,Grand Total (Base),Grand Total (Purchased),"
        "Status,Customer Email,Subtotal,Total Refunded\n"
        "100001,Main,2026-01-05 10:00:00,Ann Lee,$40.00,$40.00,Complete,a@example.com,"
        "$40.00,$10.00\n",
    )
    assert sorted(brand.orders()) == sorted([
        "100001 | NULL | 2026-01-05 10:00:00 | 1 | 40.00 | 0.00 | 40.00",
        "100001 | NULL | 2026-01-05 10:00:00 | 0 | -10.00 | 0.00 | -10.00 | R",
    ])  # fmt: skip


def test_magento_address_row_belongs_to_the_one_above(
    brand,
):  # import_formats.md 2.8, Magento customers
    result = brand.add(
        "m.csv",
        "email,_website,firstname,lastname,password_hash,_address_city,_address_default_billing_\n"
        "a@example.com,base,Ann,Lee,xyz,Rome,\n,,,,,Paris,1\n",
    )
    assert brand.profiles("pk", "given_name", "city") == [("a@example.com", "Ann", "Paris")]
    assert result.skipped == 1
    assert any("password_hash" in warning for warning in result.warnings)


def test_woocommerce_products_without_their_parents(brand):  # import_formats.md 2.8, Products
    brand.add(
        "p.csv",
        "ID,Type,SKU,Name,Regular price,Categories,Parent\n"
        "1,variable,cc-tee,Tee,,Clothing > Tshirts,\n"
        "2,variation,cc-tee-r,Tee - Red,10,,cc-tee\n3,variation,cc-tee-b,Tee - Blue,11,,cc-tee\n",
    )
    assert brand.ask("SELECT pk, product_category FROM source_products ORDER BY pk") == [
        ("cc-tee-b", "Clothing"),
        ("cc-tee-r", "Clothing"),
    ]


def test_lightspeed_return(brand):  # import_formats.md 2.8, Lightspeed S
    brand.add(
        "l.csv",
        "Operation Type,Line Item,UPC,Quantity,Net Total,Transaction ID,Date,Customer ID\n"
        "Return,Cap,123,1,6.00,T9,2026-02-01 10:00:00,44\n",
    )
    assert brand.orders() == ["T9 | 123 | 2026-02-01 10:00:00 | -1 | -6.00 | 0.00 | -6.00 | R"]
    assert brand.ask("SELECT unlinked_return, fk_value FROM source_lines") == [(1, "44")]


def test_lightspeed_void_is_skipped(brand):  # import_formats.md 2.8, Lightspeed K
    result = brand.add(
        "k.csv",
        "Type,Account,SKU,Amount,Quantity,Date\nSale,A1,X,5.00,1,2026-02-01 10:00:00\n"
        "Void,A2,X,5.00,1,2026-02-01 10:00:00\n",
    )
    assert (result.loaded, result.skipped) == (1, 1)


def test_bigcommerce_guest_is_no_record_of_its_own(brand):  # import_formats.md 2.8, BigCommerce
    brand.add(
        "bc.csv",
        "Customer ID,First Name,Last Name,Email,Date Joined\n"
        "7,Ann,Lee,ann@example.com,01/02/2026\n0,Bo,Ray,bo@example.com,25/02/2026\n",
    )
    assert brand.profiles("pk", "foreign_keys") == [("7", '{"bigcommerce-customer":"7"}')]
