"""Products by what they bring in, and by how much their demand varies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import hypothesis
import polars as pl
import pytest
from hypothesis import strategies as st

from tests.tables.rows import given, money, rows_of

PRODUCTS = st.dictionaries(
    st.text("ABC", min_size=1, max_size=3),
    st.tuples(st.integers(-300, 3_000), st.integers(-20, 500)),
    min_size=1,
    max_size=15,
)


def abc(
    values: Mapping[str, tuple[str, int | Decimal]],
    months: list[dict[str, Any]] | None = None,
    end: str = "",
    margins: Mapping[str, tuple[str | None, str]] | None = None,
) -> pl.DataFrame:
    products = [
        {
            "stock_code": code,
            "product_key": place,
            "name": code,
            "net_product_sales": amount,
            "units_sold": units + 1,
            "units_reversed": -1,
        }
        for place, (code, (amount, units)) in enumerate(values.items())
    ]
    ends = [{"last_day": end}] if end else []
    earned = [
        {"stock_code": code, "product_key": list(values).index(code), "name": code, "currency": "GBP"}
        | {"margin": margin, "verdict": verdict}
        for code, (margin, verdict) in (margins or {}).items()
    ]
    inputs = {
        "product_margins": given("product_margins", *earned),
        "product_sales": given("product_sales", *products),
        "product_months": given("product_months", *(months or [])),
        "observation_window": given("observation_window", *ends),
    }
    return rows_of("product_abc", **inputs).sort("currency", "basis", "rank")


def xyz(*months: dict[str, Any], end: str = "2011-06-30") -> tuple[Any, ...]:
    sold = [{"stock_code": "A", **month} for month in months]
    row = abc({"A": ("1", 1)}, sold, end).row(0, named=True)
    return row["months"], row["variation"], row["xyz"]


def month(name: str, units: int | Decimal, event: str = "sale") -> dict[str, Any]:
    return {"month": name, "first_sold_at": f"{name}-05", "units": units, "event": event}


def test_a_product_is_a_while_those_before_it_have_less_than_four_fifths() -> None:
    found = abc({"A": ("79.99", 1), "B": ("10", 1), "C": ("5.01", 1), "D": ("5", 1)}).filter(basis="revenue")
    columns = ("rank", "stock_code", "value", "share", "cumulative_share", "abc")
    assert found.select(columns).rows() == [
        (1, "A", *money("79.99", "0.7999", "0.7999"), "A"),
        (2, "B", *money("10", "0.1", "0.8999"), "A"),
        (3, "C", *money("5.01", "0.0501", "0.95"), "B"),
        (4, "D", *money("5", "0.05", "1"), "C"),
    ]


def test_a_border_that_is_met_to_the_penny_is_passed() -> None:
    assert abc({"A": ("80", 1), "B": ("15", 1), "C": ("5", 1)}).filter(basis="revenue")["abc"].to_list() == [
        *("A", "B", "C")
    ]


def test_what_came_back_more_than_it_sold_is_c_and_has_no_share() -> None:
    found = abc({"A": ("10", 4), "B": ("0", 0), "C": ("-5", -3)})
    columns = ("stock_code", "value", "share", "cumulative_share", "abc")
    assert found.filter(basis="revenue").select(columns).rows() == [
        ("A", *money("10", "1", "1"), "A"),
        ("B", *money("0", "0", "1"), "C"),
        ("C", *money("-5", "0", "1"), "C"),
    ]
    assert found.filter(basis="units")["value"].to_list() == [*money("4", "0", "-3")]


def test_products_are_ranked_by_margin_if_all_their_costs_are_known() -> None:
    margins = {
        "A": ("20", "known"),
        "B": ("60", "known"),
        "C": ("-5", "known"),
        "D": ("900", "partly"),
        "E": (None, "no cost"),
        "F": ("20", "known"),
    }
    found = abc(dict.fromkeys(margins, ("1000", 1)), margins=margins)
    columns = ("rank", "stock_code", "value", "share", "cumulative_share", "abc")
    assert found.filter(basis="margin").select(columns).rows() == [
        (1, "B", *money("60", "0.6", "0.6"), "A"),
        (2, "A", *money("20", "0.2", "0.8"), "A"),
        (3, "F", *money("20", "0.2", "1"), "B"),
        (4, "C", *money("-5", "0", "1"), "C"),
    ]
    assert found.filter(basis="revenue").height == len(margins)


def test_without_a_cost_nothing_is_ranked_by_margin() -> None:
    found = abc({"A": ("1", 1)}, margins={"A": (None, "no cost")})
    assert found["basis"].to_list() == ["revenue", "units"]


def test_without_anything_kept_there_is_no_share() -> None:
    found = abc({"A": ("0", 0), "B": ("-1", -1)}).filter(basis="revenue")
    assert found.select("share", "cumulative_share", "abc").rows() == [(None, None, "C")] * 2


def test_ties_go_by_stock_code() -> None:
    found = abc({"B": ("1", 1), "A": ("1", 1), "C": ("1", 1)})
    assert found["stock_code"].to_list() == ["A", "B", "C"] * 2
    assert found.filter(basis="units")["share"].to_list() == [*money("0.333333", "0.333334", "0.333333")]


def test_months_without_a_sale_count_and_the_unfinished_one_does_not() -> None:
    sold = (month("2011-02", 6), month("2011-04", 6), month("2011-06", 500))
    assert xyz(*sold, end="2011-06-29") == (4, Decimal("1.154701"), "Z")
    assert xyz(month("2011-02", 6), month("2011-03", 6), month("2011-04", 6), end="2011-04-30") == (
        3,
        Decimal(0),
        "X",
    )


def test_demand_is_less_what_came_back_and_begins_with_the_first_sale() -> None:
    back = month("2011-03", -2, "cancellation")
    kept = (month("2011-03", 8), month("2011-04", 6), month("2011-05", 6), month("2011-06", 6))
    assert xyz(month("2011-01", -9, "write_off"), month("2011-02", -1, "return"), back, *kept) == (
        4,
        Decimal(0),
        "X",
    )


@pytest.mark.parametrize("months", [(), (month("2011-05", 6),), (month("2011-01", -6, "return"),)])
def test_what_says_nothing_is_unknown(months: tuple[dict[str, Any], ...]) -> None:
    assert xyz(*months)[1:] == (None, "unknown")


@hypothesis.settings(max_examples=15, deadline=None, derandomize=True)
@hypothesis.given(PRODUCTS.flatmap(lambda found: st.tuples(st.just(found), st.permutations(list(found)))))
def test_shares_add_up_and_order_changes_nothing(both: tuple[dict[str, tuple[int, int]], list[str]]) -> None:
    products = {code: (str(Decimal(cents) / 100), units) for code, (cents, units) in both[0].items()}
    found = abc(products)
    turned = abc({code: products[code] for code in both[1]}).drop("product_key")
    assert turned.equals(found.drop("product_key"))
    for basis, place in (("revenue", 0), ("units", 1)):
        part = found.filter(basis=basis)
        values = sorted(Decimal(value[place]) for value in products.values())[::-1]
        whole = sum(value for value in values if value > 0)
        assert part["value"].to_list() == values
        assert whole == 0 or part["share"].sum() == 1
        before = Decimal(0)
        for value, row in zip(values, part.to_dicts(), strict=True):
            exact = value / whole if value > 0 else Decimal(0)
            assert whole == 0 or abs(row["share"] - exact) <= Decimal("0.000001")
            cut = "A" if before * 100 < whole * 80 else "B" if before * 100 < whole * 95 else "C"
            assert row["abc"] == (cut if value > 0 else "C")
            before += max(value, Decimal(0))


def test_rounding_each_share_alone_is_seen_to_lose() -> None:
    alone = sum(round(Decimal(1) / 3, 6) for _ in range(3))
    assert (
        alone != abc({"A": ("1", 1), "B": ("1", 1), "C": ("1", 1)}).filter(basis="units")["share"].sum() == 1
    )


def test_a_shop_without_products() -> None:
    assert abc({}).is_empty()


def test_demand_by_weight_varies_as_demand_by_piece() -> None:
    pieces = {"2011-01": 3, "2011-02": 7, "2011-04": 5}
    by_piece = xyz(*(month(name, units) for name, units in pieces.items()))
    assert by_piece == xyz(*(month(name, Decimal(units) / 1000) for name, units in pieces.items()))


def test_products_are_ranked_by_weight() -> None:
    found = abc({"A": ("1", 1), "B": ("1", 2)}).filter(basis="units")
    lighter = abc({"A": ("1", Decimal("0.752")), "B": ("1", Decimal("0.751"))}).filter(basis="units")
    assert found["stock_code"].to_list() == ["B", "A"]
    assert lighter.select("stock_code", "value").rows() == [("A", *money("0.752")), ("B", *money("0.751"))]
