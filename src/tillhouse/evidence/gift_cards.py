"""Lines that sell a gift card by their names, in a feed that leaves gift cards out but has not listed these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from tillhouse.booking.treatment import LEFT_OUT
from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

_CARD = (
    r"(?i)gift[\s-]*(?:card|certificate|voucher)|geschenk(?:karte|gutschein)|gutschein|carte[\s-]*cadeau|ch[eè]que[\s-]*cadeau"
    r"|tarjeta (?:de )?regalo|buono regalo|cadeau(?:bon|kaart)|cart[aã]o[\s-]presente|presentkort|gavekort"
)
#: What a card is sold in is a product.
_PACKING = (
    r"(?i)holder|wallet|envelope|box|sleeve|pouch|case|umschlag|hülle|etui|verpackung|enveloppe|pochette"
)
c = pl.col


class Watch:
    """Adds up lines and money by such names."""

    wants = ("stock_code", "description", "quantity", "unit_price", *WHOLE)
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        said = [code.upper() for code in feed.line_types]
        self._whole = [code for code in said if not code.endswith("*")]
        self._begins = [code[:-1] for code in said if code.endswith("*")]
        self._sums: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether the feed leaves some goods out by their names."""
        return LEFT_OUT in feed.line_types.values() and "description" in feed.columns

    def add(self, lines: pl.DataFrame) -> None:
        """Add up a batch."""
        names = lines["description"].drop_nulls().unique()
        cards = names.filter(names.str.contains(_CARD) & ~names.str.contains(_PACKING))
        if cards.is_empty():
            return
        found = lines.filter(c("description").is_in(cards.implode()) & ~self._is_listed(lines))
        sums = found.group_by(name=c("description").str.strip_chars().str.to_uppercase())
        for name, number, amount in sums.agg(pl.len(), line_money(found).sum().alias("sum")).iter_rows():
            count, total = self._sums[name]
            self._sums[name] = count + number, total + money(amount)

    def _is_listed(self, lines: pl.DataFrame) -> pl.Expr:
        found = pl.lit(False)
        for column in {"stock_code", "description"} & {*lines.columns}:
            text = c(column).str.strip_chars().str.to_uppercase().fill_null("")
            found = found | text.is_in(self._whole)
            for start in self._begins:
                found = found | text.str.starts_with(start)
        return found

    def found(self, feed: Feed) -> Iterator[Finding]:
        """A question about all such names."""
        if not self._sums:
            return
        lines = sum(number for number, _ in self._sums.values())
        total = sum((amount for _, amount in self._sums.values()), Decimal(0))
        names = sorted(self._sums)
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        says = f"{feed.columns['description']} names what may be gift cards: {shown} ({lines:,} lines, {total:,.2f})."
        card, goods = (
            tuple(option("line-type", f"{name}={kind}") for name in names) for kind in (LEFT_OUT, "product")
        )
        none = Reading("gift cards are no sale before something is bought with them", card, Decimal(0))
        sold = Reading("they are products", goods, total)
        yield Finding("gift_cards", says, lines, total, none, sold, is_question=True)
