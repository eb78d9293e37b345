"""Decisions about quarantined records, written to bronze: a record leaves quarantine by one of these or not at all.

A corrected record is delivered again, in a delivery of kind ``repair`` that counts its own records like any
other, so the books of every delivery still close. It counts with the delivery it was part of: what is a
duplicate of what comes out as if it had been right from the start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import narwhals as nw

from tillhouse import reading
from tillhouse.pipeline import intake
from tillhouse.pipeline.staging import Staging
from tillhouse.settings.feed import CANONICAL, Feed


@dataclass(frozen=True)
class Decision:
    """What was decided about one quarantined record.

    month: the month its ledger line stands in. counts_with, stands_for: its delivery and line as first
    delivered; its own, unless it was repaired before. reason, rule: why, and by which change. corrected: the
    text of the record to be delivered in its place, by canonical name (and ``extra``); None: discarded.
    """

    line_id: int
    month: str
    feed: str
    counts_with: int
    stands_for: int
    reason: str
    rule: str
    corrected: Mapping[str, str | None] | None = None


def append(staging: Staging, decisions: Iterable[Decision], feeds: Mapping[str, Feed]) -> tuple[str, ...]:
    """Write decisions and corrected records to bronze; the names of the deliveries of corrected records."""
    now = datetime.now(UTC).replace(tzinfo=None)
    ordered = sorted(decisions, key=lambda d: (d.feed, d.line_id))
    if ordered:
        intake.append_rows(staging, "repairs", [_repair(d, now) for d in ordered])
    replaced = [d for d in ordered if d.corrected is not None]
    names = []
    for feed in sorted({d.feed for d in replaced}):
        ours = [d for d in replaced if d.feed == feed]
        names.append(_deliver(staging, ours, feeds[feed], now))
    return tuple(names)


def _repair(decision: Decision, now: datetime) -> dict[str, Any]:
    return {
        "line_id": decision.line_id,
        "month": decision.month,
        "action": "discarded" if decision.corrected is None else "replaced",
        "reason": decision.reason,
        "rule": decision.rule,
        "decided_at": now,
    }


def _deliver(staging: Staging, decisions: Sequence[Decision], feed: Feed, now: datetime) -> str:
    content = json.dumps([[d.stands_for, d.corrected] for d in decisions], sort_keys=True, ensure_ascii=False)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    key = intake.unused_key(intake.delivery_key(feed.name, sha256), _keys(staging))
    name = f"repairs of {feed.name} {sha256[:8]}"
    intake.append_rows(staging, "raw_sales", _records(staging, decisions, feed, key, now))
    row = {
        "delivery": key,
        "feed": feed.name,
        "name": name,
        "sha256": sha256,
        "size": len(content.encode()),
        "records": len(decisions),
        "kind": "repair",
        "header": None,
        "reading": feed.reading,
        "taken_at": now,
    }
    intake.append_rows(staging, "deliveries", [row])
    return name


def _keys(staging: Staging) -> set[int]:
    return set(staging.rows(staging.catalog["deliveries"])["delivery"])


def _records(
    staging: Staging, decisions: Sequence[Decision], feed: Feed, key: int, now: datetime
) -> list[dict[str, Any]]:
    """The corrected records in the columns of `raw_sales`."""
    import polars as pl

    from tillhouse.column_types import dtypes

    rows = [
        {
            **{name: (d.corrected or {}).get(name) for name in (*CANONICAL, "extra")},
            "feed": feed.name,
            "delivery": key,
            "line": line,
            "raw": None,
            "problem": None,
            "supersedes": d.stands_for,
            "counts_with": d.counts_with,
            "taken_at": now,
        }
        for line, d in enumerate(decisions, 1)
    ]
    columns = staging.catalog["raw_sales"].columns
    schema = dtypes({name: c.type for name, c in columns.items() if name != "month"})
    dated = reading.with_moment(nw.from_native(pl.LazyFrame(rows, schema=schema)), feed)
    dated = dated.with_columns(month=reading.month(nw.col("moment"), feed)).drop("moment")
    return dated.collect().rows(named=True)
