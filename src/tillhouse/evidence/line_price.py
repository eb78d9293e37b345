"""A price that falls with quantity: it is the price of the line, not of one unit.

Of the codes that are sold in several quantities, those are counted whose price is the same for each quantity, and
those whose price is the same for each unit.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import PENNY, means_otherwise, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

#: Of the codes that decide, the share from which one reading is taken.
_DECIDES = 0.8
#: When that many codes cost the same per piece, and few do not, nothing more is counted.
_ENOUGH = 200
c = pl.col


class Watch:
    """Counts codes by what their prices follow, until that is clear."""

    wants = ("stock_code", "description", "quantity", "unit_price")
    sees_all = False

    def __init__(self, _feed: Feed) -> None:
        self.by_unit = self.by_line = self.lines = 0
        self.as_unit = self.as_line = 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a price stands beside a quantity, with no money of the line."""
        given = feed.columns.keys()
        named = {"stock_code", "description"} & given
        return bool(named) and {"quantity", "unit_price"} <= given and not {"amount", "gross_amount"} & given

    @property
    def _is_clear(self) -> bool:
        return self.by_unit > _ENOUGH and self.by_line < self.by_unit / _ENOUGH

    def add(self, lines: pl.DataFrame) -> None:
        """Count the codes of a batch."""
        if self._is_clear:
            return
        named = [c(name) for name in ("stock_code", "description") if name in lines.columns]
        whole = lines.select(
            code=pl.coalesce(named),
            units=c("quantity").abs(),
            price=c("unit_price"),
            sign=c("quantity").sign(),
        )
        whole = whole.filter((c("units") > 0) & (c("price").abs() > 0))
        self._count(whole)
        self.lines += len(whole)
        sums = whole.select(
            (c("price") * c("units") * c("sign")).sum(), line=(c("price").abs() * c("sign")).sum()
        ).row(0)
        self.as_unit, self.as_line = self.as_unit + sums[0], self.as_line + sums[1]

    def _count(self, whole: pl.DataFrame) -> None:
        price = c("price").abs()
        by_code = (
            whole.lazy()
            .group_by("code")
            .agg(
                least_units=c("units").min(),
                widest=c("units").max(),
                least=price.min(),
                most=price.max(),
                least_each=(price / c("units")).min(),
                most_each=(price / c("units")).max(),
            )
        )
        several = by_code.filter(c("least_units") < c("widest"))
        same = (c("most") - c("least")) <= PENNY
        each = (c("most_each") - c("least_each")) <= PENNY / c("widest").clip(1, None) + 1e-9
        counted = several.select(unit=same.sum(), line=(each & ~same).sum()).collect().row(0)
        self.by_unit, self.by_line = self.by_unit + counted[0], self.by_line + counted[1]

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That the price is of the line, or that some codes say so and others not."""
        told = self.by_unit + self.by_line
        if not self.by_line or self.by_line / told <= 1 - _DECIDES:
            return
        header = feed.columns["unit_price"]
        of_unit = Reading(
            f"{header} is the price of one unit",
            (option("column", f"unit_price={header}"),),
            money(self.as_unit),
        )
        of_line = Reading(
            f"{header} is the price of the line", (option("column", f"amount={header}"),), money(self.as_line)
        )
        says = (
            f"{header} falls with the quantity: of {told:,} codes sold in several quantities, "
            f"{self.by_line:,} cost the same per unit only if it is the price of the line."
        )
        columns = means_otherwise(feed, "unit_price", "amount")
        decided = self.by_line / told >= _DECIDES
        yield Finding(
            "line_price",
            says,
            self.lines,
            money(self.as_line),
            of_line,
            of_unit,
            not decided,
            {"columns": columns},
        )
