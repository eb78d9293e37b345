"""What the values of columns look like: a sample of the first records, asked only where a name does not tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import polars as pl

from tillhouse.sources._patterns import MOST
from tillhouse.sources._plain_numbers import plain_numbers

#: Records that are looked at.
SAMPLE = 2_000
#: By which factor bases differ that are not the same but for a rounding.
_DIFFERENT = 1.5
#: How far two prices of one thing may be apart that were rounded to the penny.
_PENNY = 0.006
#: Taxes of lines are rounded each for itself, and that of their order once.
_CENT, _NEARLY = 0.0101, 0.95


class Looks:
    """The first records of a file. header: its columns."""

    def __init__(self, frame: pl.DataFrame, header: Sequence[str]) -> None:
        text = frame.select(header).head(SAMPLE).cast(pl.String)
        stripped = pl.col(pl.String).str.strip_chars()
        self._frame = text.with_columns(pl.when(stripped != "").then(stripped))
        self._header = tuple(header)
        self._shares: dict[tuple[str, str], float | None] = {}

    @property
    def height(self) -> int:
        """How many records are looked at."""
        return self._frame.height

    @cached_property
    def filled(self) -> dict[str, int]:
        """Per column, records with a value."""
        return {name: self._frame.height - self._frame[name].null_count() for name in self._header}

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Per column, how many different values there are."""
        return {name: self._frame[name].drop_nulls().n_unique() for name in self._header}

    def added_up(self, groups: Iterable[Sequence[str]]) -> Looks:
        """The same records, where the first column of each group holds the sum of all of its columns."""
        sums = {
            names[0]: pl.sum_horizontal(*map(self.numbers, names)).round(6).cast(pl.String)
            for names in groups
        }
        return Looks(self._frame.with_columns(**sums), self._header) if sums else self

    def share(self, name: str, pattern: str) -> float | None:
        """The share of a column's values that match; None without a value."""
        key = name, pattern
        if key not in self._shares:
            values = self._frame[name].drop_nulls()
            self._shares[key] = int(values.str.contains(pattern).sum()) / len(values) if len(values) else None
        return self._shares[key]

    def mostly(self, name: str, pattern: str) -> bool:
        """Whether most values match; a column without values looks like anything."""
        share = self.share(name, pattern)
        return share is None or share >= MOST

    def numbers(self, name: str) -> pl.Series:
        """The numbers of a column without groups, the last mark of each taken as its decimal mark."""
        return plain_numbers(self._frame[name]).cast(pl.Float64, strict=False)

    def percents(self, name: str) -> pl.Series:
        """The numbers before the percent signs of a column."""
        bare = self._frame[name].str.strip_chars(" %")
        return plain_numbers(bare).cast(pl.Float64, strict=False)

    def priced(self, name: str, quantity: str, things: Sequence[str]) -> tuple[int, int]:
        """Of things sold in several quantities: how many have a price that grows with these, and how many one price.

        things: columns that may tell them apart; the one that shows most does.
        """
        numbers = pl.DataFrame({"price": self.numbers(name).abs(), "units": self.numbers(quantity).abs()})
        best = (0, 0)
        for column in things:
            found = _told(numbers.with_columns(self._frame[column].alias("thing")))
            best = max(best, found, key=sum)
        return best

    def example(self, name: str) -> str:
        """The first value of a column, empty where it has none."""
        return str(next(iter(self._frame[name].drop_nulls()), ""))

    def length(self, name: str) -> float:
        """How long the values of a column are, on average, in characters."""
        values = self._frame[name].drop_nulls()
        return int(values.str.len_chars().sum()) / len(values) if len(values) else 0.0

    def same(self, one: str, two: str) -> bool:
        """Whether two columns tell the same records apart: each value of one goes with one value of the other."""
        both = self._frame.select(pl.struct(one, two).n_unique()).item()
        return bool(both == self._frame[one].n_unique() == self._frame[two].n_unique())

    def equal(self, one: str, two: str) -> bool:
        """Whether two columns hold the same text in all records."""
        return bool(self._frame[one].eq_missing(self._frame[two]).all())

    def same_money(self, one: str, two: str) -> bool:
        """Whether two columns hold the same numbers in all records, however many places they are written with."""
        first, second = self.numbers(one), self.numbers(two)
        read = self._frame[one].is_null() == first.is_null()
        return bool(read.all()) and bool(first.eq_missing(second).all())

    def same_days(self, one: str, two: str) -> bool:
        """Whether two columns of moments are written with the same day in all records."""
        both = self._frame.select(pl.col(one, two).str.extract("^([^T ]+)"))
        return bool(both[one].eq_missing(both[two]).all())

    def determines(self, one: str, two: str) -> bool:
        """Whether nearly each value of the first column has one value of the second."""
        known = self._frame.select(one, two).drop_nulls()
        pairs = known.unique().height
        return bool(pairs) and known[one].n_unique() >= 0.8 * pairs

    def _orders(self, order: str) -> pl.Series:
        """What tells orders apart: their number or, where its records stand together, each time that it begins."""
        column = self._frame[order]
        runs = pl.DataFrame({"order": column, "run": column.rle_id()}).drop_nulls()
        together = runs.filter(pl.len().over("run") > 1).height
        several = runs.filter(pl.len().over("order") > 1).height
        begun = column.rle_id().cast(pl.String) if 2 * together > several else column
        return pl.select(pl.when(column.is_not_null()).then(begun)).to_series()

    def within(self, name: str, order: str) -> tuple[int, int]:
        """Of the orders with several records: in how many the column has one value, and in how many several."""
        numbered = self._frame.with_columns(self._orders(order).alias("order of a record"))
        found = (
            numbered.lazy()
            .filter(pl.col(order).is_not_null())
            .group_by("order of a record")
            .agg(pl.len().alias("records"), pl.col(name).drop_nulls().n_unique().alias("kinds"))
            .filter((pl.col("records") > 1) & (pl.col("kinds") > 0))
            .select((pl.col("kinds") == 1).sum().alias("one"), (pl.col("kinds") > 1).sum().alias("several"))
            .collect()
            .row(0)
        )
        return int(found[0]), int(found[1])

    def repeated(self, name: str, order: str, base: str) -> tuple[int, int]:
        """Orders with several values of ``base``: how many repeat one other than zero, and how many differ."""
        numbers = pl.DataFrame(
            {"order": self._orders(order), "value": self.numbers(name), "base": self._frame[base]}
        )
        found = (
            numbers.lazy()
            .drop_nulls(["order"])
            .group_by("order")
            .agg(
                pl.col("base").n_unique().alias("lines"),
                pl.col("value").n_unique().alias("kinds"),
                (pl.col("value").first().fill_null(0) != 0).alias("some"),
            )
            .filter(pl.col("lines") > 1)
            .select(
                ((pl.col("kinds") == 1) & pl.col("some")).sum().alias("one"),
                (pl.col("kinds") > 1).sum().alias("several"),
            )
            .collect()
            .row(0)
        )
        return int(found[0]), int(found[1])

    def adds_up(self, name: str, whole: str, order: str) -> bool:
        """Whether money of lines comes to the money that nearly each order states, not nothing in all of them."""
        numbers = pl.DataFrame(
            {"line": self.numbers(name), "whole": self.numbers(whole), "order": self._orders(order)}
        )
        sums = (
            numbers.drop_nulls("order")
            .group_by("order")
            .agg(pl.col("line").sum().abs(), pl.col("whole").first().abs())
        )
        told = sums.filter((pl.col("line") > 0) | (pl.col("whole") > 0))
        near = (pl.col("line") - pl.col("whole").fill_null(0)).abs() <= 2 * _CENT
        return len(told) > 0 and int(told.select(near.sum()).item()) >= _NEARLY * len(told)

    def spread(self, name: str, base: pl.Series) -> float:
        """The share of records whose value stands beside bases that differ by more than half, of those not zero."""
        pairs = pl.DataFrame({"value": self.numbers(name), "base": base.abs()}).drop_nulls()
        used = pairs.filter((pl.col("value") != 0) & (pl.col("base") != 0))
        several = pl.col("base").max().over("value") > _DIFFERENT * pl.col("base").min().over("value")
        return int(used.select(several.sum()).item()) / len(used) if len(used) else 0.0

    def repeats(self, name: str) -> bool:
        """Whether records next to each other share a value, as lines of an order do."""
        column = self._frame[name]
        return bool((column == column.shift(1)).any())

    def words(self, name: str) -> set[str]:
        """The words of all values, in lower case."""
        values = self._frame[name].drop_nulls().unique().to_list()
        return {
            word
            for value in values
            for word in str(value).casefold().replace("_", " ").replace("-", " ").split()
        }


def _told(priced: pl.DataFrame) -> tuple[int, int]:
    """Things whose price grows with the quantity, and those whose price does not."""
    price, units = pl.col("price"), pl.col("units")
    known = priced.lazy().filter(price > 0, units > 0).drop_nulls()
    found = (
        known.group_by("thing")
        .agg(
            several=units.n_unique() > 1,
            each=price.max() - price.min() <= _PENNY,
            most=((price / units).max() - (price / units).min()) * units.max() <= 2 * _PENNY,
        )
        .filter("several")
        .select(
            (pl.col("most") & ~pl.col("each")).sum(), (pl.col("each") & ~pl.col("most")).sum().alias("one")
        )
        .collect()
        .row(0)
    )
    return int(found[0]), int(found[1])
