"""A clean little shop, and for each check the corruptions it must find: where, and how many rows break it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tillhouse.checks import Check
from tillhouse.checks.as_usual import as_usual
from tillhouse.checks.balances import balances
from tillhouse.checks.distribution import distribution
from tillhouse.checks.fresh import fresh
from tillhouse.checks.in_range import in_range
from tillhouse.checks.matches import matches
from tillhouse.checks.no_gap import no_gap
from tillhouse.checks.no_overlap import no_overlap
from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_current import one_current
from tillhouse.checks.one_of import one_of
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.row_count import row_count
from tillhouse.checks.unique import unique

Columns = dict[str, list[Any]]
Corruption = Callable[[Columns], Columns]

TYPES = {
    "line_id": "integer",
    "month": "text",
    "stock_code": "text",
    "event": "text",
    "quantity": "integer",
    "unit_price": "price",
    "amount": "money",
    "sold_on": "date",
    "version": "integer",
    "customer_id": "text",
    "valid_from": "datetime",
    "valid_to": "datetime",
    "is_current": "boolean",
    "received": "integer",
    "loaded": "integer",
    "duplicate": "integer",
    "received_amount": "total",
    "loaded_amount": "total",
}


def _moment(day: int) -> datetime:
    return datetime(2024, 1, day, 9, 30)


CLEAN: Mapping[str, Columns] = {
    "sales": {
        "line_id": [1, 2, 3, 4, 5, 6, 7, 8],
        "month": [f"2024-0{n}" for n in (1, 1, 2, 2, 3, 3, 4, 4)],
        "stock_code": ["85123A", "22423", "85123A", "22423", "85123A", "22423", "85123A", "22423"],
        "event": ["sale", "return"] * 4,
        "quantity": [16, -1, 18, -2, 16, -1, 17, -1],
        "unit_price": [Decimal("2.55"), Decimal("12.75")] * 4,
        "amount": [
            Decimal(n) for n in ("40.80", "-12.75", "45.90", "-25.50", "40.80", "-12.75", "43.35", "-12.75")
        ],
        "sold_on": [date(2024, n, 5 + n) for n in (1, 1, 2, 2, 3, 3, 4, 4)],
        "customer_id": ["A", "A", "B", "B", "A", "A", "B", "B"],
    },
    "customers": {
        "version": [1, 2, 3, 4],
        "customer_id": ["A", "A", "A", "B"],
        "valid_from": [_moment(1), _moment(5), _moment(9), _moment(2)],
        "valid_to": [_moment(5), _moment(9), None, None],
        "is_current": [False, False, True, True],
    },
    "books": {
        "month": ["2024-01", "2024-02"],
        "received": [10, 20],
        "loaded": [9, 20],
        "duplicate": [1, 0],
        "received_amount": [Decimal("10.01"), Decimal("99.999999")],
        "loaded_amount": [Decimal("10.01"), Decimal("99.999999")],
    },
}


@dataclass(frozen=True)
class Plant:
    """A check on a table of the shop, a corruption, and how many rows (or findings) then break the check."""

    table: str
    check: Check
    corrupt: Corruption
    rows: int = 1


def put(column: str, row: int, value: Any) -> Corruption:
    """Write one other value."""

    def corrupt(columns: Columns) -> Columns:
        return {**columns, column: [*columns[column][:row], value, *columns[column][row + 1 :]]}

    return corrupt


def without(*rows: int) -> Corruption:
    """Lose these rows."""

    def corrupt(columns: Columns) -> Columns:
        return {name: [v for i, v in enumerate(values) if i not in rows] for name, values in columns.items()}

    return corrupt


def twice(row: int) -> Corruption:
    """Deliver one row a second time."""

    def corrupt(columns: Columns) -> Columns:
        return {name: [*values, values[row]] for name, values in columns.items()}

    return corrupt


_REST = ("loaded", "duplicate")
_HISTORY = ("customer_id", "valid_from", "valid_to")
PLANTED: Mapping[str, list[Plant]] = {
    "as_usual": [
        Plant(
            "customers",
            as_usual("valid_to", by="customer_id", latest="version"),
            put("valid_to", 2, _moment(20)),
        ),
        Plant(
            "customers",
            as_usual("valid_to", by="customer_id", latest="version"),
            put("valid_to", 3, _moment(20)),
        ),
    ],
    "balances": [
        Plant("books", balances("received", minus=_REST), put("loaded", 0, 8)),
        Plant("books", balances("received", minus=_REST), put("duplicate", 1, None)),
        Plant(
            "books",
            balances("received_amount", minus=("loaded_amount",)),
            put("loaded_amount", 1, Decimal("99.999998")),
        ),
    ],
    "distribution": [
        Plant("sales", distribution("event", within=20, previous=3), put("event", 7, "sale"), rows=2),
        Plant("sales", distribution("event", within=20, previous=3), put("event", 6, "theft"), rows=2),
        Plant("sales", distribution("amount", "total", 60, 3), put("amount", 6, Decimal("4.335"))),
    ],
    "fresh": [
        Plant("sales", fresh("sold_on", 7, today=date(2024, 4, 16)), without(6, 7)),
        Plant("sales", fresh("sold_on", 7, today=date(2024, 4, 16)), without(*range(8))),
        Plant("customers", fresh("valid_from", 7, today=date(2024, 1, 16)), without(2)),
    ],
    "in_range": [
        Plant("sales", in_range("unit_price", low=0), put("unit_price", 3, Decimal("-0.000001"))),
        Plant("sales", in_range("quantity", low=-2, high=18), put("quantity", 2, 19)),
        Plant("sales", in_range("sold_on", high=date(2024, 4, 9)), put("sold_on", 0, date(2042, 1, 6))),
    ],
    "matches": [
        Plant("sales", matches("stock_code", "[0-9]{5}[A-Z]?"), put("stock_code", 0, "85123AX")),
        Plant("sales", matches("stock_code", "[0-9]{5}|[0-9]{5}A"), put("stock_code", 5, " 22423")),
        Plant("sales", matches("stock_code", "[0-9]{5}[A-Z]?"), put("stock_code", 1, "22423\n")),
    ],
    "no_gap": [
        Plant("customers", no_gap(*_HISTORY), without(1)),
        Plant("customers", no_gap(*_HISTORY), without(2)),
        Plant("customers", no_gap(*_HISTORY), put("valid_to", 0, _moment(4))),
        Plant("customers", no_gap(*_HISTORY), put("valid_to", 3, _moment(3))),
    ],
    "no_overlap": [
        Plant("customers", no_overlap(*_HISTORY), put("valid_to", 0, _moment(6))),
        Plant("customers", no_overlap(*_HISTORY), put("valid_to", 1, None)),
        Plant("customers", no_overlap(*_HISTORY), put("valid_to", 3, _moment(2))),
        Plant("customers", no_overlap(*_HISTORY), twice(3)),
    ],
    "not_null": [Plant("sales", not_null("customer_id"), put("customer_id", 4, None))],
    "one_current": [
        Plant("customers", one_current("customer_id", "is_current"), put("is_current", 0, True), rows=3),
        Plant("customers", one_current("customer_id", "is_current"), put("is_current", 3, False)),
        Plant("customers", one_current("customer_id", "is_current"), put("is_current", 2, None), rows=3),
    ],
    "one_of": [
        Plant("sales", one_of("event", ["sale", "return"]), put("event", 1, "Return")),
        Plant("sales", one_of("quantity", [16, 17, 18, -1, -2]), put("quantity", 0, 60)),
    ],
    "refers_to": [
        Plant("sales", refers_to("customer_id", "customers.customer_id"), put("customer_id", 0, "C")),
        Plant("customers", refers_to("customer_id", "sales.customer_id"), put("customer_id", 3, "a")),
    ],
    "row_count": [
        Plant("sales", row_count(low=8), without(0)),
        Plant("sales", row_count(low=1, high=8), twice(0)),
        Plant("sales", row_count(low=1), without(*range(8))),
    ],
    "unique": [
        Plant("sales", unique("line_id"), put("line_id", 0, 8), rows=2),
        Plant("sales", unique("month", "stock_code"), twice(3), rows=2),
    ],
}
