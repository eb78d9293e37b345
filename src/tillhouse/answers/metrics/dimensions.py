"""Dimensions: what a metric can be asked by, each declared once; all are text, ordered and compared as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import narwhals as nw

from tillhouse.errors import FixTheSetup, UnknownName
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.own import Own

c = nw.col


@dataclass(frozen=True)
class Dimension:
    """One dimension.

    reads: the columns of lines it follows from, by which ``table`` is joined where it is looked up in one.
    value: what it is, over those columns or over that table's. is_time: it cuts time, so that a customer is new in one
    of its values. is_period: its values are spans of time that come one before another. own: a column of lines that
    wins over what is looked up, where the file has it.
    """

    name: str
    meaning: str
    reads: tuple[str, ...]
    value: Callable[[], nw.Expr]
    table: str = ""
    is_time: bool = False
    is_period: bool = False
    own: str = ""


def _plain(name: str, meaning: str, column: str = "") -> Dimension:
    return Dimension(name, meaning, (column or name,), lambda: c(column or name))


def _of_day(name: str, meaning: str, value: Callable[[], nw.Expr], is_period: bool = True) -> Dimension:
    return Dimension(name, meaning, ("business_date",), value, "dim_date", True, is_period)


def _numbered(letter: str, year: str, number: str, digits: int) -> nw.Expr:
    padded = c(number).cast(nw.String).str.zfill(digits)
    return nw.concat_str(c(year).cast(nw.String), nw.lit(f"-{letter}"), padded)


DIMENSIONS = (
    _of_day("date", "Trading day: `2011-11-03`.", lambda: c("date").dt.to_string("%Y-%m-%d")),
    Dimension("month", "Calendar month: `2011-11`.", ("month",), lambda: c("month"), "", True, True),
    _of_day("quarter", "Calendar quarter: `2011-Q4`.", lambda: _numbered("Q", "year", "quarter", 1)),
    _of_day("year", "Calendar year.", lambda: c("year").cast(nw.String)),
    _of_day("weekday", "Name of the weekday.", lambda: c("weekday_name"), is_period=False),
    _of_day(
        "week",
        "ISO 8601 year and week, from Monday to Sunday: `2020-W53`.",
        lambda: _numbered("W", "iso_year", "iso_week", 2),
    ),
    _of_day(
        "retail_week",
        "Retail year and week: `2011-W40`; the calendar is a setting.",
        lambda: _numbered("W", "retail_year", "retail_week", 2),
    ),
    _of_day(
        "retail_period",
        "Retail year and period of four or five weeks: `2011-P10`.",
        lambda: _numbered("P", "retail_year", "retail_period", 2),
    ),
    _plain(
        "country",
        "Country by its standard name. `country=` also takes an ISO code or another name of the country.",
    ),
    Dimension(
        "country_code",
        "ISO 3166 code; nothing where no rule gives one.",
        ("country",),
        lambda: c("code"),
        "dim_country",
    ),
    _plain("product", "Stock code, of products and of everything else that has a line.", "stock_code"),
    Dimension(
        "category",
        "Category of the line where its file has one, else of the product; nothing where neither has one.",
        ("stock_code",),
        lambda: c("category"),
        "product_categories",
        own="category",
    ),
    Dimension(
        "segment",
        "RFM segment of the customer as of the release, whenever they bought; nothing for anonymous sales.",
        ("customer_id", "currency"),
        lambda: c("segment"),
        "customer_rfm",
    ),
    _plain("currency", "ISO 4217. Every answer is by currency, whether asked for or not."),
    _plain("store", "Store or register; nothing where the file names none."),
    _plain("channel", "Channel or marketplace; nothing where the file names none."),
    _plain("event", "What happened: sale, cancellation, return, write_off, free, adjustment."),
    _plain("line_type", "What it concerns: product, postage, discount, manual, fee, …"),
)
#: What a table calls the columns it is joined by, where lines call them otherwise.
_JOINED = {"dim_date": {"business_date": "date"}}


def own_dimensions(own: Iterable[Own]) -> tuple[Dimension, ...]:
    """A dimension for each of those among columns of the shop's own."""
    return tuple(_own(one) for one in own if one.role == "dimension")


def _own(column: Own) -> Dimension:
    value = c(column.name)
    text = value.dt.to_string("%Y-%m-%d") if column.type == "date" else value.cast(nw.String)
    return Dimension(column.name, column.meaning, (column.name,), lambda: text)


def dimension(name: str, own: Iterable[Own] = ()) -> Dimension:
    """The dimension of that name; raises `UnknownName` with the nearest. own: columns of the shop's own."""
    known = {one.name: one for one in (*DIMENSIONS, *own_dimensions(own))}
    if name not in known:
        raise UnknownName("dimension", name, known)
    return known[name]


def read_by(dimensions: Iterable[Dimension]) -> set[str]:
    """The columns of lines that some dimensions follow from."""
    return {column for one in dimensions for column in (*one.reads, one.own) if column}


def with_dimensions(snapshot: Snapshot, lines: Frame, dimensions: Sequence[Dimension]) -> Frame:
    """Lines with a column for each dimension; raises `FixTheSetup` where the release lacks its table."""
    for one in dimensions:
        if not one.table:
            lines = lines.with_columns(one.value().alias(one.name))
        elif not one.own:
            lines = lines.join(lookup(snapshot, one), on=list(one.reads), how="left")
        elif one.table in snapshot.release.tables or not is_in_files(snapshot, one):
            said = lines.with_columns(_own=c(one.own)).drop(one.own)
            met = said.join(lookup(snapshot, one), on=list(one.reads), how="left")
            lines = met.with_columns(nw.coalesce("_own", one.name).alias(one.name)).drop("_own")
    return lines


def is_in_files(snapshot: Snapshot, one: Dimension) -> bool:
    """Whether the files of a feed have the dimension's own column."""
    return any(one.own in feed.get("columns", {}) for feed in snapshot.release.feeds.values())


def lookup(snapshot: Snapshot, one: Dimension) -> Frame:
    """The values of a dimension that is looked up, with the columns of lines it is looked up by."""
    if one.table not in snapshot.release.tables:
        raise FixTheSetup(
            f"{one.name} is looked up in {one.table}, which release {snapshot.release.number} does not hold.",
            "Build it:  tillhouse analyse",
        )
    named = _JOINED.get(one.table, {})
    keys = {column: c(named.get(column, column)) for column in one.reads}
    return snapshot.in_memory(one.table).select(**keys, **{one.name: one.value()})
