"""A code of customers that means nobody: a word or number of that kind, on far more orders than any customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import WHOLE, line_money, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.retail.counts import number_of
from tillhouse.retail.written.nothing import ALL_ARE_CUSTOMERS, PERHAPS_NOBODY, nobody
from tillhouse.settings.feed import Feed

#: It stands on this share of the orders at least, on this many, and as often as this for one order of any customer.
_SHARE, _FEW, _TIMES = 0.05, 3, 3
#: Of more codes than that, the rarest are forgotten.
_MOST, _KEPT = 200_000, 20_000
c = pl.col


class Watch:
    """Counts orders by customer, and the lines and money of codes that may mean nobody."""

    wants = ("customer_id", "invoice_no", "quantity", "unit_price", *WHOLE)
    sees_all = False

    def __init__(self, feed: Feed) -> None:
        self._known = [*nobody(feed.nobody)]
        self.orders: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()
        self.amounts: Counter[str] = Counter()

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether the feed has customers, and nobody has said that all of them are some."""
        return "customer_id" in feed.columns and feed.nobody != ALL_ARE_CUSTOMERS

    def add(self, lines: pl.DataFrame) -> None:
        """Count the orders of a batch: one begins where the number or the customer is another."""
        number = ["invoice_no"] if "invoice_no" in lines.columns else []
        begins = [c(name).ne_missing(c(name).shift()) for name in (*number, "customer_id")]
        starts = pl.any_horizontal(begins) if number else pl.lit(True)
        counted = (
            lines.select("customer_id", starts=starts, money=line_money(lines))
            .group_by("customer_id")
            .agg(c("starts").sum(), pl.len(), c("money").sum())
            .with_columns(code=c("customer_id").str.strip_chars().str.replace(r"^(-?[0-9]+)\.0$", "$1"))
            .with_columns(low=c("code").str.to_lowercase())
            .filter(~c("low").is_in(self._known))
        )
        for code, orders in counted.select("code", "starts").iter_rows():
            self.orders[code] += orders
        if len(self.orders) > _MOST:
            self.orders = Counter(dict(self.orders.most_common(_KEPT)))
        perhaps = counted.filter(c("low").str.contains(PERHAPS_NOBODY))
        for code, number_of_lines, amount in perhaps.select("code", "len", "money").iter_rows():
            self.lines[code] += number_of_lines
            self.amounts[code] += amount

    def found(self, feed: Feed) -> Iterator[Finding]:
        """The codes that mean nobody; a person can say that they are customers."""
        most = max((orders for code, orders in self.orders.items() if code not in self.lines), default=0)
        least = max(_FEW, _SHARE * self.orders.total(), _TIMES * most)
        codes = tuple(code for code in sorted(self.lines) if self.orders[code] >= least)
        if not codes:
            return
        lines, orders = (sum(of[code] for code in codes) for of in (self.lines, self.orders))
        header, all_orders = feed.columns["customer_id"], number_of(self.orders.total(), "order")
        what = (
            f"{' and '.join(codes)} in {header} {'is no customer' if len(codes) == 1 else 'are no customers'}"
        )
        says = f"{what}: on {orders:,} of {all_orders}, and any other on {most:,} at most."
        named = (*feed.nobody, *codes)
        one = Reading("nobody: in revenue, in no figure of customers", (option("nobody", ",".join(named)),))
        other = Reading("a customer like any other", (option("nobody", "none"),))
        amount = money(sum(self.amounts[code] for code in codes))
        yield Finding("nobody", says, lines, amount, one, other, feed={"nobody": named}, values=codes)
