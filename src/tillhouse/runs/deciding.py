"""What a person decides of a feed that is saved already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings


def decided_of(saved: Feed, decided: Mapping[str, Any]) -> Feed:
    """A saved feed with what a person has decided of it now; columns are added to those that it has."""
    columns = {**saved.columns, **decided.get("columns", {})}
    given = {meaning: name for meaning, name in columns.items() if name}
    has_numbers = "invoice_no" in given and "invoice_no" not in saved.columns
    order = "number" if has_numbers and saved.order == "line" else saved.order
    tables = [name for name in ("statuses", "kinds", "line_types", "own", "added") if name in decided]
    words = {name: {**getattr(saved, name), **decided[name]} for name in tables}
    return replace(saved, **{"order": order, **decided, **words, "columns": given})


def unsaved(settings: Settings, feed: Feed) -> list[Feed]:
    """The feed, where it is not saved as it is."""
    return [feed] if settings.feeds.get(feed.name) != feed else []
