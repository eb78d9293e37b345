"""What the columns of files that belong together mean: each in its own file, and money of orders as such."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import CANONICAL, ORDER_MONEY, PRICES, Feed, OrderIs
from tillhouse.settings.fields import OF_ORDER
from tillhouse.sources._joined.back import Back
from tillhouse.sources._joined.of_table import of_table
from tillhouse.sources._joined.rows import FROM, Joining
from tillhouse.sources._joined.same_money import is_same_money
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._spelling import plain

_MOMENT = ("sold_at", "sold_time")
#: What money in the file of orders means there.
_AS_ORDER = {
    **{name: name for name in (*ORDER_MONEY, "order_total")},
    "tax": "order_tax",
    "discount": "order_discount",
    "amount_with_tax": "order_total",
    "amount": "order_total",
}
#: Money of lines that can be the same as that of their order.
_OF_LINES = {"order_tax": "tax", "order_discount": "discount"}
_PART = re.compile(r"sub|zwischen|soustotal|parcial|parziale|net|items|goods")
_OF_GOODS = ("description", "category", "unit")
_PAID = re.compile(
    r"(?:payment|paid|tendered|transaction)?(?:value|amount|total|sum|paid|betrag|montant|importe)"
)


def meanings(joining: Joining, given: Mapping[str, str]) -> dict[str, str]:
    """Meaning to column of the joined records; empty for a meaning that no column has. given: what a person said."""
    lines, head = of_table(joining.lines), {}
    if not joining.orders.came_back:
        head = of_table(joining.orders.table)
    found = {name: column for name, column in lines.items() if name not in (*OF_ORDER, "order_total")}
    found |= {name: lines[name] for name in OF_ORDER if name in lines} | _said_of_orders(joining, head)
    found |= _money_of_orders(joining, head, found)
    for side in joining.sides:
        if side.came_back:
            found |= _of_back(side.came_back, side.names, found)
        elif side is not joining.orders:
            found |= _of_side(joining, side.table, side.names, found)
    if "invoice_no" not in lines or not joining.orders.came_back:
        found |= _key(joining, {**found, **head})
    if joining.paid and "kind" not in found:
        found["kind"] = FROM
    if not {*PRICES} & {*found}:
        raise UnmappedHeader(
            f"No column of {joining.lines.name} is a price or an amount. "
            f"Its header is: {', '.join(joining.lines.header)}."
        )
    chosen = {**{name: found.get(name, "") for name in CANONICAL}, **given}
    if "stock_code" not in given and not chosen["stock_code"]:
        chosen["stock_code"] = chosen["description"]
    return chosen


def _said_of_orders(joining: Joining, head: Mapping[str, str]) -> dict[str, str]:
    """What orders say of all their lines, and a further table with a row for each says of when."""
    names = joining.orders.names
    found = {name: names[head[name]] for name in OF_ORDER if head.get(name) in names}
    for side in joining.sides:
        if side.join.via == joining.orders.part and not side.came_back:
            more = of_table(side.table)
            found = {n: side.names[more[n]] for n in _MOMENT if more.get(n) in side.names} | found
    return found


def _money_of_orders(joining: Joining, head: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """Money that orders say and their lines do not."""
    names, more = joining.orders.names, dict[str, str]()
    for name, meaning in _AS_ORDER.items():
        if head.get(name) not in names or meaning in {*found, *more} or _is_part(meaning, head[name]):
            continue
        own, column = found.get(_OF_LINES.get(meaning, "")), names[head[name]]
        if own is None or not is_same_money(joining, own, column):
            more[meaning] = column
    return more


def _of_side(
    joining: Joining, table: Table, names: Mapping[str, str], found: Mapping[str, str]
) -> dict[str, str]:
    """What products say of goods, and customers of their country; a price of a list is none that was paid."""
    said = of_table(table)
    wanted = _OF_GOODS if joining.side(table.part).join.via == joining.feed.records_in else ("country",)
    return {name: names[said[name]] for name in wanted if said.get(name) in names and _is_free(name, found)}


def _of_back(what: Back, names: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """What refunds say of the money of their orders, and a list of returned orders of what became of each."""
    if what.kind == "refunds":
        return {"refund": names[what.column]}
    return {"status" if "kind" in found else "kind": names[what.column]}


def _is_part(meaning: str, name: str) -> bool:
    """Whether what could be the total of an order is that of its goods alone."""
    return meaning == "order_total" and bool(_PART.search(plain(name)))


def _is_free(name: str, found: Mapping[str, str]) -> bool:
    """Whether nothing means it yet; a description that is the code itself is none."""
    return name not in found or (name == "description" and found.get("stock_code") == found[name])


def _key(joining: Joining, found: Mapping[str, str]) -> dict[str, str]:
    """The number of the order, and the store where the key names it."""
    ours = joining.orders.join.ours
    if len(ours) == 1:
        return {"invoice_no": ours[0]}
    number = next((name for name in ours if found.get("invoice_no") == name), ours[-1])
    others = [name for name in ours if name != number]
    return {"invoice_no": number, "store": others[0]}


def order_is(joining: Joining, feed: Feed, fixed: Collection[str]) -> OrderIs:
    """What makes lines one order: its key."""
    return feed.order if "order" in fixed or len(joining.orders.join.ours) == 1 else "number_and_store"


def money_of(table: Table) -> str:
    """The column of payments that says how much; empty where none does."""
    own = of_table(table)
    named = [name for name in table.header if _PAID.fullmatch(plain(name))]
    known = [own[name] for name in ("amount", "amount_with_tax", "order_total") if name in own]
    return next(iter((*named, *known)), "")
