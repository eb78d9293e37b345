"""A total beside price and quantity: of the line, of the order, with tax, or none of these."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tillhouse.evidence._values import close, means_otherwise, money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.settings.feed import Feed

#: The share of lines from which a reading holds.
_HOLDS = 0.98
#: The share of orders from which a total is that of the order.
_OF_ORDERS = 0.9
c = pl.col


class Watch:
    """Counts the lines and orders whose total is what price and quantity say."""

    wants = ("invoice_no", "quantity", "unit_price", "discount", "tax", "amount", "amount_with_tax")
    sees_all = False

    def __init__(self, _feed: Feed) -> None:
        self.lines = self.same = self.taxed = self.of_price = self.several = 0
        self.orders = self.repeated = self.of_order = self.alike = 0
        self.as_given = self.as_computed = self.once = 0.0

    @staticmethod
    def applies(feed: Feed) -> bool:
        """Whether a total of the line is given."""
        return "amount" in feed.columns and "invoice_no" in feed.columns

    def add(self, lines: pl.DataFrame) -> None:
        """Count lines and orders of a batch."""
        priced = {"quantity", "unit_price"} <= {*lines.columns}
        nothing = pl.lit(0.0)
        off = c("discount").abs().fill_null(0) if "discount" in lines.columns else nothing
        tax = c("tax").fill_null(0) if "tax" in lines.columns else nothing
        product = c("quantity") * c("unit_price") if priced else c("amount")
        whole = lines.filter(c("amount").is_not_null()).with_columns(
            product=product,
            off=off,
            tax=tax,
            units=c("quantity") if "quantity" in lines.columns else pl.lit(1.0),
        )
        self.lines += len(whole)
        self.as_given += float(whole["amount"].sum())
        if priced:
            self._priced(whole.filter(c("product").is_not_null()))
        self._orders(whole)

    def _priced(self, whole: pl.DataFrame) -> None:
        left = c("product") - c("off") * c("product").sign()
        same = close(c("amount"), left, c("units")) | close(c("amount"), c("product"), c("units"))
        if "amount_with_tax" in whole.columns:  # prices with tax say nothing against an amount without it
            with_tax = c("amount_with_tax")
            same |= close(with_tax, left, c("units")) | close(with_tax, c("product"), c("units"))
        counts = whole.select(
            same=same.sum(),
            taxed=(~same & close(c("amount"), left + c("tax"), c("units"))).sum(),
            of_price=((c("units").abs() > 1) & close(c("amount"), c("unit_price"), c("units"))).sum(),
            several=(c("units").abs() > 1).sum(),
        ).row(0)
        self.same, self.taxed = self.same + counts[0], self.taxed + counts[1]
        self.of_price, self.several = self.of_price + counts[2], self.several + counts[3]
        self.as_computed += float(whole["product"].sum())

    def _orders(self, whole: pl.DataFrame) -> None:
        orders = (
            whole.lazy()
            .group_by("invoice_no")
            .agg(
                lines=pl.len(),
                totals=c("amount").n_unique(),
                total=c("amount").first(),
                product=(c("product") - c("off")).sum(),
                units=c("units").sum(),
            )
            .collect()
        )
        several = orders.filter(c("lines") > 1)
        self.orders += len(orders)
        self.alike += len(several)
        self.repeated += len(several.filter(c("totals") == 1))
        self.of_order += len(orders.filter((c("totals") == 1) & close(c("total"), c("product"), c("units"))))
        self.once += float(orders["total"].sum())

    def found(self, feed: Feed) -> Iterator[Finding]:
        """That the total is not what it seems."""
        header = feed.columns["amount"]
        if {"quantity", "unit_price"} <= feed.columns.keys():
            yield from self._beside_prices(feed, header)
        elif self.alike and self.repeated == self.alike and self.alike > 1:
            yield self._repeated(feed, header, is_question=True)

    def _beside_prices(self, feed: Feed, header: str) -> Iterator[Finding]:
        if not self.lines or self.same + self.taxed >= _HOLDS * self.lines:
            if self.taxed > self.same:
                says = f"{header} is quantity × price with tax in {self.taxed:,} of {self.lines:,} lines."
                yield Finding(
                    "total_with_tax", says, self.taxed, money(self.as_given), feed={"tax_basis": "included"}
                )
            return
        if self.orders and self.of_order >= _OF_ORDERS * self.orders and self.repeated:
            yield self._repeated(feed, header, is_question=False)
        elif self.several and self.of_price >= _HOLDS * self.several:
            yield self._line_price(feed, header)
        else:
            yield self._contradiction(feed, header)

    def _repeated(self, feed: Feed, header: str, *, is_question: bool) -> Finding:
        says = (
            f"{header} is the same on each row of an order in {self.repeated:,} of {self.alike:,} orders of "
            "several rows: it is the total of the order."
        )
        net = money(self.once)
        of_order = Reading(
            f"{header} is the total of the order", (option("column", f"order_total={header}"),), net
        )
        of_line = Reading(
            f"{header} is the total of the line",
            (option("column", f"amount={header}"),),
            money(self.as_given),
        )
        columns = means_otherwise(feed, "amount", "order_total")
        return Finding(
            "order_total", says, self.lines, net, of_order, of_line, is_question, {"columns": columns}
        )

    def _line_price(self, feed: Feed, header: str) -> Finding:
        price = feed.columns["unit_price"]
        says = f"{price} equals {header} at any quantity: it is the price of the line."
        columns = {name: said for name, said in feed.columns.items() if name != "unit_price"}
        return Finding("line_price", says, self.lines, money(self.as_given), feed={"columns": columns})

    def _contradiction(self, feed: Feed, header: str) -> Finding:
        price, wrong = feed.columns["unit_price"], self.lines - self.same - self.taxed
        says = f"{header} is not quantity × {price} in {wrong:,} of {self.lines:,} lines."
        given = Reading(
            f"{header} is the money of a line", (option("column", f"amount={header}"),), money(self.as_given)
        )
        computed = Reading(
            f"quantity × {price} is",
            (option("column", f"unit_price={price}"), "--without amount"),
            money(self.as_computed),
        )
        return Finding(
            "total_contradicts", says, wrong, money(self.as_given), given, computed, is_question=True
        )
