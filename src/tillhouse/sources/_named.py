"""The part of `detect` and `batches` that all formats with named, typed columns share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tillhouse.retail.nested import holder
from tillhouse.settings.feed import Feed
from tillhouse.sources import _headers, _kept_codes
from tillhouse.sources._aside_rule import Rule
from tillhouse.sources._asides import Asides
from tillhouse.sources._opened import Opened
from tillhouse.sources._reading import Batch, Reading

if TYPE_CHECKING:
    import polars as pl


def reading(
    file: Opened,
    header: Sequence[str],
    frames: Iterable[pl.DataFrame],
    hints: Feed,
    fixed: Collection[str],
    facts: Sequence[str],
    pointed: Collection[str],
    *,
    asides: Asides | None = None,
    **format_words: Any,
) -> Reading:
    """What the frames of the file, with its clean header, decide. pointed: see `NumberTally`.

    asides: takes the rows out that are no records, where the format has such rows.
    """
    from tillhouse.sources._profile import Profile

    profile = Profile(file.name, header, hints, fixed, pointed, known=file.dialects)
    for frame in frames:
        if asides is not None and not profile.settled:
            profile.look(asides.sample(frame))
            asides.rule = replace(asides.rule, columns=profile.mapped)
        profile.add(asides.seen(frame) if asides is not None else frame)
    found = profile.reading(facts, **format_words)
    return asides.named(found) if asides is not None else found


def aligned(
    file: Opened, header: Sequence[str], frames: Iterable[pl.DataFrame], feed: Feed
) -> Iterator[Batch]:
    """The frames as batches of the feed: its spelling of names, its missing optional columns as nulls."""
    import polars as pl

    names = _headers.aligned(file.name, header, feed)
    renamed = {old: new for old, new in zip(header, names, strict=True) if old != new}
    lacking = [pl.lit(None, pl.String).alias(name) for name in _headers.absent(names, feed)]
    for frame in frames:
        yield Batch(_kept_codes.plain(frame.rename(renamed).with_columns(lacking), feed.columns))


def asides_of(file: Opened, header: Sequence[str], feed: Feed | None = None) -> Asides:
    """What takes rows out that are no records. feed: what columns mean, where it is known."""
    columns: dict[str, str] = {}
    if feed is not None:
        spelled = dict(zip(_headers.aligned(file.name, header, feed), header, strict=True))
        columns = {meaning: spelled[name] for meaning, name in feed.columns.items() if name in spelled}
        columns |= {meaning: _list_of(name, header) for meaning, name in feed.columns.items() if feed.lines}
    return Asides(Rule(tuple(header), tuple(header), columns, by_name=True))


def left_out(asides: Asides, frames: Iterable[pl.DataFrame]) -> int:
    """How many rows of the frames are no records."""
    for frame in frames:
        asides.without(frame)
    return sum(one.rows for one in asides.left_out)


def _list_of(path: str, header: Collection[str]) -> str:
    """The field of a record in whose list a path ends; a path that is a field is one."""
    return path if path in header else holder(path, header)


def empty(file: Opened, hints: Feed, fact: str) -> Reading:
    """The reading of a file that holds nothing."""
    return Reading(hints, 0, (), (), (), (fact,), (f"{file.name} has no records.",))
