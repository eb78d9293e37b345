"""Whose customers and products those of a feed are: two shops may number theirs alike and mean others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from tillhouse.runs.opening import slug
from tillhouse.settings.feed import Feed

#: What feeds can share.
SETS = ("customers", "products")


def with_own_sets(feed: Feed, feeds: Mapping[str, Feed], said: Collection[str]) -> Feed:
    """A new feed with customers and products of its own; those of a lake's first feed are the lake's.

    said: the sets that a person has decided.
    """
    if not feeds:
        return feed
    taken = {getattr(one, kind) for one in feeds.values() for kind in SETS}
    name = own = slug(feed.name)
    number = 1
    while name in taken:
        number += 1
        name = f"{own}_{number}"
    customers = feed.customers if "customers" in said else name
    return replace(feed, customers=customers, products=feed.products if "products" in said else name)


def apart(feed: Feed) -> tuple[str, ...]:
    """Those of customers and products that belong to a set of their own."""
    return tuple(kind for kind in SETS if getattr(feed, kind))
