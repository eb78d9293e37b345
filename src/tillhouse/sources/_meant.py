"""What a file's columns mean: by the dialect that its header shows, else by their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tillhouse.dialects import Dialect, recognised
from tillhouse.errors import UnknownName
from tillhouse.settings.feed import Feed
from tillhouse.sources import _headers

#: Among what is fixed: the feed is a saved one, so its dialect is not looked for again.
SAVED = "saved"


def meant(
    file: str, header: Sequence[str], hints: Feed, fixed: Collection[str], known: Mapping[str, Dialect]
) -> Feed:
    """The hints with a column for each meaning that the header shows, and with what its dialect declares.

    Raises `UnmappedHeader` where a meaning that a line needs has no column, or has two.
    """
    given = hints.columns if "columns" in fixed else {}
    dialect = _dialect(header, hints, fixed, known)
    if dialect is not None:
        declared = {name: _ready(value) for name, value in dialect.feed.items() if name not in fixed}
        hints = replace(hints, dialect=dialect.name, **declared)
        given = {**dialect.mapped(header), **given}
    left_out = {meaning for meaning, name in given.items() if not name}
    mapped = _headers.mapping(file, header, {m: name for m, name in given.items() if name})
    mapped = {meaning: name for meaning, name in mapped.items() if meaning not in left_out}
    if dialect is not None:
        mapped = {meaning: name for meaning, name in mapped.items() if meaning in given}
    _headers.refuse_incomplete(file, header, mapped)
    return replace(hints, columns=mapped)


def _dialect(
    header: Sequence[str], hints: Feed, fixed: Collection[str], known: Mapping[str, Dialect]
) -> Dialect | None:
    if SAVED in fixed:
        return None
    if "dialect" in fixed:
        if hints.dialect and hints.dialect not in known:
            raise UnknownName("dialect", hints.dialect, known)
        return known.get(hints.dialect)
    return recognised(header, known)


def _ready(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
