"""What makes the lines of orders add up to their totals: a column that no meaning was found for, or one tax for two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.booking.amounts import with_money
from tillhouse.booking.treatment import NO_SALES, with_treatment
from tillhouse.evidence._extra import beside
from tillhouse.evidence._values import money
from tillhouse.evidence.finding import Finding, Reading, option
from tillhouse.evidence.order_equation import NEAR, keyed
from tillhouse.settings.feed import REVERSED, Feed
from tillhouse.sources import plain_name

#: The share of orders from which an equation holds: where nearly none adds up without it, and where some do.
_HOLDS, _BETTER = 0.9, 0.98
#: What a tax on all that was sold can be of it.
_LEAST, _MOST = 0.005, 0.3
_QUESTION = "order_total_differs"
#: Names of money of an order, by what it is; a tax on shipping is a tax.
_NAMES: Mapping[str, str] = {
    "order_tax": r"tax|vat|[gh]st|mwst|ust$|steuer|tva|iva|btw|moms|impuesto|imposto|podatek|dph",
    "shipping": r"shipp|freight|deliver|postage|carriage|versand|porto|fracht|livraison|envio|spedizion|verzend"
    r"|frete|frakt|fragt",
    "order_discount": r"discount|rabatt|coupon|voucher|promo|rebate|remise|descuento|sconto|korting|desconto",
    "tip": r"^tips?$|gratuity|trinkgeld|pourboire|propina|mancia|fooi|gorjeta",
    "fee": r"surcharge|servicecharge|handling|fees?$|zuschlag|gebuhr|recargo|supplement|toeslag",
}
_NO_MONEY = re.compile(
    r"rate$|percent|pct|satz$|code$|name$|type$|method|included|inclusive|number$|date$|id$"
)
_LESSENS = "order_discount"
_NUMBER = r"^\s*[-+−(]?\W{0,2}\s*\d[\d\s.,'’]*\)?\s*$"
#: The lines of all files, as a feed shapes them.
Lines = Callable[[Feed], Iterable[pl.DataFrame]]
c = pl.col


def explained(found: Sequence[Finding], feed: Feed, lines: Lines) -> list[Finding]:
    """The findings, with what makes orders add up instead of the question why they do not."""
    differ = next((one for one in found if one.name == _QUESTION), None)
    orders, headers = _orders(feed, lines) if differ else (pl.DataFrame(), [])
    if differ is None or orders.is_empty():
        return [*found]
    share = _HOLDS if differ.is_question else _BETTER
    needed = max(share * len(orders), len(orders) - differ.lines + 1)
    orders = orders.with_columns(_needed=pl.lit(float(needed)))
    answers = (
        *_one_tax(orders, feed),
        *_by_name(orders, headers, feed),
        *_by_rate(orders, headers, feed),
        *(_of_rate(orders, feed) if differ.is_question else ()),
    )
    if not answers:
        return [*found]
    # with other columns, what is paid back is looked at once more
    gone = {_QUESTION, "refund_twice"} if answers[0].feed else {_QUESTION}
    return [*(one for one in found if one.name not in gone), answers[0]]


def _one_tax(orders: pl.DataFrame, feed: Feed) -> Iterator[Finding]:
    """The tax is said by lines and by the order, and counts once."""
    if not {"tax", "order_tax"} <= feed.columns.keys():
        return
    for kept, gone in (("order_tax", "tax"), ("tax", "order_tax")):
        if right := _right(orders, c("lines") + c(kept)):
            columns = {name: said for name, said in feed.columns.items() if name != gone}
            says = f"{_lines_and(feed, feed.columns[kept])} in {right}: {feed.columns[gone]} is in it."
            other = Reading("it is another tax", (option("column", f"{gone}={feed.columns[gone]}"),))
            yield Finding("order_total", says, 0, instead=other, feed={"columns": columns})


def _by_name(orders: pl.DataFrame, headers: Sequence[str], feed: Feed) -> Iterator[Finding]:
    """Columns whose names say what they are: each of them alone, then all of different meaning."""
    meant = {name: meaning for name in headers if (meaning := _meaning(name, feed))}
    alone = [{meaning: name} for name, meaning in meant.items()]
    together = {meaning: name for name, meaning in reversed(meant.items())}
    for some in [*alone, *([together] if len(together) > 1 else [])]:
        whole = sum((_signed(name, meaning) for meaning, name in some.items()), start=c("lines"))
        known = c("tax") + c("order_tax")
        right = _right(orders, whole + known) or _right(orders, whole)
        if right and orders.select(pl.all_horizontal(c(n).abs().sum() > 0 for n in some.values())).item():
            said = " and ".join(f"{name} as {meaning}" for meaning, name in some.items())
            says = f"{_lines_and(feed, said)} in {right}."
            options = tuple(option("column", f"{meaning}={name}") for meaning, name in some.items())
            columns = {**feed.columns, **some}
            yield Finding(
                "order_total", says, 0, None, Reading("so it is", options), feed={"columns": columns}
            )


def _by_rate(orders: pl.DataFrame, headers: Sequence[str], feed: Feed) -> Iterator[Finding]:
    """A column whose name says nothing: one rate of what was sold is a tax; anything else is for a person to say."""
    for name in headers:
        closes = _right(orders, c("lines") + c("tax") + c("order_tax") + c(name))
        if not closes or not orders[name].abs().sum():
            continue
        says = f"{_lines_and(feed, name)} in {closes}."
        typed = option("column", f"order_tax={name}")
        sold, more = float(orders["lines"].sum()), float(orders[name].sum())
        if "order_tax" not in feed.columns and _rate(orders, c(name)):
            columns = {**feed.columns, "order_tax": name}
            yield Finding("order_total", f"{says[:-1]}, by one rate: it is a tax.", 0, None,
                          Reading("it is a tax", (typed,), money(sold)), feed={"columns": columns})  # fmt: skip
        else:
            charged = Reading(f"{name} is money for delivery", (option("column", f"shipping={name}"),),
                              money(sold + more))  # fmt: skip
            tax = Reading(f"{name} is a tax", (typed,), money(sold))
            yield Finding(_QUESTION, says, 0, money(more), charged, tax, is_question=True)


def _of_rate(orders: pl.DataFrame, feed: Feed) -> Iterator[Finding]:
    """Totals are the lines and one rate of them: a tax on top that no column has."""
    for name in ("goods", "lines"):
        rate = _rate(orders.with_columns(lines=c(name)), c("stated") - c(name))
        if rate and "tax" not in feed.columns and "order_tax" not in feed.columns:
            total = feed.columns["order_total"]
            says = f"{total} is what was sold and {rate:.4g} % of it: a tax on top that no column holds."
            yield Finding("order_total_rate", says, 0)
            return


def _rate(orders: pl.DataFrame, part: pl.Expr) -> float:
    """The percentage of its lines that a part of nearly all orders is; 0 where there is no such one."""
    sold = orders.filter(c("lines") != 0).with_columns(part=part)
    share = sold.select(c("part").sum() / c("lines").sum()).item() if len(sold) else None
    if share is None or not _LEAST < share < _MOST:
        return 0.0
    share = round(share, 4) if abs(round(share, 3) - share) > 0.0003 else round(share, 3)
    right = sold.filter((c("part") - c("lines") * share).abs() <= NEAR)
    return 100 * share if len(right) >= _HOLDS * len(orders) else 0.0


def _right(orders: pl.DataFrame, whole: pl.Expr) -> str:
    """How many orders a sum is the total of, as words; nothing where that are too few."""
    right = orders.select(((whole - c("stated")).abs() <= NEAR).sum()).item()
    return f"{right:,} of {len(orders):,} orders" if right >= orders["_needed"][0] else ""


def _lines_and(feed: Feed, said: str) -> str:
    return f"Lines with {said} add up to {feed.columns['order_total']}"


def _meaning(name: str, feed: Feed) -> str:
    """What a name says of money of an order that no other column holds; empty where it says nothing."""
    word = plain_name(name)
    if _NO_MONEY.search(word):
        return ""
    found = next((meaning for meaning, names in _NAMES.items() if re.search(names, word)), "")
    return "" if found in feed.columns else found


def _signed(name: str, meaning: str) -> pl.Expr:
    return -c(name).abs() if meaning == _LESSENS else c(name)


def _orders(feed: Feed, lines: Lines) -> tuple[pl.DataFrame, list[str]]:
    """What is sold in each order that states a total, and what columns of numbers without a meaning say of it."""
    feed = replace(feed, tax_basis=feed.tax_basis or "excluded")
    batches = [_of_batch(batch, feed) for batch in lines(feed)]
    found = pl.concat(batches, how="diagonal") if batches else pl.DataFrame()
    sums = ("goods", "lines", "tax", "order_tax")
    headers = [name.removeprefix("=") for name in found.columns if name.startswith("=")]
    if found.is_empty():
        return found, []
    orders = found.group_by("key", maintain_order=True).agg(
        c(*sums).sum(),
        c("stated").drop_nulls().first(),
        *(c(f"={name}").drop_nulls().first() for name in headers),
    )
    taken = {*sums, "key", "stated"}
    headers = [name for name in headers if name not in taken]
    orders = orders.filter(c("stated").is_not_null()).select(
        *taken, *(c(f"={name}").fill_null(0).alias(name) for name in headers)
    )
    return orders, headers


def _of_batch(shaped: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """Money of each order within a batch; ``=NAME`` holds what the first row says in a column of numbers."""
    lines = keyed(shaped, feed)
    texts = beside(lines, lambda name: name not in feed.columns.values())
    numbers = {
        f"={name}": said
        for name, said in texts.items()
        if (filled := said.drop_nulls()).len() and filled.str.contains(_NUMBER).all()
    }
    lines = lines.with_columns(taken_at=None, **numbers)
    priced = with_money(with_treatment(nw.from_native(lines.lazy()), feed), feed)
    named = {"stated": "order_total", **{f"{name}=": name for name in numbers}}
    read = nw.to_native(reading.with_numbers(priced, named, feed)).collect()
    is_goods, role = c("role").is_null(), c("role").fill_null("")
    amount, tax = c("amount").cast(pl.Float64), c("tax").cast(pl.Float64)
    sold = ~c("treatment").is_in(list(NO_SALES)) & (c("part") > REVERSED) & (role != "refund")
    found: pl.DataFrame = (
        read.filter(sold)
        .group_by("key", maintain_order=True)
        .agg(
            stated=c("stated").drop_nulls().first().cast(pl.Float64),
            goods=amount.filter(is_goods).sum(),
            lines=amount.sum(),
            tax=tax.filter(is_goods).sum(),
            order_tax=tax.filter(role == "tax").sum(),
            **{
                name: c(f"{name}=").filter(is_goods).drop_nulls().first().cast(pl.Float64) for name in numbers
            },
        )
    )
    return found
