"""Whether files belong together: which holds the lines, which their orders, and by what keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tillhouse.settings.feed import PRICES
from tillhouse.settings.joins import Join
from tillhouse.sources._joined.back_joins import came_back
from tillhouse.sources._joined.gathering import Together
from tillhouse.sources._joined.of_table import of_table
from tillhouse.sources._joined.overlap import Columns, Found, by_values, is_numbered, joins, repeated
from tillhouse.sources._joined.parts import deliveries
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._opened import Opened
from tillhouse.sources._sheets import WORKBOOKS
from tillhouse.sources._spelling import plain

Means = Mapping[str, Mapping[str, str]]
_LINES = re.compile(
    r"item|line|detail|position|product_lookup|order_product|vbap|vbrp|ligne|detalle|zeile|positionen"
)
_PAYMENTS = re.compile(r"payment|tender|zahlung|paiement|pago|pagamento")
_METHOD = re.compile(r"payment(?:type|method|mode)|tender|zahlungsart|modepaiement")
#: Below this share of keys that are found, a person is asked; below the second, there is no join.
_NEARLY, _LEAST = 0.95, 0.5
#: Of orders without lines, more than this many are no matter of course.
_USED = 0.8


def found(files: Sequence[Opened]) -> Together | None:
    """How files belong together by their keys; None where they do not, or are alike."""
    if _is_alike(files):
        return None
    for members in deliveries(files):
        if len(members) == 1:
            continue
        tables = [table for table in map(Table, members.values()) if table.sample.height]
        if len({frozenset(map(plain, table.header)) for table in tables}) > 1 and (whole := _found(tables)):
            return whole
    return None


def _is_alike(files: Sequence[Opened]) -> bool:
    """Whether all files begin with the same bytes: exports of one form. A workbook's first bytes say nothing of it."""
    if any(file.extension in WORKBOOKS for file in files):
        return False
    return len({file.head(4096).split(b"\n")[0] for file in files}) == 1


def _found(tables: Sequence[Table]) -> Together | None:
    means = {table.part: of_table(table) for table in tables}
    columns = {table.part: Columns(table, means[table.part]) for table in tables}
    links = [
        one
        for many in columns.values()
        for other in columns.values()
        if other is not many
        for one in joins(many, other)
        if one.share >= _LEAST
    ]
    lines = _lines(tables, means, links)
    if lines is None:
        return None
    order = _orders(lines, columns, means, links)
    if order is None:
        return _beside_lines(tables, lines, columns[lines], means)
    rest = _sides(lines, order, means, links)
    when = _more(order.join.part, means, links)
    rest += [when] if when and when.join.part not in {one.join.part for one in rest} else []
    paid = _payments(tables, order, {lines, *(one.join.part for one in rest)}, links)
    chosen = [order, *rest]
    used = {lines, *(one.join.part for one in chosen), *paid}
    more = came_back(tables, used, (columns[order.join.part], order.join.theirs), means)
    said = (
        *map(_says, chosen),
        *(f"{part} are payments, by {join.text}: no sales" for part, join in paid.items()),
        *more.says,
    )
    return Together(
        lines,
        {one.part: one.text for one in (*(found.join for found in chosen), *more.joins)},
        {part: join.text for part, join in paid.items()},
        said,
        _why_open(order),
        tuple(t.name for t in tables if t.part not in {*used, *(one.part for one in more.joins)}),
        more.open,
    )


def _beside_lines(tables: Sequence[Table], lines: str, columns: Columns, means: Means) -> Together | None:
    """Lines that say themselves when they were sold, with what came back of their orders."""
    number = means[lines].get("invoice_no")
    if "sold_at" not in means[lines] or number is None:
        return None
    more = came_back(tables, {lines}, (columns, (number,)), means)
    used = {lines, *(one.part for one in more.joins)}
    if not (more.joins or more.open):
        return None
    joins = {one.part: one.text for one in more.joins}
    aside = tuple(table.name for table in tables if table.part not in used)
    return Together(lines, joins, {}, more.says, "", aside, more.open)


def _lines(tables: Sequence[Table], means: Means, links: Sequence[Found]) -> str | None:
    """The table with the lines of orders: it has quantities, prices and codes, and its keys repeat."""
    scores: dict[str, int] = {}
    for table in tables:
        said, own = means[table.part], [one for one in links if one.table == table.part]
        score = 2 * bool(_LINES.search(table.part)) + 2 * ("quantity" in said) + ("stock_code" in said)
        score += any(price in said for price in PRICES) + any(one.many for one in own)
        if not _is_payments(table):
            scores[table.part] = score
    best = max(scores, key=lambda part: scores[part], default=None)
    return best if best is not None and scores[best] >= 3 else None


