"""Discounts and taxes, as money, rates and shares, beside each kind of amount: the same on every engine."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.engines.chain import made
from tests.engines.edges import numbered
from tests.frames import ENGINES
from tests.tables.rows import ENGINE
from tillhouse.booking import amounts
from tillhouse.catalog import catalog
from tillhouse.settings.feed import Feed

_PLAIN = Feed(
    "shop",
    "sales.csv",
    columns={name: name for name in ("invoice_no", "stock_code", "description", "sold_at")},
    currency="EUR",
)
_LEDGER = [catalog()[name] for name in ("raw_sales", "repairs", "overruled_lines", "ledger")]
_MONEY = ("quantity", "unit_price", "gross_amount", "discount", "tax", "amount", "fate")


def _feed(*more: str, **said: Any) -> Feed:
    return replace(_PLAIN, columns={**_PLAIN.columns, **{name: name for name in more}}, **said)


def _booked(engine: str, feed: Feed, *lines: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The money of the ledger's lines, of which each says what differs from one of 25.00."""
    plain = {"delivery": 1, "part": 0, "stock_code": "A", "description": "Pen", "quantity": "1",
             "sold_at": "2024-02-01", "unit_price": "25.00", "amount": "25.00"}  # fmt: skip
    records = numbered({**plain, "invoice_no": str(n), **line} for n, line in enumerate(lines, 1))
    token = ENGINE.set(engine)
    try:
        return made(records, engine, feed, _LEDGER)["ledger"].sort("line_id").select(_MONEY).rows()
    finally:
        ENGINE.reset(token)


#: What a shop may write of one line, in every column that a feed can have of it.
_LINES = (
    {"discount": "1.50", "tax": "5.00"},
    {"discount": None, "tax": None},
    {"quantity": "2", "amount": "50.00", "discount": "50%", "tax": "20%"},
    {"quantity": "-1", "amount": "-25.00", "discount": "0", "tax": "-5"},
    {"unit_price": "0.00", "amount": "0.00", "discount": "100%", "tax": "0%"},
    {"quantity": "3", "unit_price": "3.333333", "amount": "10.00", "discount": "0.333333", "tax": "19"},
    {"unit_price": "free", "amount": "?", "discount": "some", "tax": "none"},
)
_COLUMNS = (
    ("quantity", "unit_price"),
    ("unit_price",),
    ("quantity", "amount"),
    ("quantity", "unit_price", "amount"),
)


@pytest.mark.parametrize("columns", _COLUMNS, ids="+".join)
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "polars"])
def test_each_reading_of_discount_and_tax_is_the_same(engine: str, columns: tuple[str, ...]) -> None:
    readings: list[dict[str, Any]] = [
        *({"discount_as": word} for word in ("line", "unit", "percent", "fraction")),
        {"signed": ("discount",)},
        *({"tax_as": a, "tax_basis": b} for a, b in product(("amount", "percent"), ("included", "excluded"))),
        {"tax_as": "fraction", "tax_basis": "excluded"},
        {"tax_as": "percent"},
    ]
    for said in readings:
        feed = _feed(*columns, "discount", "tax", **said)
        assert _booked(engine, feed, *_LINES) == _booked("polars", feed, *_LINES), said


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("columns", "line", "expected"),
    [
        (("quantity", "unit_price", "discount"), {"discount": "1.50"}, ("25", "1.5", None, "23.5")),
        (("quantity", "unit_price", "discount"), {"discount": None}, ("25", "0", None, "25")),
        (("quantity", "unit_price", "tax"), {"tax": "3.33"}, ("25", "0", "3.33", "25")),
        (("unit_price",), {}, ("25", "0", None, "25")),
        (("quantity", "amount", "discount"), {"discount": "50%"}, ("50", "25", None, "25")),
        # what was free has no money to say what it was before: its gross is unknown, and nothing is booked
        (("quantity", "amount", "discount"), {"amount": "0.00", "discount": "100%"}, ("0", "0", None, "0")),
    ],
)
def test_the_money_of_a_line(
    engine: str, columns: tuple[str, ...], line: dict[str, Any], expected: tuple[str | None, ...]
) -> None:
    ((quantity, _, gross, discount, tax, amount, fate),) = _booked(engine, _feed(*columns), line)
    said = tuple(one if one is None else Decimal(one) for one in expected)
    assert ((gross, discount, tax, amount), quantity, fate) == (said, 1, "loaded")


def test_an_engine_that_reads_a_rate_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a hundred that is a thousand gives other discounts."""
    feed = _feed("quantity", "unit_price", "discount", discount_as="percent")
    expected = _booked("polars", feed, *_LINES)
    monkeypatch.setattr(amounts, "_HUNDRED", amounts._HUNDRED * 10)
    assert _booked("duckdb", feed, *_LINES) != expected
