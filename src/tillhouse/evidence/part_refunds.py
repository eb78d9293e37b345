"""Sales whose status says that a part of their money was paid back, in a file that does not say how much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.evidence.statuses import means
from tillhouse.settings.feed import BACK_QUANTITIES, Feed

_PART = re.compile(
    r"parti\w*[\s_-]*refund|refund\w*[\s_-]*parti|teil\w*[\s_-]*(?:r[uü]ck)?erstatt|partiel\w*[\s_-]*rembours"
    r"|rembours\w*[\s_-]*partiel|parcial\w*[\s_-]*reembols|reembols\w*[\s_-]*parcial|parzial\w*[\s_-]*rimbors"
    r"|rimbors\w*[\s_-]*parzial"
)
#: What leaves all money with such a sale, and what takes all of it back.
_MEANS = ("sale", "refunded")
c = pl.col


class Watch:
    """Adds up lines and money by such values of the status."""

    wants = ("status", "quantity", "unit_price", *WHOLE)
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._lines = 0
        self._words: set[str] = set()
        self._money = self._total = Decimal(0)

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a status can say so, and no column says how much."""
        return "status" in feed.columns and not {"refund", *BACK_QUANTITIES} & feed.columns.keys()

    def add(self, lines: pl.DataFrame) -> None:
        """One batch."""
        said = c("status").str.strip_chars().str.to_lowercase().fill_null("")
        sums = lines.select(said, amount=line_money(lines))
        values = sums["status"].unique().to_list()
        words = [one for one in values if _PART.search(one) and self._means(one) == "refunded"]
        part = sums.filter(c("status").is_in(words))
        self._words |= set(words)
        self._lines += len(part)
        self._money += money(float(part["amount"].sum()))
        self._total += money(float(sums["amount"].sum()))

    def _means(self, word: str) -> str | None:
        return self._feed.statuses.get(word) or means(word, "status", self._feed.columns["status"])

    def found(self, feed: Feed) -> Iterator[Finding]:
        """A question, where such sales have money."""
        if not self._money:
            return
        words = sorted(self._words)
        header = feed.columns["status"]
        says = (
            f"{header} says {', '.join(words)} of {self._lines:,} lines ({self._money:,.2f}), and no column says how "
            "much was paid back."
        )
        kept, gone = (tuple(option("status", f"{word}={means}") for word in words) for means in _MEANS)
        sold = Reading("they count as sold in full", kept, self._total)
        back = Reading("all of it was paid back", gone, self._total - self._money)
        yield Finding(
            "part_refunds", says, self._lines, self._money, sold, back, is_question=True, about=header
        )
