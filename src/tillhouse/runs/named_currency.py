"""The currency of some files, as all of them name it: taken into the feed, or refused where the feed has another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.country_facts import facts
from tillhouse.settings.feed import Feed
from tillhouse.sources import Decided, Named

_YEARS = range(2000, 2031, 5)


def with_currency(feed: Feed, named: Named, name: str, hints: Feed) -> Feed:
    """The feed with the currency that all files name, or none. Raises `AmbiguousReading` where they name several."""
    decided = named.currency
    if decided.split:
        raise _split(decided, name)
    country = named.country[0] or hints.country
    zone = feed.time_zone or (_only_zone(country) if feed.date_order.startswith("epoch") else "")
    return replace(feed, currency=decided.currency or hints.currency, country=country, time_zone=zone)


def _split(decided: Decided, name: str) -> AmbiguousReading:
    return AmbiguousReading(
        f"The currency of {name} is not clear: {decided.split}.",
        f"Name the column that says it:  tillhouse open {name} --column currency=HEADER\n"
        f"Or say that all amounts are in one:  tillhouse open {name} --currency CODE",
    )


def _only_zone(country: str) -> str:
    """The zone of a country with one clock: moments that count from 1970 have a day only by the clock of a place."""
    known = facts(country) if country else None
    zones = known.time_zones if known else ()
    return zones[0] if len({_offsets(zone) for zone in zones}) == 1 else ""


def _offsets(zone: str) -> tuple[timedelta | None, ...]:
    """How far a clock is from UTC in summer and winter: zones that agree in it show one clock."""
    days = (datetime(year, month, 1) for year in _YEARS for month in (1, 7))
    return tuple(ZoneInfo(zone).utcoffset(day) for day in days)


def refuse_other_currency(feed: Feed, named: Named, name: str) -> None:
    """Raise `AmbiguousReading` where amounts, or the names of their columns, state another currency than the feed."""
    stated = named.stated
    if "currency" in feed.columns or not stated:
        return
    if named.currency.split:
        raise _split(named.currency, name)
    if feed.currency in stated:
        return
    if not feed.currency and not named.currency.currency:
        return  # a sign of several currencies names none here either
    theirs = f"is in {feed.currency}" if feed.currency else "names no currency so far"
    code = min(stated) if len(stated) == 1 else "CODE"
    raise AmbiguousReading(
        f"Amounts of {name} are in {named.words}; feed {feed.name} {theirs}.",
        f"Open it as a feed of its own:  tillhouse open {name} --name NAME\n"
        f"Or say what all of the feed is in:  tillhouse open {name} --currency {code}",
    )
