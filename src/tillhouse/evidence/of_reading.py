"""A saved feed as the options of a reading change it, and the net money of a delivery under each reading."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tillhouse.errors import TillhouseError
from tillhouse.evidence.currencies import apart, whole
from tillhouse.evidence.finding import Finding, Reading
from tillhouse.evidence.net import net_of
from tillhouse.settings.feed import CANONICAL, Feed
from tillhouse.sources import Opened

_PENNY = Decimal("0.01")
_TEXTS = ("order", "discount_as", "tax_as", "tax_basis")
#: Options that say what a value of a column means, and the fields of a feed that keep it.
_TABLES = {"status": "statuses", "kind": "kinds"}


def columns_of(reading: Reading, saved: Mapping[str, str]) -> dict[str, str]:
    """The columns of a feed, changed as the options of a reading say."""
    words = [shlex.split(one) for one in reading.options]
    said = dict(word[1].split("=", 1) for word in words if word[0] == "--column")
    without = {word[1] for word in words if word[0] == "--without"}
    kept = {name: header for name, header in saved.items() if header not in said.values()}
    return {name: header for name, header in (kept | said).items() if name not in without}


def changed(feed: Feed, reading: Reading) -> Feed | None:
    """The feed as a reading says; None where an option says more than a field can hold."""
    said: dict[str, Any] = {"columns": columns_of(reading, feed.columns)}
    for typed in reading.options:
        word, *rest = shlex.split(typed)
        name = word.removeprefix("--").replace("-", "_")
        if name in _TABLES:
            value, _, meaning = rest[0].rpartition("=")
            table = _TABLES[name]
            said[table] = {**said.get(table, getattr(feed, table)), value.casefold(): meaning}
        elif name in _TEXTS:
            said[name] = rest[0]
        elif name not in {"column", "without"} or rest[0].partition("=")[0] not in CANONICAL:
            return None
    return replace(feed, **said)


def is_as_saved(feed: Feed, reading: Reading | None) -> bool:
    """Whether a reading chooses what the feed says already."""
    return reading is not None and bool(reading.options) and changed(feed, reading) == feed


def with_net(found: Finding, file: Opened, feed: Feed) -> Finding:
    """The finding of a later delivery, with the net money of all its lines under each of its readings."""

    def told(reading: Reading | None) -> Reading | None:
        read = changed(feed, reading) if reading and reading.options and reading.amount is not None else None
        if reading is None or read is None:
            return reading
        try:
            net = {currency: amount.quantize(_PENNY) for currency, amount in net_of(file, read).items()}
        except TillhouseError:
            return reading
        return replace(reading, amount=whole(net), currencies=apart(net), is_mixed=False)

    return replace(found, proposed=told(found.proposed), instead=told(found.instead))
