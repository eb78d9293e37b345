"""The words of moments: names of months, zones, and formats of the user's own."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.retail.written.datetimes import moments
from tillhouse.retail.written.moments import ACCENTED, CROATIAN, MONTHS, PLAIN, forms, zone_minutes


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [
        ("Z", 0),
        ("+00", 0),
        ("-0500", -300),
        ("+05:30", 330),
        ("\u22121:00", -60),
        ("GMT+1", 60),
        ("UTC", 0),
        ("PST", -480),
        ("+24:00", None),
        ("+01:60", None),
        ("XYZ", None),
    ],
)
def test_a_zone_is_known_by_its_minutes_from_utc_or_unknown(zone: str, minutes: int | None) -> None:
    assert zone_minutes(zone) == minutes


def test_each_month_has_names_in_plain_small_letters() -> None:
    assert {*MONTHS.values()} == {*range(1, 13)}
    assert all(name.isascii() and name.islower() and 3 <= len(name) <= 12 for name in MONTHS)
    assert len(ACCENTED) == len(PLAIN)


@pytest.mark.parametrize("name", MONTHS)
def test_each_name_is_read_in_each_place(name: str) -> None:
    texts = [f"5 {name} 2024", f"{name} 5, 2024", f"2024-{name}-05", f"05{name.upper()}24 10:15"]
    found = moments(pl.Series(texts), "day-first", "")
    assert [(one.month, one.day, one.year) for one in found] == [(MONTHS[name], 5, 2024)] * 4


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("17 października 2024", 10),
        ("17 PAŹ 2024 13:45", 10),
        ("17-wrz-2024", 9),
        ("17. září 2024", 9),
        ("17. ČERVENCE 2024", 7),
        ("17 cer 2024", None),
        ("17. marts 2024", 3),
        ("17 augusti 2024", 8),
        ("17. desember 2024 13:45", 12),
        ("17 de março de 2024", 3),
        ("17 ott 2024", 10),
        ("17. studenoga 2024. 10:15", 11),
        ("17.11.2024.", 11),
        ("17 mrt. 2024", 3),
    ],
)
def test_names_have_the_letters_of_their_language(written: str, month: int | None) -> None:
    found = moments(pl.Series([written]), "day-first", "")[0]
    assert (found and (found.year, found.month, found.day)) == (month and (2024, month, 17))


@pytest.mark.parametrize("name", CROATIAN)
def test_croatian_has_its_own_month_for_some_names(name: str) -> None:
    texts = [
        f"5. {name} 2024",
        f"2024-{name}-05",
        f"05{name.upper()}24 10:15",
        "6. kolovoza 2024",
        "05.10.2024",
    ]
    found = moments(pl.Series(texts), "croatian", "")
    assert [one.month for one in found] == [CROATIAN[name]] * 3 + [8, 10]
    assert CROATIAN[name] + 1 == MONTHS[name]


@pytest.mark.parametrize("layout", ["%d.%m", "%Q%d%m%Y", "%d%d%m%Y", ""])
def test_a_format_without_a_day_is_none(layout: str) -> None:
    with pytest.raises(ValueError, match=r"needs a year|not known"):
        forms(layout)
