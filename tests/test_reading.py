"""How text becomes values: ING-04 (numbers against exact decimals) and ING-05 (an oracle table of dates)."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.frames import on_polars
from tillhouse import reading
from tillhouse.errors import BadSetting
from tillhouse.settings.feed import DateOrder, Feed

LONDON = "Europe/London"
YEAR, MONTH, DAY = (
    Feed("f", "f", date_order=order, time_zone=LONDON) for order in ("year-first", "month-first", "day-first")
)
EXCEL, SECONDS, MILLIS = (
    Feed("f", "f", date_order=order, time_zone=LONDON) for order in ("excel-serial", "epoch-s", "epoch-ms")
)
WRITTEN = Feed("f", "f")
CLOCKED = Feed("f", "f", date_order="day-first", columns={"sold_at": "Date", "sold_time": "Time"})
PLAIN, GROUPED = Feed("f", "f"), Feed("f", "f", thousands=",")
COMMA, GERMAN = Feed("f", "f", decimal=","), Feed("f", "f", decimal=",", thousands=".")
FRENCH = Feed("f", "f", decimal=",", thousands=" ")


def moment(text: str, feed: Feed) -> datetime | None:
    frame = reading.with_moment(on_polars({"sold_at": [text]}, {"sold_at": "text"}), feed)
    value: datetime | None = frame.collect()["moment"][0]
    return value


def number(text: str, feed: Feed) -> tuple[int | None, Decimal | None]:
    frame = reading.with_numbers(on_polars({"t": [text]}, {"t": "text"}), {"d": "t"}, feed)
    found: Decimal | None = frame.collect()["d"][0]
    return int(found) if found is not None and found == int(found) else None, found


# Text, the feed's date order, and the moment it says: ISO, or None for what that order does not read.
MOMENTS: tuple[tuple[str, Feed, str | None], ...] = (
    # year first
    ("2010-12-01 08:26:00", YEAR, "2010-12-01T08:26:00"),
    ("2010-12-01 08:26", YEAR, "2010-12-01T08:26:00"),
    ("2010-12-01T08:26:00", YEAR, "2010-12-01T08:26:00"),
    ("2010-12-01T08:26", YEAR, "2010-12-01T08:26:00"),
    ("2010-12-01 08:26:00.5", YEAR, "2010-12-01T08:26:00.5"),
    ("2010/12/01 08:26:00", YEAR, "2010-12-01T08:26:00"),
    ("2010.12.01 08:26", YEAR, "2010-12-01T08:26:00"),
    ("20101201", YEAR, "2010-12-01T00:00:00"),
    ("2010-12-01", YEAR, "2010-12-01T00:00:00"),
    ("2010-12-1", YEAR, "2010-12-01T00:00:00"),
    ("2010-12-01 08:26 PM", YEAR, "2010-12-01T20:26:00"),
    (" 2010-12-01 08:26:00 ", YEAR, "2010-12-01T08:26:00"),
    ("2011-07-01T12:00:00Z", YEAR, "2011-07-01T13:00:00"),
    ("2011-07-01T12:00Z", YEAR, "2011-07-01T13:00:00"),
    ("2011-07-01 12:00:00.250Z", YEAR, "2011-07-01T13:00:00.25"),
    ("2011-07-01T12:00:00+0200", YEAR, "2011-07-01T11:00:00"),
    ("2011-07-01T12:00:00+02:00", YEAR, "2011-07-01T11:00:00"),
    ("2011-01-01T00:30:00+01:00", YEAR, "2010-12-31T23:30:00"),
    ("2011-02-29", YEAR, None),
    ("2012-02-29", YEAR, "2012-02-29T00:00:00"),
    ("1900-02-29", YEAR, None),
    ("2000-02-29", YEAR, "2000-02-29T00:00:00"),
    ("2011-13-01", YEAR, None),
    ("2011-00-10", YEAR, None),
    ("2011-04-31", YEAR, None),
    ("2010-12-01 24:00:00", YEAR, None),
    ("2010-12-01 08:60:00", YEAR, None),
    ("0001-01-01", YEAR, None),
    ("1899-12-31", YEAR, None),
    ("1900-01-01", YEAR, "1900-01-01T00:00:00"),
    ("2199-12-31 23:59:59", YEAR, "2199-12-31T23:59:59"),
    ("2200-01-01", YEAR, None),
    ("9999-12-31", YEAR, None),
    ("12/01/2010 08:26", YEAR, None),
    ("2011-03-27 01:30:00", YEAR, "2011-03-27T01:30:00"),
    ("2011-10-30 01:30:00", YEAR, "2011-10-30T01:30:00"),
    # month first
    ("12/1/2010 8:26", MONTH, "2010-12-01T08:26:00"),
    ("12/13/2010 8:26", MONTH, "2010-12-13T08:26:00"),
    ("13/12/2010 8:26", MONTH, None),
    ("02/28/2011", MONTH, "2011-02-28T00:00:00"),
    ("2/30/2011 8:26", MONTH, None),
    ("12-01-2010 08:26", MONTH, "2010-12-01T08:26:00"),
    ("12.01.2010", MONTH, "2010-12-01T00:00:00"),
    ("12/1/10 8:26", MONTH, "2010-12-01T08:26:00"),
    ("12/1/2010 8:26 PM", MONTH, "2010-12-01T20:26:00"),
    ("12/1/2010 12:05 AM", MONTH, "2010-12-01T00:05:00"),
    ("12/1/2010 8:26:59", MONTH, "2010-12-01T08:26:59"),
    ("2010-12-01 08:26:00", MONTH, None),
    # day first
    ("31/02/2011", DAY, None),
    ("12/1/2010", DAY, "2010-01-12T00:00:00"),
    ("31/12/2010 23:59", DAY, "2010-12-31T23:59:00"),
    ("1.12.2010 08:26", DAY, "2010-12-01T08:26:00"),
    ("01-12-2010", DAY, "2010-12-01T00:00:00"),
    ("1/12/10", DAY, "2010-12-01T00:00:00"),
    ("12/31/2010", DAY, None),
    ("32/01/2011", DAY, None),
    ("29/02/2012 10:00", DAY, "2012-02-29T10:00:00"),
    ("29/02/2011 10:00", DAY, None),
    ("01/01/9999", DAY, None),
    ("1 December 2010", DAY, "2010-12-01T00:00:00"),
    ("5. M\u00e4rz 2024", DAY, "2024-03-05T00:00:00"),
    ("05-MAR-24", DAY, "2024-03-05T00:00:00"),
    ("5 de marzo de 2024", DAY, "2024-03-05T00:00:00"),
    ("1er ao\u00fbt 2024", DAY, "2024-08-01T00:00:00"),
    ("5 maggio 2024", DAY, "2024-05-05T00:00:00"),
    ("5 mei 2024", DAY, "2024-05-05T00:00:00"),
    ("5 de outubro de 2024", DAY, "2024-10-05T00:00:00"),
    ("Mar 5, 2024", MONTH, "2024-03-05T00:00:00"),
    ("Tuesday, March 5th, 2024 at 10:15 p.m.", MONTH, "2024-03-05T22:15:00"),
    ("Mar-05-24 10:15:33 PST", MONTH, "2024-03-05T18:15:33"),
    ("Mar 2024", MONTH, None),
    ("5 Foo 2024", DAY, None),
    ("31 Feb 2024", DAY, None),
    ("04-30-22", MONTH, "2022-04-30T00:00:00"),
    ("04.30.22", MONTH, "2022-04-30T00:00:00"),
    ("13.03.2024, 10:15 Uhr", DAY, "2024-03-13T10:15:00"),
    ("13/03/2024 - 10:15", DAY, "2024-03-13T10:15:00"),
    ("12/1/2010 8:26PM", MONTH, "2010-12-01T20:26:00"),
    ("12/1/2010 8:26 a. m.", MONTH, "2010-12-01T08:26:00"),
    ("12/1/2010 13:26 PM", MONTH, None),
    ("13/03/2024 10:15 XYZ", DAY, None),
    # offsets: without a zone of the store the clock as written counts
    ("2023-10-31 14:00:00 -0500", YEAR, "2023-10-31T19:00:00"),
    ("2023-10-31 14:00:00 -0500", WRITTEN, "2023-10-31T14:00:00"),
    ("2023-10-31 14:00:00 UTC", WRITTEN, "2023-10-31T14:00:00"),
    ("2023-10-31 14:00:00+00", WRITTEN, "2023-10-31T14:00:00"),
    ("2023-10-31 14:00:00 GMT+1", WRITTEN, "2023-10-31T14:00:00"),
    ("2024-01-31T20:15:00-05:00", WRITTEN, "2024-01-31T20:15:00"),
    ("2024-07-31T23:30:00-04:00", WRITTEN, "2024-07-31T23:30:00"),
    ("2011-07-01T12:00:00Z", WRITTEN, "2011-07-01T12:00:00"),
    ("2011-07-01T12:00:00+25:00", WRITTEN, None),
    ("20240305T101533Z", WRITTEN, "2024-03-05T10:15:33"),
    ("yesterday", DAY, None),
    ("", DAY, None),
    # day numbers of a spreadsheet
    ("40513", EXCEL, "2010-12-01T00:00:00"),
    ("40513.5", EXCEL, "2010-12-01T12:00:00"),
    ("40513.99", EXCEL, "2010-12-01T23:45:36"),
    ("40513.351389", EXCEL, "2010-12-01T08:26:00"),
    ("61", EXCEL, "1900-03-01T00:00:00"),
    ("60", EXCEL, None),
    ("1", EXCEL, None),
    ("-5", EXCEL, None),
    ("999999", EXCEL, None),
    ("2010-12-01", EXCEL, None),
    ("nan", EXCEL, None),
    ("inf", EXCEL, None),
    # epochs
    ("1291191960", SECONDS, "2010-12-01T08:26:00"),
    ("1291191960.25", SECONDS, "2010-12-01T08:26:00.25"),
    ("1309521600", SECONDS, "2011-07-01T13:00:00"),
    ("1291191960000", MILLIS, "2010-12-01T08:26:00"),
    ("1291191960250", MILLIS, "2010-12-01T08:26:00.25"),
    ("1291191960000", SECONDS, None),
    ("1e400", SECONDS, None),
    ("12/1/2010", SECONDS, None),
)


@pytest.mark.parametrize(
    ("text", "feed", "expected"), MOMENTS, ids=[f"{f.date_order}:{f.time_zone}:{t}" for t, f, _ in MOMENTS]
)
def test_a_moment_is_what_the_order_says_or_nothing(text: str, feed: Feed, expected: str | None) -> None:
    assert moment(text, feed) == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("13/03/2024", "10:15", "2024-03-13T10:15:00"),
        ("13/03/2024", "10:15 PM", "2024-03-13T22:15:00"),
        ("13/03/2024", "13.45", "2024-03-13T13:45:00"),
        ("13/03/2024", "09.05 Uhr", "2024-03-13T09:05:00"),
        ("13/03/2024", "9h05", "2024-03-13T09:05:00"),
        ("13/03/2024", "10:15:33.25", "2024-03-13T10:15:33.250000"),
        ("13/03/2024", "13.75", None),
        ("13/03/2024", "0.50", "2024-03-13T12:00:00"),
        ("13/03/2024", "0.5625", "2024-03-13T13:30:00"),
        ("13/03/2024", ",5625", "2024-03-13T13:30:00"),
        ("13/03/2024", "0.52083333333333337", "2024-03-13T12:30:00"),
        ("13/03/2024 00:00:00", " 0,52083333 ", "2024-03-13T12:30:00"),
        ("13/03/2024", "0", "2024-03-13T00:00:00"),
        ("13/03/2024", "1.5", None),
        ("13/03/2024 00:00:00", "10:15:33", "2024-03-13T10:15:33"),
        ("13/03/2024", "1899-12-31 10:15:00", "2024-03-13T10:15:00"),
        ("13/03/2024 09:00", "10:15", "2024-03-13T09:00:00"),
        ("13/03/2024", None, "2024-03-13T00:00:00"),
        ("13/03/2024", "soon", None),
        (None, "10:15", None),
    ],
)
def test_a_time_of_the_day_may_have_its_own_column(day: str, time: str, expected: str | None) -> None:
    text = {"sold_at": [day], "sold_time": [time]}
    found = reading.with_moment(on_polars(text, dict.fromkeys(text, "text")), CLOCKED).collect()
    assert found.columns == ["sold_at", "sold_time", "moment"]
    assert found["moment"][0] == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("45364", "0.5625", "2024-03-13T13:30:00"),
        ("45364", "13:30", "2024-03-13T13:30:00"),
        ("45364.0", "13:30", "2024-03-13T13:30:00"),
        ("45364,5625", "9:00", "2024-03-13T13:30:00"),
        ("45364,5625", None, "2024-03-13T13:30:00"),
        ("45364", None, "2024-03-13T00:00:00"),
        ("13/03/2024", "0.5625", None),
    ],
)
def test_a_day_of_a_spreadsheet_may_have_its_time_beside_it(
    day: str, time: str, expected: str | None
) -> None:
    text = {"sold_at": [day], "sold_time": [time]}
    feed = Feed("f", "f", date_order="excel-serial", columns={"sold_at": "Date", "sold_time": "Time"})
    found = reading.with_moment(on_polars(text, dict.fromkeys(text, "text")), feed).collect()
    assert found["moment"][0] == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_fractions_of_a_day_are_read_alike_on_other_engines(engine: str) -> None:
    rows = pl.DataFrame({"sold_at": ["45364", "45364,5", None], "sold_time": ["0.5625", None, "0.1"]})
    native = (
        rows.to_pandas(use_pyarrow_extension_array=True)
        if engine == "pandas"
        else duckdb.from_arrow(rows.to_arrow())
    )
    feed = Feed("f", "f", date_order="excel-serial", columns={"sold_at": "Date", "sold_time": "Time"})
    found = reading.with_moment(nw.from_native(native).lazy(), feed).collect().to_polars()
    expected = {datetime(2024, 3, 13, 13, 30), datetime(2024, 3, 13, 12), None}
    assert {*found["moment"].cast(pl.Datetime("us")).to_list()} == expected


@pytest.mark.parametrize(
    ("layout", "text", "expected"),
    [
        ("%d.%m.%y", "05.03.24", "2024-03-05T00:00:00"),
        ("%d.%m.%y", "05.03.24 10:15", "2024-03-05T10:15:00"),
        ("%y%m%d", "240305", "2024-03-05T00:00:00"),
        ("%Y-%d-%m %H.%M", "2024-05-03 10.15", "2024-03-05T10:15:00"),
        ("%d %B %Y %I:%M %p", "5 March 2024 10:15 PM", "2024-03-05T22:15:00"),
        ("%d.%m.%y", "2024-03-05", None),
    ],
)
def test_a_format_of_the_users_own_wins(layout: str, text: str, expected: str | None) -> None:
    feed = Feed("f", "f", date_format=layout, date_order="month-first")
    feed.checked("feed f")
    assert moment(text, feed) == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize("layout", ["%d.%m", "%Q", "%d/%d/%m/%Y", "yesterday"])
def test_a_format_that_gives_no_day_is_refused(layout: str) -> None:
    with pytest.raises(BadSetting, match="date_format"):
        Feed("f", "f", date_format=layout).checked("feed f")


def test_the_table_of_moments_is_long_enough_to_say_something() -> None:
    assert len({(text, feed.date_order) for text, feed, _ in MOMENTS}) >= 60


@pytest.mark.parametrize(
    ("day_ends", "text", "business_date", "month"),
    [
        ("00:00", "2011-03-01 03:59:00", "2011-03-01", "2011-03"),
        ("04:00", "2011-03-01 03:59:00", "2011-02-28", "2011-02"),
        ("04:00", "2011-03-01 04:00:00", "2011-03-01", "2011-03"),
        ("04:00", "2011-03-27 01:30:00", "2011-03-26", "2011-03"),
        ("00:00", "nonsense", None, "unknown"),
    ],
)
def test_the_trading_day_ends_when_the_feed_says(
    day_ends: str, text: str, business_date: str | None, month: str
) -> None:
    feed = Feed("f", "f", day_ends=day_ends)
    dated = reading.with_moment(on_polars({"sold_at": [text]}, {"sold_at": "text"}), feed)
    found = dated.select(
        d=reading.business_date(nw.col("moment"), feed), m=reading.month(nw.col("moment"), feed)
    )
    day, named = found.collect().row(0)
    assert (day.isoformat() if day else None, named) == (business_date, month)


NUMBERS: tuple[tuple[str, Feed, int | None, str | None], ...] = (
    ("6", PLAIN, 6, "6"),
    ("+6", PLAIN, 6, "6"),
    ("-0", PLAIN, 0, "0"),
    ("12.0", PLAIN, 12, "12"),
    ("12.", PLAIN, 12, "12"),
    (".5", PLAIN, None, "0.5"),
    (".", PLAIN, None, None),
    ("", PLAIN, None, None),
    ("--", PLAIN, None, None),
    ("--5", PLAIN, None, None),
    ("5-", PLAIN, -5, "-5"),
    ("NaN", PLAIN, None, None),
    ("Infinity", PLAIN, None, None),
    ("1e309", PLAIN, None, None),
    ("1e3", PLAIN, 1000, "1000"),
    ("0x10", PLAIN, None, None),
    ("１２", PLAIN, None, None),
    ("٣", PLAIN, None, None),
    ("2147483648", PLAIN, 2147483648, "2147483648"),
    ("-80995", PLAIN, -80995, "-80995"),
    ("9223372036854775808", PLAIN, None, None),
    ("999999999999999", PLAIN, None, None),
    ("999999999999.999999", PLAIN, None, "999999999999.999999"),
    ("1000000000000", PLAIN, None, None),
    ("0.001", PLAIN, None, "0.001"),
    ("0.000001", PLAIN, None, "0.000001"),
    ("1.123456789", PLAIN, None, None),
    ("1.123456000", PLAIN, None, "1.123456"),
    ("0.1", PLAIN, None, "0.1"),
    ("1,234.56", PLAIN, None, None),
    ("1,234.56", GROUPED, None, "1234.56"),
    ("1,234", GROUPED, 1234, "1234"),
    ("12,34", GROUPED, None, None),
    ("1,2345", GROUPED, None, None),
    ("1.234,56", COMMA, None, None),
    ("1.234,56", GERMAN, None, "1234.56"),
    ("2,55", COMMA, None, "2.55"),
    ("2.55", COMMA, None, None),
    ("1.23", GERMAN, None, None),
    ("1.234", GERMAN, 1234, "1234"),
    ("1 234,5", FRENCH, None, "1234.5"),
    ("1\u202f234\u202f567,50", FRENCH, None, "1234567.5"),
    (" 6 ", PLAIN, 6, "6"),
    ("£2.55", PLAIN, None, "2.55"),
)


@pytest.mark.parametrize(("text", "feed", "whole", "exact"), NUMBERS, ids=[repr(n[0]) for n in NUMBERS])
def test_a_number_is_exact_or_nothing(text: str, feed: Feed, whole: int | None, exact: str | None) -> None:
    assert number(text, feed) == (whole, Decimal(exact) if exact else None)


@pytest.mark.parametrize(
    ("text", "expected"), [("20%", "20"), ("% 12.5", "12.5"), ("20", None), ("x%", None)]
)
def test_a_rate_has_a_percent_sign(text: str, expected: str | None) -> None:
    frame = on_polars({"t": [text]}, {"t": "text"}).with_columns(p=reading.percent(nw.col("t")))
    found = reading.with_numbers(frame, {"p": "p"}, PLAIN).collect()["p"][0]
    assert found == (Decimal(expected) if expected else None)


@settings(max_examples=150, deadline=None)
@given(st.from_regex(r"[+-]?[0-9]{0,14}(\.[0-9]{0,9})?", fullmatch=True))
def test_plain_numbers_agree_with_exact_fractions(text: str) -> None:
    whole, exact = number(text, PLAIN)
    value = Fraction(Decimal(text)) if re.search("[0-9]", text) else None
    digits = len(text.lstrip("+-").partition(".")[0])
    fits = value is not None and digits <= 12 and (value * 10**6).denominator == 1
    assert (None if exact is None else Fraction(exact)) == (value if fits else None)
    if whole is not None:
        assert value == whole


@pytest.mark.parametrize("order", ["year-first", "month-first", "day-first"])
@settings(max_examples=60, deadline=None)
@given(
    when=st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)).map(lambda d: d.replace(microsecond=0))
)
def test_every_moment_written_in_the_order_is_read_back(order: DateOrder, when: datetime) -> None:
    day = {"year-first": "%Y-%m-%d", "month-first": "%m/%d/%Y", "day-first": "%d/%m/%Y"}[order]
    text = f"{when.strftime(day).replace(str(when.year), f'{when.year:04}')} {when:%H:%M:%S}"
    assert moment(text, Feed("f", "f", date_order=order)) == when
