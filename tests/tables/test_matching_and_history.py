"""`fact_returns` and `dim_customer` against loops in plain Python, on small ledgers full of ties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import narwhals as nw
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.crash.conftest import ROUNDS
from tests.tables.rows import on_this
from tillhouse.frame import gathered
from tillhouse.retail.events import ANONYMOUS
from tillhouse.tables.gold.dim_customer import dim_customer
from tillhouse.tables.gold.fact_returns import fact_returns
from tillhouse.tables.silver.ledger import ledger
from tillhouse.tables.silver.receipts import receipts

START = datetime(2011, 1, 30)
BUDGET = settings(max_examples=40 * ROUNDS, deadline=None, derandomize=ROUNDS == 1)


@dataclass(frozen=True)
class Sold:
    """A ledger line, as far as matching looks at it."""

    line_id: int
    day: int
    event: str
    quantity: int
    customer: str | None = "1"
    code: str = "80A"
    price: str | None = "2.55"

    @property
    def at(self) -> datetime:
        return START + timedelta(days=self.day)

    @property
    def group(self) -> tuple[Any, ...]:
        return (self.customer, self.code, self.price)

    @property
    def row(self) -> dict[str, Any]:
        price = Decimal(self.price) if self.price else None
        return {
            "line_id": self.line_id,
            "part": 0,
            "order_id": str(self.line_id),
            "month": f"{self.at:%Y-%m}",
            "fate": "loaded",
            "event": self.event,
            "line_type": "product",
            "invoice_no": f"{'C' if self.event == 'cancellation' else ''}{500000 + self.line_id}",
            "stock_code": self.code,
            "quantity": self.quantity,
            "unit_price": price,
            "amount": price * self.quantity if price else Decimal(0),
            "sold_at": self.at,
            "customer_id": self.customer,
            "currency": "GBP",
        }


def line(event: str, *quantities: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(
        st.integers(0, 4),
        st.just(event),
        st.sampled_from(quantities),
        st.sampled_from(("1", "1", "1", "2", None)),
        st.sampled_from(("80A", "80A", "80B")),
        st.sampled_from(("2.55", "2.55", "12.000001")),
    )


LEDGERS = st.lists(
    st.one_of(line("sale", 1, 2, 3, 5), line("cancellation", -1, -2, -4, 2), line("return", -1, -3)),
    max_size=14,
).map(lambda some: [Sold(n, *values) for n, values in enumerate(some, start=1)])
#: Line, sale line (None: unmatched), quantity, why unmatched.
Match = tuple[int, int | None, int, str | None]


def matched_one_by_one(lines: Iterable[Sold]) -> list[Match]:
    """Every return takes from the nearest earlier sale that has quantity left, then from the next."""
    left: dict[tuple[Any, ...], list[list[int]]] = {}
    found: list[Match] = []
    ordered = sorted(
        lines, key=lambda o: (o.at, o.event != "sale", o.row["invoice_no"], o.quantity, o.line_id)
    )
    for one in ordered:
        sales = left.setdefault(one.group, [])
        if one.event == "sale":
            sales.append([one.line_id, one.quantity])
            continue
        owed = max(-one.quantity, 0)
        for entry in reversed(sales if one.customer and one.price else []):
            taken = min(owed, entry[1])
            if taken:
                found.append((one.line_id, entry[0], -taken, None))
            entry[1] -= taken
            owed -= taken
        if owed:
            reason = "no_customer" if not one.customer else "no_earlier_sale"
            reason = "more_returned_than_sold" if owed < -one.quantity else reason
            found.append((one.line_id, None, -owed, reason))
    return sorted(found, key=str)


def matched_by_table(now: Sequence[Sold], past: Sequence[Sold] = ()) -> list[dict[str, Any]]:
    rows = nw.to_native(gathered(fact_returns.body(ledger=frame(now), past_ledger=frame(past))))
    return list(rows.iter_rows(named=True))


def frame(lines: Sequence[Sold]) -> Any:
    names = list(Sold(1, 0, "sale", 1).row)
    types = {name: ledger.columns[name].type for name in names}
    return on_this({name: [one.row[name] for one in lines] for name in names}, types)


def matches(rows: Iterable[dict[str, Any]]) -> list[Match]:
    found = [(row["line_id"], row["sale_line_id"], row["quantity"], row["unmatched"]) for row in rows]
    return sorted(found, key=str)


@BUDGET
@given(LEDGERS)
@example([Sold(1, 0, "sale", 2), Sold(2, 0, "cancellation", -2)])
@example([Sold(1, 1, "sale", 2), Sold(2, 0, "cancellation", -2)])
@example(
    [Sold(1, 0, "sale", 1), Sold(2, 1, "sale", 5), Sold(3, 2, "return", -3), Sold(4, 3, "cancellation", -4)]
)
def test_returns_are_matched_as_one_by_one(lines: list[Sold]) -> None:
    assert matches(matched_by_table(lines)) == matched_one_by_one(lines)


@BUDGET
@given(LEDGERS)
def test_returns_by_month_are_those_of_all_months(lines: list[Sold]) -> None:
    months = sorted({one.row["month"] for one in lines})
    rows = [
        row
        for month in months
        for row in matched_by_table(
            [one for one in lines if one.row["month"] == month],
            [one for one in lines if one.row["month"] < month],
        )
    ]
    assert matches(rows) == matched_one_by_one(lines)


@BUDGET
@given(LEDGERS, st.integers(0, 13))
def test_a_sale_split_into_two_lines_returns_the_same(lines: list[Sold], n: int) -> None:
    """Two lines of one unit each are the sale of two: the same quantity comes back, matched and unmatched."""
    sales = [one for one in lines if one.event == "sale" and one.quantity > 1]
    if not sales:
        return
    one = sales[n % len(sales)]
    halves = [
        Sold(one.line_id, one.day, "sale", 1, *one.group),
        Sold(100, one.day, "sale", one.quantity - 1, *one.group),
    ]
    split = [other for other in lines if other != one] + halves

    def sums(rows: list[dict[str, Any]]) -> tuple[int, Decimal]:
        of = [row for row in rows if row["sale_line_id"] is not None]
        return sum(row["quantity"] for row in of), sum((row["amount"] for row in of), Decimal(0))

    assert sums(matched_by_table(split)) == sums(matched_by_table(lines))


@BUDGET
@given(LEDGERS)
def test_each_return_is_matched_or_listed_to_the_penny(lines: list[Sold]) -> None:
    rows = matched_by_table(lines)
    for one in lines:
        taken = [row for row in rows if row["sale_line_id"] == one.line_id]
        assert -sum(row["quantity"] for row in taken) <= max(one.quantity, 0)
        assert all(row["returned_at"] >= one.at for row in taken)
        parts = [row for row in rows if row["line_id"] == one.line_id]
        if one.event == "sale" or one.quantity > 0:
            assert not parts
        else:
            assert sum(row["quantity"] for row in parts) == one.quantity
            assert sum((row["amount"] for row in parts), Decimal(0)) == one.row["amount"]


def test_a_cancellation_of_positive_quantity_is_neither_sale_nor_return() -> None:
    """It takes nothing back and nothing can be taken back from it."""
    lines = [Sold(1, 0, "sale", 2), Sold(2, 1, "cancellation", 3), Sold(3, 2, "return", -2)]
    assert matches(matched_by_table(lines)) == [(3, 1, -2, None)]


def test_the_loop_tells_the_wrong_order() -> None:
    """First in, first out is another rule, and the loop says so."""
    lines = [Sold(1, 0, "sale", 1), Sold(2, 1, "sale", 1), Sold(3, 2, "return", -1)]
    assert matched_one_by_one(lines) == [(3, 2, -1, None)] != [(3, 1, -1, None)]


#: Customer, hour, country.
Seen = tuple[str | None, int, str | None]
RECEIPTS = st.lists(
    st.tuples(
        st.sampled_from(("1", "2", None)),
        st.integers(0, 5),
        st.sampled_from(("EIRE", "France", "Spain", None)),
    ),
    max_size=14,
)


def versions_one_by_one(seen: Iterable[Seen]) -> list[tuple[Any, ...]]:
    """Walk through each customer's moments; a new version begins where the country differs from the one before."""
    moments: dict[str, dict[int, set[str | None]]] = {}
    for customer, hour, country in seen:
        if customer is not None:
            moments.setdefault(customer, {}).setdefault(hour, set()).add(country)
    found: list[tuple[Any, ...]] = []
    for customer, hours in moments.items():
        versions: list[list[Any]] = []
        for hour in sorted(hours):
            country = min((c for c in hours[hour] if c is not None), default=None)
            if not versions or versions[-1][1] != country:
                if versions:
                    versions[-1][3] = hour
                versions.append([customer, country, hour, None])
        found.extend(
            (c, country, n, a, b, b is None) for n, (c, country, a, b) in enumerate(versions, start=1)
        )
    every = [hour for _, hour, _ in seen]
    if every:
        found.append((ANONYMOUS, None, 1, min(every), None, True))
    return sorted(found, key=str)


