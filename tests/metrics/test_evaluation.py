"""The evaluation of formulas: exact quotients, cells without lines, and changes from nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tillhouse.errors import FixTheCode
from tillhouse.metrics.definitions import METRICS, metric
from tillhouse.metrics.evaluation import Figure, changed, figures, quotient

D = Decimal


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        ("1", "3", "0.333333"),
        ("2", "3", "0.666667"),
        ("1", "2000000", "0.000001"),
        ("-1", "2000000", "-0.000001"),
        ("99999999999999999999999999.000001", "1", "99999999999999999999999999.000001"),
        ("99999999999999999999999999", "0.000001", "99999999999999999999999999000000"),
    ],
)
def test_quotients_are_exact_and_halves_go_away_from_zero(
    numerator: str, denominator: str, value: str
) -> None:
    assert quotient(D(numerator), D(denominator)) == D(value)


def test_nothing_is_divided_by_nothing() -> None:
    assert quotient(D(1), D(0)) is None


def test_a_ratio_has_a_figure_wherever_either_part_has_one() -> None:
    rate = metric("return_rate")
    back, sold = rate.parts
    found = figures(rate, {back: {("a",): D(1), ("b",): D(1)}, sold: {("b",): D(4), ("c",): D(2)}})
    assert found == {
        ("a",): Figure(None, D(1), D(0)),
        ("b",): Figure(D("0.25"), D(1), D(4)),
        ("c",): Figure(D(0), D(0), D(2)),
    }


def test_a_change_needs_something_above_nothing_to_compare_with() -> None:
    cells = {("x",): Figure(D(8)), ("y",): Figure(D(0)), ("z",): Figure(None), ("v",): Figure(D(-2))}
    now = Figure(D(10))
    assert changed(now, cells, ("x",)) == Figure(D("0.25"), D(2), D(8))
    assert changed(now, cells, ("y",)) == Figure(None, D(10), D(0))
    assert changed(now, cells, ("v",)).value is None
    assert [changed(now, cells, cell) for cell in (("z",), ("w",), None)] == [Figure(None)] * 3


def test_a_change_is_no_figure_of_one_cell() -> None:
    change = next(one for one in METRICS if one.name == "revenue_year_over_year")
    with pytest.raises(FixTheCode):
        figures(change, {})
