"""Where a column is blank, another can hold what is meant."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tillhouse.errors import UnknownName
from tillhouse.settings.feed import Feed
from tillhouse.shaping import Shaper

FEED = Feed("shop", "orders.csv", columns={"sold_at": "Day", "amount": "Subtotal", "country": "Ship to"})
BOTH = replace(FEED, otherwise={"amount": "Gross", "country": "Bill to"})


def shaped(feed: Feed, **fields: str | None) -> dict[str, object]:
    """The line of a record."""
    record = {
        "Day": "2024-03-05",
        "Subtotal": "5.00",
        "Gross": "9.00",
        "Ship to": "DE",
        "Bill to": "FR",
    } | fields
    batch = pl.DataFrame([{**record, "line": 2, "raw": "", "problem": None}])
    return Shaper(feed).lines(batch.with_columns(pl.col("problem").cast(pl.String))).row(0, named=True)


@pytest.mark.parametrize(
    ("subtotal", "gross", "amount"),
    [
        ("5.00", "9.00", "5.00"),
        ("0", "9.00", "0"),
        ("", "9.00", "9.00"),
        (None, "9.00", "9.00"),
        ("--", "9.00", "9.00"),
        (" - ", "9.00", "9.00"),
        ("--", None, "--"),
        ("é", "9.00", "é"),
    ],
)
def test_the_other_column_counts_where_the_first_is_blank(
    subtotal: str | None, gross: str | None, amount: str
) -> None:
    assert shaped(BOTH, Subtotal=subtotal, Gross=gross)["amount"] == amount


def test_each_record_decides_for_itself_and_each_meaning_too() -> None:
    line = shaped(BOTH, **{"Subtotal": "", "Ship to": "DE"})
    assert (line["amount"], line["country"]) == ("9.00", "DE")


def test_without_another_column_blank_is_blank() -> None:
    assert shaped(FEED, Subtotal="")["amount"] == ""


def test_another_column_says_nothing_of_a_meaning_that_has_none() -> None:
    feed = replace(BOTH, columns={"sold_at": "Day", "amount": "Subtotal"})
    assert shaped(feed, Subtotal="1")["country"] is None


def test_a_meaning_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownName, match="sum"):
        replace(FEED, otherwise={"sum": "Gross"}).checked("feed shop")


@pytest.mark.parametrize(
    ("nothing", "subtotal", "amount"),
    [
        ((), "--", "--"),
        (("--",), "--", None),
        (("--",), " -- ", None),
        (("--",), "-5.00", "-5.00"),
        (("--",), "", ""),
    ],
)
def test_words_that_stand_for_nothing_are_no_value(
    nothing: tuple[str, ...], subtotal: str, amount: str | None
) -> None:
    assert shaped(replace(FEED, nothing=nothing), Subtotal=subtotal)["amount"] == amount


def test_the_other_column_counts_where_the_first_stands_for_nothing() -> None:
    feed = replace(BOTH, nothing=("x",))
    assert shaped(feed, Subtotal="x")["amount"] == "9.00"
    assert shaped(feed, Subtotal="x", Gross="x")["amount"] is None
