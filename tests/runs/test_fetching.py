"""Exchange rates fetched from a source: only when asked, each day's own, and what fails is passed over and named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.rest import source as says
from tests.rest.source import Say, Source, ok, status
from tests.shops import Shop
from tillhouse.errors import BadSetting
from tillhouse.lake.snapshot import Snapshot
from tillhouse.rest.client import FAILURES
from tillhouse.retail.exchange import Rate, rates_in_answer
from tillhouse.runs import rating
from tillhouse.runs.analysing import analyse
from tillhouse.settings.rates import Rates
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

DAY = date(2011, 1, 5)


def _answer(day: date, rate: str = "1.5", base: str = "GBP") -> Say:
    return ok(f'{{"base": "{base}", "date": "{day}", "rates": {{"USD": {rate}, "GBP": 1}}}}'.encode())


@pytest.fixture
def source() -> Iterator[Source]:
    with says.running() as running:
        yield running


@pytest.fixture
def settings(small_lake: Shop, source: Source, tmp_path: Path) -> Settings:
    """A copy of the small lake that reports in US dollars and knows a source."""
    root = tmp_path / "lake"
    shutil.copytree(small_lake.settings.root, root)
    rates = Rates(f"{source.address}/{{date}}?base={{base}}&key=s3cret", "USD", "GBP", timeout=1, tries=2)
    return replace(small_lake.settings, root=root, rates=rates)


def _fetch(settings: Settings, *days: date, refresh: bool = False) -> rating.Fetched:
    return rating.fetch(settings, days or None, Telemetry(), refresh=refresh, sleep=lambda _: None)


def _asked_for(source: Source) -> list[str]:
    return [path[1:11] for path in source.paths]


def test_each_day_is_asked_for_and_kept_under_its_own_day(settings: Settings, source: Source) -> None:
    next_day = DAY + timedelta(days=1)
    source.script = {
        f"/{DAY}?base=GBP&key=s3cret": [_answer(DAY, "1.5512")],
        f"/{next_day}?base=GBP&key=s3cret": [_answer(next_day, "1.6")],
    }
    done = _fetch(settings, DAY, next_day)
    assert done.taken.new == (Rate(DAY, "GBP", "USD", "1.5512"), Rate(next_day, "GBP", "USD", "1.6"))
    rows = Snapshot(settings).rows("exchange_rates")
    assert rows["source"].unique().to_list() == [source.address]
    assert "s3cret" not in str(rows.to_dicts())


def test_the_day_that_an_answer_names_is_that_of_its_rates(settings: Settings, source: Source) -> None:
    source.script["*"] = [_answer(DAY - timedelta(days=2))]
    assert [rate.day for rate in _fetch(settings, DAY).taken.new] == [DAY - timedelta(days=2)]


def test_todays_rates_in_answer_to_an_old_day_are_refused(settings: Settings, source: Source) -> None:
    source.script["*"] = [_answer(datetime.now(UTC).date())]
    done = _fetch(settings, DAY)
    assert "later than 2011-01-05" in done.failed[DAY]
    assert done.taken.release is None
    assert Snapshot(settings).rows("exchange_rates").is_empty()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"rates": {"USD": 1.5}}', "does not say what day"),
        ('{"date": null, "rates": {"USD": 1.5}}', "does not say what day"),
        ('{"date": "2011-01-05", "base": "EUR", "rates": {"USD": 1.5}}', "its base is 'EUR', not GBP"),
        ('{"date": "2011-01-05", "rates": []}', "there are no rates in it"),
        ('{"date": "2011-01-05", "rates": {}}', "there are no rates in it"),
        ("[1.5]", "there are no rates in it"),
        *(
            (f'{{"date": "2011-01-05", "rates": {{"USD": {wrong}}}}}', "its rate of USD is")
            for wrong in (
                "0",
                "-1",
                "1e9999",
                "1000000001",
                "NaN",
                "null",
                "[1.5]",
                "true",
                f'"{"9" * 50}"',
                '"+.5"',
                '" 1.5"',
            )
        ),
    ],
)
def test_an_answer_that_can_hold_no_rates_of_the_day_is_none(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rates_in_answer(text, "GBP", DAY)


def test_a_moment_may_stand_for_the_day_and_unknown_codes_are_passed_over() -> None:
    text = '{"timestamp": 1294185600, "rates": {"USD": 1.550000000001, "GBP": 1, "usdt": 0, "JPY": "128.5"}}'
    assert rates_in_answer(text, "GBP", DAY) == [
        Rate(DAY, "GBP", "USD", "1.550000000001"),
        Rate(DAY, "GBP", "JPY", "128.5"),
    ]


def test_without_days_those_are_asked_for_that_have_sales_and_no_rate(
    settings: Settings, source: Source
) -> None:
    sold = sorted(Snapshot(settings).rows("daily_sales")["business_date"].to_list())
    source.script["*"] = [status(404)]
    source.script[f"/{sold[0]}?base=GBP&key=s3cret"] = [_answer(sold[0])]
    done = _fetch(settings)
    assert _asked_for(source) == [day.isoformat() for day in sold]
    assert (done.asked, len(done.nothing), done.failed) == (len(sold), len(sold) - 1, {})
    source.asked.clear()
    _fetch(settings)
    assert _asked_for(source) == [day.isoformat() for day in sold[1:]]


def test_a_day_that_fails_is_named_and_the_others_are_taken_in(settings: Settings, source: Source) -> None:
    bad, good = DAY, DAY + timedelta(days=1)
    source.script = {"*": [_answer(good)], f"/{bad}?base=GBP&key=s3cret": [status(500)]}
    done = _fetch(settings, bad, good)
    assert list(done.failed) == [bad]
    assert "s3cret" not in str(done.failed)
    assert [rate.day for rate in done.taken.new] == [good]


def test_of_a_source_that_is_down_the_rest_is_not_asked(settings: Settings, source: Source) -> None:
    source.script["*"] = [status(500)]
    days = [DAY + timedelta(days=number) for number in range(30)]
    done = _fetch(settings, *days)
    assert len(done.failed) == 30
    assert len(source.asked) == FAILURES
    assert done.taken.release is None


def test_a_past_day_is_asked_for_once_unless_refresh(settings: Settings, source: Source) -> None:
    source.script["*"] = [_answer(DAY), _answer(DAY, "1.7")]
    assert len(_fetch(settings, DAY).taken.new) == 1
    assert len(_fetch(settings, DAY).taken.new) == 0
    assert len(source.asked) == 1
    assert _fetch(settings, DAY, refresh=True).taken.new == (Rate(DAY, "GBP", "USD", "1.7"),)


def test_sales_are_converted_by_the_rates_of_their_days(settings: Settings, source: Source) -> None:
    sold = sorted(Snapshot(settings).rows("daily_sales")["business_date"].to_list())
    known = {day: f"1.{number + 100}" for number, day in enumerate(sold)}
    source.script = {f"/{day}?base=GBP&key=s3cret": [_answer(day, rate)] for day, rate in known.items()}
    assert not _fetch(settings).failed
    analyse(settings, ["converted_sales"], Telemetry())
    rows = Snapshot(settings).rows("converted_sales")
    assert dict(rows.select("business_date", "rate").iter_rows()) == {
        day: Decimal(rate) for day, rate in known.items()
    }
    exact = rows.select((pl.col("net_sales") * pl.col("rate") - pl.col("converted")).abs().max()).item()
    assert exact <= Decimal("0.000001")


def test_nothing_but_fetch_asks(settings: Settings, source: Source) -> None:
    rating.rateless(settings, Snapshot(settings))
    analyse(settings, ["converted_sales"], Telemetry())
    assert source.asked == []


def test_days_in_the_reporting_currency_need_no_source(settings: Settings) -> None:
    for rates in (Rates(to="GBP"), Rates()):
        assert _fetch(replace(settings, rates=rates)).asked == 0


def test_without_a_source_or_a_currency_it_is_said_what_to_set(settings: Settings) -> None:
    with pytest.raises(BadSetting, match="No source of exchange rates is set"):
        _fetch(replace(settings, rates=Rates(to="USD", base="GBP")))
