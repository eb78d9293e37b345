"""What speaks against the reading of a list of transactions. Nothing is left out for it; it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from tillhouse.lists.baskets.quantities import is_negative
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    import polars as pl

#: A shop that sells nothing for longer than this did not: a date is mistyped, or two lists are in one.
GAP = timedelta(days=366)
_SHOWN = 5


def doubts(
    header: Sequence[str], text: pl.DataFrame, rows: pl.DataFrame, amount: int, numbered: bool
) -> Iterator[str]:
    """What the reading takes for granted and may be wrong, a sentence or two each.

    header: names of the columns, empty without one. text: the columns as written, in order. rows: customer, day,
    amount and line of each record of the text. amount: which column was read as such, from 1. numbered: columns were
    asked for by number.
    """
    if header and numbered:
        yield (
            f"The first line ({', '.join(header)}) is taken for a header and is no transaction: nothing in it "
            "reads as a date or a number."
        )
    yield from _currencies(header, text)
    yield from _price(header, amount)
    yield from _quantities(header, text, rows)
    yield from odd_days(rows.drop_nulls("customer"), date.today())


def _known(header: Sequence[str], meaning: str) -> int | None:
    """The place of the column that is known by its name to have a meaning, from 0."""
    from tillhouse.sources import column_of

    name = column_of(header, meaning)
    return None if name is None else list(header).index(name)


def _currencies(header: Sequence[str], text: pl.DataFrame) -> Iterator[str]:
    place = _known(header, "currency")
    if place is not None:
        values = text.to_series(place).str.strip_chars().drop_nulls().unique().sort().to_list()
        if len(values) > 1:
            yield f"Amounts of {len(values)} currencies are added up as one: {', '.join(values[:_SHOWN])}."


def _price(header: Sequence[str], amount: int) -> Iterator[str]:
    name = header[amount - 1] if header else ""
    if _known([name], "unit_price") is not None:
        yield (
            f"Amounts are read from column {amount} ({name}), by its name the price of one unit: a line of several "
            "units counts as one. Name a column of what was paid for the whole line."
        )


def _quantities(header: Sequence[str], text: pl.DataFrame, rows: pl.DataFrame) -> Iterator[str]:
    place = _known(header, "quantity")
    if place is None:
        return
    quantity = text.to_series(place).str.strip_chars()
    negative = [one for one in quantity.unique().drop_nulls() if is_negative(one)]
    counted = quantity.is_in(negative).fill_null(value=False) & (rows["amount"] >= 0)
    number = int((counted & rows["customer"].is_not_null()).sum())
    if number:
        yield (
            f"Column {place + 1} ({header[place]}) is known as the quantity. In {number:,} of its rows it is "
            "negative and the amount is not: cancellations that count as purchases. Give them negative amounts."
        )


def odd_days(rows: pl.DataFrame, today: date) -> Iterator[str]:
    """Days after today, and days apart from most by more than `GAP`. rows: day and line of each record."""
    import polars as pl

    day, count = pl.col("day"), pl.col("count")
    by = rows.group_by("day").agg(count=pl.len(), line=pl.col("line").min()).sort("day")
    future, past = by.filter(day > today), by.filter(day <= today)
    last = cast("date | None", by["day"].max())
    spoiled = (
        f"The hold-out ends with the last day of the file, {last}, and what is predicted is for all time "
        "until then: see whether dates are mistyped."
    )
    if len(future):
        yield f"{_rows(future)} later than today, {today}: {_named(future)}. {spoiled}"
    most_before = 2 * (count.cum_sum() - count) >= count.sum()
    apart = (day.diff() > GAP).fill_null(value=False)
    late = past.filter((apart & most_before).cum_sum() > 0)
    early = past.filter((apart & ~most_before).shift(-1, fill_value=False).cum_sum(reverse=True) > 0)
    if len(late):
        yield f"{_rows(late)} after more than a year without any purchase: {_named(late)}. {spoiled}"
    if len(early):
        yield (
            f"{_rows(early)} before more than a year without any purchase: {_named(early)}. See whether dates are "
            "mistyped."
        )


def _rows(days: pl.DataFrame) -> str:
    number = int(days["count"].sum())
    return number_of(number, "row is", "rows are")


def _named(days: pl.DataFrame) -> str:
    named = [
        f"{day} (line {line})" if count == 1 else f"{day} ({count:,} rows, the first in line {line})"
        for day, count, line in days.select("day", "count", "line").head(_SHOWN).rows()
    ]
    more = [f"and {number_of(len(days) - _SHOWN, 'day')} more"] if len(days) > _SHOWN else []
    return ", ".join(named + more)
