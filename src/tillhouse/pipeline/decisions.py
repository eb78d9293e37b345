"""Decisions about quarantined records, written to bronze: a record leaves quarantine by one of these or not at all.

A corrected record is delivered again, in a delivery of kind ``repair`` that counts its own records like any
other, so the books of every delivery still close. It counts with the delivery it was part of: what is a
duplicate of what comes out as if it had been right from the start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse.frame import gathered
from tillhouse.pipeline import intake
from tillhouse.pipeline.staging import Staging
from tillhouse.settings.feed import LINE, ORDER_MONEY, Feed
from tillhouse.shaping import Shaper, records_of
from tillhouse.shaping.records import KEPT
from tillhouse.tables.silver.ledger import LINES_PER_DELIVERY

if TYPE_CHECKING:
    import polars as pl


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
        "delivery": None,
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

    lines = range(1, len(decisions) + 1)
    texts = zip(lines, _corrected(staging, decisions, feed), strict=True)
    own = [{**text, "line": n, "raw": None, "problem": None} for n, rows in texts for text in rows]
    columns = staging.catalog["raw_sales"].columns
    schema = dtypes({name: columns[name].type for name in (*LINE, "extra", *KEPT)})
    alone = replace(feed, fill_down=False, per_line=tuple(ORDER_MONEY))
    shaped = Shaper(alone).lines(records_of(pl.DataFrame(own, schema=schema), feed))
    about = pl.DataFrame(
        {
            "line": list(lines),
            "supersedes": [d.stands_for for d in decisions],
            "counts_with": [d.counts_with for d in decisions],
        }
    )
    made = _carried(staging, shaped.join(about, on="line", how="left", maintain_order="left")).with_columns(
        feed=pl.lit(feed.name), delivery=pl.lit(key, pl.Int64), taken_at=pl.lit(now, pl.Datetime("us"))
    )
    rows = intake.dated(nw.from_native(made.lazy()), feed).collect().rows(named=True)
    return list(rows)


def _corrected(staging: Staging, decisions: Sequence[Decision], feed: Feed) -> list[list[dict[str, Any]]]:
    """The text of each corrected record; of one that holds its lines in a list, all of them, and one corrected."""
    texts = [{name: (d.corrected or {}).get(name) for name in (*LINE, "extra")} for d in decisions]
    if not feed.lines:
        return [[{**text, "part": 0}] for text in texts]
    place = nw.col("delivery") * LINES_PER_DELIVERY + nw.col("line")
    raw = staging.frame(staging.catalog["raw_sales"]).filter(nw.col("part") >= 0)
    asked = raw.select(*LINE, "extra", "part", place=place).filter(
        nw.col("place").is_in([d.line_id for d in decisions])
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(gathered(asked).iter_rows(named=True), key=lambda row: int(row["part"])):
        found.setdefault(row["place"], []).append({k: row[k] for k in row if k != "place"})
    return [_with(found.get(d.line_id, []), text) for d, text in zip(decisions, texts, strict=True)]


def _with(rows: list[dict[str, Any]], text: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a record, with the text of a corrected one in its place: what is beside its fields tells it."""
    at = next((n for n, row in enumerate(rows) if row["extra"] == text["extra"]), 0)
    return [*rows[:at], {**text, "part": at}, *rows[at + 1 :]]


def _carried(staging: Staging, lines: pl.DataFrame) -> pl.DataFrame:
    """Without money of the order that the record, as first delivered, did not carry: another row of the order does."""
    import polars as pl

    if lines["part"].min() == 0:
        return lines
    raw = staging.frame(staging.catalog["raw_sales"]).filter(nw.col("part") < 0)
    place = nw.col("delivery") * LINES_PER_DELIVERY + nw.col("line")
    first = raw.select("part", supersedes=place).filter(
        nw.col("supersedes").is_in(lines["supersedes"].to_list())
    )
    carried = pl.DataFrame(
        gathered(first).to_dict(as_series=False), schema={"part": pl.Int64, "supersedes": pl.Int64}
    )
    kept = lines.join(carried, on=["supersedes", "part"], how="semi", maintain_order="left")
    return pl.concat([lines.filter(pl.col("part") >= 0), kept]).sort("line", "part", maintain_order=True)
