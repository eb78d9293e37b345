"""A price that falls with quantity: it is the price of the line, not of one unit.

Of the codes that are sold in several quantities, those are counted whose price is the same for each quantity, and
those whose price is the same for each unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from tillhouse.evidence._values import PENNY
from tillhouse.evidence.finding import Finding, Reading
from tillhouse.settings.feed import Feed

#: Of the codes that decide, the share from which one reading is taken.
_DECIDES = 0.8
c = pl.col


class Watch:
    """Counts codes by what their prices follow."""

    wants = ("stock_code", "description", "quantity", "unit_price")

    def __init__(self) -> None:
        self.by_unit = self.by_line = self.lines = 0
        self.as_unit = self.as_line = Decimal(0)

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a price stands beside a quantity, with no money of the line."""
        given = feed.columns.keys()
        return {"quantity", "unit_price"} <= given and not {"amount", "gross_amount"} & given

    def add(self, lines: pl.DataFrame) -> None:
        """Count the codes of a batch."""
        code = pl.coalesce("stock_code", "description") if "description" in lines.columns else c("stock_code")
        whole = lines.filter((c("quantity_").abs() > 0) & (c("unit_price_").abs() > 0))
        units, price = c("quantity_").abs(), c("unit_price_").abs()
        by_code = (
            whole.lazy()
            .group_by(code.alias("code"))
            .agg(
                quantities=units.n_unique(),
                least=price.min(),
                most=price.max(),
                least_each=(price / units).min(),
                most_each=(price / units).max(),
                widest=units.max(),
            )
        )
        several = by_code.filter(c("quantities") > 1)
        same = (c("most") - c("least")) <= PENNY
        each = (c("most_each") - c("least_each")) <= PENNY / c("widest").clip(1, None) + 1e-9
        counted = several.select(unit=same.sum(), line=(each & ~same).sum()).collect().row(0)
        self.by_unit, self.by_line = self.by_unit + counted[0], self.by_line + counted[1]
        self.lines += len(whole)
        price_sum = whole.select(
            (c("unit_price") * c("quantity")).cast(pl.Decimal(38, 6)).sum().alias("unit"),
            pl.when(c("quantity") < 0)
            .then(-c("unit_price").abs())
            .otherwise(c("unit_price"))
            .cast(pl.Decimal(38, 6))
            .sum()
            .alias("line"),
        ).row(0)
        self.as_unit += price_sum[0] or Decimal(0)
        self.as_line += price_sum[1] or Decimal(0)

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That the price is of the line, or that some codes say so and others not."""
        told = self.by_unit + self.by_line
        if not self.by_line or self.by_line / told <= 1 - _DECIDES:
            return
        header = feed.columns["unit_price"]
        of_unit = Reading(
            f"{header} is the price of one unit", (f"--column unit_price={header}",), self.as_unit
        )
        of_line = Reading(f"{header} is the price of the line", (f"--column amount={header}",), self.as_line)
        says = (
            f"{header} falls with the quantity: of {told:,} codes sold in several quantities, "
            f"{self.by_line:,} cost the same per unit only if it is the price of the line."
        )
        columns = {("amount" if name == "unit_price" else name): said for name, said in feed.columns.items()}
        decided = self.by_line / told >= _DECIDES
        yield Finding(
            "line_price", says, self.lines, self.as_line, of_line, of_unit, not decided, {"columns": columns}
        )
