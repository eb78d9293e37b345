"""A shop whose export is one file of orders and one of their lines, and how its files are opened and joined."""

from __future__ import annotations

from pathlib import Path

from tillhouse.settings.feed import Feed
from tillhouse.sources import open_all
from tillhouse.sources._joined.parts import Member, deliveries
from tillhouse.sources._joined.rows import Joining, Piece
from tillhouse.sources._joined.tables import Table

ORDERS = """order_id,order_date,customer_id,status
1001,2024-01-15 10:00,K1,completed
1002,2024-01-16 11:00,K2,completed
"""
ITEMS = """order_id,sku,name,quantity,unit_price
1001,P1,Pen,2,5.00
1001,P2,Ink,1,10.00
1002,P2,Ink,3,3.00
"""
SHOP = {"orders.csv": ORDERS, "order_items.csv": ITEMS}
JOINS = {"orders": "order_id=order_items.order_id"}


def members(folder: Path, files: dict[str, str]) -> dict[str, Member]:
    """The files of one delivery, by part."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    (found,) = deliveries(open_all(folder))
    return dict(found)


def table(folder: Path, name: str, text: str) -> Table:
    """One file as a table."""
    (member,) = members(folder / name.replace(".", "_"), {name: text}).values()
    return Table(member)


def joining(
    folder: Path,
    files: dict[str, str],
    joins: dict[str, str] = JOINS,
    payments: dict[str, str] | None = None,
) -> Joining:
    """Files as a feed joins them."""
    feed = Feed("shop", records_in="order_items", joins=joins, payments=payments or {})
    return Joining(members(folder, files), feed)


def told(pieces: list[Piece], *names: str) -> list[tuple[object, ...]]:
    """Of each record its kind, its number and some columns."""
    return [(piece.kind, *row) for piece in pieces for row in piece.frame.select("line", *names).iter_rows()]
