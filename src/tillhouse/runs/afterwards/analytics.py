"""Analytics, where the setting ``analyse`` says that each release is followed by one with them."""

from __future__ import annotations

from tillhouse.errors import FixTheSetup
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.counts import either
from tillhouse.runs.analysing import Analysed, built
from tillhouse.settings.settings import Settings
from tillhouse.telemetry import Telemetry

RETRY = "analyse"


def follow(settings: Settings, progress: Telemetry) -> Analysed | None:
    """Build the analytics of the published release; None where that is not set, or all are up to date."""
    if not settings.analyse:
        return None
    done = built(settings, (), progress)
    return done if done.release or done.left_out else None


def stale(settings: Settings) -> str | None:
    """How many analytics of the published release were built from other sales, settings or code."""
    try:
        stale = Snapshot(settings).stale
    except FixTheSetup:
        return None
    if not stale:
        return None
    named = either(len(stale), f"{stale[0]} is", f"{len(stale)} analytics are")
    return f"{named} not up to date: built from other sales, settings or code"
