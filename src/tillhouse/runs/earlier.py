"""What the deliveries of a feed hold that are in the books already, so that a file can be compared with them."""

from __future__ import annotations

from tillhouse.evidence.habits import Habits, of_feed
from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import Settings


def habits(settings: Settings, feed: str) -> tuple[Habits, Habits]:
    """All of them together, and the last; both empty before the first release."""
    if Releases(settings.place).latest() is None:
        return Habits(), Habits()
    rows = Snapshot(settings).frame("deliveries").select("delivery", "feed", "kind", "taken_at", "habits")
    return of_feed(rows.collect("polars").to_native(), feed)
