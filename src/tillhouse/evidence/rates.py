"""What a discount and a tax beside price and total are: money, percents or shares of one, as the total shows.

Each reading of the two columns gives a total of the line; the one that gives the stated total in nearly all lines is
what they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product as pairs
from typing import Any

import polars as pl

from tillhouse.evidence._values import close, means_otherwise, valued
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

#: The share of lines from which a reading holds.
_HOLDS = 0.98
_DISCOUNTS = ("line", "percent", "fraction", "unit")
_TAXES = ("none", "amount", "percent", "fraction")
c = pl.col


class Watch:
    """Counts the lines whose total each reading gives."""

    wants = ()
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = replace(feed, discount_as="line", tax_as="amount")
        self._total = next((n for n in ("amount_with_tax", "amount") if n in feed.columns), "")
        self._right: Counter[tuple[str, str]] = Counter()
        self.stated = 0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a discount or a tax stands beside prices."""
        given = feed.columns.keys()
        return bool({"discount", "tax"} & given) and {"quantity", "unit_price"} <= given

    def add(self, lines: pl.DataFrame) -> None:
        """Count the lines of a batch."""
        feed = self._feed
        wanted = {"quantity", "unit_price", "discount", "tax", self._total} & feed.columns.keys()
        found = valued(lines, feed, wanted).with_columns(product=c("quantity") * c("unit_price"))
        found = found.filter(c("product").is_not_null())
        nothing = pl.lit(0.0)
        off = _off(c("discount").fill_null(0), c("product"), c("quantity"))
        off = off if "discount" in found.columns else {"line": nothing}
        tax = c("tax").fill_null(0) if "tax" in found.columns else nothing
        if not self._total:
            return
        told = found.filter(c(self._total).is_not_null())
        self.stated += len(told)
        for one, two in pairs(off, _TAXES if "tax" in found.columns else ("none",)):
            left = c("product") - off[one]
            whole = left + _on_top(two, tax, left)
            self._right[one, two] += int(
                told.select(close(c(self._total), whole, c("quantity")).sum()).item()
            )

    def found(self, feed: Feed) -> Iterator[Finding]:
        """What the two columns are, where that differs from how they are read; or the question."""
        if self.stated:
            yield from self._confirmed(feed)
        if (
            feed.tax_as not in {"amount", "unit"}
            and not feed.tax_basis
            and "tax" in feed.columns
            and not self._is_on_top
        ):
            yield self._no_basis(feed)

    @property
    def _is_on_top(self) -> bool:
        """Whether the total shows a tax on top of prices."""
        return bool(self._right) and max(self._right, key=lambda one: self._right[one])[1] != "none"

    @staticmethod
    def _no_basis(feed: Feed) -> Finding:
        """Rates of tax beside amounts, where nothing says whether these contain it."""
        header = feed.columns["tax"]
        says = f"{header} has rates of tax. Nothing says whether amounts have the tax, so it is in no figure."
        within, on_top = (option("tax-basis", word) for word in ("included", "excluded"))
        return Finding(
            "tax_rate",
            f"{says} Say it with {within} or {on_top}.",
            0,
            instead=Reading("amounts have the tax", (within,)),
        )

    def _confirmed(self, feed: Feed) -> Iterator[Finding]:
        now = feed.discount_as, "none"
        ordered = sorted(self._right, key=lambda one: (one != now, one[1] != "none", one != ("line", "none")))
        best = max(ordered, key=lambda one: self._right[one])
        if self._right[best] < _HOLDS * self.stated or self._right[best] == self._right[now]:
            return
        off, tax = best
        right, header = self._right[best], feed.columns[self._total]
        says = f"{header} is {_formula(feed, off, tax)} in {right:,} of {self.stated:,} lines."
        changes: dict[str, Any] = {} if off == feed.discount_as else {"discount_as": off}
        if tax != "none":
            changes |= {"tax_as": tax, **self._basis(feed)}
        if any(getattr(feed, name) != value for name, value in changes.items()):
            yield Finding("rates", says, right, feed=changes)

    def _basis(self, feed: Feed) -> dict[str, Any]:
        """A total with tax on top of prices: beside a discount before tax, lines are without tax."""
        if self._total == "amount" and "discount" not in feed.columns:
            return {"tax_basis": "included"}
        columns = (
            means_otherwise(feed, "amount", "amount_with_tax") if self._total == "amount" else feed.columns
        )
        return {"tax_basis": "excluded", "columns": dict(columns)}


def _off(discount: pl.Expr, whole: pl.Expr, units: pl.Expr) -> dict[str, pl.Expr]:
    """What each reading of a discount takes off a line, in the direction of the line."""
    size, sign = discount.abs(), whole.sign()
    return {
        "line": size * sign,
        "percent": size * whole / 100,
        "fraction": size * whole,
        "unit": size * units.abs() * sign,
    }


def _on_top(read_as: str, tax: pl.Expr, left: pl.Expr) -> pl.Expr:
    return {"none": pl.lit(0.0), "amount": tax, "percent": tax * left / 100, "fraction": tax * left}[read_as]


def _formula(feed: Feed, off: str, tax: str) -> str:
    """A reading as people write it down."""
    said = f"quantity × {feed.columns['unit_price']}"
    if "discount" in feed.columns:
        name = feed.columns["discount"]
        said += f" × (1 − {name})" if off in {"percent", "fraction"} else f" − {name}"
    if tax != "none":
        name = feed.columns["tax"]
        said += f" × (1 + {name})" if tax in {"percent", "fraction"} else f" + {name}"
    return said
