"""The cases of import_formats.md 3."""

from pathlib import Path

import pytest

from ampdesk import intake


def test_klaviyo_suppression_withdraws(brand):  # import_formats.md 3, Klaviyo profiles
    brand.add(
        "k.csv",
        "Email,Klaviyo ID,First Name,Email Marketing Consent,Email Suppressions\n"
        'a@example.com,K1,Ann,SUBSCRIBED,"[""HARD_BOUNCE""]"\nb@example.com,K2,Bo,SUBSCRIBED,[]\n'
        "c@example.com,K3,Cy,NEVER_SUBSCRIBED,\n",
    )
    assert [row[1:3] for row in brand.consents()] == [
        ("a@example.com", "withdrawn"),
        ("b@example.com", "granted"),
        ("c@example.com", "not given"),
    ]


def test_recipients_counts_are_one_event(brand):  # import_formats.md 3, recipients
    result = brand.add(
        "r.csv",
        "Email Address,Opens,Clicks\na@example.com,3,0\n",
        mapping={
            "options": {"constants": {"send-id": "c1", "event-datetime": "2026-02-01 10:00:00"}}
        },
    )
    found = brand.ask("SELECT event_type, send_id, event_count FROM source_email_events ORDER BY 1")
    assert found == [("Open", "c1", 3), ("Sent", "c1", None)]
    assert result.loaded == 1


def test_recipients_without_a_campaign_are_a_question(brand):
    with pytest.raises(intake.UnansweredError, match="of which campaign"):
        brand.add("r.csv", "Email Address,Opens,Clicks\na@example.com,3,0\n")


def test_klaviyo_metric_is_a_custom_table(brand):  # import_formats.md 3, Klaviyo metric
    brand.add(
        "m.csv", "email,event_name,Timestamp,$value\na@example.com,Placed Order,2026-01-01,9\n"
    )
    assert brand.ask("SELECT email, value FROM custom_klaviyo_metric") == [("a@example.com", "9")]


def test_mailchimp_unsubscribed(brand):  # import_formats.md 3, Mailchimp
    brand.add(
        "mc.csv",
        "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,LEID,"
        "LAST_CHANGED\n"
        "a@example.com,Ann,2,2018-01-01 10:00:00,,2018-07-23 12:19:27,77,2018-07-23 12:19:27\n",
    )
    assert brand.consents() == [("email", "a@example.com", "withdrawn", "2018-07-23 12:19:27")]
    events = brand.ask("SELECT event_type, event_datetime FROM source_email_events ORDER BY 1")
    assert events == [
        ("Optin", "2018-01-01 10:00:00"),
        ("Unsubscribe", "2018-07-23 12:19:27"),
    ]
    assert brand.profiles("pk") == [("77",)]


def test_hubspot_lower_case_and_second_address(brand):  # import_formats.md 3, HubSpot
    brand.add(
        "h.csv",
        "Record ID,First Name,Last Name,Email,Unsubscribed from all email\n"
        "1,John,Roe,JOHN@Example.com;j2@example.com,true\n",
    )
    assert brand.profiles("email", "more_contacts") == [
        ("john@example.com", '{"email-2":"j2@example.com"}')
    ]
    assert brand.consents() == [("email", "john@example.com", "withdrawn", None)]


def test_salesforce_opt_out(brand):  # import_formats.md 3, Salesforce
    brand.add(
        "s.csv",
        "Id,Salutation,FirstName,LastName,Title,Email,MailingStreet,HasOptedOutOfEmail\n"
        "0036g000006lkqJAAQ,Mr.,Al,Roe,CEO,al@example.com,1 Main St,1\n",
    )
    assert brand.consents() == [("email", "al@example.com", "withdrawn", None)]
    assert brand.profiles("pk", "title") == [("0036g000006lkqJ", "Mr.")]


def test_braze_says_nothing_when_both_are_empty(brand):  # import_formats.md 3, Braze
    brand.add(
        "b.csv",
        "user_id,email,opted_in_to_emails_at,unsubscribed_from_emails_at\n"
        "u1,a@example.com,,\nu2,b@example.com,2026-01-02 10:00:00,2026-01-01 10:00:00\n",
    )
    assert brand.consents() == [("email", "b@example.com", "granted", "2026-01-02 10:00:00")]


def test_attentive_opted_out(brand):  # import_formats.md 3, Attentive
    brand.add("a.csv", "Phone,Subscription status\n+16175550123,opted out\n+16175550124,eligible\n")
    assert brand.consents() == [
        ("sms", "+16175550123", "withdrawn", None),
        ("sms", "+16175550124", "not given", None),
    ]


def test_google_splits_cells(brand):  # import_formats.md 3, Google
    brand.add(
        "g.csv",
        "First Name,Last Name,E-mail 1 - Value,E-mail 2 - Value\n"
        "Ann,Lee,* a@example.com ::: b@example.com,c@example.com\n",
    )
    (email, more), *_ = brand.profiles("email", "more_contacts")
    assert email == "a@example.com"
    assert "b@example.com" in more
    assert "c@example.com" in more


def test_loyalty_numbers_keep_their_zeros(brand):  # import_formats.md 3, Loyalty list
    text = "Member Number,First Name,Email,Points,Tier\n000123,Ann,a@example.com,50,Gold\n"
    with pytest.raises(intake.UnansweredError, match="agree to be in the programme"):
        brand.add("loyalty.csv", text)
    brand.add("loyalty.csv", text, mapping={"options": {"constants": {"is_opted_in": "true"}}})
    assert brand.ask("SELECT loyalty_id, current_balance, is_opted_in FROM source_loyalty") == [
        ("000123", 50.0, 1)
    ]
    assert brand.profiles("pk", "foreign_keys") == [("000123", '{"loyalty-id":"000123"}')]


OWN = (
    "order_id,order_datetime,item_quantity,item_revenue,is_return,is_cancellation,"
    "order_discount_amount\n"
)


def test_own_items(brand):
    brand.add("ampdesk_order_items.csv", OWN + "A1,2026-01-02 03:04:05,1,10.00,FALSE,FALSE,0\n")
    assert brand.ask(
        "SELECT order_id, order_datetime, item_revenue, is_return FROM source_lines"
    ) == [("A1", "2026-01-02 03:04:05", 10.0, 0)]


def test_own_return_with_positive_revenue_is_rejected(brand):  # import_formats.md 3, own files
    text = (
        OWN
        + "A1,2026-01-02 03:04:05,1,10.00,TRUE,FALSE,0\nA2,2026-01-02 03:04:05,1,9,FALSE,FALSE,0\n"
    )
    result = brand.add("ampdesk_order_items.csv", text)
    assert (result.rows, result.loaded, result.rejected) == (2, 1, 1)
    lines = Path(result.rejects_file).read_text().splitlines()
    assert lines[0] == "file,line,column,value,reason"
    assert lines[1].endswith(",return with positive revenue")
