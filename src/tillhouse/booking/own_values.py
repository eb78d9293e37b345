"""The shop's own columns of the ledger: text of a record that has no meaning here, as values the feed declares.

A record's own line has them, and so has money of its order by the dimensions. What takes a line back has its
dimensions, and its measures with the other sign. Nothing here decides about a fate: a value that cannot be read is
null, and an issue of its line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import narwhals as nw

from tillhouse.frame import Frame, looked_up, missing, with_canonical_text, with_datetime, with_fields
from tillhouse.reading import layouts, with_numbers
from tillhouse.retail.written.nothing import NOTHING
from tillhouse.settings.feed import REVERSED_GOODS, Feed
from tillhouse.settings.own import Own, own_of_feed

_DECIMALS = ("money", "quantity")
_YES = ("true", "yes", "y", "1", "t", "on", "ja", "oui", "si", "sí", "x")
_NO = ("false", "no", "n", "0", "f", "off", "nein", "non", "nee")
_WHOLE = "^[+-]?[0-9]{1,15}$"
_RECORD = ("delivery", "line", "source_part")
_ORDER = ("delivery", "invoice_no", "sold_at")
c = nw.col


def with_own(lines: Frame, raw: Frame, feed: Feed, own: Collection[Own]) -> Frame:
    """Lines of a feed with the own columns of its lake; those that this feed does not declare are null.

    raw: the rows of `raw_sales` they were made of.
    """
    columns = {f"_own_{place}": one for place, one in enumerate(own)}
    read = _values(raw, feed, columns)
    goods_back = c("part") <= REVERSED_GOODS
    source = nw.when(goods_back).then(REVERSED_GOODS - c("part")).otherwise(_or_zero(c("part")))
    met = looked_up(lines.with_columns(source_part=source), read, [*_RECORD])
    made = {
        one.name: _on_line(name, goods_back) if one.role == "measure" else c(name)
        for name, one in columns.items()
    }
    bad = {one.name: c(f"{name}_bad").fill_null(False) & (c("part") >= 0) for name, one in columns.items()}
    words = [nw.when(broken).then(nw.lit(f"{name}_unreadable")) for name, broken in bad.items()]
    issues = nw.concat_str(c("issues"), *words, separator=", ", ignore_nulls=True)
    some = nw.any_horizontal(*bad.values(), ignore_nulls=True)
    return met.with_columns(**made, issues=nw.when(some).then(issues).otherwise(c("issues")))


def _or_zero(part: nw.Expr) -> nw.Expr:
    """The part itself where it is goods; money of an order goes by the first line of its record."""
    return nw.when(part >= 0).then(part).otherwise(nw.lit(0, nw.Int64))


def _on_line(name: str, goods_back: nw.Expr) -> nw.Expr:
    """A measure on the line of its goods, taken back where the goods are, and on no money of the order."""
    goods = nw.when(c("part") >= 0).then(c(name))
    return nw.when(goods_back).then(-c(name)).otherwise(goods)


def _values(raw: Frame, feed: Feed, columns: Mapping[str, Own]) -> Frame:
    """By record: each own column as a value, and whether its text cannot be read."""
    by_feed = own_of_feed(feed.own, f"feed {feed.name}")
    declared = {one.name: one.header for one in by_feed}
    of_order = {one.name for one in by_feed if one.of_order}
    said = {name: declared[one.name] for name, one in columns.items() if one.name in declared}
    goods = raw.filter(c("part") >= 0)
    found = goods.select("delivery", "line", "extra", *_ORDER[1:], source_part=c("part"))
    found = with_fields(found, said, "extra") if said else found
    others = {name: missing(c("extra")) for name in columns if name not in said}
    found = found.with_columns(**others) if others else found
    found = with_canonical_text(found, [*columns])
    if whole := [name for name, one in columns.items() if one.name in of_order]:
        found = _filled(found, whole)
    found = found.with_columns(**{f"{name}_text": c(name) for name in columns})
    numbers = {name: f"{name}_text" for name, one in columns.items() if one.type in _DECIMALS}
    found = with_numbers(found, numbers, feed) if numbers else found
    for name, one in columns.items():
        found = _typed(found, name, one.type, feed)
    bad = {
        f"{name}_bad": ~c(f"{name}_text").is_null()
        & c(name).is_null()
        & ~c(f"{name}_text").str.to_lowercase().is_in([*NOTHING])
        for name in columns
    }
    return found.with_columns(**bad).select(*_RECORD, *columns, *bad)


def _filled(found: Frame, names: Collection[str]) -> Frame:
    """The same texts on all rows of an order, where its rows say no more than one."""
    least, most = ({name: f"{name}_{end}" for name in names} for end in ("least", "most"))
    orders = found.group_by(*_ORDER).agg(
        *(c(name).min().alias(end) for name, end in least.items()),
        *(c(name).max().alias(end) for name, end in most.items()),
    )
    met = found.join(orders, on=[*_ORDER], how="left")
    one = {n: nw.when(c(least[n]) == c(most[n])).then(c(least[n])).otherwise(c(n)) for n in names}
    return met.with_columns(**one)


def _typed(found: Frame, name: str, kind: str, feed: Feed) -> Frame:
    """The text of a column as a value of its type; null where it is none."""
    text = c(f"{name}_text")
    if kind == "date":
        moment = with_datetime(found, name, f"{name}_text", layouts(feed), feed.time_zone)
        return moment.with_columns(c(name).dt.date().alias(name))
    if kind == "integer":
        plain = with_canonical_text(found, [], [f"{name}_text"])
        whole = nw.when(text.str.contains(_WHOLE)).then(text)
        return plain.with_columns(whole.cast(nw.Int64).alias(name))
    if kind == "boolean":
        lower = text.str.to_lowercase()
        yes = nw.when(lower.is_in([*_YES])).then(nw.lit(True))
        return found.with_columns(nw.when(lower.is_in([*_NO])).then(nw.lit(False)).otherwise(yes).alias(name))
    return found
