"""Decisions about whole deliveries, written to bronze: one is taken out of the books, put back, or replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tillhouse.pipeline import completion, intake
from tillhouse.pipeline.staging import Staging
from tillhouse.settings.feed import Feed
from tillhouse.sources import Opened
from tillhouse.telemetry import Tell


@dataclass(frozen=True)
class Retraction:
    """action: one of those of the table `retractions`. file: what stands in its place, to be taken in first."""

    delivery: int
    feed: str
    action: str
    reason: str
    file: Opened | None = None


def append(staging: Staging, made: Retraction, feeds: Mapping[str, Feed], progress: Tell) -> tuple[str, ...]:
    """Write a decision about a delivery, and take in the file that replaces it; the names of what was taken in."""
    fresh = intake.new_deliveries(staging, feeds[made.feed], [made.file] if made.file else [])
    intake.take_in(staging, fresh, progress)
    completion.supersede(staging, fresh)
    row = {
        "delivery": made.delivery,
        "action": made.action,
        "replaced_by": fresh[0].key if fresh else None,
        "reason": made.reason,
        "decided_at": datetime.now(UTC).replace(tzinfo=None),
    }
    intake.append_rows(staging, "retractions", [row])
    return tuple(one.file.name for one in fresh)
