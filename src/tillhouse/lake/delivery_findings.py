"""What the deliveries of a release say against their feeds, and how they depart from earlier ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import narwhals as nw

from tillhouse.lake.releases import Releases
from tillhouse.lake.snapshot import Snapshot


@dataclass(frozen=True)
class DeliveryFinding:
    """One finding of one delivery. said: as it was kept. command: what follows from it, None where nothing does."""

    feed: str
    file: str
    said: Mapping[str, Any]

    @property
    def command(self) -> str | None:
        """What is typed next, without ``tillhouse``."""
        found: str | None = self.said["command"]
        return found

    def document(self) -> dict[str, Any]:
        """Something that a delivery says against its feed or earlier files, for programs.

        feed: text. The feed.
        file: text. The file.
        ...: Finding. What was found.
        command: text or null. What follows from it, as options of `tillhouse`; null where nothing does.
        """
        return {"feed": self.feed, "file": self.file, **self.said}


def delivery_findings(snapshot: Snapshot) -> tuple[DeliveryFinding, ...]:
    """Those of deliveries that came with a release, in order of file."""
    frame = snapshot.frame("deliveries").filter(~nw.col("findings").is_null())
    since = published_before(snapshot)
    rows = frame.select("feed", "name", "findings", "taken_at").collect().rows()
    new = sorted(row[:3] for row in rows if since is None or row[3] > since)
    return tuple(
        DeliveryFinding(feed, name, said) for feed, name, listed in new for said in json.loads(listed)
    )


def published_before(snapshot: Snapshot) -> datetime | None:
    """When the release before was published; None where there is none, or it is not on record."""
    parent, releases = snapshot.release.parent, Releases(snapshot.settings.place)
    if parent not in releases.numbers():
        return None
    return datetime.fromisoformat(releases.load(parent).created_at).replace(tzinfo=None)
