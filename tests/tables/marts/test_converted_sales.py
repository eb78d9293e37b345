"""Sales in the currency in which a shop reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.tables.rows import built, given, money
from tillhouse.retail.exchange import Book, Worth
from tillhouse.settings.rates import Rates

_COLUMNS = ("business_date", "currency", "net_sales", "rate_date", "rate", "converted", "verdict")
_RATES = (("2011-01-03", "1.5"), ("2011-01-04", "1.6"), ("2011-12-09", "1.25"), ("2026-01-01", "9"))


def _rates(*rates: tuple[str, str]) -> Any:
    return given("exchange_rates", *({"rate_date": day, "rate": rate} for day, rate in rates))


def _sales(*rows: tuple[str, str, str]) -> Any:
    days = ({"business_date": day, "currency": currency, "net_sales": net} for day, currency, net in rows)
    return given("daily_sales", *days)


_DAYS = tuple((f"2011-01-{day:02}", "USD", "15.00") for day in range(1, 20))


def _converted(sales: Any, rates: Any, settings: Rates) -> list[Any]:
    return built("converted_sales", *_COLUMNS, daily_sales=sales, exchange_rates=rates, rates=settings)


def _judge(rows: Sequence[Any], known: dict[date, Decimal], max_age: int) -> None:
    """What must hold of each conversion, found by going through all rates: the last one not later, not too old."""
    for day, _, net, rate_date, _, converted, verdict in rows:
        usable = [then for then in known if then <= day and day - then <= timedelta(days=max_age)]
        if not usable:
            assert (rate_date, converted, verdict) == (None, None, "no rate"), f"{day} has no rate"
            continue
        assert verdict == "converted"
        assert rate_date == max(usable), f"{day} is converted by the rate of {rate_date}"
        assert converted == (net / known[rate_date]).quantize(Decimal("0.000001"))


def test_each_day_is_converted_by_its_own_rate() -> None:
    known = {date.fromisoformat(day): Decimal(rate) for day, rate in _RATES}
    for age in (0, 1, 7, 30):
        rows = _converted(_sales(*_DAYS), _rates(*_RATES), Rates(to="GBP", max_age=age))
        assert len(rows) == len(_DAYS)
        _judge(rows, known, age)


def test_todays_rate_on_old_sales_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same judgement of a table that takes the latest rate of all."""
    known = {date.fromisoformat(day): Decimal(rate) for day, rate in _RATES}
    right = Book.worth

    def by_the_latest(book: Book, currency: str, to: str, _day: date, max_age: int) -> Worth | None:
        return right(book, currency, to, max(known), max_age)

    monkeypatch.setattr(Book, "worth", by_the_latest)
    rows = _converted(_sales(*_DAYS[4:]), _rates(*_RATES), Rates(to="GBP"))
    with pytest.raises(AssertionError, match="converted by the rate of 2026-01-01"):
        _judge(rows, known, 7)


def test_days_without_a_rate_keep_their_money() -> None:
    sales = _sales(("2011-01-01", "USD", "15"), ("2011-01-01", "GBP", "7"), ("2011-01-05", "USD", "-3.20"))
    assert _converted(sales, _rates(*_RATES), Rates(to="GBP")) == [
        (date(2011, 1, 1), "GBP", *money("7"), date(2011, 1, 1), *money("1", "7"), "converted"),
        (date(2011, 1, 1), "USD", *money("15"), None, None, None, "no rate"),
        (date(2011, 1, 5), "USD", *money("-3.20"), date(2011, 1, 4), *money("0.625", "-2"), "converted"),
    ]


def test_one_currency_is_its_own_reporting_currency() -> None:
    found = built(
        "converted_sales",
        "reporting_currency",
        "rate",
        "converted",
        "rate_source",
        daily_sales=_sales(("2011-01-05", "USD", "15")),
        exchange_rates=_rates(),
        rates=Rates(),
    )
    assert found == [("USD", *money("1", "15"), None)]


def test_of_several_currencies_none_is_chosen() -> None:
    sales = _sales(("2011-01-05", "USD", "15"), ("2011-01-05", "GBP", "7"))
    assert {row[-1] for row in _converted(sales, _rates(*_RATES), Rates())} == {"no reporting currency"}


def test_a_correction_that_came_later_holds() -> None:
    rates = given(
        "exchange_rates",
        {"rate_date": "2011-01-05", "rate": "1.5", "fetched_at": "2012-01-02 00:00", "source": "a"},
        {"rate_date": "2011-01-05", "rate": "1.2", "fetched_at": "2012-01-01 00:00", "source": "z"},
    )
    columns = ("converted", "rate_source")
    sales = _sales(("2011-01-05", "USD", "15"))
    found = built("converted_sales", *columns, daily_sales=sales, exchange_rates=rates, rates=Rates(to="GBP"))
    assert found == [(*money("10"), "a")]


def test_nothing_sold_is_nothing_converted() -> None:
    assert _converted(_sales(), _rates(*_RATES), Rates(to="GBP")) == []


def test_sales_of_no_named_currency_are_left_out_by_name() -> None:
    rows = _converted(
        _sales(("2011-01-04", "XXX", "15.00"), ("2011-01-04", "USD", "15.00")),
        _rates(*_RATES),
        Rates(to="GBP"),
    )
    assert [(currency, verdict) for _, currency, *_, verdict in rows] == [
        ("USD", "converted"),
        ("XXX", "no currency named"),
    ]
    alone = _converted(_sales(("2011-01-04", "XXX", "15.00")), _rates(), Rates())
    assert [row[-2:] for row in alone] == [(None, "no currency named")]
