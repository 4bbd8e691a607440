"""Who gets a piece, who does not, and why: on a real lake, against a plain reading of the rules."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ampdesk.engine import open_duckdb
from ampdesk.lake import Lake
from ampdesk.lists import ListError, ListRequest, MailingList, Purpose, Reason, Rules
from ampdesk.rfm.ranges import RfmRange
from ampdesk.store import Store

FLAGS = ("is_employee", "is_business", "is_test_account", "is_reseller")


def person(number, **facts):
    """One customer with a full address, alone in his household, R = F = M = 9 unless said."""
    return {
        "id": f"c{number:02d}",
        "household": f"h{number:02d}",
        "address": True,
        "primary": True,
        "revenue": Decimal("10.00"),
        "do_not_mail": None,
        "score": 9,
        **dict.fromkeys(FLAGS, False),
        **facts,
    }


def tables(people):
    ids = [one["id"] for one in people]
    at_home = [one for one in people if one["household"]]
    buyers = [one for one in people if one["revenue"] is not None]
    scored = [one for one in people if one["score"]]
    text = pa.string()
    empty = {
        name: pa.array([None] * len(people), text)
        for name in ("full_name", "address", "address2", "city", "state", "country")
    }
    return {
        "Merged_Customers": pa.table({
            "amperity_id": pa.array(ids, text),
            "given_name": pa.array([f"Given {one['id']}" for one in people], text),
            "surname": pa.array(["Roe"] * len(people), text),
            "postal": pa.array(["02134"] * len(people), text),
            "do_not_mail": pa.array([one["do_not_mail"] for one in people], pa.bool_()),
            **empty,
        }),
        "Merged_Households": pa.table({
            "amperity_id": pa.array([one["id"] for one in at_home], text),
            "household_id": pa.array([one["household"] for one in at_home], text),
        }),
        "Customer_Attributes": pa.table({
            "amperity_id": pa.array(ids, text),
            "contactable_address": pa.array([one["address"] for one in people], pa.bool_()),
            "is_primary_buyer_household": pa.array([one["primary"] for one in people], pa.bool_()),
            **{flag: pa.array([one[flag] for one in people], pa.bool_()) for flag in FLAGS},
        }),
        "Transaction_Attributes_Extended": pa.table({
            "amperity_id": pa.array([one["id"] for one in buyers], text),
            "lifetime_order_revenue": pa.array(
                [one["revenue"] for one in buyers], pa.decimal128(38, 2)
            ),
        }),
        "RFM": pa.table({
            "amperity_id": pa.array([one["id"] for one in scored], text),
            **{
                name: pa.array([one["score"] for one in scored], pa.int64())
                for name in ("L12M_recency", "L12M_frequency", "L12M_monetary", "L12M_rfm_score")
            },
        }),
    }  # fmt: skip


@pytest.fixture
def mailing(tmp_path):
    """Publish people as a lake and work a request out on it."""
    engines = []
    with Store.create(tmp_path / "shop.ampdesk") as store:
        lake = Lake.beside(store.path)

        def work_out(people, request, *, blocked=()):
            with lake.publish(store) as publish:
                for name, table in tables(people).items():
                    publish.replace(name, table)
            engine = open_duckdb(lake.snapshot())
            engines.append(engine)
            return MailingList(engine, request, blocked)

        yield work_out
        for engine in engines:
            engine.close()


TOP = ListRequest(range=RfmRange.parse("R>=8"))


def reasons(mailing):
    return {one.amperity_id: one.reason for one in mailing.people_left_out(limit=100)}


def test_each_rule_leaves_out_whom_it_names(mailing):
    people = [
        person(1),
        person(2, address=None),
        person(3, do_not_mail=True),
        person(4, is_employee=True),
        person(5, is_business=True),
        person(6, is_test_account=True),
        person(7, is_reseller=True),
        person(8),
        person(9, score=3),
    ]
    made = mailing(people, TOP, blocked=["c08"])

    assert reasons(made) == {
        "c02": Reason.NO_ADDRESS,
        "c03": Reason.DO_NOT_MAIL,
        "c04": Reason.EMPLOYEE,
        "c05": Reason.BUSINESS,
        "c06": Reason.TEST_ACCOUNT,
        "c07": Reason.RESELLER,
        "c08": Reason.DO_NOT_MAIL,
    }
    counts = made.counts()
    assert (counts.audience, counts.pieces, counts.left_out_total) == (8, 1, 7)


def test_a_household_gets_one_piece_for_its_primary_buyer(mailing):
    people = [
        person(1, household="h", primary=False, revenue=Decimal("99.00")),
        person(2, household="h", primary=True),
        person(3, household="h", primary=False, revenue=None),
    ]
    made = mailing(people, TOP)

    assert reasons(made) == {"c01": Reason.HOUSEHOLD, "c03": Reason.HOUSEHOLD}
    assert made.household_of("c03")[0] == "c02"


def test_the_next_member_gets_it_when_the_primary_buyer_may_not(mailing):
    people = [
        person(1, household="h", primary=True, do_not_mail=True),
        person(2, household="h", primary=False, revenue=Decimal("1.00")),
        person(3, household="h", primary=False, revenue=Decimal("2.00")),
    ]
    made = mailing(people, TOP)

    assert reasons(made) == {"c01": Reason.DO_NOT_MAIL, "c02": Reason.HOUSEHOLD}


def test_the_primary_buyer_off_the_list_does_not_count(mailing):
    people = [person(1, household="h", score=2), person(2, household="h", primary=False)]

    assert reasons(mailing(people, TOP)) == {}


def test_ids_of_a_file_are_counted_once_and_strangers_named(mailing):
    request = ListRequest(ids=("c01", "c01", "nobody"))
    made = mailing([person(1)], request)

    assert made.counts().audience == 2
    assert reasons(made) == {"nobody": Reason.UNKNOWN}
    with pytest.raises(ListError, match="not in the audience"):
        made.reason_for("c77")


def test_a_rule_can_be_switched_off(mailing):
    request = TOP.model_copy(update={"rules": Rules(employees=False, one_per_household=False)})
    people = [person(1, household="h", is_employee=True), person(2, household="h", primary=False)]

    assert reasons(mailing(people, request)) == {}


def test_the_files_hold_all_of_the_audience(mailing, tmp_path):
    made = mailing([person(1), person(2, address=False)], TOP)
    written = made.write(
        tmp_path / "mail.csv", Purpose.PLATFORM, left_out_file=tmp_path / "left.csv"
    )

    mail = (tmp_path / "mail.csv").read_text().splitlines()
    left = (tmp_path / "left.csv").read_text().splitlines()
    assert mail[1].startswith("c01,h01,Given c01,Roe")
    assert left[1:] == ["c02,Given c02,Roe,no complete postal address"]
    assert written.counts.audience == len(mail[1:]) + len(left[1:])


def test_an_unknown_column_is_refused_with_the_nearest(mailing):
    with pytest.raises(ListError, match='did you mean "postal"'):
        mailing([person(1)], TOP.model_copy(update={"columns": ("postl",)}))


PEOPLE = st.lists(
    st.fixed_dictionaries({
        "household": st.sampled_from([None, "h1", "h2"]),
        "address": st.sampled_from([True, False, None]),
        "primary": st.booleans(),
        "revenue": st.sampled_from([None, Decimal("1.00"), Decimal("2.00")]),
        "do_not_mail": st.sampled_from([None, False, True]),
        "score": st.sampled_from([None, 5, 8, 10]),
        "is_employee": st.booleans(),
    }),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(facts=PEOPLE)
def test_every_member_is_told_what_a_plain_reading_tells(mailing, facts):
    people = [person(number, **one) for number, one in enumerate(facts)]
    audience = [one for one in people if one["score"] and one["score"] >= 8]
    expected = {}
    for one in audience:
        if not one["address"]:
            expected[one["id"]] = Reason.NO_ADDRESS
        elif one["do_not_mail"]:
            expected[one["id"]] = Reason.DO_NOT_MAIL
        elif one["is_employee"]:
            expected[one["id"]] = Reason.EMPLOYEE
    homes = {}
    for one in audience:
        if one["id"] not in expected:
            homes.setdefault(one["household"] or one["id"], []).append(one)
    for members in homes.values():
        members.sort(key=lambda one: (not one["primary"], -(one["revenue"] or -1), one["id"]))
        expected |= {one["id"]: Reason.HOUSEHOLD for one in members[1:]}

    made = mailing(people, TOP)

    assert reasons(made) == expected
    assert made.counts().pieces == len(audience) - len(expected)
    for one in audience[:3]:  # each a question of its own; all are in `reasons` above
        assert made.reason_for(one["id"]) == expected.get(one["id"])
