"""Whose customers and products those of a feed are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call, caller
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs.sets import apart, with_own_sets
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import load

_HEADER = "Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country"
_FEED = Feed("us", "us.csv")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """The program."""
    return caller(capsys)


@pytest.mark.parametrize(
    ("feed", "feeds", "said", "sets"),
    [
        (_FEED, {}, (), ("", "")),
        (_FEED, {"uk": Feed("uk", "")}, (), ("us", "us")),
        (_FEED, {"uk": Feed("uk", "")}, ("customers",), ("", "us")),
        (_FEED, {"uk": Feed("uk", "")}, ("customers", "products"), ("", "")),
        (Feed("My Shop", ""), {"uk": Feed("uk", "")}, (), ("my_shop", "my_shop")),
        (_FEED, {"US": Feed("US", "", customers="us")}, (), ("us_2", "us_2")),
    ],
)
def test_a_feed_after_the_first_has_its_own(
    feed: Feed, feeds: dict[str, Feed], said: tuple[str, ...], sets: tuple[str, str]
) -> None:
    found = with_own_sets(feed, feeds, said)
    assert (found.customers, found.products) == sets
    assert apart(found) == tuple(
        kind for kind, name in zip(("customers", "products"), sets, strict=True) if name
    )


def _shop(path: Path, country: str, price: str) -> Path:
    rows = [f"{n},P{n % 2},Pen,1,2024-01-1{n} 10:00,{price},C{n},{country}" for n in range(6)]
    path.write_text("\n".join([_HEADER, *rows]) + "\n")
    return path


def _customers(root: Path) -> list[str]:
    found = Snapshot(load(str(root))).rows("dim_customer")["customer_id"].to_list()
    return sorted(set(found) - {"ANONYMOUS"})


def test_two_shops_that_number_alike_have_twelve_customers_and_nobody_moves(
    call: Call, tmp_path: Path
) -> None:
    call("--root", tmp_path / "lake", "open", _shop(tmp_path / "uk.csv", "UK", "5.00"), "--yes")
    us = _shop(tmp_path / "us.csv", "US", "6.00")
    said = call("--root", tmp_path / "lake", "open", us, "--yes", "--name", "us")
    assert "Its customers and products are its own: Customer 7 is us/7." in said.out
    assert "config feed us customers= products= && tillhouse --root" in said.out
    assert _customers(tmp_path / "lake") == [*(f"C{n}" for n in range(6)), *(f"us/C{n}" for n in range(6))]
    snapshot = Snapshot(load(str(tmp_path / "lake")))
    codes = set(snapshot.rows("dim_product")["stock_code"].to_list())
    assert codes == {"P0", "P1", "us/P0", "us/P1"}
    assert (
        snapshot.rows("dim_customer").height
        == 12 + snapshot.rows("dim_customer").filter(customer_id="ANONYMOUS").height
    )


def test_feeds_share_what_they_are_told_to(call: Call, tmp_path: Path) -> None:
    call("--root", tmp_path / "lake", "open", _shop(tmp_path / "uk.csv", "UK", "5.00"), "--yes")
    us = _shop(tmp_path / "us.csv", "US", "6.00")
    call("--root", tmp_path / "lake", "open", us, "--yes", "--name", "us", "--share", "customers")
    assert _customers(tmp_path / "lake") == [f"C{n}" for n in range(6)]
    feed = load(str(tmp_path / "lake")).feed("us")
    assert (feed.customers, feed.products) == ("", "us")


def test_the_same_header_in_the_same_currency_is_the_same_feed(call: Call, tmp_path: Path) -> None:
    call("--root", tmp_path / "lake", "open", _shop(tmp_path / "a.csv", "UK", "5.00"), "--yes")
    later = _shop(tmp_path / "b.csv", "UK", "7.00")
    later.write_text(later.read_text().replace("\n", "\n1").replace("2024-", "2025-").removesuffix("1"))
    said = call("--root", tmp_path / "lake", "open", later, "--yes")
    assert "Feed a, as saved" in said.out
    assert _customers(tmp_path / "lake") == [f"C{n}" for n in range(6)]
