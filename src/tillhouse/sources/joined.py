"""Files that belong together: the lines of one, with the fields of the rows that they point to in others.

A record is a line of the file of lines, counted on its bytes, an order that no line points to, or a payment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tillhouse.settings.feed import ORDER_MONEY, Feed
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import ENDING, Batch, Reading

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.sources._joined.rows import Joining, Piece
    from tillhouse.sources._joined.sides import Side

EXTENSIONS: tuple[str, ...] = ()
LINES = False


def recognises(head: bytes) -> bool:
    """No content alone shows it."""
    del head
    return False


def detect(file: Opened, hints: Feed, fixed: Collection[str] = ()) -> Reading:
    """Decide columns, dates and numbers from all lines, with the fields of their orders."""
    from tillhouse.sources import _named
    from tillhouse.sources._joined.meanings import meanings, order_is
    from tillhouse.sources._meant import SAVED

    joining = _joining(file, hints)
    hints = replace(hints, order=order_is(joining, hints, fixed))
    if SAVED not in fixed:
        hints = replace(
            hints, dialect="", columns=meanings(joining, hints.columns if "columns" in fixed else {})
        )
        own = {name for name in ORDER_MONEY if hints.columns[name] in joining.lines.header}
        hints = replace(hints, per_line=tuple(sorted({*hints.per_line, *own})))
    fixed = {*fixed, "columns", "dialect", "per_line"}
    kinds = {table.part: "not_sales" for table, _ in joining.paid}
    frames = (piece.frame for piece in joining.pieces() if piece.kind == "lines")
    facts = (f"{len(joining.sides) + len(joining.paid) + 1} files that belong together",)
    found = _named.reading(file, joining.header, frames, hints, fixed, facts, (), format="joined")
    return replace(
        found, feed=replace(found.feed, kinds={**found.feed.kinds, **kinds}), records=joining.count()
    )


def batches(file: Opened, feed: Feed) -> Iterator[Batch]:
    """The records as text. A line without its order, and an order without lines, says so as its problem."""
    from tillhouse.sources import _named

    joining = _joining(file, feed)
    frames = (_said(joining, piece, feed) for piece in joining.pieces())
    yield from _named.aligned(file, joining.header, frames, feed)


def records(file: Opened, feed: Feed) -> int:
    """Lines counted from the bytes of their file, orders without lines and payments."""
    return _joining(file, feed).count()


def _joining(file: Opened, feed: Feed) -> Joining:
    from tillhouse.sources._joined.parts import deliveries
    from tillhouse.sources._joined.rows import Joining

    (members,) = deliveries((file, *file.beside))
    return Joining(members, feed)


def _said(joining: Joining, piece: Piece, feed: Feed) -> pl.DataFrame:
    import polars as pl

    orders, frame = joining.orders, piece.frame
    key = pl.lit(piece.keys).str.replace_all("\x1f", " + ")
    if piece.kind == "lines":
        name = f"{orders.part} has no {'+'.join(orders.join.theirs)} "
        lost = pl.lit(piece.lost) & pl.lit(_needs(joining, feed))
        return frame.with_columns(problem=pl.when(lost).then(pl.lit(name) + key).otherwise("problem"))
    if piece.kind == "alone":
        name = f"{joining.lines.part} has no line of {'+'.join(orders.join.ours)} "
        return frame.with_columns(problem=pl.when(~_is_no_sale(frame, feed)).then(pl.lit(name) + key))
    back = next((side for side in joining.back if side.part == piece.kind), None)
    if back is not None:
        name = f"{back.part}: {orders.part} has no {'+'.join(orders.join.theirs)} "
        return _owed(frame, feed, back).with_columns(problem=pl.lit(name) + key)
    return _paid(joining, piece, feed)


def _owed(frame: pl.DataFrame, feed: Feed, back: Side) -> pl.DataFrame:
    """Refunds of orders that are not there, their money where lines have theirs."""
    import polars as pl

    money = _money(feed)
    if not money or back.came_back is None or back.came_back.kind != "refunds":
        return frame
    paid = pl.lit("-") + pl.col(back.names[back.came_back.column]).str.replace_all(r"^\s*[-−(]|[-−)]\s*$", "")
    said = {money: paid}
    if "quantity" in feed.columns:
        said[feed.columns["quantity"]] = pl.when(paid.is_not_null()).then(pl.lit("1"))
    return frame.with_columns(**said)


def _needs(joining: Joining, feed: Feed) -> bool:
    """Whether lines cannot be booked without their order: it has their date."""
    return feed.columns.get("sold_at") in joining.orders.names.values()


def _is_no_sale(frame: pl.DataFrame, feed: Feed) -> pl.Expr:
    """Whether the status of an order makes it none, or is not decided yet."""
    import polars as pl

    column = feed.columns.get("status", "")
    words = [value for value, word in feed.statuses.items() if word not in {"not_sales", "waiting"}]
    if column not in frame.columns:
        return pl.lit(value=False)
    said = pl.col(column).str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()
    return (~said.is_in(words)).fill_null(value=False)


def _paid(joining: Joining, piece: Piece, feed: Feed) -> pl.DataFrame:
    """Payments, their money where lines have theirs."""
    import polars as pl

    from tillhouse.sources._joined.meanings import money_of

    table = next(table for table, _ in joining.paid if table.part == piece.kind)
    kept = {feed.columns.get(name) for name in ("sold_at", "sold_time", "currency", "store", "customer_id")}
    order = [name for name in joining.orders.names.values() if name not in kept]
    money = _money(feed)
    frame = piece.frame.with_columns(pl.lit(None, pl.String).alias(name) for name in order)
    said = {money: pl.col(table.part).str.json_path_match(f"$['{money_of(table)}']")} if money else {}
    if "quantity" in feed.columns:
        said[feed.columns["quantity"]] = pl.lit("1")
    said[feed.columns["kind"]] = pl.lit(table.part)
    return frame.with_columns(**said).select(*joining.header, *ENDING)


def _money(feed: Feed) -> str:
    """The column that holds the money of lines."""
    found = ("amount", "unit_price", "gross_amount", "amount_with_tax")
    return next((feed.columns[name] for name in found if name in feed.columns), "")


if TYPE_CHECKING:
    from tillhouse.sources import joined as itself
    from tillhouse.sources._reading import Source

    _checked: Source = itself
