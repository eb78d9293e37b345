"""Frames: what table bodies compute with, and the few operations narwhals lacks, found in the frame's own engine.

A `Frame` is a narwhals lazy frame. Bodies are written once in narwhals expressions; where narwhals has no
portable word (a date that may not exist, a key that is the same on every engine) the frame's engine has a
function of that name in `tillhouse.engines`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import narwhals as nw

from tillhouse import folder

if TYPE_CHECKING:
    import polars as pl

#: A frame as its engine knows it.
F = TypeVar("F")
Frame = nw.LazyFrame[Any]


class Words(Protocol[F]):
    """What an engine does with its own frames, for the functions of this module."""

    def rows(self, frame: F, /) -> pl.DataFrame:
        """All rows of a frame, in memory."""

    def once(self, frame: F) -> F:
        """See `once`."""

    def from_columns(self, like: F, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str], /) -> F:
        """See `rows_like`."""

    def with_datetime(self, frame: F, into: str, column: str, layouts: Sequence[str], time_zone: str) -> F:
        """See `with_datetime`."""

    def with_decimals(self, frame: F, read: Mapping[str, str], decimal: str, thousands: str) -> F:
        """See `with_decimals`."""

    def with_key(self, frame: F, into: str, columns: Sequence[str]) -> F:
        """See `with_key`."""

    def with_canonical_text(
        self, frame: F, text: Sequence[str], identifiers: Sequence[str], capitals: Sequence[str]
    ) -> F:
        """See `with_canonical_text`."""

    def with_standard_text(self, frame: F, column: str, standard: Callable[[str], str]) -> F:
        """See `with_standard_text`."""

    def with_fields(self, frame: F, read: Mapping[str, str], column: str) -> F:
        """See `with_fields`."""

    def with_share(self, frame: F, into: str, amount: str, part: str, whole: str) -> F:
        """See `with_share`."""

    def looked_up(self, frame: F, few: F, on: Sequence[str]) -> F:
        """See `looked_up`."""


def _engine(frame: Frame) -> Words[Any]:
    name = str(frame.implementation.value)
    if _only_declared(frame):
        name = f"_{name}" if name == "ibis" else "_traced"
        return cast(Words[Any], import_module(f"tillhouse.engines.{name}"))
    return cast(
        Words[Any], folder.entry("tillhouse.engines", "spark" if name.startswith("pyspark") else name)
    )


def _only_declared(frame: Frame) -> bool:
    """Whether the frame has no rows: it is asked for the query that would make them, or for their lineage."""
    return frame.implementation.value in {"ibis", "unknown"}


def framed(native: Any) -> Frame:
    """What an engine made, as a frame."""
    frame: Frame = nw.from_native(native).lazy()
    return frame


def with_datetime(frame: Frame, into: str, column: str, layouts: Sequence[str], time_zone: str) -> Frame:
    """Add ``into``: the first of the ``layouts`` that reads the text ``column``; null where none does.

    A layout is a strptime pattern, ``excel-serial``, ``epoch-s`` or ``epoch-ms``. Values with an offset and
    epochs become wall-clock time in ``time_zone``; without one, values with an offset keep the clock as written and
    epochs are UTC. Years outside 1900 to 2199 are not read.
    """
    return framed(_engine(frame).with_datetime(nw.to_native(frame), into, column, layouts, time_zone))


def with_decimals(frame: Frame, read: Mapping[str, str], decimal: str, thousands: str) -> Frame:
    """Add each column of ``read``, from the text column that it names: an exact decimal(18,6), or null.

    Numbers as people write them, see `tillhouse.retail.written`. decimal, thousands: the marks within them; an empty
    thousands mark means that none is accepted.
    """
    return framed(_engine(frame).with_decimals(nw.to_native(frame), read, decimal, thousands))


def with_key(frame: Frame, into: str, *columns: str) -> Frame:
    """Add ``into``: a stable positive 60-bit integer for the text of ``columns``; null where all are null.

    The first 15 hexadecimal digits of SHA-256 over the values joined by U+001F, a moment written as
    ``2011-12-09 12:50:00.000000``: the same on every engine, in every load order, after every rebuild, and
    checkable with any SHA-256 tool.
    """
    return framed(_engine(frame).with_key(nw.to_native(frame), into, columns))


def with_canonical_text(
    frame: Frame, text: Sequence[str], identifiers: Sequence[str] = (), capitals: Sequence[str] = ()
) -> Frame:
    """Bring text to its one canonical form: Unicode NFC, no zero-width characters, trimmed, inner white space
    as one space, empty and ``\\N`` as null.

    Identifiers moreover lose the ``.0`` that spreadsheets put behind whole numbers: 17850.0 is 17850.
    Those of both that are in ``capitals`` are written so: engines capitalise ß and ı each in their own way.
    """
    return framed(_engine(frame).with_canonical_text(nw.to_native(frame), text, identifiers, capitals))


def with_standard_text(frame: Frame, column: str, standard: Callable[[str], str]) -> Frame:
    """Bring each text of a column to what ``standard`` gives for it; null stays null.

    standard: a function of a module, such as `tillhouse.retail.countries.standard_country`. It is called once for each
    text that occurs. A database has it under its name, see `tillhouse.dbt`.
    """
    return framed(_engine(frame).with_standard_text(nw.to_native(frame), column, standard))


def with_fields(frame: Frame, read: Mapping[str, str], column: str) -> Frame:
    """Add each column of ``read``: the text of the field that it names, of the JSON objects in ``column``.

    Null where the object has no such field, and where there is no object.
    """
    return framed(_engine(frame).with_fields(nw.to_native(frame), read, column))


def looked_up(frame: Frame, few: Frame, on: Sequence[str]) -> Frame:
    """All rows of ``frame``, in their order where the engine keeps one, with the columns of the rows of ``few``
    that have the same values in ``on``; null where there is none.
    """
    return framed(_engine(frame).looked_up(nw.to_native(frame), nw.to_native(few), on))


def with_share(frame: Frame, into: str, amount: str, part: str, whole: str) -> Frame:
    """Add ``into``: ``amount * part / whole`` to the millionth, halves away from zero, as a ``total``.

    amount: money; part, whole: integers or quantities. Null where the whole is 0. The same on every engine, for each
    of them divides decimals in a way of its own.
    """
    return framed(_engine(frame).with_share(nw.to_native(frame), into, amount, part, whole))


def with_membership(frame: Frame, into: str, column: str, few: Frame) -> Frame:
    """Add ``into``: whether the value of ``column`` is one of those in that column of a small frame."""
    known = few.select(column).unique()
    if _only_declared(frame):
        marked = looked_up(frame, known.with_columns(nw.lit(True).alias(into)), [column])
        return marked.with_columns(nw.col(into).fill_null(False))
    values = gathered(known)[column].to_list()
    return frame.with_columns((nw.col(column).is_in(values) if values else nw.lit(False)).alias(into))


def narrowed(frame: Frame, column: str, few: Frame) -> Frame:
    """The frame, without rows whose value of ``column`` is in no row of a small frame.

    It saves reading rows that a later join drops: a query goes without, as the database plans its joins.
    """
    if _only_declared(frame):
        return frame
    return frame.filter(nw.col(column).is_in(gathered(few.select(column).unique())[column].to_list()))


def missing(like: nw.Expr) -> nw.Expr:
    """No value, in the type of an expression: some engines forget the type of a bare null."""
    return nw.when(like.is_null() & ~like.is_null()).then(like)


def gathered(frame: Frame) -> nw.DataFrame[Any]:
    """All rows of a small frame, brought to this process and to Polars, so that they read alike from any engine."""
    found: nw.DataFrame[Any] = nw.from_native(_engine(frame).rows(nw.to_native(frame)))
    return found


def rows_like(frame: Frame, columns: Mapping[str, Any], types: Mapping[str, str]) -> Frame:
    """A frame on the engine of ``frame`` from Python columns or Polars Series, in the declared ``types``.

    columns: those that have a type are taken; none at all give no rows.
    """
    taken = {name: columns[name] for name in types} if columns else {}
    return framed(_engine(frame).from_columns(nw.to_native(frame), taken, types))


def bounds(frame: Frame, column: str) -> tuple[Any, Any]:
    """The least and the greatest value of a column, brought to this process; None where it has none."""
    found = gathered(frame.select(least=nw.col(column).min(), greatest=nw.col(column).max()))
    return (found["least"][0], found["greatest"][0]) if len(found) else (None, None)


def until_end(frame: Frame, observation_window: Frame, column: str = "business_date") -> Frame:
    """The rows of a frame up to the end of the data as analytics see it, by day, or whole months by ``month``."""
    if _only_declared(frame):
        last = observation_window.select(last_day_of_all=nw.col("last_day").max())
        return frame.join(last, how="cross").filter(nw.col(column) <= nw.col("last_day_of_all"))
    _, end = bounds(observation_window, "last_day")
    if end is None:
        return frame
    return frame.filter(
        nw.col(column) <= (nw.lit(f"{end:%Y-%m}") if column == "month" else nw.lit(end, nw.Date))
    )


def once(frame: Frame) -> Frame:
    """The same rows, computed now and once, for a body that reads them several times."""
    return framed(_engine(frame).once(nw.to_native(frame)))
