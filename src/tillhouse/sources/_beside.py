"""Money in columns without a meaning: it is kept beside, and in no figure, so a person should know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from tillhouse.sources import _patterns
from tillhouse.sources._looks import Looks
from tillhouse.sources._plain_numbers import plain_numbers

_CENTS = r"[.,]\d{1,4}\D*$|\p{Sc}"


@dataclass
class MoneyBeside:
    """Adds up the columns that look like money. names: of columns without a meaning."""

    names: Sequence[str]
    sums: dict[str, Decimal] = field(default_factory=dict)

    def look(self, looks: Looks) -> None:
        """Choose the columns whose first values are numbers with decimals or a sign, and no dates or rates."""
        for name in self.names:
            share = looks.share(name, _CENTS) or 0
            money = share >= _patterns.MOST and looks.mostly(name, _patterns.NUMBER)
            if money and not looks.mostly(name, _patterns.DATE) and not looks.mostly(name, _patterns.PERCENT):
                self.sums[name] = Decimal(0)

    def add(self, frame: pl.DataFrame) -> None:
        """One batch's frame."""
        for name in self.sums:
            total = plain_numbers(frame[name]).cast(pl.Decimal(38, 6), strict=False).sum()
            self.sums[name] += total if isinstance(total, Decimal) else Decimal(0)