@BUDGET
@given(RECEIPTS)
@example(
    [
        ("1", 0, "Australia"),
        ("1", 1, "Belgium"),
        ("1", 2, "Australia"),
        ("1", 3, "Belgium"),
        ("1", 4, "Australia"),
    ]
)
@example([("1", 0, "EIRE"), ("1", 0, "France"), ("1", 1, None)])
def test_customer_versions_as_one_by_one(seen: list[Seen]) -> None:
    types = {name: receipts.columns[name].type for name in ("customer_id", "sold_at", "country")}
    columns = {
        "customer_id": [customer for customer, _, _ in seen],
        "sold_at": [START + timedelta(hours=hour) for _, hour, _ in seen],
        "country": [country for _, _, country in seen],
    }
    rows = nw.to_native(gathered(dim_customer.body(receipts=on_this(columns, types))))

    def hour(moment: datetime | None) -> int | None:
        return None if moment is None else (moment - START) // timedelta(hours=1)

    names = ("customer_id", "country", "version", "valid_from", "valid_to", "is_current")
    found = [(a, b, n, hour(c), hour(d), e) for a, b, n, c, d, e in rows.select(names).iter_rows()]
    assert sorted(found, key=str) == versions_one_by_one(seen)
    assert rows["customer_version_key"].n_unique() == rows.height


def test_the_loop_tells_history_without_a_return() -> None:
    """Versions by distinct country alone would lose the way back."""
    moves = [("1", 0, "EIRE"), ("1", 1, "France"), ("1", 2, "EIRE")]
    assert len(versions_one_by_one(moves)) == 3 + 1
    with pytest.raises(AssertionError):
        assert len({country for _, _, country in moves}) == 3
