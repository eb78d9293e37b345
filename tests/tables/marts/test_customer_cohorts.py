"""Customers by the period in which they first bought, and what they did since."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import hypothesis
import polars as pl
import pytest
from hypothesis import strategies as st

from tests.tables.rows import built, given, money, rows_of

GRAINS = ("month", "week", "quarter")
DAYS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 120), st.integers(1, 4), st.integers(-5, 0)),
    min_size=1,
    max_size=20,
    unique_by=lambda day: day[:2],
)
START = date(2010, 12, 1)


def day(customer: int, when: str, sold: str = "10", returned: str = "0") -> dict[str, Any]:
    words = {"business_date": when, "sold": sold, "returned": returned}
    return {"customer_key": customer, "customer_id": str(customer), **words}


def cohorts(*days: dict[str, Any], first: str = "2010-12-01", last: str = "2011-03-15") -> pl.DataFrame:
    span = given("observation_window", {"first_day": first, "last_day": last})
    return rows_of("customer_cohorts", customer_days=given("customer_days", *days), observation_window=span)


def by_brute_force(days: list[tuple[int, date, int, Decimal]], last: date) -> dict[Any, Any]:
    """By grain, cohort and offset, counted with loops: active customers, orders, revenue."""

    def month(when: date) -> int:
        return when.year * 12 + when.month - 1

    number = {
        "month": month,
        "week": lambda when: (when.toordinal() - date(2010, 1, 4).toordinal()) // 7,
        "quarter": lambda when: month(when) // 3,
    }
    cells: dict[Any, Any] = {}
    for grain in GRAINS:
        of = number[grain]
        born: dict[int, int] = {}
        for customer, when, *_ in days:
            born[customer] = min(born.get(customer, of(when)), of(when))
        for cohort in set(born.values()):
            for offset in range(of(last) - cohort + 1):
                own = [d for d in days if born[d[0]] == cohort and of(d[1]) == cohort + offset]
                size = sum(start == cohort for start in born.values())
                cells[grain, cohort, offset] = (size, len({d[0] for d in own}), sum(d[3] for d in own))
    return cells


def as_cells(found: pl.DataFrame) -> dict[Any, Any]:
    def number(grain: str, start: date) -> int:
        months = start.year * 12 + start.month - 1
        weeks = (start - date(2010, 1, 4)).days // 7
        return {"month": months, "week": weeks, "quarter": months // 3}[grain]

    return {
        (row["grain"], number(row["grain"], row["cohort_start"]), row["period_offset"]): (
            row["cohort_size"],
            row["active_customers"],
            row["net_product_sales"],
        )
        for row in found.to_dicts()
    }


def test_a_week_is_named_by_the_year_of_its_thursday() -> None:
    sold = {"2020-12-28": 1, "2021-01-03": 2, "2021-01-04": 4, "2024-12-30": 8, "2025-01-05": 16}
    days = [day(customer, when, str(amount)) for customer, (when, amount) in enumerate(sold.items())]
    found = cohorts(*days, first="2020-12-28", last="2025-01-05")
    weeks = found.filter((pl.col("grain") == "week") & (pl.col("period_offset") == 0)).sort("cohort_start")
    assert weeks["cohort"].to_list() == weeks["period"].to_list() == ["2020-W53", "2021-W01", "2025-W01"]
    assert weeks["net_product_sales"].to_list() == [Decimal(3), Decimal(4), Decimal(24)]


def test_a_cohort_has_a_row_for_every_period_until_the_end_of_the_data() -> None:
    found = cohorts(
        day(1, "2010-12-20"), day(2, "2010-12-31"), day(1, "2011-02-01", "5"), day(3, "2011-02-02")
    )
    columns = ("cohort", "period_offset", "period", "cohort_size", "active_customers", "net_product_sales")
    assert found.filter(grain="month").select(columns).rows() == [
        ("2010-12", 0, "2010-12", 2, 2, *money("20")),
        ("2010-12", 1, "2011-01", 2, 0, *money("0")),
        ("2010-12", 2, "2011-02", 2, 1, *money("5")),
        ("2010-12", 3, "2011-03", 2, 0, *money("0")),
        ("2011-02", 0, "2011-02", 1, 1, *money("10")),
        ("2011-02", 1, "2011-03", 1, 0, *money("0")),
    ]


def test_shares_and_money_for_each_customer() -> None:
    found = cohorts(
        day(1, "2011-02-01"), day(2, "2011-02-01"), day(3, "2011-02-28"), day(3, "2011-03-01", "1")
    )
    columns = ("retention", "cumulative_sales", "sales_per_customer", "cumulative_per_customer")
    assert found.filter(grain="month").select(columns).rows() == [
        money("1", "30", "10", "10"),
        money("0.333333", "31", "0.333333", "10.333333"),
    ]


def test_periods_have_names_that_sort() -> None:
    found = cohorts(day(1, "2011-01-01"), last="2011-01-03").sort("grain", "period_offset")
    columns = ("grain", "cohort", "period", "period_start", "is_partial")
    assert found.select(columns).rows() == [
        ("month", "2011-01", "2011-01", date(2011, 1, 1), True),
        ("quarter", "2011-Q1", "2011-Q1", date(2011, 1, 1), True),
        ("week", "2010-W52", "2010-W52", date(2010, 12, 27), False),
        ("week", "2010-W52", "2011-W01", date(2011, 1, 3), True),
    ]


@pytest.mark.parametrize(
    ("first", "last", "partial"),
    [
        ("2011-02-01", "2011-02-28", False),
        ("2011-02-01", "2011-02-27", True),
        ("2011-02-02", "2011-02-28", True),
    ],
)
def test_a_period_is_partial_where_the_data_begin_or_end_within_it(
    first: str, last: str, partial: bool
) -> None:
    found = cohorts(day(1, "2011-02-10"), first=first, last=last)
    assert found.filter(grain="month")["is_partial"].to_list() == [partial]


def test_a_return_takes_money_and_moves_nobody_to_another_cohort() -> None:
    kept = cohorts(day(1, "2011-01-05"), day(1, "2011-02-01")).drop("net_product_sales", "cumulative_sales")
    gone = cohorts(day(1, "2011-01-05", "10", "-10"), day(1, "2011-02-01"))
    assert gone.filter(grain="month")["net_product_sales"].to_list() == [*money("0", "10", "0")]
    per = ("sales_per_customer", "cumulative_per_customer")
    assert gone.drop("net_product_sales", "cumulative_sales", *per).equals(kept.drop(per))


def test_currencies_stand_apart() -> None:
    found = cohorts(day(1, "2011-03-01"), day(1, "2011-03-02") | {"currency": "EUR"}).filter(grain="month")
    assert found.select("currency", "cohort_size").rows() == [("EUR", 1), ("GBP", 1)]


@hypothesis.settings(max_examples=12, deadline=None, derandomize=True)
@hypothesis.given(DAYS)
def test_every_cell_by_brute_force(days: list[tuple[int, int, int, int]]) -> None:
    dated = [
        (customer, START + timedelta(after), sold, Decimal(sold + back))
        for customer, after, sold, back in days
    ]
    rows = [
        day(customer, f"{START + timedelta(after)}", f"{sold}", f"{back}")
        for customer, after, sold, back in days
    ]
    found = cohorts(*reversed(rows), last="2011-04-01")
    expected = by_brute_force(dated, date(2011, 4, 1))
    assert as_cells(found) == expected
    for grain in GRAINS:
        part = found.filter(grain=grain)
        assert part["net_product_sales"].sum() == sum(net for *_, net in dated)
        assert part.filter(period_offset=0)["cohort_size"].sum() == len({customer for customer, *_ in days})
        assert part.filter(period_offset=0)["retention"].to_list() == [1] * part["cohort"].n_unique()
        last = part.group_by("cohort_start").agg(
            pl.col("cumulative_sales").last(), pl.col("net_product_sales").sum()
        )
        assert last["cumulative_sales"].to_list() == last["net_product_sales"].to_list()


def test_the_last_purchase_for_the_first_is_seen() -> None:
    """Cohorts by the latest purchase, a slip of one word, do not pass for cohorts."""
    days = [(1, date(2011, 1, 5), 1, Decimal(1)), (1, date(2011, 2, 5), 1, Decimal(1))]
    turned = [(customer, date(2011, 4, 1) - (when - START), sold, net) for customer, when, sold, net in days]
    assert by_brute_force(days, date(2011, 4, 1)) != by_brute_force(turned, date(2011, 4, 1))
    found = as_cells(cohorts(day(1, "2011-01-05", "1"), day(1, "2011-02-05", "1"), last="2011-04-01"))
    assert found == by_brute_force(days, date(2011, 4, 1))
    assert found != by_brute_force(turned, date(2011, 4, 1))


def test_a_shop_without_customers() -> None:
    assert cohorts().is_empty()
    assert (
        built(
            "customer_cohorts",
            "cohort_size",
            customer_days=given("customer_days"),
            observation_window=given("observation_window"),
        )
        == []
    )


def test_orders_add_up() -> None:
    found = cohorts(
        day(1, "2011-01-05") | {"product_orders": 2}, day(1, "2011-01-06") | {"product_orders": 1}
    )
    assert defaultdict(
        int, found.group_by("grain").agg(pl.col("product_orders").sum()).rows()
    ) == dict.fromkeys(GRAINS, 3)
