"""Feeds whose money names no currency, and how one is named."""

from __future__ import annotations

import narwhals as nw

from tillhouse.books import is_mixed
from tillhouse.lake.snapshot import Snapshot
from tillhouse.retail.currencies import NONE


def unnamed(snapshot: Snapshot) -> tuple[str, ...]:
    """For each feed with loaded lines of no named currency the command, without ``tillhouse``, that names it."""
    if not any(feed.get("currency", "") == "" for feed in snapshot.release.feeds.values()):
        return ()
    receipts = snapshot.frame("receipts").filter(nw.col("currency") == NONE)
    feeds = receipts.select("feed").unique().collect()["feed"].to_list()
    return tuple(naming(feed) for feed in sorted(feeds))


def naming(feed: str) -> str:
    """The command, without ``tillhouse``, that names the currency of a feed."""
    return f"config feed {feed} currency=CODE"


def adds_currencies(snapshot: Snapshot) -> bool:
    """Whether a total over a release would add several currencies."""
    return is_mixed(snapshot.frame("statement"))
