"""Sales that have a day on which they were called off, though no status says that they are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from tillhouse.evidence._extra import beside
from tillhouse.evidence._values import WHOLE, is_goods, line_money, money, valued
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.evidence.statuses import means
from tillhouse.settings.feed import Feed
from tillhouse.shaping.orders import order_key
from tillhouse.sources._spelling import plain

_OFF = (
    r"cancell?ed|cancell?ation|void(?:ed)?|storno|stornierungs?|annulation|annullamento|anulacion|cancelacion"
)
_DAY = r"at|on|date|datetime|time|datum|am"
_NAME = re.compile(rf"^(?:order)?(?:(?:{_OFF})(?:{_DAY})|date(?:d|de|di|da)?(?:{_OFF}))$")
_SOLD = ("sale", None)
c = pl.col


class Watch:
    """Adds up lines and money of such sales."""

    wants = ("status", "kind", "quantity", "unit_price", *WHOLE)
    sees_all = True

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._header = ""
        self._lines = 0
        self._money, self._total = Decimal(0), Decimal(0)
        self._has_others = False

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether lines are money that can be called off."""
        return bool({*WHOLE, "unit_price"} & feed.columns.keys())

    def add(self, lines: pl.DataFrame) -> None:
        """One batch of shaped lines."""
        if lines["extra"].null_count() == len(lines):
            return
        goods, feed = lines.filter(is_goods()), self._feed
        known = {*feed.columns.values(), *feed.own}
        texts = beside(goods, lambda name: bool(_NAME.match(plain(name))) and name not in known)
        for header, values in list(texts.items())[:1]:
            self._header = header
            frame = valued(lines, feed, [name for name in self.wants if name in feed.columns])
            sums = frame.select(amount=line_money(frame), sold=self._is_sold(frame))
            filled = values.str.contains("[1-9]").fill_null(value=False)
            keyed = sums.with_columns(off=filled, key=goods.select(k=self._key())["k"])
            off = keyed.filter(c("sold") & c("off").any().over("key"))
            self._lines += len(off)
            self._money += money(float(off["amount"].sum()))
            self._total += money(float(keyed.filter("sold")["amount"].sum()))

    def _key(self) -> pl.Expr:
        """What the lines of an order share: its number, or the line itself."""
        number = order_key(self._feed) if "invoice_no" in self._feed.columns else pl.lit("")
        return pl.when(number != "").then(number).otherwise(c("line").cast(pl.String))

    def _is_sold(self, frame: pl.DataFrame) -> pl.Expr:
        """Whether status and type leave a line a sale."""
        sold = pl.lit(True)
        for name, words in (("status", self._feed.statuses), ("kind", self._feed.kinds)):
            if name in frame.columns:
                said = c(name).str.strip_chars().str.to_lowercase().fill_null("")
                values = frame.select(said.unique())[name].to_list()
                meant = {value: words.get(value, words.get("*") if value else "sale") for value in values}
                meant = {v: m or means(v, name, self._feed.columns[name]) for v, m in meant.items()}  # type: ignore[arg-type]
                off = [value for value, word in meant.items() if word not in _SOLD]
                self._has_others |= name == "kind" and bool(off)
                sold = sold & ~said.is_in(off)
        return sold

    def found(self, feed: Feed) -> Iterator[Finding]:
        """A question, where such sales count."""
        if not self._lines or self._header in feed.own:
            return
        header, count = self._header, self._lines
        says = f"{header} has a day for {count:,} lines that count as sales: {self._money:,.2f}."
        off = (option("column", f"kind={header}"), option("kind", "*=not_sales"))
        # Another type column that leaves lines out cannot be given up for it.
        gone = Reading(
            "they were called off, and are no sales",
            () if self._has_others else off,
            self._total - self._money,
        )
        kept = Reading("they were sold", (option("own", f"{header}=dimension"),), self._total)
        first, other = (kept, None) if self._has_others else (gone, kept)
        yield Finding("called_off", says, count, self._money, first, other, is_question=True, about=header)
