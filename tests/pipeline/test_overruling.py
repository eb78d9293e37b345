"""What a delivery overrules is found again with each run, across months, from deliveries and decisions alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.shops import Shop, take_in
from tillhouse.lake.releases import Releases
from tillhouse.runs.retracting import Decision, decide
from tillhouse.settings.feed import Duplicates, Feed
from tillhouse.settings.settings import load, save_feed
from tillhouse.sources import open_all
from tillhouse.upkeep.rebuilding import rebuilt

HEADER = "Order,Code,Quantity,Date,Price"
FEED = Feed(
    "shop",
    "in",
    columns={
        "invoice_no": "Order",
        "stock_code": "Code",
        "quantity": "Quantity",
        "sold_at": "Date",
        "unit_price": "Price",
    },
)
FIRST = ("1001,P1,2,2024-01-15,5.00", "1002,P2,1,2024-01-15,3.00")
CORRECTED = ("1001,P1,3,2024-01-15,5.00", "1002,P2,1,2024-01-15,3.00", "1003,P2,1,2024-01-16,3.00")
MOVED = ("1001,P1,2,2024-02-03,5.00",)


def delivered(folder: Path, policy: Duplicates, *files: tuple[str, Sequence[str]], key: str = "") -> Shop:
    """A lake that has taken these files in, one after the other."""
    root = folder / "lake"
    columns = tuple(key.split(",")) if key else ()
    save_feed(root, replace(FEED, path=str(folder), duplicates=policy, duplicate_key=columns))
    for name, lines in files:
        (folder / name).write_text("\n".join([HEADER, *lines]) + "\n")
        take_in(load(str(root)), open_all(folder / name))
    return now(root)


def now(root: Path) -> Shop:
    """The lake as it is published."""
    settings = load(str(root))
    release = Releases(root).latest()
    assert release is not None
    return Shop(settings, release)


def loaded(shop: Shop) -> Decimal:
    """The money that counts; the books hold and equal those built again."""
    again = rebuilt(shop.settings, shop.release, shop.settings.root.parent / f"again-{shop.release.number}")
    assert again.findings == ()
    return shop.statement.fates["loaded"].amount


def ruled(shop: Shop) -> dict[str, int]:
    """Overruled lines by why."""
    return dict(shop.table("overruled_lines").group_by("why").len().iter_rows())


@pytest.mark.parametrize(
    ("policy", "files", "expected", "why"),
    [
        ("newest", (("a.csv", FIRST), ("b.csv", CORRECTED)), "21", {"newest": 2}),
        ("newest", (("b.csv", FIRST), ("a.csv", CORRECTED)), "21", {"newest": 2}),
        ("newest", (("b.csv", CORRECTED), ("a.csv", FIRST)), "16", {"newest": 2}),
        ("newest", (("a.csv", FIRST), ("b.csv", MOVED)), "13", {"newest": 1}),
        ("newest", (("a.csv", FIRST), ("b.csv", CORRECTED), ("c.csv", MOVED)), "16", {"newest": 3}),
        ("replace", (("a.csv", FIRST), ("a.csv", CORRECTED)), "21", {"replace": 2}),
        ("replace", (("a.csv", FIRST), ("b.csv", CORRECTED)), "31", {}),
        ("period", (("a.csv", FIRST), ("b.csv", CORRECTED)), "21", {"period": 2}),
        ("period", (("a.csv", CORRECTED), ("b.csv", FIRST)), "16", {"period": 2}),
        ("period", (("a.csv", FIRST), ("b.csv", MOVED)), "23", {}),
        ("redelivery", (("a.csv", FIRST), ("b.csv", CORRECTED)), "31", {}),
    ],
)
def test_a_later_delivery_corrects_earlier_ones_as_the_feed_says(
    tmp_path: Path,
    policy: Duplicates,
    files: Sequence[tuple[str, Sequence[str]]],
    expected: str,
    why: dict[str, int],
) -> None:
    shop = delivered(tmp_path, policy, *files)
    assert loaded(shop) == Decimal(expected)
    assert ruled(shop) == why


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
@pytest.mark.parametrize("number", range(3))
def test_by_key_the_first_to_arrive_counts_whatever_its_name_or_hash(
    tmp_path: Path, names: tuple[str, str], number: int
) -> None:
    texts = (f"{number},A1,6,2024-03-13,2.95", f"{number},A1,7,2024-04-13,2.95")
    files = [(name, [text]) for name, text in zip(names, texts, strict=True)]
    shop = delivered(tmp_path, "key", *files, key="invoice_no,stock_code")
    assert loaded(shop) == Decimal("17.70")
    assert {fate: line.rows for fate, line in shop.statement.fates.items() if line.rows} == {
        "loaded": 1,
        "duplicate": 1,
    }


def test_files_that_come_together_arrived_as_they_were_last_written(tmp_path: Path) -> None:
    save_feed(tmp_path / "lake", replace(FEED, path=str(tmp_path), duplicates="newest"))
    for name, lines, at in (("a.csv", CORRECTED, 2_000), ("b.csv", FIRST, 1_000)):
        (tmp_path / name).write_text("\n".join([HEADER, *lines]) + "\n")
        os.utime(tmp_path / name, (at, at))
    take_in(load(str(tmp_path / "lake")), open_all(tmp_path))
    shop = now(tmp_path / "lake")
    assert loaded(shop) == Decimal(21)
    assert shop.table("deliveries").sort("taken_at")["name"].to_list() == ["b.csv", "a.csv"]
    assert shop.table("deliveries")["taken_at"].n_unique() == 2


def test_where_the_later_one_leaves_the_books_the_earlier_one_counts_again(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "newest", ("a.csv", FIRST), ("b.csv", CORRECTED), ("c.csv", MOVED))
    for key, expected in (("c.csv", "21"), ("b.csv", "13")):
        decide(shop.settings, Decision("retracted", key, "wrong"))
        assert loaded(now(shop.settings.root)) == Decimal(expected)
    decide(shop.settings, Decision("restored", "c.csv", "right"))
    assert loaded(now(shop.settings.root)) == Decimal(13)
    found = now(shop.settings.root).table("ledger").filter(pl.col("fate") == "loaded")
    assert sorted(found["month"]) == ["2024-01", "2024-02"]


def test_another_policy_makes_it_anew(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "newest", ("a.csv", FIRST), ("b.csv", CORRECTED))
    save_feed(shop.settings.root, replace(shop.settings.feed("shop"), duplicates="redelivery"))
    take_in(load(str(shop.settings.root)), [])
    shop = now(shop.settings.root)
    assert loaded(shop) == Decimal(31)
    assert ruled(shop) == {}


def test_a_lake_without_policies_and_decisions_has_none(tmp_path: Path) -> None:
    shop = delivered(tmp_path, "redelivery", ("a.csv", FIRST))
    assert shop.table("overruled_lines").is_empty()
