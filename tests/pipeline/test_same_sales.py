"""The same sales by another feed are named before they count twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pipeline.test_overruling import FEED, FIRST, HEADER, delivered
from tillhouse.errors import AmbiguousReading
from tillhouse.pipeline.stages import Pipeline
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import load, save_feed
from tillhouse.sources import open_all

WEB = replace(FEED, name="web")


def by_web(folder: Path, lines: Sequence[str], feed: Feed = WEB) -> bool:
    """Take lines in by a second feed; whether they were published."""
    save_feed(folder / "lake", replace(feed, path=str(folder)))
    (folder / "web.csv").write_text(
        "\n".join([HEADER.replace("Order", feed.columns["invoice_no"]), *lines]) + "\n"
    )
    pipeline = Pipeline(load(str(folder / "lake")))
    with pipeline.writing():
        candidate = pipeline.stage({"web": open_all(folder / "web.csv")}, "test")
        assert candidate is not None
        return pipeline.publish(candidate).number == 2


@pytest.mark.parametrize(
    ("feed", "lines"),
    [
        (WEB, FIRST),
        (replace(WEB, columns={**WEB.columns, "invoice_no": "Receipt"}), FIRST),
        (replace(WEB, date_order="day-first"), [one.replace("2024-01-15", "15/01/2024") for one in FIRST]),
        (WEB, (*FIRST, "1003,P1,1,2024-01-16,1.00", "1004,P1,1,2024-01-16,1.00")),
    ],
    ids=["the same", "another header", "another order of dates", "half of them"],
)
def test_most_orders_of_another_feed_are_asked_about(
    tmp_path: Path, feed: Feed, lines: Sequence[str]
) -> None:
    delivered(tmp_path, "ask", ("a.csv", FIRST))
    with pytest.raises(AmbiguousReading) as raised:
        by_web(tmp_path, lines, feed)
    assert raised.value.message.startswith(
        f"2 of {len(lines)} orders of web.csv are in the books already by feed shop"
    )
    assert "they add 13.00 a second time" in raised.value.message
    assert "--name web --same-sales keep --yes" in str(raised.value.hint)
    assert raised.value.files == (str(tmp_path / "web.csv"),)


@pytest.mark.parametrize(
    "lines",
    [
        ("2001,P1,2,2024-01-15,5.00", "2002,P2,1,2024-01-15,3.00"),
        ("1001,P1,2,2024-01-16,5.00", "1002,P2,1,2024-01-16,3.00"),
        ("1001,P1,2,2024-01-15,5.01", "1002,P2,1,2024-01-15,3.01"),
        (FIRST[0], "1003,P1,1,2024-01-16,1.00", "1004,P1,1,2024-01-16,1.00"),
    ],
    ids=["other numbers", "other days", "other money", "few of them"],
)
def test_another_shop_with_like_numbers_is_not_asked_about(tmp_path: Path, lines: Sequence[str]) -> None:
    delivered(tmp_path, "ask", ("a.csv", FIRST))
    assert by_web(tmp_path, lines)


def test_a_feed_that_keeps_them_is_not_asked(tmp_path: Path) -> None:
    delivered(tmp_path, "ask", ("a.csv", FIRST))
    assert by_web(tmp_path, FIRST, replace(WEB, same_sales="keep"))


def test_orders_of_two_currencies_are_told_apart(tmp_path: Path) -> None:
    lines = [f"{one},{code}" for one, code in zip(FIRST, ("EUR", "USD"), strict=True)]
    feed = replace(FEED, columns={**FEED.columns, "currency": "Cur"})
    save_feed(tmp_path / "lake", replace(feed, path=str(tmp_path), duplicates="ask"))
    for name in ("a.csv", "web.csv"):
        (tmp_path / name).write_text("\n".join([f"{HEADER},Cur", *lines]) + "\n")
    save_feed(tmp_path / "lake", replace(feed, name="web", path=str(tmp_path / "web")))
    pipeline = Pipeline(load(str(tmp_path / "lake")))
    with pipeline.writing():
        candidate = pipeline.stage({"shop": open_all(tmp_path / "a.csv")}, "test")
        assert candidate is not None
        pipeline.publish(candidate)
        with pytest.raises(AmbiguousReading, match=r"they add 10\.00 EUR \+ 3\.00 USD a second time"):
            pipeline.stage({"web": open_all(tmp_path / "web.csv")}, "test")
