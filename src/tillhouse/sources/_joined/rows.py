"""The records of files that belong together: lines with the fields they point to, orders without lines, payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.settings.joins import Join, joined_by
from tillhouse.sources._joined.keys import KEY, canonical, exact
from tillhouse.sources._joined.parts import Member
from tillhouse.sources._joined.sides import Side
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._reading import ENDING

#: The column that tells records of payments from lines.
FROM = "from file"


@dataclass(frozen=True)
class Piece:
    """Some records. keys: of each the key of its order. kind: ``lines``, ``alone`` (orders without lines), a part.

    lost: of lines, whether no order has the key.
    """

    frame: pl.DataFrame
    kind: str
    keys: pl.Series
    lost: pl.Series


class Joining:
    """Tables that belong together, as their feed joins them."""

    def __init__(self, members: Mapping[str, Member], feed: Feed) -> None:
        self.feed = feed
        joins = [joined_by(part, text) for part, text in feed.joins.items()]
        paid = [joined_by(part, text) for part, text in feed.payments.items()]
        wanted = [feed.records_in, *(one.part for one in (*joins, *paid))]
        absent = [part for part in wanted if part not in members]
        if absent:
            there = ", ".join(members)
            raise UnmappedHeader(
                f"Feed {feed.name} joins {' and '.join(absent)}, and no file of that name is there: {there}.",
                "Put it beside the others, or say what belongs together:  "
                "tillhouse open FILE --records NAME --join FILE=KEY",
            )
        self.lines = Table(members[feed.records_in])
        self.sides: list[Side] = []
        taken = {name.casefold() for name in self.lines.header}
        for join in _in_order(joins, feed.records_in):
            side = Side(
                Table(members[join.part]),
                join,
                {*self.lines.header, *self._names, *_cased(taken, members, join)},
            )
            taken |= {name.casefold() for name in side.names.values()}
            self.sides.append(side)
            if join.via != feed.records_in:
                self.side(join.via).widen(side)
        self.paid = [(Table(members[one.part]), one) for one in paid]
        for table, join in self.paid:
            table.refuse_without(join.ours)
        self.lines.refuse_without([name for side in self.direct for name in side.join.ours])

    @property
    def _names(self) -> list[str]:
        return [name for side in self.sides for name in side.names.values()]

    def side(self, part: str) -> Side:
        """The side of a part. Raises `UnmappedHeader` where there is none."""
        found = next((side for side in self.sides if side.part == part), None)
        if found is None:
            raise UnmappedHeader(f"Feed {self.feed.name} finds rows from {part}, which it does not join.")
        return found

    @property
    def direct(self) -> list[Side]:
        """Those that lines point to."""
        return [side for side in self.sides if side.join.via == self.feed.records_in]

    @property
    def back(self) -> list[Side]:
        """Refunds and returned orders that point to the orders."""
        return [side for side in self.sides if side.came_back and side.join.via == self.orders.part]

    @cached_property
    def orders(self) -> Side:
        """Of those, the one that holds the orders: the first in the feed."""
        return self.direct[0]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns."""
        names = dict.fromkeys((*self.lines.header, *self._names))
        return (*names, *(table.part for table, _ in self.paid), *((FROM,) if self.paid else ()))

    def pieces(self) -> Iterator[Piece]:
        """All records in order. Of orders that no line points to, each is a record; then come payments."""
        met: list[pl.Series] = []
        last = 0
        for frame in self.lines.frames():
            piece = self._found(frame)
            met.append(piece.keys.drop_nulls().unique())
            last = max(last, frame["line"][-1]) if frame.height else last
            yield piece
        keys = pl.concat(met).unique() if met else pl.Series([], dtype=pl.String)
        rows = self.orders.rows
        alone = rows.filter(~rows[KEY].is_in(keys.implode()))
        if alone.height:
            yield self._alone(alone, last)
            last += alone.height
        for side in self.back:
            lost = side.rows.filter(~pl.col(KEY).is_in(rows[KEY].implode()))
            if lost.height:
                yield self._without_order(side, lost, last)
                last += lost.height
        for table, join in self.paid:
            for frame in table.frames():
                yield self._payments(table, join, frame, last)
                last += frame.height

    def _found(self, frame: pl.DataFrame) -> Piece:
        for side in self.direct:
            found = side.looked_up.with_columns(pl.lit(value=True).alias(f"{KEY} found"))
            keyed = frame.with_columns(side.key.alias(KEY))
            frame = keyed.join(found, on=KEY, how="left", maintain_order="left")
            if side is self.orders:
                keys = frame[KEY]
                lost = frame.select(
                    pl.col(f"{KEY} found").is_null() & pl.col("problem").is_null()
                ).to_series()
            frame = frame.drop(KEY, f"{KEY} found")
        return Piece(self._whole(frame), "lines", keys, lost)

    def _alone(self, rows: pl.DataFrame, last: int) -> Piece:
        """Orders without lines, numbered after the lines."""
        ours, theirs = self.orders.join.ours, self.orders.join.theirs
        frame = rows.with_columns(pl.col(b).alias(a) for a, b in zip(ours, theirs, strict=True) if a != b)
        frame = frame.with_columns(line=pl.int_range(last + 1, last + 1 + pl.len(), dtype=pl.Int64))
        return Piece(self._whole(frame), "alone", rows[KEY], pl.Series([False] * rows.height))

    def _without_order(self, side: Side, rows: pl.DataFrame, last: int) -> Piece:
        """What came back of orders that are not there, numbered after all orders."""
        ours, theirs = self.orders.join.ours, side.join.theirs
        numbered = rows.with_columns(line=pl.int_range(last + 1, last + 1 + pl.len(), dtype=pl.Int64))
        keys = dict(zip(ours, (rows[name] for name in theirs), strict=True))
        frame = numbered.select(*side.names.values(), "line").with_columns(**keys)
        return Piece(self._whole(frame), side.part, rows[KEY], pl.Series([True] * rows.height))

    def _payments(self, table: Table, join: Join, frame: pl.DataFrame, last: int) -> Piece:
        """Payments with the order that they are for; their own columns stand as JSON under its name."""
        order = self.orders
        key = (canonical if order.is_loose else exact)(join.ours)
        ours = [pl.col(name).alias(to) for to, name in zip(order.join.ours, join.ours, strict=True)]
        said = pl.struct(table.header).struct.json_encode().alias(table.part)
        numbered = frame.select(key.alias(KEY), *ours, said, "raw", "problem").with_columns(
            pl.lit(table.part).alias(FROM), line=pl.int_range(last + 1, last + 1 + pl.len(), dtype=pl.Int64)
        )
        dates = order.looked_up.select(
            KEY, *(name for name in order.names.values() if name not in numbered.columns)
        )
        frame = numbered.join(dates, on=KEY, how="left", maintain_order="left")
        return Piece(self._whole(frame), table.part, frame[KEY], pl.Series([False] * frame.height))

    def _whole(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with all columns, and those of a record."""
        there = frame.columns
        absent = [
            pl.lit(None, pl.String).alias(name)
            for name in (*self.header, "raw", "problem")
            if name not in there
        ]
        return frame.with_columns(absent).select(*self.header, *ENDING)

    def count(self) -> int:
        """The records, by other code than `pieces`: those of each file counted, keys compared as sets."""
        keys = {
            key
            for frame in self.lines.frames()
            for key in frame.select(self.orders.key).to_series().to_list()
        }
        alone = sum(key not in keys for key in self.orders.rows[KEY].to_list())
        known = {*self.orders.rows[KEY].to_list()}
        lost = sum(key not in known for side in self.back for key in side.rows[KEY].to_list())
        return self.lines.count() + alone + lost + sum(table.count() for table, _ in self.paid)


def _in_order(joins: list[Join], lines: str) -> list[Join]:
    """Those that lines point to first."""
    return sorted(joins, key=lambda join: join.via != lines)


def _cased(taken: set[str], members: Mapping[str, Member], join: Join) -> list[str]:
    """Columns of a table that have the name of another one in another case."""
    return [name for name in Table(members[join.part]).header if name.casefold() in taken]
