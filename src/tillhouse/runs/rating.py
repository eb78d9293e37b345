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
from tillhouse.retail.currencies import NONE
from tillhouse.retail.exchange import Book, Rate, rates_in_answer, rates_in_file
from tillhouse.runs.received import Kept, Row, text_of
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

if TYPE_CHECKING:
    from tillhouse.rest.client import Client

RATES = Kept("exchange_rates", ("rate_date", "base", "currency"), "rate")
#: Days after which a source is not expected to answer otherwise than it did.
_SETTLED = 3


#: What is said of a rate in force.
HELD = ("date", "base", "currency", "rate", "source", "fetched_at")


@dataclass(frozen=True)
class Taken:
    """What came of it. release: the new one, or None where nothing was new. known: rates that were there already."""

    release: Release | None
    new: tuple[Rate, ...]
    known: int

    def document(self) -> dict[str, Any]:
        """Exchange rates that were taken in, for programs.

        release: integer or null. The release that holds them; null where nothing was new.
        new: integer. Rates taken in.
        known: integer. Rates that were in force already.
        first, last: date or null. The days of the new rates.
        """
        days = sorted(rate.day for rate in self.new)
        return {
            "release": self.release.number if self.release else None,
            "new": len(self.new),
            "known": self.known,
            "first": days[0] if days else None,
            "last": days[-1] if days else None,
        }


@dataclass(frozen=True)
class Fetched:
    """What a source gave. asked: days asked for. nothing: days for which it has no rates. failed: why, by day."""

    taken: Taken
    asked: int
    nothing: tuple[date, ...]
    failed: Mapping[date, str]

    def document(self) -> dict[str, Any]:
        """What a source of exchange rates gave, for programs.

        ...: TakenRates. What was taken in.
        asked: integer. Days asked for.
        nothing: list of date. Days for which the source has no rates.
        failed: object of text. Days that were not answered, each with the reason.
        """
        return {
            **self.taken.document(),
            "asked": self.asked,
            "nothing": list(self.nothing),
            "failed": {day.isoformat(): why for day, why in self.failed.items()},
        }


@dataclass(frozen=True)
class Held:
    """A rate in force, and where it came from. fetched_at: UTC."""

    rate: Rate
    source: str
    fetched_at: datetime

    @property
    def row(self) -> tuple[str, str, str, str, str, datetime]:
        """The values of `HELD`."""
        rate = self.rate
        return rate.day.isoformat(), rate.base, rate.currency, rate.rate, self.source, self.fetched_at


@dataclass(frozen=True)
class RatesInForce:
    """The last rates of a release. of: all of the currency asked for. known: currencies there are rates of."""

    release: int
    rates: tuple[Held, ...]
    of: int
    known: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Exchange rates in force, for programs.

        release: integer. The release that answers.
        rates: list. The last ones first.
        rates[].date: date. The day.
        rates[].base, rates[].currency: text. One unit of the first was worth the rate in the second.
        rates[].rate: text. That rate, exactly as it was given.
        rates[].source: text. The file or the host it came from.
        rates[].fetched_at: moment. When it was taken in, in UTC.
        """
        rates = [dict(zip(HELD, one.row, strict=True)) for one in self.rates]
        return {"release": self.release, "rates": rates}


def load(settings: Settings, path: Path, base: str | None, progress: Telemetry) -> Taken:
    """Take in the rates of a CSV file, those that are not in force already. base: of rows that name none.

    Raises `UnreadableFile` for a value that can be no rate, `FixTheSetup` where nothing is published.
    """
    meant = base or base_of(settings, Snapshot(settings))
    from tillhouse.runs.plain_text import plain

    rates = rates_in_file(plain(text_of(path), path.name), path.name, meant)
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
    rows = snapshot.rows("daily_sales").select("business_date", "currency").iter_rows()
    sold = [(day, currency) for day, currency in rows if currency != NONE]
    if to is None and sold:
        raise BadSetting(
            "Sales are in several currencies, and it is not said in which they are reported.",
            "Set it:  tillhouse config set rates.to GBP",
        )
    book = Book((one.rate, one.source) for one in in_force(snapshot))
    return sorted({day for day, currency in sold if not book.knows(currency, to or NONE, day)})


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


def last_rates(snapshot: Snapshot, currency: str | None, limit: int) -> RatesInForce:
    """The last rates that hold in a release, of a currency (in any case of letters) or of all."""
    known = in_force(snapshot)
    wanted = currency.strip().upper() if currency else None
    held = [one for one in reversed(known) if wanted in (None, one.rate.currency)]
    currencies = tuple(sorted({one.rate.currency for one in known}))
    return RatesInForce(snapshot.release.number, tuple(held[:limit]), len(held), currencies)


def in_force(snapshot: Snapshot) -> list[Held]:
    """The rates that hold in a release, by day, base and currency: of each the one that came last."""
    rows = sorted(RATES.in_force(snapshot), key=RATES.key_of)
    return [Held(_rate(row), row["source"], row["fetched_at"]) for row in rows]


def reporting(settings: Settings, snapshot: Snapshot) -> str | None:
    """The currency in which sales are reported: the one that is set, else the one of all sales, if there is one."""
    if settings.rates.to:
        return settings.rates.to
    currencies = set(snapshot.rows("daily_sales")["currency"].to_list()) - {NONE}
    return currencies.pop() if len(currencies) == 1 else None


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
