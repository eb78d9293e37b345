"""The statement reads what was delivered a second time, by code of its own; both must say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.rows import on_this
from tests.tables.silver.lines import FEED, TOTALS, booked, raw, sale
from tillhouse.frame import Frame, gathered
from tillhouse.pipeline.checking import run_checks
from tillhouse.settings.feed import Feed
from tillhouse.tables.books.statement import statement
from tillhouse.tables.silver.ledger import ledger

ODD_NUMBERS = st.one_of(
    st.text("0123456789.,+- '\u00a0\u202f\x1c", max_size=9),
    st.from_regex(r"[+-]?[0-9]{1,17}([.,][0-9]{0,20})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}([.,' ][0-9]{3}){1,4}([.,][0-9]{1,3})?", fullmatch=True),
)
NUMBER_FEEDS = (
    FEED,
    replace(FEED, thousands=","),
    replace(FEED, decimal=",", thousands="."),
    replace(FEED, decimal=",", thousands=" "),
    TOTALS,
)


#: Two equal lines, one that came back, and one whose quantity is no number.
FOUR = (
    sale(line=2),
    sale(line=3),
    sale(line=4, invoice_no="C1", quantity="-2"),
    sale(line=5, quantity="two"),
)


def booked_with(changed: Mapping[str, Any], records: Sequence[Mapping[str, Any]] = FOUR) -> Frame:
    """The statement of some records, where the ledger says something else of the first."""
    types = {name: column.type for name, column in ledger.columns.items()}
    first, *others = booked(records)
    lines = [{**first, **changed}, *others]
    frame = on_this({name: [line[name] for line in lines] for name in types}, types)
    return statement.body(raw_sales=raw(records), ledger=frame, feed=FEED)


def test_what_was_received_and_what_became_of_it_in_rows_and_in_money() -> None:
    books = {
        (row["aspect"], row["item"]): (row["rows"], str(row["amount"]), row["unknown"])
        for row in gathered(booked_with({})).iter_rows(named=True)
    }
    assert books == {
        ("received", "all"): (4, "25.500000", 1),
        ("fate", "loaded"): (3, "25.500000", 0),
        ("fate", "quarantined"): (1, "0.000000", 1),
        ("event", "sale"): (2, "30.600000", 0),
        ("event", "cancellation"): (1, "-5.100000", 0),
        ("line_type", "product"): (3, "25.500000", 0),
    }


@pytest.mark.parametrize(
    ("changed", "balance"),
    [
        ({}, ""),
        ({"amount": Decimal("15.29")}, "balances(amount, minus=accounted_amount)"),
        ({"amount": None}, "balances(unknown, minus=accounted_unknown)"),
        ({"delivery": 2}, "balances(rows, minus=accounted_rows)"),
    ],
)
def test_a_ledger_that_says_something_else_does_not_balance(changed: dict[str, Any], balance: str) -> None:
    results = run_checks(statement, booked_with(changed), {})
    failed = {result.check for result in results if result.outcome != "pass"}
    assert (balance in failed) if balance else not failed


@settings(max_examples=60, deadline=None)
@given(
    drawn=st.lists(st.tuples(ODD_NUMBERS, ODD_NUMBERS), min_size=1, max_size=20),
    feed=st.sampled_from(NUMBER_FEEDS),
)
def test_whatever_stands_in_a_number_the_books_close(drawn: list[tuple[str, str]], feed: Feed) -> None:
    """The statement reads the text a second time, by code of its own: it must call the same things numbers."""
    records = [sale(line=n, quantity=q, unit_price=p, amount=p) for n, (q, p) in enumerate(drawn, 2)]
    types = {name: column.type for name, column in ledger.columns.items()}
    lines = booked(records, feed)
    frame = on_this({name: [line[name] for line in lines] for name in types}, types)
    books = statement.body(raw_sales=raw(records, feed), ledger=frame, feed=feed)
    for row in gathered(books).iter_rows(named=True):
        if row["aspect"] == "received":
            told = (row["rows"], row["amount"], row["unknown"])
            assert told == (row["accounted_rows"], row["accounted_amount"], row["accounted_unknown"])
