"""The reference read slowly, row by row, in plain Python: what SQL must agree with.

Rows are dictionaries of Python values; nothing here uses the compiler or its types.
"""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

UIT, MERGED = "Unified_Itemized_Transactions", "Merged_Customers"


def members(body, tables, today):
    """Return the ids of a visual segment's members (segments.md 2.1)."""
    everybody = {row["amperity_id"] for row in tables[MERGED] if row["amperity_id"]}
    include, exclude = (
        _group(body.get(side, {}), tables, today) for side in ("include", "exclude")
    )
    kept = everybody if include is None else everybody & include
    return kept if exclude is None else kept - exclude


def _group(group, tables, today):
    found = [
        _joined(section.get("join", "and"), [_ids(one, tables, today) for one in conditions])
        for section in group.get("sections", ())
        if (conditions := section.get("conditions"))
    ]
    return _joined(group.get("join", "and"), found) if found else None


def _joined(join, sets):
    return set.intersection(*sets) if join == "and" else set.union(*sets)


def _ids(condition, tables, today):
    if condition["type"] == "attribute":
        return {
            row["amperity_id"]
            for row in tables[condition["table"]]
            if all(_passes(row, test, today) for test in condition["filters"])
        } - {None}
    return _BEHAVIOURS[condition["behaviour"]](condition, tables, today) - {None}


# ---------------------------------------------------------------- filters, section 2.2


def _passes(row, test, today):
    value, op, given = row.get(test["column"]), test["op"], test.get("value")
    if op == "is NULL":
        return value is None
    if op == "is not NULL":
        return value is not None
    if op == "is empty":
        return value is None or not value.strip(" \t\r\n")
    if op == "is not empty":
        return value is not None and bool(value.strip(" \t\r\n"))
    if value is None:
        return False
    match value:
        case bool():
            return value is (op == "is true")
        case str():
            return _text(value.lower(), op, given)
        case date():
            return _date(value, op, given, today)
        case _:
            return _number(Fraction(str(value)), op, given)


def _text(value, op, given):
    if isinstance(given, list):
        return (value in [one.lower() for one in given]) is (op == "is in list")
    given = given.lower()
    return {
        "contains": given in value, "has": given in value, "is like": given in value,
        "does not contain": given not in value, "starts with": value.startswith(given),
        "ends with": value.endswith(given), "is exactly": value == given, "is": value == given,
        "is not exactly": value != given, "is not": value != given,
    }[op]  # fmt: skip


def _number(value, op, given):
    if op in {"is in list", "is not in list"}:
        return (value in [Fraction(str(one)) for one in given]) is (op == "is in list")
    if isinstance(given, list):
        low, high = (Fraction(str(one)) for one in given)
        return low < value < high if op == "is between" else value < low or value > high
    given = Fraction(str(given))
    return {
        "is": value == given, "is not": value != given, "is greater than": value > given,
        "is greater than or equal to": value >= given, "is less than": value < given,
        "is less than or equal to": value <= given,
    }[op]  # fmt: skip


def _date(value, op, given, today):
    if isinstance(given, list):
        low, high = (_compared(value, one, today) for one in given)
        return low > 0 and high < 0 if op == "is between" else low < 0 or high > 0
    order = _compared(value, given, today)
    return {
        "is": order == 0, "is not": order != 0, "is after": order > 0,
        "is on or after": order >= 0, "is before": order < 0, "is on or before": order <= 0,
    }[op]  # fmt: skip


def _compared(value, text, today):
    """Compare -1, 0, 1: by day with a day, by instant with an instant."""
    bound = moment(text, today)
    if not isinstance(bound, datetime):
        value = value.date() if isinstance(value, datetime) else value
    elif not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return (value > bound) - (value < bound)


def moment(text, today):
    """Return a date, or a datetime for a text with a time (2.3)."""
    text = text.lower()
    if text in {"today", "now"}:
        return today
    if text in {"yesterday", "tomorrow"}:
        return today + timedelta(days=1 if text == "tomorrow" else -1)
    if found := re.match(r"(?:today|now) ([+-]) (\d+) (day|week|month|year)", text):
        count = int(found[2]) * (1 if found[1] == "+" else -1)
        if found[3] in {"day", "week"}:
            return today + timedelta(days=count * (7 if found[3] == "week" else 1))
        return _months(today, count * (12 if found[3] == "year" else 1))
    return datetime.fromisoformat(text) if " " in text else date.fromisoformat(text)


