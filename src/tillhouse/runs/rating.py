"""Exchange rates taken in, from a file or from the network, and published as a release of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tillhouse.building import Progress
from tillhouse.errors import BadSetting, UnreadableFile
from tillhouse.exchange import Rate, rates_in_file
from tillhouse.pipeline import Pipeline
from tillhouse.reader import Reader
from tillhouse.release import Release
from tillhouse.runs.seen import Seen
from tillhouse.settings import Settings

TABLE = "exchange_rates"


@dataclass(frozen=True)
class Taken:
    """What came of it. release: the new one, or None where nothing was new. known: rates that were there already."""

    release: Release | None
    new: tuple[Rate, ...]
    known: int


@dataclass(frozen=True)
class Held:
    """A rate in force, and where it came from. fetched_at: UTC."""

    rate: Rate
    source: str
    fetched_at: datetime


def load(settings: Settings, path: Path, base: str | None, progress: Progress) -> Taken:
    """Take in the rates of a CSV file, those that are not in force already. base: of rows that name none.

    Raises `UnreadableFile` for a value that can be no rate, `FixTheSetup` where nothing is published.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path} cannot be read: {error}.") from error
    meant = base or base_of(settings, Reader(settings))
    rates = rates_in_file(text, path.name, meant)
    return taken(settings, rates, path.name, progress)


def taken(settings: Settings, rates: Sequence[Rate], source: str, progress: Progress) -> Taken:
    """Publish the rates that are not in force already."""
    pipeline = Pipeline(settings, progress)
    with pipeline.writing():
        held = {_key(one.rate): Decimal(one.rate.rate) for one in in_force(Reader(settings))}
        new = [rate for rate in rates if held.get(_key(rate)) != Decimal(rate.rate)]
        seen = Seen(settings)
        current = seen.is_current
        candidate = pipeline.stage_rows(TABLE, _rows(new, source), f"rates of {source}") if new else None
        release = pipeline.publish(candidate) if candidate else None
        if release and current:
            seen.carry_on(release.number)
    return Taken(release, tuple(new), len(rates) - len(new))


def in_force(reader: Reader) -> list[Held]:
    """The rates that hold in a release, by day, base and currency: of each the one that came last."""
    rows = (
        reader.frame(TABLE).collect("polars").to_native().sort("fetched_at", "source").iter_rows(named=True)
    )
    latest = {}
    for row in rows:
        rate = Rate(row["rate_date"], row["base"], row["currency"], row["rate"])
        latest[_key(rate)] = Held(rate, row["source"], row["fetched_at"])
    return [latest[key] for key in sorted(latest)]


def reporting(settings: Settings, reader: Reader) -> str | None:
    """The currency in which sales are reported: the one that is set, else the one of all sales, if there is one."""
    if settings.rates.to:
        return settings.rates.to
    currencies = reader.rows("daily_sales")["currency"].unique().to_list()
    return currencies[0] if len(currencies) == 1 else None


def base_of(settings: Settings, reader: Reader) -> str:
    """The currency of which one unit is worth the rates. Raises `BadSetting` where nothing says."""
    base = settings.rates.base or reporting(settings, reader)
    if base is None:
        raise BadSetting(
            "It is not said of which currency the rates are.",
            "Set the currency of your reports:  tillhouse config set rates.to GBP",
        )
    return base


def _key(rate: Rate) -> tuple[Any, ...]:
    return rate.day, rate.base, rate.currency


def _rows(rates: Iterable[Rate], source: str) -> list[dict[str, Any]]:
    now = datetime.now(UTC).replace(tzinfo=None)
    return [
        {
            "rate_date": one.day,
            "base": one.base,
            "currency": one.currency,
            "rate": one.rate,
            "source": source,
            "fetched_at": now,
        }
        for one in rates
    ]
