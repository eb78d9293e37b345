"""Frames: what table bodies compute with, and the few operations narwhals lacks, found in the frame's own engine.

A `Frame` is a narwhals lazy frame. Bodies are written once in narwhals expressions; where narwhals has no
portable word (a date that may not exist, a key that is the same on every engine) the frame's engine has a
function of that name in `tillhouse.engines`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

import narwhals as nw

from tillhouse import folder

Frame = nw.LazyFrame[Any]
#: While true, `once` leaves its rows as a plan, so that lineage can be read off it.
planning: ContextVar[bool] = ContextVar("planning", default=False)


def _engine(frame: Frame) -> Any:
    return folder.entry("tillhouse.engines", str(frame.implementation.value))


def _framed(native: Any) -> Frame:
    frame: Frame = nw.from_native(native)
    return frame


def with_datetime(frame: Frame, into: str, column: str, layouts: Sequence[str], time_zone: str) -> Frame:
    """Add ``into``: the first of the ``layouts`` that reads the text ``column``; null where none does.

    A layout is a strptime pattern, ``excel-serial``, ``epoch-s`` or ``epoch-ms``. Values with an offset and
    epochs become wall-clock time in ``time_zone``. Years outside 1900 to 2199 are not read.
    """
    return _framed(_engine(frame).with_datetime(nw.to_native(frame), into, column, layouts, time_zone))


def with_key(frame: Frame, into: str, *columns: str) -> Frame:
    """Add ``into``: a stable positive 60-bit integer for the text of ``columns``; null where all are null.

    The first 15 hexadecimal digits of SHA-256 over the values joined by U+001F: the same on every engine, in
    every load order, after every rebuild, and checkable with any SHA-256 tool.
    """
    return _framed(_engine(frame).with_key(nw.to_native(frame), into, columns))


def with_canonical_text(frame: Frame, text: Sequence[str], identifiers: Sequence[str] = ()) -> Frame:
    """Bring text to its one canonical form: Unicode NFC, no zero-width characters, trimmed, inner white space
    as one space, empty as null.

    Identifiers moreover lose the ``.0`` that spreadsheets put behind whole numbers: 17850.0 is 17850.
    """
    return _framed(_engine(frame).with_canonical_text(nw.to_native(frame), text, identifiers))


def looked_up(frame: Frame, few: Frame, on: Sequence[str]) -> Frame:
    """All rows of ``frame``, in their order where the engine keeps one, with the columns of the rows of ``few``
    that have the same values in ``on``; null where there is none.
    """
    return _framed(_engine(frame).looked_up(nw.to_native(frame), nw.to_native(few), on))


def rows_like(frame: Frame, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]) -> Frame:
    """A frame on the engine of ``frame`` from Python columns, in the declared ``types``."""
    return _framed(_engine(frame).from_columns(nw.to_native(frame), columns, types))


def once(frame: Frame) -> Frame:
    """The same rows, computed now and once, for a body that reads them several times."""
    return frame if planning.get() else _framed(_engine(frame).once(nw.to_native(frame)))
