"""A value that a fix sets, as the feed writes it: a date of ISO 8601 is written so, what it cannot read is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import narwhals as nw
import polars as pl

from tillhouse import reading
from tillhouse.booking.treatment import ANY
from tillhouse.errors import BadSetting
from tillhouse.quarantine.fixes import Change, Scope
from tillhouse.quarantine.records import Quarantine
from tillhouse.retail.written.nothing import NOTHING
from tillhouse.settings.feed import Feed
from tillhouse.settings.fields import NUMBERS

#: How each order of dates is written, with a clock and without; ISO 8601 begins with four digits of the year.
_DATES = {
    "year-first": "%Y-%m-%d",
    "month-first": "%m/%d/%Y",
    "day-first": "%d/%m/%Y",
    "croatian": "%d/%m/%Y",
}
_CLOCK, _EPOCH = " %H:%M:%S", datetime(1899, 12, 30)
_WORDS = {"status": "statuses", "kind": "kinds"}


def feeds_of(quarantine: Quarantine, scope: Scope) -> list[Feed]:
    """The feeds of the records that are meant, as they read now."""
    named = quarantine.chosen(scope).select("feed").unique().collect()["feed"].to_list()
    return [quarantine.feeds[name] for name in sorted(named)]


def as_written(changes: Iterable[Change], feeds: Sequence[Feed]) -> list[Change]:
    """The changes as the feeds write them. Raises `BadSetting`, with what to write, for what one cannot read."""
    return [_for_all(change, feeds) if _is_set(change) else change for change in changes]


def _is_set(change: Change) -> bool:
    return change.old is None and change.new.strip().lower() not in NOTHING


def _for_all(change: Change, feeds: Sequence[Feed]) -> Change:
    found = {_written(change, feed) for feed in feeds} or {change}
    if len(found) > 1:
        raise BadSetting(
            f"Feeds write {change.column} in several ways: {', '.join(sorted(one.new for one in found))}.",
            "Fix the records of one feed:  --feed NAME",
        )
    return found.pop()


def _written(change: Change, feed: Feed) -> Change:
    if change.column == "sold_at":
        return replace(change, new=_moment(change.new, feed))
    if change.column in NUMBERS:
        _refuse_number(change, feed)
    if change.column in _WORDS:
        _refuse_word(change, getattr(feed, _WORDS[change.column]), feed)
    return change


def _moment(text: str, feed: Feed) -> str:
    """A date as the feed reads it, else one of ISO 8601 as the feed writes it."""
    if _read(text, feed) is not None:
        return text
    found = _read(text, replace(feed, date_order="year-first", date_format=""))
    iso = found if text.strip()[:4].isdigit() else None
    shown = _as_feed(iso or datetime(2024, 12, 31, 10, 15), feed, clock=iso is None or ":" in text)
    if iso is None or _read(shown, feed) != iso:
        raise BadSetting(
            f"Feed {feed.name} cannot read sold_at={text}.", f"Write it as the feed does:  sold_at='{shown}'"
        )
    return shown


def _read(text: str, feed: Feed) -> datetime | None:
    """The moment that a feed reads in a date, whatever column of times it has."""
    alone = replace(feed, columns={"sold_at": "sold_at"})
    frame = nw.from_native(pl.LazyFrame({"sold_at": [text]}))
    found: datetime | None = nw.to_native(reading.with_moment(frame, alone)).collect()["moment"][0]
    return found


def _as_feed(moment: datetime, feed: Feed, *, clock: bool) -> str:
    """A moment as the feed writes it; seconds since 1970 where it has no words for one."""
    if feed.date_format:
        has_clock = any(f"%{letter}" in feed.date_format for letter in "HITR")
        return moment.strftime(feed.date_format + _CLOCK * (clock and not has_clock))
    if feed.date_order in _DATES:
        return moment.strftime(_DATES[feed.date_order] + _CLOCK * clock)
    if feed.date_order == "excel-serial":
        return f"{(moment - _EPOCH).total_seconds() / 86_400:.10f}".rstrip("0").rstrip(".")
    seconds = int((moment - datetime(1970, 1, 1)).total_seconds())
    return str(seconds if feed.date_order == "epoch-s" else seconds * 1000)


def _refuse_number(change: Change, feed: Feed) -> None:
    if _number(change.new, feed) is not None:
        return
    turned = replace(feed, decimal="." if feed.decimal == "," else ",", thousands=feed.decimal)
    meant = _number(change.new, turned)
    example = f"{meant:f}".rstrip("0").rstrip(".") if meant is not None else "12.5"
    raise BadSetting(
        f"Feed {feed.name} cannot read {change.column}={change.new}: its decimal mark is {feed.decimal!r}.",
        f"Write it as the feed does:  {change.column}={example.replace('.', feed.decimal)}",
    )


def _number(text: str, feed: Feed) -> Decimal | None:
    frame = nw.from_native(pl.LazyFrame({"text": [text.replace("%", "")]}))
    read = reading.with_numbers(frame, {"number": "text"}, feed)
    found: Decimal | None = nw.to_native(read).collect()["number"][0]
    return found


def _refuse_word(change: Change, words: Mapping[str, str], feed: Feed) -> None:
    """A word that the feed gives no meaning waits in quarantine for one."""
    if not words or ANY in words or change.new.strip().lower() in words:
        return
    field = _WORDS[change.column]
    raise BadSetting(
        f"Feed {feed.name} does not know what {change.column}={change.new} means.",
        f"It knows {', '.join(word for word in words if word)}. Or say what it means:  "
        f"tillhouse config feed {feed.name} '{field}.{change.new.strip().lower()}=sale'",
    )
