"""Opening: one reading for several files, and the feed a file belongs to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.calls import line, write_lines
from tillhouse.errors import AmbiguousReading, FixTheSetup, UnmappedHeader
from tillhouse.runs.opening import Agreed, able, agreed, alike, home, placed, slug, with_saved
from tillhouse.settings.feed import Feed
from tillhouse.sources import open_all


def read(path: Path) -> Agreed:
    return agreed(open_all(path), Feed("shop", str(path)))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("OnlineRetail.csv", "onlineretail"),
        ("in/Sales 2011-12.csv.gz", "sales_2011_12"),
        ("shop/*.csv", "shop"),
        ("sales-*.csv", "sales"),
        ("Umsätze.csv", "umsaetze"),
        ("---.csv", "sales"),
    ],
)
def test_a_feed_is_named_after_its_file(place: str, name: str) -> None:
    assert slug(place) == name


def test_marks_and_encodings_of_all_files_count(tmp_path: Path) -> None:
    plain = line(1, 3, day=21)
    write_lines(tmp_path / "a.csv", [plain])
    write_lines(tmp_path / "b.csv", [plain.replace(",2.55,", ',"1,002.55",')])
    (tmp_path / "c.csv").write_bytes((tmp_path / "a.csv").read_bytes().replace(b"LANTERN", b"\xa35 LANTERN"))
    found = read(tmp_path)
    assert (found.feed.thousands, found.feed.decimal) == (",", ".")
    assert found.feed.encoding in {"iso-8859-1", "cp1252"}
    assert found.records == 3


def test_shares_are_weighed_over_all_files(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.csv", [line(n, 3, day=21) for n in (1, 2, 3)])
    write_lines(tmp_path / "b.csv", [line(5, 3, day=21)])
    customer = next(one for one in read(tmp_path).evidence if one.canonical == "customer_id")
    assert customer.missing == 0.25


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.csv", [])
    write_lines(tmp_path / "b.csv", [line(1, 3, day=21)])
    assert read(tmp_path).feed.date_order == "day-first"


def test_two_encodings_are_two_feeds(tmp_path: Path) -> None:
    plain = line(1, 3, day=21)
    for name, encoding in (("a", "utf-8"), ("b", "iso-8859-1")):
        text = write_lines(tmp_path / f"{name}.csv", [plain]).read_text().replace("LANTERN", "£5 LANTERN")
        (tmp_path / f"{name}.csv").write_bytes(text.encode(encoding))
    with pytest.raises(AmbiguousReading, match="encoding"):
        read(tmp_path)


def test_two_headers_are_two_feeds(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.csv", [line(1, 3, day=21)])
    other = write_lines(tmp_path / "b.csv", [line(2, 3, day=21)])
    other.write_text(other.read_text().replace("InvoiceNo", "Invoice"))
    with pytest.raises(UnmappedHeader, match="the others call it"):
        read(tmp_path)


def test_a_path_a_name_or_nothing_leads_home(tmp_path: Path) -> None:
    shop, till = Feed("shop", str(tmp_path / "in")), Feed("till", str(tmp_path / "till-*.csv"))
    feeds = {"shop": shop, "till": till}
    assert home(str(tmp_path / "in" / "deep" / "a.csv"), feeds) is shop
    assert home(str(tmp_path / "till-3.csv"), feeds) is till
    assert home("elsewhere/shop.csv", feeds) is shop
    assert home("elsewhere/sales.csv", feeds) is None


def test_the_only_feed_alike_takes_a_file_and_two_are_asked_about(tmp_path: Path) -> None:
    found = read(write_lines(tmp_path / "a.csv", [line(1, 3, day=21)])).feed
    same, other = replace(found, name="same"), replace(found, name="other", date_order="month-first")
    assert alike(found, {"same": same, "other": other}) is same
    assert alike(found, {"other": other}) is None
    with pytest.raises(FixTheSetup, match="same or twin"):
        alike(found, {"same": same, "twin": replace(found, name="twin")})


def test_a_saved_feed_decides_what_values_do_not_and_is_not_contradicted(tmp_path: Path) -> None:
    saved = replace(read(write_lines(tmp_path / "a.csv", [line(1, 3, day=21)])).feed, name="shop")
    unsure = open_all(write_lines(tmp_path / "b.csv", [line(2, 3, day=4)]))
    assert able(unsure, {"shop": saved}) is saved
    assert with_saved(unsure, saved, ()).feed is saved
    american = "9,85123A,LANTERN,1,12/24/2011 9:00,2.55,17850,France"
    fitting = [line(n, 3, day=4) for n in (5, 6)]
    contradicts = open_all(write_lines(tmp_path / "c.csv", [american, *fitting]))
    with pytest.raises(AmbiguousReading, match="month-first"):
        with_saved(contradicts, saved, ())
    assert with_saved(contradicts, saved, {"date_order"}).records == 3


def test_a_place_is_kept_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    assert placed("../a.csv") == str(tmp_path.resolve() / "a.csv")
    assert placed("*.csv") == str(tmp_path.resolve() / "in" / "*.csv")


def priced(path: Path, *prices: str, country: str = "United Kingdom") -> Path:
    """A file of lines with these prices as text."""
    lines = [line(n, 3, day=21).replace(",2.55,", f',"{price}",') for n, price in enumerate(prices, 1)]
    write_lines(path, [one.replace("United Kingdom", country) for one in lines])
    return path


def test_the_currency_follows_from_the_countries_of_all_files(tmp_path: Path) -> None:
    priced(tmp_path / "a.csv", *["2.55"] * 19)
    priced(tmp_path / "b.csv", "2.55", country="France")
    assert read(tmp_path).feed.currency == "GBP"
    assert agreed(open_all(tmp_path / "b.csv"), Feed("shop", "")).feed.currency == "EUR"


def test_without_evidence_no_currency_and_no_time_zone_is_taken(tmp_path: Path) -> None:
    priced(tmp_path / "a.csv", "2.55", country="nowhere")
    feed = read(tmp_path).feed
    assert (feed.currency, feed.time_zone) == ("", "")


def test_a_currency_that_a_person_names_is_kept(tmp_path: Path) -> None:
    files = open_all(priced(tmp_path / "a.csv", "2.55"))
    assert agreed(files, Feed("shop", "", currency="EUR"), {"currency"}).feed.currency == "EUR"


def test_feeds_of_two_currencies_are_two_shops(tmp_path: Path) -> None:
    found = read(priced(tmp_path / "a.csv", "2.55")).feed
    assert alike(found, {"uk": replace(found, name="uk")})
    assert alike(found, {"any": replace(found, name="any", currency="")})
    assert alike(found, {"us": replace(found, name="us", currency="USD")}) is None


DAMAGED = line(99, 3, day=1).replace("1/03/2011", "31/02/2011", 1)


def test_other_files_decide_the_order_of_dates_of_a_small_file_with_a_damaged_one(tmp_path: Path) -> None:
    for day in (1, 2, 3):
        write_lines(tmp_path / f"{day}.csv", [*(line(n, 3, day=day) for n in range(1, 9)), DAMAGED])
    write_lines(tmp_path / "21.csv", [line(n, 3, day=21) for n in range(1, 9)])
    found = read(tmp_path)
    assert (found.feed.date_order, found.records) == ("day-first", 35)


def test_where_no_file_decides_the_order_is_asked(tmp_path: Path) -> None:
    for day in (1, 2):
        write_lines(tmp_path / f"{day}.csv", [*(line(n, 3, day=day) for n in range(1, 9)), DAMAGED])
    with pytest.raises(AmbiguousReading, match="Cannot tell day from month"):
        read(tmp_path)


def test_other_files_do_not_decide_about_dates_that_contradict_each_other(tmp_path: Path) -> None:
    mixed = [
        line(n, 3, day=day).replace("3/03/2011", "03/13/2011") for n, day in enumerate((3, 3, 21, 22, 2))
    ]
    write_lines(tmp_path / "a.csv", mixed)
    write_lines(tmp_path / "b.csv", [line(n, 3, day=21) for n in range(1, 9)])
    with pytest.raises(AmbiguousReading, match="mixes two orders"):
        read(tmp_path)
