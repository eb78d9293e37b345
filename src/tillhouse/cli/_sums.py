"""Money of lines in a column: by currency where the column has several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tillhouse.retail.sums import said, several

if TYPE_CHECKING:
    from decimal import Decimal

    from tillhouse.books import Line


def amounts(lines: Sequence[Line]) -> list[Decimal | str]:
    """The money of each line, with its currencies where all of them together have several."""
    if several(line.currencies for line in lines):
        return [said(line.currencies) for line in lines]
    return [line.amount for line in lines]
