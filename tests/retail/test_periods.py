"""Periods as text."""

from __future__ import annotations

from datetime import date

from tillhouse.retail.periods import month_before, month_is_partial, year_before


def test_a_month_before() -> None:
    assert [month_before(text) for text in ("2011-03", "2011-01", "2011-03-28")] == [
        "2011-02",
        "2010-12",
        "2011-02-28",
    ]


def test_a_day_that_a_month_lacks_has_none_before() -> None:
    assert month_before("2011-03-29") is None
    assert month_before("2012-03-29") == "2012-02-29"


def test_a_year_before() -> None:
    found = [year_before(text) for text in ("2011", "2011-03", "2011-Q4", "2011-P12")]
    assert found == ["2010", "2010-03", "2010-Q4", "2010-P12"]


def test_a_month_is_whole_where_the_data_span_it() -> None:
    first, last = date(2010, 12, 1), date(2011, 12, 9)
    assert [month_is_partial(month, first, last) for month in ("2010-12", "2011-06", "2011-12")] == [
        False,
        False,
        True,
    ]
    assert month_is_partial("2010-12", date(2010, 12, 2), last)
