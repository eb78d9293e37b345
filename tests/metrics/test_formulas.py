"""Formulas say in words what they compute."""

from __future__ import annotations

import pytest

from tests.frames import on_polars
from tillhouse.metrics.formulas import Change, Count, Lines, Metric, Ratio, Sum

SOLD = Lines(events=("sale", "free"), line_types=("product",), buyers="known")
REVENUE = Metric("revenue", "Money.", "Nothing.", Sum("amount"))
ORDERS = Metric("orders", "Invoices.", "Others.", Count("orders", Lines(events=("sale",))))
LINES = {
    "fate": ["loaded", "loaded", "duplicate", "loaded", "loaded", "loaded"],
    "event": ["sale", "free", "sale", "return", "sale", None],
    "line_type": ["product", "product", "product", "product", "postage", "product"],
    "known": [True, True, True, True, True, True],
}


@pytest.mark.parametrize(
    ("formula", "unit", "words"),
    [
        (Sum("amount"), "money", "sum of amount over loaded lines"),
        (Sum("lines", Lines("quarantined")), "lines", "number of quarantined lines"),
        (
            Sum("quantity", SOLD, sign=-1),
            "units",
            "minus the sum of quantity over loaded lines, event sale or free, line type product,"
            " of identified customers",
        ),
        (ORDERS.formula, "orders", "different invoices of a feed among loaded lines, event sale"),
        (Ratio(REVENUE, ORDERS), "money per order", "revenue / orders; none where that is 0"),
        (Ratio(ORDERS, ORDERS), "share", "orders / orders; none where that is 0"),
    ],
)
def test_a_formula_in_words(formula: Sum | Count | Ratio, unit: str, words: str) -> None:
    assert (formula.unit, formula.words) == (unit, words)


def test_lines_that_hold() -> None:
    types = dict.fromkeys(LINES, "text") | {"known": "boolean"}
    frame = on_polars(LINES, types)
    assert frame.filter(SOLD.holds()).collect()["event"].to_list() == ["sale", "free"]
    assert frame.filter(Lines(buyers="anonymous").holds()).collect().is_empty()


def test_the_parts_of_a_metric_are_those_of_what_it_is_made_of() -> None:
    value = Metric("value", "Each.", "None.", Ratio(REVENUE, ORDERS))
    change = Metric("value_year_over_year", "More.", "None.", Change(value, "year"))
    assert change.parts == value.parts == (REVENUE.formula, ORDERS.formula)
    assert (change.tax_basis, ORDERS.tax_basis) == (REVENUE.tax_basis, "none")
    assert change.coverage == "loaded lines; loaded lines, event sale"
