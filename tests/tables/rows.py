"""Rows in, rows out: what a table makes of a few rows of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl

from tests.frames import Columns, on_engine
from tillhouse import folder
from tillhouse.catalog import catalog
from tillhouse.frame import Frame
from tillhouse.retail.calendar import Calendar
from tillhouse.settings.own_files import OWN_FILES, OwnFile

#: The engine that rows are given to.
ENGINE: ContextVar[str] = ContextVar("engine", default="polars")
#: What a row says unless it is told otherwise; month, day and money follow from the rest.
USUAL: Mapping[str, Mapping[str, Any]] = {
    "ledger": {
        "feed": "shop",
        "fate": "loaded",
        "event": "sale",
        "line_type": "product",
        "invoice_no": "536365",
        "stock_code": "85123A",
        "description": "HEART",
        "quantity": 6,
        "unit_price": "2.55",
        "sold_at": "2011-01-10 10:00",
        "customer_id": "17850",
        "country": "France",
        "currency": "GBP",
    },
    "receipts": {
        "feed": "shop",
        "order_id": "536365",
        "sold_at": "2011-01-10 10:00",
        "customer_id": "17850",
        "country": "France",
        "currency": "GBP",
        "lines": 1,
        "sale_lines": 1,
        "units": 6,
        "sold": "15.30",
        "reversed": "0",
        "amount": "15.30",
    },
    "product_months": {
        "stock_code": "85123A",
        "description": "HEART",
        "currency": "GBP",
        "event": "sale",
        "product_lines": 1,
        "units": 6,
        "amount": "15.30",
        "first_sold_at": "2011-01-10 10:00",
        "last_sold_at": "2011-01-10 10:00",
    },
    "sales_bridge": {
        "business_date": "2011-01-10",
        "country": "France",
        "currency": "GBP",
        "event": "sale",
        "line_type": "product",
        "lines": 1,
        "quantity": 6,
        "amount": "15.30",
    },
    "sales_hours": {
        "business_date": "2011-01-10",
        "hour": 10,
        "country": "France",
        "currency": "GBP",
        "product_lines": 1,
        "product_orders": 1,
        "units": 6,
        "sales": "15.30",
    },
    "customer_days": {
        "customer_key": 1,
        "customer_id": "17850",
        "currency": "GBP",
        "business_date": "2011-01-10",
        "product_orders": 1,
        "returned": "0",
    },
    "product_sales": {"currency": "GBP", "units_reversed": 0, "product_lines": 1},
    "fact_returns": {"currency": "GBP", "event": "cancellation", "line_type": "product"},
    "exchange_rates": {
        "base": "GBP",
        "currency": "USD",
        "source": "rates.csv",
        "fetched_at": "2012-01-01 00:00",
    },
    "product_costs": {
        "stock_code": "85123A",
        "currency": "GBP",
        "source": "costs.csv",
        "fetched_at": "2012-01-01 00:00",
    },
    "daily_sales": {"currency": "GBP", "lines": 1, "units": 6, "reversals": "0", "other_income": "0"},
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "quantity": Decimal,
    "price": Decimal,
    "money": Decimal,
    "total": Decimal,
    "share": Decimal,
    "number": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def given(table: str, *rows: Mapping[str, Any]) -> Frame:
    """Rows of a table, in its declared types; lines of a ledger are numbered from 1 in the order given."""
    types = {name: column.type for name, column in catalog()[table].columns.items()}
    full = [_full(table, {**USUAL.get(table, {}), **row}, n) for n, row in enumerate(rows, start=1)]
    columns = {name: [_read(row.get(name), kind) for row in full] for name, kind in types.items()}
    return on_this(columns, types)


def on_this(columns: Columns, types: Mapping[str, str]) -> Frame:
    """A frame on the engine under test."""
    return on_engine(ENGINE.get(), columns, types)


def calendar_of(*days: str, calendar: Calendar | None = None) -> Frame:
    """The days of `dim_date` for a shop that traded on these."""
    receipts = given("receipts", *({"sold_at": day} for day in days))
    found: Frame = catalog()["dim_date"].body(receipts=receipts, calendar=calendar or Calendar())
    return found


def built(table: str, *columns: str, **inputs: Any) -> list[Any]:
    """What a table makes of its inputs: the values of some columns, row by row, sorted as text."""
    found = sorted(rows_of(table, **inputs).select(columns).rows(), key=lambda row: [*map(str, row)])
    return found if len(columns) > 1 else [value for (value,) in found]


def rows_of(table: str, **inputs: Any) -> pl.DataFrame:
    """What a table makes of its inputs, cast to its declared types as the pipeline does."""
    declared = catalog()[table]
    if "observation_window" in declared.inputs:
        inputs.setdefault("observation_window", given("observation_window"))  # nothing is left out
    for name in set(OWN_FILES) & set(declared.parameters):
        inputs.setdefault(name, OwnFile())
    types = {name: column.type for name, column in declared.columns.items()}
    found: pl.DataFrame = folder.entry("tillhouse.engines", ENGINE.get()).computed(
        nw.to_native(declared.body(**inputs)), types
    )
    return found


def money(*amounts: str) -> tuple[Decimal, ...]:
    """Exact amounts."""
    return tuple(Decimal(amount) for amount in amounts)


def at(moment: str) -> datetime:
    """A moment."""
    return datetime.fromisoformat(moment)


def _full(table: str, row: dict[str, Any], n: int) -> dict[str, Any]:
    """The row with what follows from it."""
    moment = row.get("sold_at") or row.get("first_sold_at") or row.get("business_date") or ""
    row.setdefault("month", moment[:7])
    row.setdefault("business_date", moment[:10] or None)
    if table == "customer_days":
        row.setdefault("net", str(Decimal(row["sold"]) + Decimal(row["returned"])))
    if table == "ledger":
        row.setdefault("line_id", n)
        row.setdefault("part", 0)
        row.setdefault("order_id", row["invoice_no"])
        row.setdefault("amount", str(Decimal(row["unit_price"] or 0) * Decimal(row["quantity"])))
        row.setdefault("gross_amount", row["amount"])
    if table == "receipts":
        row.setdefault("gross_sold", row["sold"])
    if table == "product_months":
        row.setdefault("gross_amount", row["amount"])
    if table == "sales_bridge":
        row.setdefault("gross_amount", row["amount"])
        row.setdefault("discount", "0")
    if table == "fact_returns":
        row.setdefault("part", 0)
        row.setdefault("sale_part", 0 if row.get("sale_line_id") is not None else None)
    return row


def _read(value: Any, kind: str) -> Any:
    return _READ[kind](value) if isinstance(value, str | int) and kind in _READ else value
