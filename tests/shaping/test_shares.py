"""The share of a line that came back, as a line that takes it back."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tillhouse.settings.feed import BACK_QUANTITIES, LINE, Feed
from tillhouse.shaping.shares import shares_back

COLUMNS = {name: name for name in ("quantity", "unit_price", "returned_quantity")}


def shares(feed: Feed, **texts: str | None) -> list[dict[str, Any]]:
    """What takes one line with these texts back."""
    names = (*LINE, *BACK_QUANTITIES, "extra", "role", "problem")
    line = pl.DataFrame({name: [texts.get(name)] for name in names}, schema=dict.fromkeys(names, pl.String))
    return shares_back(line.with_columns(part=pl.lit(0, pl.Int64)), feed).rows(named=True)


def feed(*more: str, **said: Any) -> Feed:
    return Feed("shop", columns=COLUMNS | {name: name for name in more}, **said)


def test_a_share_has_its_quantity_and_the_price_of_the_line() -> None:
    (one,) = shares(feed(), quantity="3", unit_price="20.00", returned_quantity="1")
    assert (float(one["quantity"]), one["unit_price"], one["part"]) == (1.0, "20.00", -1000)


def test_money_of_the_line_is_shared_and_written_as_the_feed_writes() -> None:
    written = feed("amount", "discount", decimal=",")
    (one,) = shares(written, quantity="3", amount="27,00", discount="3,00", returned_quantity="1")
    assert (one["amount"], one["discount"]) == ("9,000000", "1,000000")


@pytest.mark.parametrize(
    ("said", "given", "shared"),
    [
        ({}, "10%", "10%"),
        ({"discount_as": "percent"}, "10", "10"),
        ({"discount_as": "unit"}, "1.00", "1.00"),
        ({}, "3.00", "1.000000"),
    ],
)
def test_what_is_of_a_unit_or_a_rate_is_the_same_for_a_share(said: Any, given: str, shared: str) -> None:
    (one,) = shares(feed("discount", **said), quantity="3", discount=given, returned_quantity="1")
    assert one["discount"] == shared


def test_quantities_that_came_back_and_were_called_off_are_added() -> None:
    (one,) = shares(feed("cancelled_quantity"), quantity="5", returned_quantity="1", cancelled_quantity="2")
    assert float(one["quantity"]) == 3.0


@pytest.mark.parametrize(
    ("declared", "texts"),
    [
        (feed(), {"quantity": "3", "returned_quantity": "0"}),
        (feed(), {"quantity": "3", "returned_quantity": None}),
        (feed(), {"quantity": "0", "returned_quantity": "1"}),
        (feed("refund"), {"quantity": "3", "returned_quantity": "1"}),
        (
            feed("status", statuses={"refunded": "refunded"}),
            {"quantity": "3", "returned_quantity": "1", "status": "Refunded"},
        ),
    ],
    ids=["none", "blank", "of nothing", "beside money paid back", "beside a status that takes all back"],
)
def test_nothing_is_taken_back(declared: Feed, texts: dict[str, str | None]) -> None:
    assert shares(declared, **texts) == []
