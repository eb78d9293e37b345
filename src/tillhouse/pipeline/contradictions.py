"""Orders that come again with other contents: added to what is there, or in its place? A person decides.

Where a later delivery has all lines of an order that the books have, it does not matter: what is new is added either
way. So it is with a return that comes alone, under the number of its order. All else changes the money.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import narwhals as nw

from tillhouse.booking.treatment import NO_SALES
from tillhouse.errors import AmbiguousReading
from tillhouse.frame import gathered
from tillhouse.pipeline.arrivals import Arrivals, arrivals
from tillhouse.pipeline.intake import Delivery
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import Feed
from tillhouse.tables.silver.ledger import SALE, trusted, values

if TYPE_CHECKING:
    import polars as pl

_LINE = (
    "delivery_counted",
    "position",
    "part",
    "line_id",
    "order_id",
    "quantity",
    "amount",
    "reasons",
    "off",
)
c = nw.col


@dataclass(frozen=True)
class Contradiction:
    """Orders of one file that the books have otherwise. added, gone: money of the lines that only one of them has.

    is_newer: the file has every order of the earlier deliveries, so that it is those, exported again.
    """

    file: Delivery
    orders: int
    example: str
    before: Decimal
    after: Decimal
    added: Decimal
    gone: Decimal
    is_newer: bool


def refuse(staging: Staging, feed: Feed, fresh: Sequence[Delivery]) -> None:
    """Raise `AmbiguousReading` where orders come again with other contents, and the feed does not say what counts."""
    if feed.duplicates != "ask" or not fresh:
        return
    found = list(contradictions(staging, feed, fresh))
    if found:
        error = AmbiguousReading(_said(found), _commands(feed, found))
        error.files = tuple(str(one.file.file.path) for one in found)
        error.is_newer = all(one.is_newer for one in found)
        raise error


def contradictions(staging: Staging, feed: Feed, fresh: Sequence[Delivery]) -> Iterator[Contradiction]:
    """What files that were just taken in contradict: earlier deliveries of their feed, or each other."""
    catalog = staging.catalog
    order = arrivals(feed.name, staging.rows(catalog["deliveries"]), staging.rows(catalog["retractions"]))
    again, months = _again(staging, feed, fresh)
    if again:
        lines = _lines(staging, feed, order, again, months)
        numbers = _numbers(staging, set(lines["delivery_counted"]))
        for one in sorted(fresh, key=lambda delivery: order.place[delivery.key]):
            yield from _contradicted(lines, order, one, numbers)


def _again(staging: Staging, feed: Feed, fresh: Sequence[Delivery]) -> tuple[list[str], set[str]]:
    """The orders that came in one of these files and in another delivery, and the months to look for them in."""
    receipts = staging.frame(staging.catalog["receipts"]).filter(c("feed") == feed.name)
    known = gathered(receipts.select("order_id", "month").unique()).rows()
    if not known and len(fresh) == 1:
        return [], set()
    keys = [one.key for one in fresh]
    raw = staging.frame(staging.catalog["raw_sales"]).filter(c("delivery").is_in(keys))
    if not known and not _share_numbers(gathered(raw.select("delivery", "invoice_no").unique()).rows()):
        return [], set()
    told = gathered(values(raw, feed).select("delivery", "order_id", "month").unique()).rows()
    times: dict[str, set[int]] = {}
    for delivery, order_id, _ in told:
        times.setdefault(order_id, set()).add(delivery)
    there = {order_id for order_id, _ in known}
    again = sorted(one for one, by in times.items() if one is not None and (one in there or len(by) > 1))
    wanted = set(again)
    return again, {month for one, month in known if one in wanted} | {month for _, _, month in told}


def _numbers(staging: Staging, deliveries: Collection[int]) -> dict[int, set[str | None]]:
    """The numbers of orders in each of these deliveries, as received."""
    raw = staging.frame(staging.catalog["raw_sales"]).filter(c("delivery").is_in(sorted(deliveries)))
    found: dict[int, set[str | None]] = {}
    for delivery, number in gathered(raw.select("delivery", "invoice_no").unique()).rows():
        found.setdefault(delivery, set()).add(number)
    return found


def _share_numbers(pairs: Sequence[tuple[int, str | None]]) -> bool:
    """Whether two of these files have a number in common."""
    numbers = [number.strip() for _, number in pairs if number]
    return len(set(numbers)) < len(numbers)


def _lines(
    staging: Staging, feed: Feed, order: Arrivals, again: Sequence[str], months: set[str]
) -> pl.DataFrame:
    """The lines of these orders as they were delivered, each once, with all that makes a sale as one text."""
    import polars as pl

    repairs = staging.rows(staging.catalog["repairs"])
    torn = [*repairs.filter(pl.col("action") == "completed")["line_id"]]
    held = months & set(staging.partitions(staging.catalog["raw_sales"]))
    raw = staging.frame(staging.catalog["raw_sales"], held).filter(c("feed") == feed.name)
    about = trusted(raw, feed).filter(c("order_id").is_in(list(again)))
    # what a status has called off since is compared; payments are no part of an order
    sales = about.with_columns(off=_is_called_off(feed)).filter(
        ~c("treatment").is_in(list(NO_SALES)) | c("off")
    )
    text = nw.concat_str(
        *(c(name).cast(nw.String).fill_null("") for name in (*SALE, "role")), separator="\x1f"
    )
    rows: pl.DataFrame = gathered(sales.select(*_LINE, sale=text)).to_native()
    of_these = pl.col("delivery_counted").is_in([*order.standing]) & ~pl.col("line_id").is_in(torn)
    first = pl.col("line_id") != pl.col("position")  # as delivered, before a person's correction
    sound = pl.col("reasons").is_not_null()
    return rows.filter(of_these).sort(sound, first).unique(["position", "part"], keep="first")


def _is_called_off(feed: Feed) -> nw.Expr:
    """Whether the status of a line, and not its type, makes it no sale for good."""
    off = [value for value, word in feed.statuses.items() if word == "not_sales"]
    types = [value for value, word in feed.kinds.items() if word in NO_SALES]
    status, kind = (c(name).fill_null("").str.strip_chars().str.to_lowercase() for name in ("status", "kind"))
    if not off:
        return nw.lit(False)
    return status.is_in(off) & ~kind.is_in(types) if types else status.is_in(off)


def _contradicted(
    lines: pl.DataFrame, order: Arrivals, one: Delivery, numbers: Mapping[int, set[str | None]]
) -> Iterator[Contradiction]:
    """The orders of one file that earlier deliveries have otherwise, together."""
    import polars as pl

    earlier = [key for key, at in order.standing.items() if at < order.place[one.key]]
    mine = lines.filter(pl.col("delivery_counted") == one.key)
    waiting = mine.filter(pl.col("reasons").is_not_null())["order_id"].unique().to_list()
    theirs = lines.filter(
        pl.col("delivery_counted").is_in(earlier)
        & pl.col("order_id").is_in(mine["order_id"].unique().to_list())
    )
    sides = _counted(theirs).join(_counted(mine), on=["order_id", "sale"], how="full", coalesce=True)
    both = sides.with_columns(pl.col("n", "n_right").fill_null(0))
    money = pl.coalesce("each", "each_right").cast(pl.Decimal(38, 6))
    per_line = both.with_columns(
        added=pl.max_horizontal(pl.col("n_right") - pl.col("n"), 0) * money,
        gone=pl.max_horizontal(pl.col("n") - pl.col("n_right"), 0) * money,
        before=pl.col("n") * money,
        comes=pl.col("n_right") > pl.col("n"),
        same=pl.min_horizontal("n", "n_right"),
        back=money < 0,
    )
    orders = per_line.group_by("order_id").agg(
        pl.col("added", "gone", "before", "same").sum(),
        pl.col("comes").any(),
        returns=(pl.col("back") | ~pl.col("comes")).all(),
    )
    known = orders.filter(pl.col("order_id").is_in(theirs["order_id"].unique().to_list()))
    alone = (pl.col("same") == 0) & pl.col("returns") & pl.col("comes")
    lost = ~pl.col("comes") & pl.col("order_id").is_in(waiting)
    called_off = mine.group_by("order_id").agg(pl.col("off").all()).filter("off")["order_id"].to_list()
    off = pl.col("order_id").is_in(called_off)
    asked = known.filter((pl.col("gone") != 0) & ~alone & ~lost).sort("order_id")
    about = theirs.filter(pl.col("order_id").is_in(asked["order_id"].to_list()))["delivery_counted"].unique()
    has_all = all(numbers[key] <= numbers[one.key] for key in about)
    if not has_all:
        # fewer lines of an order, and no other ones: there an export was cut
        asked = asked.filter(pl.col("comes") | off)
    if not asked.is_empty():
        is_newer = has_all and len(known) > len(asked)
        first = asked.row(0, named=True)
        after = first["before"] - first["gone"] + first["added"]
        added, gone = (sum(asked[name], Decimal(0)) for name in ("added", "gone"))
        yield Contradiction(
            one, asked.height, first["order_id"], first["before"], after, added, gone, is_newer
        )


def _counted(lines: pl.DataFrame) -> pl.DataFrame:
    """How often each line of an order counts: as often as the delivery has it that has it most often."""
    import polars as pl

    sound = lines.filter(pl.col("reasons").is_null() & pl.col("amount").is_not_null() & ~pl.col("off"))
    of_each = sound.group_by("order_id", "sale", "delivery_counted").agg(
        n=pl.len().cast(pl.Int64), each=pl.col("amount").first()
    )
    return of_each.group_by("order_id", "sale").agg(pl.col("n").max(), pl.col("each").first())


def _said(found: Sequence[Contradiction]) -> str:
    """What contradicts what, and the money of both readings."""
    first, orders = found[0], sum(one.orders for one in found)
    added, gone = sum((one.added for one in found), Decimal(0)), sum((one.gone for one in found), Decimal(0))
    names = ", ".join(one.file.file.name for one in found[:3]) + (" …" if len(found) > 3 else "")
    come = "comes" if orders == 1 else "come"
    return (
        f"{number_of(orders, 'order')} of {names} {come} again with other contents, such as {first.example}: "
        f"{_money(first.before)} in an earlier delivery, {_money(first.after)} in {first.file.file.name}.\n"
        f"In place of what was delivered before, the new contents change net sales by {_money(added - gone)}.\n"
        f"As further lines beside it they add {_money(added)}."
    )


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _commands(feed: Feed, found: Sequence[Contradiction]) -> str:
    """One complete command for each reading."""
    if len(found) == 1:
        file = found[0].file.file
        place = shlex.quote(feed.path if file.beside else str(file.path))
        typed = f"tillhouse open {place} --name {feed.name} --duplicates {{}} --yes"
    else:
        typed = f"tillhouse config feed {feed.name} duplicates={{}} && tillhouse run {feed.name}"
    return f"The later delivery counts:  {typed.format('newest')}\nBoth count:  {typed.format('redelivery')}"
