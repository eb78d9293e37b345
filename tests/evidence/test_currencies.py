"""Money of findings by currency: kinds of evidence say two currencies side by side, and add none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tillhouse.evidence import codes, statuses
from tillhouse.evidence.currencies import apart, code, named, told, whole
from tillhouse.evidence.habits import Habits, departures
from tillhouse.evidence.net import net_of
from tillhouse.evidence.spread import Spread
from tillhouse.settings.feed import Feed
from tillhouse.sources import open_all

BOTH = {"EUR": Decimal(5), "USD": Decimal(-7)}


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        ({}, "0.00"),
        ({"": Decimal(5)}, "5.00"),
        ({"EUR": Decimal(-5)}, "−5.00"),
        (BOTH, "5.00 EUR − 7.00 USD"),
        ({"EUR": Decimal(5), "USD": Decimal(0)}, "5.00"),
    ],
)
def test_money_is_told_with_currencies_where_there_are_several(
    amounts: dict[str, Decimal], text: str
) -> None:
    assert told(amounts) == text


def test_money_beside_that_of_another_currency_has_its_own() -> None:
    assert told({"EUR": Decimal(5)}, [{"USD": Decimal(7)}]) == "5.00 EUR"


def test_one_currency_needs_no_sums_beside_the_amount() -> None:
    assert (apart({"EUR": Decimal(5)}), apart(BOTH)) == ({}, BOTH)
    assert whole(BOTH) == -2


@pytest.mark.parametrize(("text", "found"), [("usd", "USD"), ("€", "EUR"), ("", "GBP"), (None, "GBP")])
def test_a_line_that_names_no_currency_is_in_that_of_its_feed(text: str | None, found: str) -> None:
    assert code(text, Feed("shop", currency="GBP")) == found


def test_lines_without_a_column_of_currencies_name_none() -> None:
    assert pl.DataFrame({"a": [1]}).select(named(pl.DataFrame({"a": [1]}))).item() == ""


LINES = pl.DataFrame(
    {"status": ["Paid", "Paid", "Zorp"], "amount": [5.0, 7.0, 1.0], "currency": ["EUR", "USD", "USD"]}
)
FEED = Feed("shop", columns={"status": "Status", "amount": "Sum", "currency": "Cur", "stock_code": "SKU"})


def test_a_status_says_its_money_by_currency() -> None:
    watch = statuses.Watch(FEED)
    watch.add(LINES)
    paid, zorp = watch.found(FEED)
    assert "paid: a sale (2, 5.00 EUR + 7.00 USD)" in paid.says
    assert paid.currencies == {"EUR": Decimal(5), "USD": Decimal(7)}
    assert "'zorp' (1 lines, 1.00)" in zorp.says
    assert zorp.currencies == {}


def test_a_status_of_one_currency_says_one_amount() -> None:
    watch = statuses.Watch(FEED)
    watch.add(LINES.with_columns(currency=pl.lit("EUR")))
    assert "paid: a sale (2, 12.00)" in next(watch.found(FEED)).says


def test_damaged_codes_say_their_money_by_currency() -> None:
    watch = codes.Watch(FEED)
    watch.add(LINES.with_columns(stock_code=pl.lit("4.00638E+12")))
    (found,) = watch.found(FEED)
    assert "3 lines (5.00 EUR + 8.00 USD)" in found.says
    assert found.document()["amount"] is None


def test_a_new_value_says_its_money_by_currency() -> None:
    spread, now, usual = Spread(FEED), Habits(), Habits()
    text = LINES.with_columns(stock_code=pl.lit("P1")).with_columns(
        pl.col("amount").cast(pl.String), problem=None, role=pl.lit(None, pl.String), part=0
    )
    spread.add(text)
    for one, status in ((now, "Paid"), (usual, "Open")):
        one.add(pl.DataFrame({"Status": [status]}), ["Status"], FEED)
    (found,) = departures(now, usual, usual, spread)
    assert "paid was never there before (2 lines, 5.00 EUR + 7.00 USD)." in found.says


def test_the_net_money_of_a_file_is_by_currency(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Day,Sum,Cur\n2024-01-15,5.00,EUR\n2024-01-15,7.00,usd\n")
    (file,) = open_all(tmp_path / "a.csv")
    feed = Feed(
        "shop", columns={"sold_at": "Day", "amount": "Sum", "currency": "Cur"}, date_order="ymd", format="csv"
    )
    assert net_of(file, feed) == {"EUR": Decimal(5), "USD": Decimal(7)}
