"""Whose public holidays count: those of the setting, else of the country that all feeds are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import caller
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.calendar import Calendar
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings, load

_LINES = "Order ID,SKU,Description,Qty,Date,Price,Country\n1,P1,Pen,2,2024-07-04 10:00,5.00,{}\n"


@pytest.mark.parametrize(
    ("said", "feeds", "country"),
    [
        ("", (), ""),
        ("", ("",), ""),
        ("", ("GB",), "GB"),
        ("", ("GB", ""), "GB"),
        ("", ("GB", "US"), ""),
        ("FR", ("GB",), "FR"),
        ("none", ("GB",), "none"),
    ],
)
def test_the_country_of_all_feeds_counts_where_none_is_set(
    said: str, feeds: tuple[str, ...], country: str
) -> None:
    known = {str(n): Feed(str(n), "", country=code) for n, code in enumerate(feeds)}
    settings = Settings(calendar=Calendar(country=said), feeds=known)
    assert settings.calendar_in_force.country == country
    assert settings.given["calendar"] == settings.calendar_in_force


@pytest.mark.parametrize(("named", "holiday"), [("USA", "Independence Day"), ("UK", None), ("Narnia", None)])
def test_a_shop_has_the_holidays_of_its_country(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, named: str, holiday: str | None
) -> None:
    (tmp_path / "shop.csv").write_text(_LINES.format(named))
    said = caller(capsys)("--root", tmp_path / "lake", "open", tmp_path / "shop.csv", "--yes")
    assert ("Public holidays of United States count" in said.out) == (named == "USA")
    days = Snapshot(load(str(tmp_path / "lake"))).rows("dim_date")
    assert days.filter(date_key=20240704)["holiday"].to_list() == [holiday]
