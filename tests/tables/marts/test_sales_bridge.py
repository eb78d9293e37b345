"""From gross to net: every loaded penny in one cell of event and line type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.tables.rows import built, given, money

#: One line of each kind that the reference data knows, and its money.
LINES: tuple[dict[str, Any], ...] = (
    {"quantity": 6, "unit_price": "2.55"},
    {"quantity": 3, "unit_price": "0.001"},
    {"quantity": -6, "unit_price": "2.55", "event": "cancellation"},
    {"quantity": -1, "unit_price": "1.25", "event": "return"},
    {"quantity": -9, "unit_price": "0", "event": "write_off"},
    {"quantity": 1, "unit_price": "0", "event": "free"},
    {"quantity": 1, "unit_price": "18.00", "line_type": "postage"},
    {"quantity": -1, "unit_price": "27.50", "line_type": "discount", "event": "cancellation"},
    {"quantity": 1, "unit_price": "-11062.06", "line_type": "bad_debt", "event": "adjustment"},
)
TOTAL = Decimal("-11072.807")


def test_the_cells_add_up_to_the_ledger() -> None:
    cells = built("sales_bridge", "event", "line_type", "lines", "amount", ledger=given("ledger", *LINES))
    assert cells == [
        ("adjustment", "bad_debt", 1, *money("-11062.06")),
        ("cancellation", "discount", 1, *money("-27.50")),
        ("cancellation", "product", 1, *money("-15.30")),
        ("free", "product", 1, *money("0")),
        ("return", "product", 1, *money("-1.25")),
        ("sale", "postage", 1, *money("18.00")),
        ("sale", "product", 2, *money("15.303")),
        ("write_off", "product", 1, *money("0")),
    ]
    assert sum(amount for *_, amount in cells) == TOTAL


def test_a_giant_order_and_its_cancellation_sell_nothing() -> None:
    giant = {"stock_code": "23166", "unit_price": "1.04"}
    ledger = given(
        "ledger", giant | {"quantity": 74215}, giant | {"quantity": -74215, "event": "cancellation"}
    )
    assert sum(built("sales_bridge", "amount", ledger=ledger)) == Decimal(0)
    assert sum(built("sales_bridge", "quantity", ledger=ledger)) == 0


def test_lines_that_do_not_count_move_nothing() -> None:
    rest = [{**line, "fate": fate} for line in LINES for fate in ("duplicate", "quarantined", "superseded")]
    assert sum(built("sales_bridge", "amount", ledger=given("ledger", *LINES, *rest))) == TOTAL


def test_days_countries_and_currencies_stand_apart() -> None:
    others = ({"sold_at": "2011-01-11"}, {"country": None}, {"currency": "EUR"})
    assert built("sales_bridge", "lines", ledger=given("ledger", {}, {}, *others)) == [1, 1, 1, 2]
