"""Lines to measure: those asked about, from the smallest published table that gives the number exactly.

The ledger can give every number. `sales_bridge` and `receipts` are folded from it and are a hundredth of its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tillhouse.answers.metrics import tables
from tillhouse.answers.metrics.comparison import known
from tillhouse.answers.metrics.dimensions import Dimension, dimension, read_by, with_dimensions
from tillhouse.answers.selection import Comparison, split_comparison
from tillhouse.errors import BadQuery
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import evaluation
from tillhouse.metrics.definitions import PURCHASES
from tillhouse.metrics.evaluation import Values
from tillhouse.metrics.formulas import Count, Lines, Metric, Part, Sum
from tillhouse.settings.own import Own


@dataclass(frozen=True)
class Cut:
    """What part of the lines is asked about, and into what cells it is cut. Cells are always of one currency.

    own: the columns of the shop's own in the release that is asked.
    """

    by: tuple[Dimension, ...] = ()
    where: tuple[Comparison, ...] = ()
    own: tuple[Own, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns that cells are cut by."""
        return ("currency", *(one.name for one in self.by if one.name != "currency"))

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """All dimensions that lines need."""
        compared = (self.dimension(one) for one in self.where)
        return tuple(dict.fromkeys((dimension("currency"), *self.by, *compared)))

    def dimension(self, compared: Comparison) -> Dimension:
        """The dimension that a comparison is of."""
        return next((one for one in self.by if one.name == compared.column), None) or dimension(
            compared.column, self.own
        )

    @property
    def months(self) -> set[str] | None:
        """The months that can hold such lines; None is any."""
        named = [(one.column, one.value) for one in self.where if one.operator == "=" and one.value]
        months = [value[: len("2011-11")] for column, value in named if column in ("month", "date")]
        return set(months) if months else None


def cut(snapshot: Snapshot, by: Iterable[str], where: Iterable[str]) -> Cut:
    """A cut from names of dimensions and comparisons such as ``country=IE``.

    Raises `UnknownName` for a dimension, or a value that does not occur, and `BadQuery`.
    """
    own = snapshot.catalog.own
    dimensions = tuple(dict.fromkeys(dimension(name, own) for name in by))
    compared = (known(snapshot, Comparison(*split_comparison(text))) for text in where)
    return Cut(dimensions, tuple(compared), own)


def with_period(wanted: Metric, asked: Cut) -> Cut:
    """The cut, if what came before a part of time is not asked of all time; raises `BadQuery`."""
    returning = any(isinstance(part, Count) and part.which == "returning" for part in wanted.parts)
    periods = (*asked.by, *map(asked.dimension, asked.where))
    if returning and not any(one.is_period for one in periods):
        raise BadQuery(
            f"{wanted.name} are those who bought before a period, and no period is named.",
            f"Ask by month:  tillhouse metric {wanted.name} --by month  or for one:  --where month=2011-11",
        )
    return asked


def values(snapshot: Snapshot, asked: Cut, parts: Sequence[Part]) -> dict[Part, Values]:
    """What sums and counts come to in each cell, each read from the smallest table that has it."""
    found: dict[Part, Values] = {}
    for table in dict.fromkeys(table_for(part, asked) for part in parts):
        here = [part for part in parts if table_for(part, asked) == table]
        if sums := [part for part in here if isinstance(part, Sum)]:
            found |= evaluation.sums(lines_to_sum(snapshot, table, asked), asked.names, sums)
        for part in here:
            if isinstance(part, Count) and part not in found:
                found |= _counted(snapshot, lines_of(snapshot, table, asked, here), asked, part)
    return found


def table_for(part: Part, asked: Cut) -> str:
    """The smallest table that gives a sum or a count exactly, cut like this."""
    read = read_by(asked.dimensions)
    gives = {"sales_bridge": _is_of_bridge(part), "receipts": _is_of_receipts(part)}
    return next((name for name, columns in tables.SMALL.items() if gives[name] and read <= columns), "ledger")


def _is_of_bridge(part: Part) -> bool:
    return (
        isinstance(part, Sum)
        and not part.own_unit
        and part.lines.fate == "loaded"
        and part.lines.buyers == "all"
    )


def _is_of_receipts(part: Part) -> bool:
    if isinstance(part, Count):
        return part.lines in (Lines(events=("sale",)), PURCHASES)
    return part.of == "amount" and part.lines == Lines(buyers=part.lines.buyers)


def lines_of(snapshot: Snapshot, table: str, asked: Cut, counted: Sequence[Part] = ()) -> Frame:
    """The lines of a table that are asked about, in the form that metrics read, with their dimensions.

    counted: what is to be counted among them.
    """
    return _asked(snapshot, asked, tables.formed(snapshot, table, _months(snapshot, table, asked), counted))


def lines_to_sum(snapshot: Snapshot, table: str, asked: Cut) -> Frame:
    """The lines of a table that are asked about, to be added up and not counted; see `tables.added_up`."""
    if table != "ledger":
        return lines_of(snapshot, table, asked)
    months = _months(snapshot, table, asked)
    return _asked(snapshot, asked, tables.added_up(snapshot, months, read_by(asked.dimensions)))


def _months(snapshot: Snapshot, table: str, asked: Cut) -> set[str] | None:
    return None if asked.months is None else asked.months & set(snapshot.release.tables[table].partitions)


def _asked(snapshot: Snapshot, asked: Cut, lines: Frame) -> Frame:
    lines = with_dimensions(snapshot, lines, asked.dimensions)
    return lines.filter(*(one.holds() for one in asked.where)) if asked.where else lines


def first_purchases(snapshot: Snapshot, asked: Cut, of: Lines) -> Frame:
    """The customers, by currency, whose first purchase lies in the part of time asked about, with its periods."""
    part = Count("customers", of)
    firsts = tables.first_purchases(snapshot, table_for(part, Cut()), of, [part])
    dated = with_dimensions(snapshot, firsts, [one for one in asked.dimensions if one.is_time])
    within = [one.holds() for one in asked.where if asked.dimension(one).is_time]
    return dated.filter(*within) if within else dated


def _counted(snapshot: Snapshot, lines: Frame, asked: Cut, part: Count) -> dict[Part, Values]:
    if part.of == "orders":
        return {part: evaluation.orders(lines, asked.names, part.lines)}
    periods = [one.name for one in asked.by if one.is_time]
    firsts = first_purchases(snapshot, asked, part.lines)
    return evaluation.customers(lines, asked.names, part.lines, firsts, periods)
