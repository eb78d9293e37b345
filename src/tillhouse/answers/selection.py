"""Some rows of one table: comparisons typed by the column, an order, columns, a limit. Nothing is evaluated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import narwhals as nw

from tillhouse.errors import BadQuery, FixTheSetup, UnknownName
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.countries import standard_country
from tillhouse.table import Table

_FILTER = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*", re.DOTALL)
_WORDS = {"true": True, "yes": True, "false": False, "no": False}
_EXAMPLES = {
    "integer": "12",
    "boolean": "true or false",
    "date": "2011-12-09",
    "datetime": "2011-12-09T12:50",
}
_PLACES = 6
_DIGITS = 38
_INTEGER_BITS = 63


@dataclass(frozen=True)
class Comparison:
    """One comparison of a column with a value of its type; value None stands for a missing value."""

    column: str
    operator: str
    value: Any

    def holds(self) -> nw.Expr:
        """The comparison as an expression. ``!=`` holds for a missing value, every other operator does not."""
        column = nw.col(self.column)
        if self.value is None:
            return column.is_null() if self.operator == "=" else ~column.is_null()
        value = nw.lit(self.value)
        if self.operator == "!=":
            return (column != value).fill_null(True)
        found: nw.Expr = {
            "=": column.__eq__,
            "<": column.__lt__,
            "<=": column.__le__,
            ">": column.__gt__,
            ">=": column.__ge__,
        }[self.operator](value)
        return found


@dataclass(frozen=True)
class Selection:
    """Which rows and columns are wanted.

    where: comparisons that must all hold. columns: in this order; none given are all.
    order_by: column names, with a leading ``-`` for descending; ties follow the key. limit: rows, or None for all.
    """

    where: Sequence[str] = ()
    columns: Sequence[str] = ()
    order_by: Sequence[str] = ()
    limit: int | None = None


def comparison(table: Table, text: str) -> Comparison:
    """A comparison such as ``country=UK`` or ``amount<=-10``; ``customer_id=`` asks for missing values.

    A country is found by any of its names where a table has standard names, which is everywhere but in bronze.
    Raises `UnknownName` for a column the table does not have, `BadQuery` for anything else it cannot read.
    """
    name, operator, value = split_comparison(text)
    column = known_column(table, name)
    if value and column == "country" and table.layer != "bronze":
        value = standard_country(value)
    return Comparison(column, operator, None if value is None else _typed(table, column, value))


def split_comparison(text: str) -> tuple[str, str, str | None]:
    """Name, operator and value of a comparison, the value without its quotes; None for a missing value.

    Raises `BadQuery` for what is no comparison.
    """
    match = _FILTER.fullmatch(text)
    if match is None:
        raise BadQuery(
            f"{text!r} is not a comparison.",
            "Write COLUMN=VALUE, or with !=, <, <=, >, >=, such as country=Ireland.",
        )
    name, operator, words = match.groups()
    if not words:
        if operator not in ("=", "!="):
            raise BadQuery(
                f"{text!r} compares with nothing.", f"{name}= finds missing values, {name}!= the others."
            )
        return name, operator, None
    quoted = len(words) > 1 and words[0] == words[-1] and words[0] in "'\""
    return name, operator, words[1:-1] if quoted else words


def known_column(table: Table, name: str) -> str:
    """The name, if the table declares such a column; raises `UnknownName` with the nearest."""
    if name not in table.columns:
        raise UnknownName(f"column of {table.name}", name, table.columns)
    return name


def selected(snapshot: Snapshot, name: str, selection: Selection) -> Frame:
    """The rows of a table of the snapshot's release. Raises `UnknownName` and `BadQuery`."""
    table = snapshot.table(name)
    _refuse_own(
        snapshot, table, (*selection.columns, *(text.removeprefix("-") for text in selection.order_by))
    )
    frame = matching(snapshot, name, selection.where)
    if selection.order_by:
        frame = _sorted(table, frame, selection.order_by)
    if selection.limit is not None:
        frame = frame.head(selection.limit)
    wanted = [known_column(table, column) for column in selection.columns]
    return frame.select(*wanted) if wanted else frame


def matching(snapshot: Snapshot, name: str, where: Sequence[str]) -> Frame:
    """All columns of the rows for which every comparison holds; months that cannot hold any are not read."""
    table = snapshot.table(name)
    if name not in snapshot.release.tables:
        if table.is_analytic:
            raise FixTheSetup(
                f"{name} was not built for release {snapshot.release.number}.",
                f"Build it:  tillhouse analyse {name}",
            )
        raise UnknownName(f"table of release {snapshot.release.number}", name, snapshot.release.tables)
    _refuse_own(snapshot, table, [split_comparison(text)[0] for text in where])
    comparisons = [comparison(table, text) for text in where]
    months = {c.value for c in comparisons if c.column == table.by and c.operator == "=" and c.value}
    frame = snapshot.frame(name, months or None)
    return frame.filter(*(c.holds() for c in comparisons)) if comparisons else frame


def _refuse_own(snapshot: Snapshot, table: Table, names: Sequence[str]) -> None:
    """Raise `BadQuery` for a column of the shop's own that the table does not have, with the command that knows it."""
    own = {one.name: one.role for one in snapshot.catalog.own}
    for name in names:
        if name in own and name not in table.columns:
            asked = f"metric revenue --by {name}" if own[name] == "dimension" else f"metric {name}"
            raise BadQuery(
                f"{table.name} has no column {name}: columns of the shop's own are in ledger and fact_sales.",
                f"Ask a metric:  tillhouse {asked}",
            )


def counted(frame: Frame) -> int:
    """How many rows a frame has."""
    return int(frame.select(nw.len()).collect().item())


def _sorted(table: Table, frame: Frame, order_by: Sequence[str]) -> Frame:
    named = [(known_column(table, text.removeprefix("-")), text.startswith("-")) for text in order_by]
    ties = [(column, False) for column in table.key if column not in {name for name, _ in named}]
    columns, descending = zip(*named, *ties, strict=True)
    return frame.sort(*columns, descending=list(descending), nulls_last=True)


def _typed(table: Table, column: str, text: str) -> Any:
    kind = table.columns[column].type
    try:
        return _value(kind, text)
    except (ValueError, InvalidOperation) as error:
        example = _EXAMPLES.get(kind, "12.50")
        raise BadQuery(
            f"{table.name}.{column} is {_article(kind)}; {text!r} is not.", f"Write it as {example}."
        ) from error


def _value(kind: str, text: str) -> Any:
    if kind == "text":
        return text
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "datetime":
        return _wall_clock(text)
    if kind == "boolean":
        if text.lower() not in _WORDS:
            raise ValueError(text)
        return _WORDS[text.lower()]
    if kind == "integer":
        return _bounded(int(text))
    return _decimal(text)


def _bounded(number: int) -> int:
    if abs(number) >> _INTEGER_BITS:
        raise ValueError(number)
    return number


def _wall_clock(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError(text)
    return moment


def _decimal(text: str) -> Decimal:
    """A decimal that a ``total`` can hold, so that the comparison is exact."""
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if not number.is_finite() or not isinstance(exponent, int) or -exponent > _PLACES:
        raise ValueError(text)
    if number.adjusted() >= _DIGITS - _PLACES:
        raise ValueError(text)
    return number


def _article(kind: str) -> str:
    word = "a decimal" if kind in ("quantity", "price", "money", "total", "share", "number") else kind
    return word if word.startswith("a ") else f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
