"""Exchange rates taken in, from a file or from the network, and published as a release of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tillhouse.errors import BadSetting, SourceUnavailable, require
from tillhouse.lake.releases import Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.exchange import Book, Rate, rates_in_answer, rates_in_file
from tillhouse.runs.received import Kept, Row, text_of
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

if TYPE_CHECKING:
    from tillhouse.rest.client import Client

RATES = Kept("exchange_rates", ("rate_date", "base", "currency"), "rate")
#: Days after which a source is not expected to answer otherwise than it did.
_SETTLED = 3


@dataclass(frozen=True)
class Taken:
    """What came of it. release: the new one, or None where nothing was new. known: rates that were there already."""

    release: Release | None
    new: tuple[Rate, ...]
    known: int


@dataclass(frozen=True)
class Fetched:
    """What a source gave. asked: days asked for. nothing: days for which it has no rates. failed: why, by day."""

    taken: Taken
    asked: int
    nothing: tuple[date, ...]
    failed: Mapping[date, str]


@dataclass(frozen=True)
class Held:
    """A rate in force, and where it came from. fetched_at: UTC."""

    rate: Rate
    source: str
    fetched_at: datetime


def load(settings: Settings, path: Path, base: str | None, progress: Telemetry) -> Taken:
    """Take in the rates of a CSV file, those that are not in force already. base: of rows that name none.

    Raises `UnreadableFile` for a value that can be no rate, `FixTheSetup` where nothing is published.
    """
    meant = base or base_of(settings, Snapshot(settings))
    rates = rates_in_file(text_of(path), path.name, meant)
    return taken(settings, rates, path.name, progress)


def fetch(
    settings: Settings,
    days: Sequence[date] | None,
    progress: Telemetry,
    *,
    refresh: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Ask the source that is set for the rates of some days, and take in those that are not in force.

    days: None for the trading days with sales in another currency than the reporting one and no rate of that very
    day. refresh: ask also for what was answered before. A day that fails is passed over, and named; of a source that is
    down the rest is not asked.
    """
    snapshot = Snapshot(settings)
    wanted = rateless(settings, snapshot) if days is None else sorted(set(days))
    if not wanted:
        return Fetched(Taken(None, (), 0), 0, (), {})
    base = base_of(settings, snapshot)
    client = _client(settings, sleep)
    found, nothing, failed = _asked(settings, client, base, wanted, refresh)
    host = settings.rates.shown.removesuffix("/***")
    done = taken(settings, found, host, progress) if found else Taken(None, (), 0)
    return Fetched(done, len(wanted), tuple(nothing), failed)


def rateless(settings: Settings, snapshot: Snapshot) -> list[date]:
    """The trading days with sales in another currency than the reporting one, and no rate of that very day."""
    to = reporting(settings, snapshot)
    sold = snapshot.rows("daily_sales").select("business_date", "currency").iter_rows()
    if to is None:
        raise BadSetting(
            "Sales are in several currencies, and it is not said in which they are reported.",
            "Set it:  tillhouse config set rates.to GBP",
        )
    book = Book((one.rate, one.source) for one in in_force(snapshot))
    return sorted({day for day, currency in sold if not book.knows(currency, to, day)})


def _client(settings: Settings, sleep: Callable[[float], None]) -> Client:
    if not settings.rates.is_address:
        raise BadSetting(
            "No source of exchange rates is set.",
            "Set its address, with {date} in it, in TILLHOUSE_RATES_FROM or:  tillhouse config set rates.from ADDRESS",
        )
    require("rest", "Fetching exchange rates")
    from tillhouse.rest.client import Client

    rates = settings.rates
    return Client(settings.root / "cache" / "rates", rates.timeout, rates.tries, rates.wait, sleep)


def _asked(
    settings: Settings, client: Client, base: str, days: Sequence[date], refresh: bool
) -> tuple[list[Rate], list[date], dict[date, str]]:
    """The rates of each day, the days without, and the days that failed."""
    settled = datetime.now(UTC).date() - timedelta(days=_SETTLED)
    found: dict[tuple[Any, ...], Rate] = {}
    nothing: list[date] = []
    failed: dict[date, str] = {}
    for day in days:
        address = settings.rates.from_.replace("{date}", day.isoformat()).replace("{base}", base)
        read = partial(rates_in_answer, base=base, asked=day)
        try:
            rates = client.get(address, read, lasting=day < settled and not refresh)
        except SourceUnavailable as error:
            failed[day] = error.message
            continue
        except BadSetting as error:
            if not found and not nothing:  # the first question is refused: so will all be
                raise
            failed[day] = error.message
            continue
        if rates is None:
            nothing.append(day)
        found |= {RATES.key_of(_row(rate)): rate for rate in rates or ()}
    return list(found.values()), nothing, failed


def taken(settings: Settings, rates: Sequence[Rate], source: str, progress: Telemetry) -> Taken:
    """Publish the rates that are not in force already."""
    release, new = RATES.taken(settings, [_row(rate) for rate in rates], source, progress)
    return Taken(release, tuple(map(_rate, new)), len(rates) - len(new))


def in_force(snapshot: Snapshot) -> list[Held]:
    """The rates that hold in a release, by day, base and currency: of each the one that came last."""
    rows = sorted(RATES.in_force(snapshot), key=RATES.key_of)
    return [Held(_rate(row), row["source"], row["fetched_at"]) for row in rows]


def reporting(settings: Settings, snapshot: Snapshot) -> str | None:
    """The currency in which sales are reported: the one that is set, else the one of all sales, if there is one."""
    if settings.rates.to:
        return settings.rates.to
    currencies = snapshot.rows("daily_sales")["currency"].unique().to_list()
    return currencies[0] if len(currencies) == 1 else None


def base_of(settings: Settings, snapshot: Snapshot) -> str:
    """The currency whose one unit is worth the rates. Raises `BadSetting` where nothing says."""
    base = settings.rates.base or reporting(settings, snapshot)
    if base is None:
        raise BadSetting(
            "Nothing says what currency the rates are of.",
            "Set the currency of your reports:  tillhouse config set rates.to GBP",
        )
    return base


def _row(rate: Rate) -> Row:
    return {"rate_date": rate.day, "base": rate.base, "currency": rate.currency, "rate": rate.rate}


def _rate(row: Row) -> Rate:
    return Rate(row["rate_date"], row["base"], row["currency"], row["rate"])
