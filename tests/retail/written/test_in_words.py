"""Moments in words: days of the week, marks of a year, words around a clock, and months in other letters."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.retail.written.datetimes import in_plain_forms, moments

_DAY_FIRST = [
    "2 de marzo de 2026 14:05 hs.",
    "2. März 2026, 14:05 Uhr",
    "lundi 2 mars 2026 à 14h05",
    "le 2 mars 2026 à 14 h 05",
    "02-Mar-2026 02:05 PM",
    "Mar 2, 2026, 2:05 PM EST",
    "2. 3. 2026 v 14:05",
    "02.03.2026 r., 14:05",
    "2 marca 2026 r. o 14:05",
    "Mo, 02.03.2026, 14.05 Uhr",
    "2. marts 2026 kl. 14.05",
    "segunda-feira, 2 de março de 2026 às 14h05",
    "maandag 2 maart 2026 om 14:05 uur",
    "2 Mart 2026 Pazartesi 14:05",
    "понедельник, 2 марта 2026 г., 14:05",
    "2.3.2026 klo 14.05",
    "lun. 2 mars 2026 14:05",
    "lunedì 2 marzo 2026 alle ore 14:05",
    "lunes, 2 de marzo de 2026 a las 14:05",
    "2 martie 2026, ora 14:05",
    "2 Μαρτίου 2026, 2:05 μ.μ.",
    "2 березня 2026 р. 14:05",
    "02/03/2026 14h05",
]
_YEAR_FIRST = [
    "2026年3月2日 14:05",
    "2026年03月02日（月）14時05分",
    "2026/03/02(月) 14:05",
    "2026. 3. 2. 14:05",
    "2026. 3. 2. 오후 2:05",
    "2026년 3월 2일 월요일 오후 2:05",
    "2026年3月2日 下午2:05",
    "2026. március 2. 14:05",
    "2026.03.02 14:05",
    "2026-03-02 kl. 14:05",
]


@pytest.mark.parametrize("written", _DAY_FIRST)
def test_a_moment_in_words_is_read_day_first(written: str) -> None:
    assert [str(moments(pl.Series([written]), "day-first", "")[0])] == ["2026-03-02 14:05:00"]


@pytest.mark.parametrize("written", _YEAR_FIRST)
def test_a_moment_in_words_is_read_year_first(written: str) -> None:
    assert [str(moments(pl.Series([written]), "year-first", "")[0])] == ["2026-03-02 14:05:00"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("02.03.2026 r.", 2),
        ("2026. 3. 2.", 2),
        ("2. srpnja 2026.", 2),
        ("30 Şubat 2026", None),
        ("Mar 3 2026", 3),
    ],
)
def test_a_day_without_a_clock_is_read_where_there_is_one(written: str, day: int | None) -> None:
    found = moments(pl.Series([written]), "year-first" if written[:4].isdigit() else "day-first", "")[0]
    assert (found and found.day) == day


@pytest.mark.parametrize(
    "written",
    [
        "2026年3月2日 下午14:05",
        "3 de marzo de 2026 25:09 hs.",
        "2 Foo 2026",
        "order 2 mars 2026 14:05",
        "14:05 Uhr",
    ],
)
def test_what_is_no_moment_is_not_made_one(written: str) -> None:
    assert moments(pl.Series([written]), "day-first", "")[0] is None


@pytest.mark.parametrize("written", ["2026-03-02 14:05:00", "03/02/2026 2:05 PM", "2026-03-02T14:05Z", None])
def test_a_moment_in_digits_stays_as_it_is(written: str | None) -> None:
    assert in_plain_forms(pl.Series([written], dtype=pl.String)).to_list() == [written]


def test_a_format_of_the_users_own_is_matched_with_the_text_as_written() -> None:
    found = moments(pl.Series(["2 de marzo de 2026 14:05 hs."]), "%d de %B de %Y %H:%M hs.", "")
    assert str(found[0]) == "2026-03-02 14:05:00"
