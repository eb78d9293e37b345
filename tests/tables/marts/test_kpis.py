"""Metrics by month."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from tests.answers.by_hand import BY_HAND, counted, over
from tests.tables.rows import given, money, rows_of
from tillhouse.catalog import catalog
from tillhouse.metrics.definitions import METRICS
from tillhouse.metrics.formulas import Change

_EVENTS = ("sale", "sale", "sale", "cancellation", "return", "free", "write_off")
_TYPES = ("product", "product", "product", "postage", "fee", "discount")


def _ledger(seed: int = 1, lines: int = 200) -> list[dict[str, Any]]:
    """Lines of two currencies over fourteen months, some of them in no sales figure."""
    chance, rows = random.Random(seed), []
    for n in range(lines):
        month, event = chance.choice(range(14)), chance.choice(_EVENTS)
        sign = -1 if event in ("cancellation", "return", "write_off") else 1
        rows.append(
            {
                "line_id": n,
                "fate": chance.choice(("loaded", "loaded", "loaded", "duplicate")),
                "event": event,
                "line_type": chance.choice(_TYPES),
                "invoice_no": str(chance.randint(1, 60)),
                "feed": chance.choice(("shop", "market")),
                "quantity": sign * chance.randint(1, 9),
                "unit_price": "0"
                if event in ("free", "write_off")
                else chance.choice(("2.55", "0.001", "7")),
                "customer_id": chance.choice((None, "1", "2", "3", "4", "5", "6")),
                "currency": chance.choice(("GBP", "EUR")),
                "sold_at": f"{2010 + (month + 10) // 12}-{(month + 10) % 12 + 1:02}-{chance.randint(1, 28):02}",
            }
        )
    return rows


def _made(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """What the table makes of lines of a ledger, and of what is folded from them."""
    ledger = given("ledger", *rows)
    names = ("sales_bridge", "receipts", "observation_window")
    folded = {name: catalog()[name].body(ledger=ledger) for name in names}
    return rows_of("kpis", ledger=ledger, **folded)


def test_every_metric_of_every_month_is_what_it_is_by_hand() -> None:
    rows = given("ledger", *_ledger()).collect("polars").to_native().to_dicts()
    table = _made(*_ledger())
    assert set(table["metric"]) == {m.name for m in METRICS if not isinstance(m.formula, Change)} - {
        "quarantined",
        "superseded",
        "not_sales",
    }
    for name in BY_HAND:
        found = table.filter(table["metric"] == name).select("currency", "month", "value").rows()
        by_hand = counted(rows, name, lambda r: r["month"], lambda r: r["month"])
        if name == "tax":  # no line says one
            by_hand = dict.fromkeys(by_hand)
        assert {(c, m): value for c, m, value in found} == by_hand, name


def test_a_quotient_and_a_change_are_of_what_stands_beside_them() -> None:
    table = _made(*_ledger())
    values = {
        (m, c, month): v for m, c, month, v in table.select("metric", "currency", "month", "value").rows()
    }
    for row in table.to_dicts():
        if row["denominator"] is not None:
            assert row["value"] == over(row["numerator"], row["denominator"])
        year, month = row["month"].split("-")
        past = f"{int(year) - 1}-{month}"
        was = values.get((row["metric"], row["currency"], past))
        change = (
            over(row["value"] - was, was)
            if was is not None and was > 0 and row["value"] is not None
            else None
        )
        assert row["year_over_year"] == change


def test_the_order_of_lines_changes_nothing() -> None:
    rows = _ledger()
    again = random.Random(5).sample(rows, len(rows))
    table, other = (_made(*some) for some in (rows, again))
    assert table.sort("metric", "currency", "month").equals(other.sort("metric", "currency", "month"))


def test_a_month_that_the_data_do_not_span_is_partial() -> None:
    days = (
        {"sold_at": "2011-01-01"},
        {"sold_at": "2011-02-10"},
        {"sold_at": "2011-03-30", "unit_price": "3.06"},
    )
    rows = _made(*days).filter(metric="revenue").sort("month")
    assert rows["is_partial"].to_list() == [False, False, True]
    assert rows["month_over_month"].to_list() == [None, *money("0", "0.2")]


def test_a_lake_without_lines_has_no_metrics() -> None:
    assert _made().is_empty()


def test_a_line_without_a_date_is_in_no_sales_figure() -> None:
    lost = {"sold_at": None, "month": "unknown", "business_date": None, "fate": "quarantined", "event": None}
    rows = _made({}, lost).filter(metric="quarantined").to_dicts()
    assert [(row["month"], row["value"], row["is_partial"]) for row in rows] == [
        ("unknown", Decimal("15.3"), None)
    ]


def test_a_product_is_sold_even_where_its_money_is_cancelled_on_the_receipt() -> None:
    """A price below 0 on the same invoice: the money of products sold is 0, and yet something was bought."""
    rows = (
        {"quantity": 2},
        {"quantity": 2, "unit_price": "-2.55"},
        {"line_type": "postage", "customer_id": "1"},
    )
    found = {row["metric"]: row["value"] for row in _made(*rows).to_dicts()}
    assert [found["gross_sales"], found["customers"], found["orders"]] == [0, 1, 1]