def _months(day, count):
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


# ---------------------------------------------------------------- behaviours, section 2.4


def _lines(tables):
    return [
        row
        for row in tables[UIT]
        if not row["is_return"] and not row["is_cancellation"]
        and row["amperity_id"] and row["order_id"] and row["order_datetime"]
    ]  # fmt: skip


def _chosen(condition, tables, today):
    return [
        row
        for row in _lines(tables)
        if _in_window(row["order_datetime"].date(), condition.get("window"), today)
        and all(_passes(row, test, today) for test in condition.get("filters", ()))
    ]


def _in_window(day, window, today):
    if not window:
        return True
    given = window["value"] if isinstance(window["value"], list) else [window["value"]]
    first, last = moment(given[0], today), moment(given[-1], today)
    return {
        "after": day >= first, "before": day < first, "between": first <= day <= last,
        "on": day == first, "not on": day != first, "not between": day < first or day > last,
    }[window["op"]]  # fmt: skip


def _bound(value, bound):
    if bound is None:
        return value > 0
    if bound["op"] == "between":
        low, high = (Fraction(str(one)) for one in bound["value"])
        return low < value < high
    given = Fraction(str(bound["value"]))
    return {"exactly": value == given, "less than": value < given, "more than": value > given}[
        bound["op"]
    ]


def _firsts(tables):
    """Give each customer's first (time, order_id)."""
    found = {}
    for row in _lines(tables):
        rank = (row["order_datetime"], row["order_id"])
        found[row["amperity_id"]] = min(found.get(row["amperity_id"], rank), rank)
    return found


def _first(condition, tables, today):
    firsts = _firsts(tables)
    in_window = {
        who: rank
        for who, rank in firsts.items()
        if _in_window(rank[0].date(), condition.get("window"), today)
    }
    return {
        row["amperity_id"]
        for row in _lines(tables)
        if row["amperity_id"] in in_window and row["order_id"] == in_window[row["amperity_id"]][1]
        and all(_passes(row, test, today) for test in condition.get("filters", ()))
    }  # fmt: skip


def _has(condition, tables, today):
    orders = defaultdict(set)
    for row in _chosen(condition, tables, today):
        orders[row["amperity_id"]].add(row["order_id"])
    return {who for who, ids in orders.items() if _bound(len(ids), condition.get("orders"))}


def _has_not(condition, tables, today):
    everybody = {row["amperity_id"] for row in tables[MERGED]}
    return everybody - {row["amperity_id"] for row in _chosen(condition, tables, today)}


def _frequent(condition, tables, today):
    names = [test["column"] for test in condition["most_frequent"]]
    orders = defaultdict(set)
    for row in _chosen(condition, tables, today):
        orders[row["amperity_id"], tuple(row[name] for name in names)].add(row["order_id"])
    most = Counter()
    for (who, _), ids in orders.items():
        most[who] = max(most[who], len(ids))
    return {
        who
        for (who, group), ids in orders.items()
        if len(ids) == most[who]
        and all(_passes(dict(zip(names, group, strict=True)), test, today)
                for test in condition["most_frequent"])
    }  # fmt: skip


def _repeat(condition, tables, today):
    firsts = _firsts(tables)
    return {
        row["amperity_id"]
        for row in _chosen(condition, tables, today)
        if row["order_id"] != firsts[row["amperity_id"]][1]
    }


def _total(condition, tables, today):
    totals = defaultdict(lambda: None)
    for row in _chosen(condition, tables, today):
        who, value = row["amperity_id"], row["item_revenue"]
        if value is not None:
            totals[who] = (totals[who] or Decimal(0)) + value
    return {
        who
        for who, total in totals.items()
        if total is not None and _bound(Fraction(total), condition["amount"])
    }


_BEHAVIOURS = {
    "first purchase": _first, "has purchased": _has, "has not purchased": _has_not,
    "most frequent order": _frequent, "repeat purchase": _repeat, "total value of orders": _total,
}  # fmt: skip
