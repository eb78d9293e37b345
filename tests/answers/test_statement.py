"""The books as they are asked for: the bridge in the words of a shop, and statements of parts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.shops import Shop
from tillhouse.answers.statement import Bridge, bridge_of, split, statement
from tillhouse.books import Line
from tillhouse.errors import UnknownName
from tillhouse.retail.events import EVENTS, LINE_TYPES


def line(rows: int, amount: str) -> Line:
    return Line(rows, Decimal(amount))


def test_a_bridge_names_steps_and_leaves_out_what_is_empty() -> None:
    bridge = Bridge(
        {
            ("sale", "product"): line(3, "10"),
            ("return", "product"): line(1, "-4"),
            ("sale", "postage"): line(1, "2"),
            ("cancellation", "postage"): line(1, "-1"),
            ("free", "product"): line(1, "0"),
        }
    )
    assert bridge.steps == [
        ("products sold", line(3, "10")),
        ("products returned", line(1, "-4")),
        ("postage (net)", line(2, "1")),
        ("free and written off (products)", line(1, "0")),
    ]
    assert bridge.net == line(7, "7")


def test_credit_notes_are_told_from_receipts() -> None:
    bridge = Bridge(
        {
            ("sale", "receipt"): line(3, "10"),
            ("return", "receipt"): line(1, "-4"),
            ("cancellation", "receipt"): line(1, "-1"),
        }
    )
    assert bridge.steps == [
        ("receipts without products", line(3, "10")),
        ("such receipts cancelled", line(1, "-1")),
        ("such receipts returned, credit notes", line(1, "-4")),
    ]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("kind", LINE_TYPES)
def test_no_line_is_left_out_of_the_bridge(event: str, kind: str) -> None:
    bridge = Bridge({(event, kind): line(1, "5")})
    assert [found for _, found in bridge.steps] == [bridge.net]


def test_the_bridge_leads_to_what_the_books_loaded(small_lake: Shop) -> None:
    bridge = bridge_of(small_lake.snapshot)
    assert bridge is not None
    assert bridge.net.amount == statement(small_lake.snapshot).books.fates["loaded"].amount


def test_statements_of_months_add_up_to_the_whole(small_lake: Shop) -> None:
    whole = statement(small_lake.snapshot)
    months = split(small_lake.snapshot, "month").parts
    assert len(months) > 2
    assert sum((books.received for books in months.values()), Line()) == whole.books.received
    ((month, _), books) = next(iter(months.items()))
    assert statement(small_lake.snapshot, month=month).books == books


def test_only_the_whole_says_what_is_worth_a_look(small_lake: Shop) -> None:
    assert statement(small_lake.snapshot).worth
    assert statement(small_lake.snapshot, feed="shop").worth == ()


def test_a_feed_or_month_that_is_none_is_refused(small_lake: Shop) -> None:
    for asked in ({"feed": "shopp"}, {"month": "1999-01"}):
        with pytest.raises(UnknownName):
            statement(small_lake.snapshot, **asked)
