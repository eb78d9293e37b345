"""The calendar and the retail calendar: what is known about a day before any sale is read.

A retail year is 52 or 53 whole weeks, so that each week has the weekdays of its counterpart a year before.
The defaults are the 4-5-4 calendar of the National Retail Federation (NRF): weeks begin on Sunday, and a year
begins on the Sunday nearest 1 February and is named after that February.

    retail_year     named by the calendar year of the 1st it begins nearest to: 2017 began on 2017-01-29
    retail_week     1 to 53; quarters have 13 weeks, week 53 belongs to the last period and quarter
    retail_period   1 to 12, of 4, 5 and 4 weeks in each quarter (or the other patterns)

**Comparison with the year before.** A day compares with the same week and weekday of the retail year before.
When the year before has 53 weeks, NRF restates it: its first week is left out and its weeks 2 to 53 count as
1 to 52, so that holidays fall in the same week. Both cases are the day 364 days earlier. A day of week 53
itself has no counterpart (364 days earlier lies week 1 of its own year): its comparison is null.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import repeat
from typing import Any, Literal

from tillhouse.errors import BadSetting
from tillhouse.setting import check, figure

Pattern = Literal["4-5-4", "4-4-5", "5-4-4"]
YearEnd = Literal["nearest", "last"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Calendar:
    """The settings of a calendar."""

    pattern: Pattern = figure("4-5-4", "weeks in the three periods of each quarter")
    week_starts: str = figure("Sunday", "the first day of a retail week", among=WEEKDAYS)
    year_end: YearEnd = figure(
        "nearest",
        "`nearest`: the year ends on the week's last day nearest the end of `last_month` (NRF); `last`: within it",
    )
    last_month: int = figure(
        1, "the month with which the retail year ends; January for NRF", least=1, most=12
    )
    country: str = figure(
        "",
        "whose public holidays count, as an ISO 3166 code; empty: the country of all feeds, where it is one; or `none`",
    )
    subdivision: str = figure("", "the part of the country whose holidays count, as an ISO 3166 code")
    promotions: tuple[str, ...] = figure(
        (),
        "what was or will be on: `2011-11-25 Black Friday`, or for days, `2011-06-01..2011-06-14 Summer sale`",
    )

    holidays: tuple[str, ...] = figure(
        (),
        "holidays of the shop's own, and days it is closed, besides public ones: `2011-12-27 Stocktaking`, or for days",
    )

    def __post_init__(self) -> None:
        check(self, "[calendar] in tillhouse.toml")
        for key in NAMED_DAYS:
            for text in getattr(self, key):
                named_days(text, key)

    def year_start(self, year: int) -> date:
        """The first day of a retail year."""
        first_of_month = date(year, self.last_month % 12 + 1, 1)
        begins = WEEKDAYS.index(self.week_starts)
        after = (begins - first_of_month.weekday()) % 7
        back = 7 if after > (3 if self.year_end == "nearest" else 0) else 0
        return first_of_month + timedelta(days=after - back)

    def weeks_in(self, year: int) -> int:
        """52 or 53."""
        return (self.year_start(year + 1) - self.year_start(year)).days // 7

    def year_of(self, day: date) -> int:
        """The retail year a day belongs to."""
        return max(y for y in (day.year - 1, day.year, day.year + 1) if self.year_start(y) <= day)


def calendar_days(first: date, last: date, calendar: Calendar | None = None) -> dict[str, list[Any]]:
    """One row per day from ``first`` to ``last``, both included, as columns; empty when ``last`` is earlier.

    Weekdays count from Monday 1 to Sunday 7; ``date_key`` is the day as the number yyyymmdd; ``holiday`` is
    the name of a public holiday or null (several on one day are joined by ``; ``).
    """
    calendar = calendar or Calendar()
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    holidays = _holidays(calendar, days)
    columns = {**_civil(days), **_retail(days, calendar)}
    return {**columns, "holiday": holidays, "is_holiday": [name is not None for name in holidays]}


#: The settings whose texts are days with a name.
NAMED_DAYS = ("promotions", "holidays")


def promotions(days: Sequence[date], calendar: Calendar) -> list[str | None]:
    """For each day the name of the promotion that is on, the last one given where there are several, or None."""
    found: list[str | None] = [None] * len(days)
    for first, last, name in (named_days(text, "promotions") for text in calendar.promotions):
        found = [name if first <= day <= last else before for day, before in zip(days, found, strict=True)]
    return found


def named_days(text: str, key: str) -> tuple[date, date, str]:
    """First day, last day and name. key: the setting. Raises `BadSetting`."""
    when, _, name = text.strip().partition(" ")
    first, _, last = when.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise BadSetting(
            f"calendar.{key} has {text!r}; a day, or two, and a name were expected.",
            "Write it as 2011-11-25 Black Friday, or as 2011-06-01..2011-06-14 Summer sale.",
        ) from error
    if days[1] < days[0] or not name.strip():
        raise BadSetting(
            f"calendar.{key} has {text!r}; the last day must not be before the first, and a name must follow.",
            "Write it as 2011-11-25 Black Friday, or as 2011-06-01..2011-06-14 Summer sale.",
        )
    return *days, name.strip()


def _civil(days: list[date]) -> dict[str, list[Any]]:
    iso = [day.isocalendar() for day in days]
    return {
        "date_key": [d.year * 10_000 + d.month * 100 + d.day for d in days],
        "date": days,
        "year": [d.year for d in days],
        "quarter": [(d.month + 2) // 3 for d in days],
        "month_of_year": [d.month for d in days],
        "month": [d.isoformat()[:7] for d in days],
        "day_of_month": [d.day for d in days],
        "day_of_year": [d.toordinal() - date(d.year, 1, 1).toordinal() + 1 for d in days],
        "iso_year": [i[0] for i in iso],
        "iso_week": [i[1] for i in iso],
        "weekday": [i[2] for i in iso],
        "weekday_name": [WEEKDAYS[i[2] - 1] for i in iso],
        "is_weekend": [i[2] >= 6 for i in iso],
    }


_RETAIL = (
    "retail_year",
    "retail_quarter",
    "retail_period",
    "retail_week",
    "retail_week_of_period",
    "retail_day_of_year",
    "comparable_date",
)


def _retail(days: list[date], calendar: Calendar) -> dict[str, list[Any]]:
    """The retail columns, laid out a whole year at a time and cut to the days asked for."""
    columns: dict[str, list[Any]] = {name: [] for name in _RETAIL}
    if not days:
        return columns
    years = range(calendar.year_of(days[0]), calendar.year_of(days[-1]) + 1)
    for year in years:
        for name, values in zip(_RETAIL, _retail_year(year, calendar), strict=True):
            columns[name] += values
    before = (days[0] - calendar.year_start(years[0])).days
    return {name: values[before : before + len(days)] for name, values in columns.items()}


def _retail_year(year: int, calendar: Calendar) -> Iterator[list[Any]]:
    start, weeks = calendar.year_start(year).toordinal(), calendar.weeks_in(year)
    year_before = [date.fromordinal(n) for n in range(start - 364, start)]
    yield list(repeat(year, weeks * 7))
    yield from (list(column) for column in _weeks(calendar.pattern, weeks))
    yield list(range(1, weeks * 7 + 1))
    yield year_before + [None] * (weeks * 7 - 364)


@cache
def _weeks(pattern: Pattern, weeks: int) -> tuple[tuple[int, ...], ...]:
    """Quarter, period, week and week of period for each day of a year of that many weeks."""
    lengths = [int(n) for n in pattern.split("-")] * 4
    lengths[-1] += weeks - 52
    places = [(period, nth) for period, n in enumerate(lengths, 1) for nth in range(1, n + 1)]
    rows = [((p + 2) // 3, p, week, nth) for week, (p, nth) in enumerate(places, 1) for _ in range(7)]
    return tuple(zip(*rows, strict=True))


def public_holidays(
    country: str, days: list[date], subdivision: str = "", language: str | None = None
) -> list[str | None] | None:
    """For each day the name of the public holiday it is in a country, or null; None where no holidays are known.

    country, subdivision: ISO 3166 codes. language: such as ``en_US``; names are in the country's own where there
    are none in it.
    """
    if not days:
        return []
    import holidays  # a twentieth of a second that commands without a calendar need not pay

    years = range(min(days).year, max(days).year + 1)
    try:
        named = holidays.country_holidays(country, subdivision or None, years=years, language=language)
    except NotImplementedError:
        return None
    return [named.get(day) for day in days]


def _holidays(calendar: Calendar, days: list[date]) -> list[str | None]:
    """Public holidays, and those of the shop's own behind them."""
    found = _public(calendar, days)
    for first, last, name in (named_days(text, "holidays") for text in calendar.holidays):
        for place, day in enumerate(days):
            if first <= day <= last and name not in (found[place] or "").split("; "):
                found[place] = f"{found[place]}; {name}" if found[place] else name
    return found


def _public(calendar: Calendar, days: list[date]) -> list[str | None]:
    if calendar.country in {"", "none"}:
        return [None] * len(days)
    named = public_holidays(calendar.country, days, calendar.subdivision)
    if named is None:
        place = f"{calendar.country} {calendar.subdivision}".strip()
        raise BadSetting(
            f"No public holidays are known for {place}; ISO 3166 codes such as GB and ENG were expected.",
            "Change calendar.country and calendar.subdivision in tillhouse.toml.",
        )
    return named
