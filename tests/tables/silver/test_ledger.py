"""The policies for duplicates, and that every record has one fate: ING-06, ING-07."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.silver.lines import FEED, booked, fates, line_id, sale
from tillhouse.settings.feed import Duplicates, Feed

L, D, S, Q = "loaded", "duplicate", "superseded", "quarantined"


def under(policy: Duplicates, *key: str) -> Feed:
    return replace(FEED, duplicates=policy, duplicate_key=key)


# Two deliveries. An item is scanned twice in the first, and the second is an export that overlaps it:
# delivery, line, invoice, code, quantity.
OVERLAP = (
    (1, 2, "100", "HEART", "6"),
    (1, 3, "100", "HEART", "6"),
    (1, 4, "100", "LAMP", "1"),
    (2, 2, "100", "HEART", "6"),
    (2, 3, "100", "LAMP", "1"),
    (2, 4, "100", "LAMP", "2"),
)


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        (under("redelivery"), [L, L, L, D, D, L]),
        (under("exact"), [L, D, L, D, D, L]),
        (under("key", "invoice_no", "stock_code"), [L, D, L, D, D, D]),
        (under("keep"), [L, L, L, L, L, L]),
        (under("newest"), [S, S, S, L, L, L]),
        (under("newest", "invoice_no", "stock_code", "quantity"), [S, S, S, L, L, L]),
        (under("replace"), [L, L, L, D, D, L]),
        (under("period"), [S, S, S, L, L, L]),
    ],
    ids=["redelivery", "exact", "key", "keep", "newest", "newest by columns", "replace", "period"],
)
def test_an_overlapping_export_under_each_policy(feed: Feed, expected: list[str]) -> None:
    columns = ("delivery", "line", "invoice_no", "stock_code", "quantity")
    records = [sale(**dict(zip(columns, row, strict=True))) for row in OVERLAP]
    assert fates(records, feed) == expected


def test_the_largest_multiplicity_seen_in_one_delivery_counts() -> None:
    once, thrice, twice = (
        [sale(delivery=d, line=n) for n in range(2, 2 + times)] for d, times in ((1, 1), (2, 3), (3, 2))
    )
    assert Counter(fates([*once, *thrice, *twice])) == {L: 3, D: 3}


@pytest.mark.parametrize(
    "said",
    [
        {"quantity": "7"},
        {"unit_price": "2.56"},
        {"customer_id": None},
        {"country": "Spain"},
        {"description": None},
        {"sold_at": "2024-03-01 08:27:00"},
        {"currency": "EUR"},
    ],
    ids=str,
)
def test_a_line_that_differs_in_anything_is_another_sale(said: dict[str, Any]) -> None:
    assert fates([sale(), sale(delivery=2, **said)], under("redelivery")) == [L, L]


def test_missing_values_are_equal_to_missing_values() -> None:
    bare = {"customer_id": None, "description": None, "country": None}
    assert fates([sale(**bare), sale(delivery=2, **bare)]) == [L, D]


def test_another_spelling_of_the_same_values_is_the_same_sale() -> None:
    other = sale(
        delivery=2, stock_code=" 85123a ", quantity="+6.0", unit_price="2.550", customer_id="17850.0"
    )
    assert fates([sale(), other]) == [L, D]


def test_the_key_keeps_the_first_to_arrive_whatever_its_moment_or_month() -> None:
    feed = under("key", "invoice_no", "stock_code")
    first = sale(sold_at="2024-03-02 10:00:00", quantity="1")
    sold_before = sale(line=3, sold_at="2024-03-02 09:00:00", quantity="2")
    other_month = sale(delivery=2, sold_at="2024-02-01 00:01:00", quantity="3")
    assert fates([first, sold_before, other_month], feed) == [L, D, D]
    assert fates([other_month, first, sold_before], feed) == [D, L, D]


def test_the_newest_order_counts_in_whatever_month_it_stands_then() -> None:
    old = [sale(), sale(line=3, stock_code="LAMP"), sale(line=4, invoice_no="536366")]
    moved = sale(delivery=2, sold_at="2024-04-01 10:00:00")
    assert fates([*old, moved], under("newest")) == [S, S, L, L]


def test_an_order_with_a_line_that_waits_is_delivered_all_the_same() -> None:
    assert fates([sale(), sale(delivery=2, quantity="six")], under("newest")) == [S, Q]


def test_a_period_goes_from_the_first_to_the_last_day_of_a_delivery() -> None:
    days = [sale(line=n, sold_at=f"2024-03-0{n} 10:00:00") for n in (2, 3, 4, 5)]
    later = [sale(delivery=2, line=n, sold_at=f"2024-03-0{n} 11:00:00") for n in (3, 5)]
    assert fates([*days, *later], under("period")) == [L, S, S, S, L, L]


def test_what_has_no_day_goes_with_a_delivery_that_is_covered_whole() -> None:
    undated = sale(line=9, sold_at="soon")
    days = [sale(line=n, sold_at=f"2024-03-0{n} 10:00:00") for n in (2, 3)]
    whole = [sale(delivery=2, line=n, sold_at=f"2024-03-0{n} 11:00:00") for n in (2, 3)]
    assert fates([undated, *days, *whole], under("period")) == [S, S, S, L, L]
    assert fates([undated, *days, *whole[:1]], under("period")) == [Q, S, L, L]


def test_the_key_is_the_columns_that_the_feed_names() -> None:
    lines = [sale(), sale(line=3, customer_id="13047"), sale(line=4, invoice_no="2", stock_code="LAMP")]
    assert fates(lines, under("key", "customer_id")) == [L, L, D]
    assert fates(lines, under("key", "stock_code", "customer_id")) == [L, L, L]


def test_a_record_in_quarantine_scores_nothing() -> None:
    broken, right = booked([sale(quantity="O6"), sale(line=3)])
    assert (broken["score"], broken["issues"]) == (0, "quarantined")
    assert (right["score"], right["issues"]) == (100, None)


def test_a_quarantined_line_neither_is_nor_makes_a_duplicate() -> None:
    for policy in ("redelivery", "exact", "key"):
        records = [sale(quantity="O6"), sale(line=3), sale(line=4, quantity="O6")]
        assert fates(records, under(policy)) == ["quarantined", L, "quarantined"]


def test_a_decided_line_is_superseded_and_its_copies_are_not_sold_instead() -> None:
    records = [sale(), sale(line=3), sale(delivery=2)]
    assert fates(records, under("exact"), decided=[line_id(1, 2)]) == [S, D, D]
    assert fates(records, under("redelivery"), decided=[line_id(1, 2)]) == [S, L, D]
    again = fates([sale(), sale(line=3, delivery=2)], under("redelivery"), decided=[line_id(2, 3)])
    assert again == [D, S]


def test_a_record_that_is_put_back_as_it_was_counts_as_it_did() -> None:
    back = sale(delivery=9, line=1, supersedes=line_id(1, 2), counts_with=1)
    records = [sale(), sale(line=3), back, sale(delivery=2)]
    found = booked(records, under("redelivery"), decided=[line_id(1, 2)])
    assert [row["fate"] for row in found] == [S, L, L, D]
    assert [row["occurrence"] for row in found[1:3]] == [2, 1]


@pytest.mark.parametrize("policy", ["redelivery", "exact", "key", "keep"])
def test_a_repaired_record_counts_as_if_right_from_the_start(policy: Duplicates) -> None:
    right = [sale(), sale(line=3), sale(line=4, quantity="7"), sale(delivery=2)]
    repaired = [
        sale(quantity="six"),
        sale(delivery=9, line=1, supersedes=line_id(1, 2), counts_with=1),
        *right[1:],
    ]
    expected, found = booked(right, under(policy)), booked(repaired, under(policy), decided=[line_id(1, 2)])
    same = ("fate", "quantity", "amount", "occurrence", "redelivered")
    assert [[row[n] for n in same] for row in found[1:]] == [[row[n] for n in same] for row in expected]


# ING-06: what was cancelled or returned stays negative, whatever its price.
@pytest.mark.parametrize(
    ("said", "event", "amount"),
    [
        ({"invoice_no": "C536379", "quantity": "-1", "unit_price": "27.50"}, "cancellation", "-27.5"),
        ({"invoice_no": "C541433", "quantity": "-74215", "unit_price": "1.04"}, "cancellation", "-77183.6"),
        ({"quantity": "-80995", "unit_price": "2.08"}, "return", "-168469.6"),
        ({"quantity": "-9360", "unit_price": "0"}, "write_off", "0"),
        ({"quantity": "1", "unit_price": "0"}, "free", "0"),
        (
            {"invoice_no": "A563186", "quantity": "1", "unit_price": "-11062.06", "stock_code": "B"},
            "adjustment",
            "-11062.06",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refunds_keep_their_sign(said: dict[str, Any], event: str, amount: str) -> None:
    (line,) = booked([sale(**said)])
    assert (line["fate"], line["event"], line["amount"]) == (L, event, Decimal(amount))


# The model below is written from docs/guides/duplicates.md, with loops and counts instead of windows.
RECORD = st.fixed_dictionaries(
    {
        "delivery": st.integers(1, 3),
        "invoice_no": st.sampled_from(["1", "2"]),
        "stock_code": st.sampled_from(["A1", "B1"]),
        "quantity": st.sampled_from(["1", "2", "x"]),
        "customer_id": st.sampled_from(["7", None]),
        "sold_at": st.sampled_from(["2024-03-01 08:00:00", "2024-04-01 08:00:00", "32nd"]),
    }
)
KEY = ("invoice_no", "stock_code")
WHOLE = (*KEY, "quantity", "customer_id", "sold_at")


def modelled(records: list[dict[str, Any]], policy: str) -> Counter[tuple[Any, ...]]:
    """How many of each distinct sale are loaded."""
    good = [r for r in records if r["quantity"] != "x" and r["sold_at"] != "32nd"]
    if policy == "keep":
        return Counter(tuple(r[n] for n in WHOLE) for r in good)
    if policy == "key":
        groups: dict[tuple[Any, ...], dict[str, Any]] = {}
        for r in sorted(good, key=lambda r: (r["delivery"], r["line"])):
            groups.setdefault(tuple(r[n] for n in KEY), r)
        return Counter(tuple(r[n] for n in WHOLE) for r in groups.values())
    good = [r for r in good if not any(overrules(r, n, records, policy) for n in range(r["delivery"] + 1, 4))]
    counts: Counter[tuple[Any, ...]] = Counter()
    for sold in {tuple(r[n] for n in WHOLE) for r in good}:
        times = Counter(r["delivery"] for r in good if tuple(r[n] for n in WHOLE) == sold)
        counts[sold] = 1 if policy == "exact" else max(times.values())
    return counts


def overrules(record: dict[str, Any], later: int, records: list[dict[str, Any]], policy: str) -> bool:
    """Whether a later delivery has the order of a record, or covers its day."""
    theirs = [r for r in records if r["delivery"] == later]
    if policy == "newest":
        return tuple(record[n] for n in KEY) in {tuple(r[n] for n in KEY) for r in theirs}
    days = sorted(r["sold_at"][:10] for r in theirs if r["sold_at"] != "32nd")
    return policy == "period" and bool(days) and days[0] <= record["sold_at"][:10] <= days[-1]


@pytest.mark.parametrize("policy", ["redelivery", "exact", "key", "keep", "newest", "period"])
@settings(max_examples=30, deadline=None)
@given(drawn=st.lists(RECORD, min_size=1, max_size=12))
def test_each_policy_loads_what_the_written_rule_says(
    policy: Duplicates, drawn: list[dict[str, Any]]
) -> None:
    records = [sale(**r, line=n) for n, r in enumerate(drawn, 2)]
    lines = booked(records, under(policy, *KEY))
    loaded = Counter(
        tuple(r[n] for n in WHOLE) for r, x in zip(records, lines, strict=True) if x["fate"] == L
    )
    assert loaded == modelled(records, policy)
    for record, found in zip(records, lines, strict=True):
        bad = record["quantity"] == "x" or record["sold_at"] == "32nd"
        assert (found["fate"] in (Q, S)) is bad or found["fate"] == S
        assert (found["reasons"] is not None) is bad
