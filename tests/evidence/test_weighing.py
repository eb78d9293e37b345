"""What all values of a file say of its reading: decided, asked, or nothing at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tillhouse.evidence import Finding, weighed
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all


def said(folder: Path, header: str, *lines: str, fixed: tuple[str, ...] = (), **decided: Any) -> Any:
    """The feed and the findings of a file with this header and these lines."""
    path = folder / "sales.csv"
    path.write_text("\n".join((header, *lines, "")))
    files = open_all(path)
    feed = detect(files[0], Feed("shop", str(path), **decided), tuple(decided)).feed
    return weighed(files, feed, fixed)


def names(findings: tuple[Finding, ...]) -> list[str]:
    return [one.name for one in findings]


PLAIN = "Order ID,SKU,Qty,Date,Price,Customer ID"


def test_a_plain_file_says_nothing(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, PLAIN, "1,A,2,2024-01-15,5.00,K1", "2,A,3,2024-01-16,5.00,K2")
    assert findings == ()
    assert feed.order == "number"


TIMES = "Order ID,SKU,Qty,Date,Price"


@pytest.mark.parametrize(
    ("prices", "found", "is_question"),
    [
        (("6.00", "9.00"), ["line_price"], False),
        (("3.00", "3.00"), [], False),
        (("3.00", "4.00"), [], False),
    ],
    ids=["same per unit if of the line", "same at any quantity", "neither"],
)
def test_a_price_that_falls_with_quantity_is_of_the_line(
    tmp_path: Path, prices: tuple[str, str], found: list[str], is_question: bool
) -> None:
    feed, findings = said(tmp_path, TIMES, f"1,A,2,2024-01-15,{prices[0]}", f"2,A,3,2024-01-16,{prices[1]}")
    assert names(findings) == found
    assert ("amount" in feed.columns) == bool(found)
    assert all(one.is_question is is_question for one in findings)


def test_codes_that_disagree_on_what_a_price_is_are_asked_with_both_sums(tmp_path: Path) -> None:
    lines = (
        "1,A,2,2024-01-15,6.00",
        "2,A,3,2024-01-16,9.00",
        "3,B,2,2024-01-16,4.00",
        "4,B,3,2024-01-17,4.00",
    )
    feed, (one,) = said(tmp_path, TIMES, *lines)
    assert one.is_question
    assert "unit_price" in feed.columns
    assert one.proposed is not None
    assert one.instead is not None
    assert (str(one.proposed.amount), str(one.instead.amount)) == ("23.0", "59.0")


TOTALS = "Order ID,SKU,Qty,Date,Unit Price,Total"


def test_a_total_that_repeats_is_that_of_the_order(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, TOTALS, "1,A,2,2024-01-15,10.00,40.00", "1,B,1,2024-01-15,20.00,40.00")
    assert "order_total" in names(findings)
    assert "amount" not in feed.columns
    assert feed.columns["order_total"] == "Total"


def test_a_total_that_nothing_explains_is_asked_about(tmp_path: Path) -> None:
    _, findings = said(tmp_path, TOTALS, "1,A,2,2024-01-15,10.00,33.00", "2,B,1,2024-01-15,20.00,44.00")
    (one,) = [one for one in findings if one.is_question]
    assert (one.name, one.lines) == ("total_contradicts", 2)
    assert one.instead is not None
    assert (str(one.amount), str(one.instead.amount)) == ("77.0", "40.0")


def test_what_a_person_decided_is_not_asked_again(tmp_path: Path) -> None:
    lines = ("1,A,2,2024-01-15,10.00,33.00", "2,B,1,2024-01-15,20.00,44.00")
    _, findings = said(tmp_path, TOTALS, *lines, fixed=("columns", "amount"))
    assert not any(one.is_question for one in findings)


REFERENCE = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


@pytest.mark.parametrize(("units", "prefixes"), [("-1", {"C", "A"}), ("1", set())], ids=["back", "sold"])
def test_a_letter_that_sells_is_no_cancellation(tmp_path: Path, units: str, prefixes: set[str]) -> None:
    feed, _ = said(tmp_path, REFERENCE, f"C1001,P1,Pen,{units},2024-01-15 10:00,5.00,K1,Germany")
    assert feed.dialect == "online_retail"
    assert set(feed.prefixes) == prefixes


@pytest.mark.parametrize(
    ("second", "order"),
    [
        ("1,A,1,2024-01-16,5.00,K2", "number_and_day"),
        ("1,A,1,2024-01-16,5.00,K1", "number"),
        ("1,B,1,2024-01-15,5.00,K1", "number"),
    ],
    ids=["another day and customer", "another day", "another line"],
)
def test_numbers_that_begin_again_are_orders_by_day(tmp_path: Path, second: str, order: str) -> None:
    feed, _ = said(tmp_path, PLAIN, "1,A,1,2024-01-15,5.00,K1", second)
    assert feed.order == order


@pytest.mark.parametrize(
    ("day", "customer", "order"),
    [("2024-01-16", "K3", "number_and_day"), ("2024-01-15", "K3", "number"), ("2024-01-16", "K1", "number")],
    ids=["files of a day each", "the same day", "the same customer"],
)
def test_numbers_that_begin_again_in_each_file(tmp_path: Path, day: str, customer: str, order: str) -> None:
    for name, at, who in (("one", "2024-01-15", "K1"), ("two", day, customer)):
        rows = [f"{number},A,1,{at},5.00,{who}" for number in (1, 2, 3)]
        (tmp_path / f"{name}.csv").write_text("\n".join((PLAIN, *rows, "")))
    files = open_all(tmp_path)
    feed = detect(files[0], Feed("shop", str(tmp_path))).feed
    found, findings = weighed(files, feed)
    assert found.order == order
    assert names(findings) == (["order_numbers"] if order != "number" else [])


def test_without_numbers_each_line_is_an_order_and_that_is_said(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, "SKU,Qty,Date,Price", "A,1,2024-01-15,5.00", "A,2,2024-01-16,5.00")
    assert feed.order == "line"
    assert names(findings) == ["no_order_number"]


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Shipped", "sale"),
        ("Cancelled", "not_sales"),
        ("Shipped - Returned to Seller", "refunded"),
        ("on hold", "waiting"),
    ],
)
def test_known_words_of_a_status_decide(tmp_path: Path, word: str, meaning: str) -> None:
    line = f"1,A,1,2024-01-15,5.00,{word}"
    feed, _ = said(tmp_path, "Order ID,SKU,Qty,Date,Price,Order Status", line)
    assert feed.statuses == {word.lower(): meaning}


def test_an_unknown_status_that_moves_money_is_asked(tmp_path: Path) -> None:
    lines = ("1,A,1,2024-01-15,5.00,Blue moon", "2,A,1,2024-01-15,5.00,Paid")
    _, findings = said(tmp_path, "Order ID,SKU,Qty,Date,Price,Order Status", *lines)
    (one,) = [one for one in findings if one.is_question]
    assert one.name == "status_unknown"
    assert one.proposed is not None
    assert one.proposed.options == ("--status 'blue moon=sale'",)


def test_sums_that_would_add_currencies_are_not_shown(tmp_path: Path) -> None:
    lines = [
        "1,A,2,2024-01-15,6.00",
        "2,A,3,2024-01-16,9.00",
        "3,B,2,2024-01-16,6.00",
        "4,B,4,2024-01-16,12.00",
    ]
    _, (one,) = said(tmp_path, TIMES, *lines)
    assert one.document()["proposed"]["amount"] is not None
    mixed = [f"{line},{code}" for line, code in zip(lines, ("EUR", "USD", "EUR", "USD"), strict=True)]
    _, (other,) = said(tmp_path, f"{TIMES},Currency", *mixed)
    assert (other.name, other.proposed.money, other.document()["proposed"]["amount"]) == (one.name, "", None)
