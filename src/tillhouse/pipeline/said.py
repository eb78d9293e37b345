"""What a delivery says of itself, as the table `deliveries` keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tillhouse.evidence import Finding
from tillhouse.evidence.asking import next_command
from tillhouse.evidence.habits import Habits
from tillhouse.settings.feed import Feed
from tillhouse.sources import Opened


def said(file: Opened, feed: Feed, habits: Habits, found: Iterable[Finding]) -> dict[str, Any]:
    """What its columns hold, and what it says against its feed and earlier files, each with a command."""
    several = list(found)
    listed = [one.document() | {"command": next_command(file, one, feed, several)} for one in several]
    return {
        "habits": habits.kept,
        "departs": " ".join(one["says"] for one in listed) or None,
        "findings": json.dumps(listed, ensure_ascii=False, default=str) if listed else None,
    }
