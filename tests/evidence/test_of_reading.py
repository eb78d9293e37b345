"""A saved feed as a reading changes it, and the net of a later delivery under each reading."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tillhouse.evidence.asking import of_later
from tillhouse.evidence.finding import Finding, Reading
from tillhouse.evidence.of_reading import changed, is_as_saved, with_net
from tillhouse.settings.feed import Feed
from tillhouse.sources import Opened, open_all

COLUMNS = {
    "invoice_no": "No",
    "sold_at": "Date",
    "stock_code": "Item",
    "quantity": "Qty",
    "unit_price": "Price",
}
FEED = Feed("shop", "in", columns={**COLUMNS, "amount": "Total", "shipping": "Post"}, date_order="day-first")
#: The total of the second line is not quantity × price; the third is shipping's order.
ROWS = """No,Date,Item,Qty,Price,Total,Post
1,01/02/2024,A,2,3.00,6.00,0.00
2,02/02/2024,B,1,4.00,5.00,0.00
3,03/02/2024,A,1,3.00,3.00,2.50
"""
GIVEN = Reading("Total is the money", ("--column amount=Total",), Decimal(14))
COMPUTED = Reading("Qty × Price is", ("--column unit_price=Price", "--without amount"), Decimal(13))


def delivered(folder: Path) -> Opened:
    path = folder / "later.csv"
    path.write_text(ROWS)
    (file,) = open_all(path)
    return file


@pytest.mark.parametrize(
    ("options", "is_saved"),
    [
        (("--column amount=Total",), True),
        (("--without fee",), True),
        (("--order number",), True),
        (("--column amount=Total", "--order line"), False),
        (("--without amount",), False),
        (("--column order_total=Total",), False),
        (("--discount-as fraction",), False),
        (("--status Void=not_sales",), False),
        (("--dialect none",), False),
        ((), False),
    ],
)
def test_a_reading_is_as_the_feed_where_it_changes_nothing(options: tuple[str, ...], is_saved: bool) -> None:
    assert is_as_saved(FEED, Reading("so", options)) == is_saved


def test_words_are_added_to_those_of_the_feed() -> None:
    feed = replace(FEED, statuses={"paid": "sale"})
    found = changed(feed, Reading("so", ("--status Void=not_sales", "--status 'On Hold=waiting'")))
    assert found is not None
    assert found.statuses == {"paid": "sale", "void": "not_sales", "on hold": "waiting"}


def test_money_is_the_net_of_the_whole_delivery(tmp_path: Path) -> None:
    found = with_net(Finding("total", "?", 1, None, GIVEN, COMPUTED), delivered(tmp_path), FEED)
    assert [one and one.amount for one in (found.proposed, found.instead)] == [
        Decimal("16.50"),
        Decimal("15.50"),
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_as_the_feed_reads_is_what_the_feed_says(tmp_path: Path, turned: bool) -> None:
    pair = (COMPUTED, GIVEN) if turned else (GIVEN, COMPUTED)
    error = of_later([(delivered(tmp_path), Finding("total", "?", 1, None, *pair))], FEED)
    other, saved = (error.hint or "").splitlines()
    assert "--name shop_new --column unit_price=Price --without amount" in other
    assert "--date-order day-first" in other
    assert saved.startswith("Or, as the feed reads:")
    assert saved.endswith("--name shop --column amount=Total --yes")
