"""Prices of units without a quantity: each line is one unit, unless a column of small counts says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.evidence._extra import beside
from tillhouse.evidence._values import money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

#: What holds the money of a line, so that a quantity decides about none.
_MONEY = frozenset({"quantity", "amount", "gross_amount", "amount_with_tax", "order_total"})
#: Whole numbers, as counts are written.
_COUNT = r"^-?\d{1,4}(?:[.,]0+)?$"
#: Names of small numbers that are no counts of units.
_OTHER = re.compile(
    r"table|tisch|grosse|größe|taille|talla|regist|kasse|caisse|caja|schicht|number|nummer|numero|position|terminal"
    r"|filiale|branch|station|device|discount|rabatt|points|punkte|rating|categor|kategor|status|version"
    r"|\b(?:no|nr|id|pos|age|rate|tax|vat|till|lane|shift|size|year|jahr|month|monat|week|woche|day|tag|hour|stunde"
    r"|minute|line|zeile|row|seq|store|shop|code|zip|plz|guests?|covers?|persons?|level|group|grupp|class|type?"
    r"|weight|length|width|height)\b"
)
_MOST = 0.95
#: The price beside columns of any name.
_PRICE = "\x1fprice"
c = pl.col


class Watch:
    """Sums prices, alone and by each column that may count units."""

    wants = ("unit_price",)
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._meant = {*feed.columns.values(), *feed.own}
        self.lines = 0
        self.alone = 0.0
        self._counts: dict[str, list[float]] = {}

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a price is all that a feed has of money."""
        return "unit_price" in feed.columns and not _MONEY & feed.columns.keys()

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        goods = lines.filter(c("problem").is_null() & c("role").is_null())
        further = beside(goods, self._may_count)
        said = nw.from_native(pl.LazyFrame({**further, _PRICE: goods["unit_price"]}))
        read = reading.with_numbers(said, {name: name for name in (*further, _PRICE)}, self._feed)
        numbers = nw.to_native(read).collect().cast(pl.Float64)
        price = numbers[_PRICE].fill_null(0.0)
        self.lines += len(goods)
        self.alone += float(price.sum())
        for name, texts in further.items():
            self._add(name, texts, numbers[name], price)

    def _may_count(self, name: str) -> bool:
        """Whether a column is none with a meaning, and its name says nothing else."""
        return name not in self._meant and not _OTHER.search(name.casefold().replace("_", " "))

    def _add(self, name: str, texts: pl.Series, units: pl.Series, price: pl.Series) -> None:
        counts = int(texts.str.contains(_COUNT).sum())
        ones, several = int((units.abs() == 1).sum()), int((units.abs() > 1).sum())
        sums = (counts, ones, several, float((units.fill_null(1.0) * price).sum()))
        before = self._counts.get(name, [0.0] * 4)
        self._counts[name] = [one + other for one, other in zip(before, sums, strict=True)]

    def found(self, feed: Feed) -> Iterator[Finding]:
        """The column that may be the quantity; of several, that with most lines of one unit."""
        may = {
            name: (ones, total)
            for name, (counts, ones, several, total) in self._counts.items()
            if counts >= _MOST * self.lines and ones and several
        }
        if not may:
            return
        header = max(may, key=lambda name: may[name][0])
        price, total = feed.columns["unit_price"], money(may[header][1])
        counted = Reading(f"{header} counts the units", (option("column", f"quantity={header}"),), total)
        alone = Reading(f"each line is one unit of {price}", ("--without quantity",), money(self.alone))
        says = f"No column is known as the quantity, and {header} holds small whole numbers."
        yield Finding("no_quantity", says, self.lines, total, counted, alone, True, about=header)
