"""Goods without a code that have a name: they go by it, as shops sell what they gave no code."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence.currencies import Sums, apart, code, named, told, whole
from tillhouse.evidence.finding import Finding, Reading
from tillhouse.evidence.named_money import kinds_of
from tillhouse.retail.counts import number_of
from tillhouse.retail.sums import merged
from tillhouse.settings.feed import Feed

c = pl.col


class Watch:
    """Adds up lines and money of goods without a code."""

    wants = ("stock_code", "description", "quantity", *WHOLE, "unit_price", "currency")
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.lines = 0
        self.money: Sums = {}
        self.kinds: dict[str, str] = {}

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether codes and names stand in columns of their own."""
        code, name = feed.columns.get("stock_code"), feed.columns.get("description")
        return bool(code and name) and code != name and not feed.code_or_name and not feed.dialect

    def add(self, lines: pl.DataFrame) -> None:
        """Look at a batch."""
        if not lines["stock_code"].null_count():
            return
        bare = lines.filter(c("stock_code").is_null() & c("description").is_not_null())
        self.lines += bare.height
        self.kinds |= kinds_of(bare["description"].unique())
        for text, total in bare.group_by(named(bare).alias("in")).agg(line_money(bare).sum()).iter_rows():
            self.money = merged(self.money, {code(text, self._feed): money(total)})

    def found(self, feed: Feed) -> Iterator[Finding]:
        """How many go by their names."""
        if not self.lines:
            return
        code, name = feed.columns["stock_code"], feed.columns["description"]
        are = "is" if self.lines == 1 else "are"
        kinds = {" ".join(one.split()).upper(): kind for one, kind in sorted(self.kinds.items())}
        types = "".join(f" {one.capitalize()} is no product but a {kind}." for one, kind in kinds.items())
        says = f"{number_of(self.lines, 'line')} without a {code} {are} known by {name} ({told(self.money)}).{types}"
        by_name = Reading("they go by their names", ())
        yield Finding(
            "no_code",
            says,
            self.lines,
            whole(self.money),
            by_name,
            feed={"code_or_name": True, **({"line_types": {**feed.line_types, **kinds}} if kinds else {})},
            currencies=apart(self.money),
        )
