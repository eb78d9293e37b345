"""Baskets as numbers, and which of them are too large to say what goes together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: A basket of more distinct products restocks a shop: what is in it says little about what goes together, and a few
#: such baskets would hold most pairs. Of the reference data 3 invoices in 100 are larger and hold 3 of 4 pairs.
LARGEST = 100


@dataclass(frozen=True)
class Baskets:
    """basket, item: a pair of numbers for each item of a basket. names: of the items, sorted. size: baskets."""

    basket: NDArray[np.int64]
    item: NDArray[np.int64]
    names: list[str]
    size: int


def numbered(held: pl.DataFrame, largest: int | None = LARGEST) -> Baskets:
    """Distinct rows of texts ``basket`` and ``item`` as numbers, without baskets of more than ``largest`` items."""
    rows = held.select("basket", "item").unique()
    if largest is not None:
        rows = rows.filter(pl.len().over("basket") <= largest)
    names = rows["item"].unique().sort()
    of_baskets = rows["basket"].unique()
    return Baskets(
        _numbers(rows["basket"], of_baskets), _numbers(rows["item"], names), names.to_list(), of_baskets.len()
    )


def _numbers(texts: pl.Series, known: pl.Series) -> NDArray[np.int64]:
    return texts.cast(pl.Enum(known)).to_physical().cast(pl.Int64).to_numpy()
