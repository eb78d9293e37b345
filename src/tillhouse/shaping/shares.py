"""Lines that take back a share of others: the quantity of a line that came back, or was called off."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from tillhouse.frame import with_decimals, with_share
from tillhouse.settings.feed import BACK_QUANTITIES, REVERSED_GOODS, Feed
from tillhouse.shaping.parts import is_taken_back

#: Money of a whole line, so that a share of it goes back; a price of one unit stays.
_MONEY = ("gross_amount", "discount", "tax", "amount", "amount_with_tax", "order_total")
c = pl.col


def shares_back(lines: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """A line for the share of each line that came back; none where its status says that all of it did."""
    names = [name for name in BACK_QUANTITIES if name in feed.columns]
    some = pl.any_horizontal(
        pl.lit(False), *(c(name).str.contains("[1-9]").fill_null(False) for name in names)
    )
    if "quantity" not in feed.columns or "refund" in feed.columns:
        some = pl.lit(False)
    found = lines.filter(some & c("problem").is_null() & ~is_taken_back(feed))
    if found.is_empty():
        return found
    scaled = [name for name in _MONEY if name in feed.columns and not _is_rate(name, feed)]
    read = {f"_{name}": name for name in (*names, "quantity", *scaled)}
    frame = with_decimals(nw.from_native(found.lazy()), read, feed.decimal, feed.thousands)
    back = nw.sum_horizontal(*(nw.col(f"_{name}") for name in names))
    frame = frame.with_columns(_back=back.cast(nw.Decimal(18, 6)))
    for name in scaled:
        frame = with_share(frame, f"_{name}", f"_{name}", "_back", "_quantity")
    texts = {
        name: pl.when(~c(name).str.contains("%")).then(_text(f"_{name}", feed)).otherwise(c(name))
        for name in scaled
    }
    shaped = (
        nw.to_native(frame).filter(c("_quantity") != 0).with_columns(**texts, quantity=_text("_back", feed))
    )
    made: pl.DataFrame = shaped.with_columns(
        part=REVERSED_GOODS - c("part"), extra=pl.lit(None, pl.String)
    ).collect()
    return made


def _is_rate(name: str, feed: Feed) -> bool:
    """Whether a column says what is taken of each unit, or a rate: then it is the same for a share."""
    return (name == "discount" and feed.discount_as != "line") or (name == "tax" and feed.tax_as != "amount")


def _text(name: str, feed: Feed) -> pl.Expr:
    return c(name).cast(pl.Decimal(38, 6)).cast(pl.String).str.replace(".", feed.decimal, literal=True)