def _orders(lines: str, columns: Mapping[str, Columns], means: Means, links: Sequence[Found]) -> Found | None:
    """How lines find their order, which says when it was; lines that say it themselves need nearly all of theirs."""
    alone = "sold_at" in means[lines]
    code = (means[lines].get("stock_code"),)
    own = [one for one in links if one.table == lines and one.join.ours != code]
    own = [one for one in own if not _is_payments(columns[one.join.part].table)]
    own = [one for one in own if not _has_lines(means[one.join.part])]
    named = [one for one in own if "sold_at" in means[one.join.part] or _more(one.join.part, means, links)]
    fitting = [one for one in named if one.share >= _NEARLY or not alone]
    if fitting:
        return max(fitting, key=lambda one: _rank(one, means))
    if alone:
        return None
    others = [part for part in columns if part != lines and "sold_at" in means[part]]
    guessed = [
        one for part in others for one in by_values(columns[lines], columns[part]) if one.share >= _NEARLY
    ]
    certain = [one for one in guessed if one.share == one.used == 1]
    if len(certain) == 1 and certain[0].many:
        # all keys on both sides, in one way only: no other reading is left
        return replace(certain[0], by_name=True)
    return max(guessed, key=lambda one: (one.share, one.used), default=None) or _repeated(
        lines, columns, means, others
    )


def _repeated(
    lines: str, columns: Mapping[str, Columns], means: Means, others: Sequence[str]
) -> Found | None:
    """Orders that stand there twice with other contents: joining them refuses both by name."""
    orders = [part for part in others if not (_has_lines(means[part]) or _is_payments(columns[part].table))]
    found = [one for part in orders for one in repeated(columns[lines], columns[part])]
    return max((one for one in found if one.share >= _NEARLY), key=lambda one: one.share, default=None)


def _has_lines(means: Mapping[str, str]) -> bool:
    """Whether a table says itself what was sold and how many: it is another export of lines."""
    return "quantity" in means and not {"stock_code", "description"}.isdisjoint(means)


def _rank(one: Found, means: Means) -> tuple[bool, bool, float, int]:
    """How well a join leads to orders: they have a date, the key is called one, and it is short."""
    return "sold_at" in means[one.join.part], is_numbered(one.join), one.share, -len(one.join.ours)


def _more(order: str, means: Means, links: Sequence[Found]) -> Found | None:
    """A further table with a row for each order, which says when it was where the order does not."""
    if "sold_at" in means[order]:
        return None
    found = [
        one for one in links if one.table == order and not one.many and "sold_at" in means[one.join.part]
    ]
    return max((one for one in found if one.share >= _NEARLY), key=lambda one: one.share, default=None)


def _sides(lines: str, order: Found, means: Means, links: Sequence[Found]) -> list[Found]:
    """Products that lines point to, and customers that orders point to, where they say something."""
    best: dict[str, Found] = {}
    own = {"description", "category", "unit"}
    for one in links:
        goods = (
            one.table == lines
            and {*own} & means[one.join.part].keys()
            and "quantity" not in means[one.join.part]
        )
        people = one.table == order.join.part and "country" in means[one.join.part]
        known = one.join.part in {lines, order.join.part} or one.join.ours == order.join.ours
        if (goods or (people and "country" not in means[one.table])) and not known and one.by_name:
            before = best.get(one.join.part)
            best[one.join.part] = one if before is None or one.share > before.share else before
    return list(best.values())


def _payments(
    tables: Sequence[Table], order: Found, used: set[str], links: Sequence[Found]
) -> dict[str, Join]:
    found = {}
    for table in tables:
        if table.part in used or table.part == order.join.part or not _is_payments(table):
            continue
        places = {order.join.part: 0, **{one.join.part: 1 for one in links if _is_same_key(one, order)}}
        own = [one for one in links if one.table == table.part and one.join.part in places]
        if own:
            best = min(own, key=lambda one: places[one.join.part])
            found[table.part] = Join(order.join.part, order.join.theirs, table.part, best.join.ours)
    return found


def _is_same_key(one: Found, order: Found) -> bool:
    """Whether a table has a row for each order under the same key."""
    return one.table == order.join.part and one.join.ours == order.join.theirs and not one.many


def _is_payments(table: Table) -> bool:
    named = bool(_PAYMENTS.search(table.part))
    return named or any(_METHOD.search(plain(name)) for name in table.header if len(table.header) <= 8)


def _says(one: Found) -> str:
    ours, theirs = " + ".join(one.join.ours), " + ".join(one.join.theirs)
    return (
        f"{one.table}.{ours} finds {one.join.part}.{theirs} for {_percent(one.share)} of its keys; "
        f"{_percent(one.used)} of {one.join.part} are asked for"
    )


def _why_open(order: Found) -> str:
    if not order.by_name:
        return "their names do not say that these columns are one key"
    if order.share < _NEARLY:
        return f"{_percent(1 - order.share)} of the keys of {order.table} are not in {order.join.part}"
    if order.used < _USED:
        return f"{_percent(1 - order.used)} of {order.join.part} have no line in {order.table}"
    return ""


def _percent(share: float) -> str:
    return "100%" if share == 1 else "0%" if share == 0 else f"{min(max(share, 0.001), 0.999):.1%}"
