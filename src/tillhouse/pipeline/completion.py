"""Files that stopped half-way and came again whole: the line they stopped inside is not sold twice.

A later file of a feed that begins with all the bytes of an earlier delivery is that file, grown. If the earlier one
stopped inside a line, what was read of that line is superseded by a decision, as a correction does it. The whole
lines before it are told apart by the feed's rule for duplicates, as in any overlap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import narwhals as nw

from tillhouse.frame import gathered
from tillhouse.pipeline import intake
from tillhouse.pipeline.intake import Delivery
from tillhouse.pipeline.staging import Staging
from tillhouse.settings.feed import LINE
from tillhouse.sources import Opened, source_of
from tillhouse.tables.silver.ledger import LINES_PER_DELIVERY

_PIECE = 1 << 20
_TEXT = (*LINE, "extra", "raw", "problem")
c = nw.col


def supersede(staging: Staging, fresh: Iterable[Delivery]) -> None:
    """Decide about the lines that earlier deliveries stopped inside and these deliveries have whole."""
    decided = set(staging.rows(staging.catalog["repairs"])["line_id"])
    made: dict[int, dict[str, Any]] = {}
    for delivery in fresh:
        for earlier in _begun(staging, delivery):
            for line_id, month in _torn(staging, earlier, delivery.key):
                if line_id not in decided:
                    made.setdefault(line_id, _decision(line_id, month, delivery))
    if made:
        intake.append_rows(staging, "repairs", [made[line_id] for line_id in sorted(made)])


def _decision(line_id: int, month: str, delivery: Delivery) -> dict[str, Any]:
    return {
        "line_id": line_id,
        "month": month,
        "action": "completed",
        "reason": "the file stopped inside this line",
        "rule": f"completed by {delivery.file.name}",
        "delivery": delivery.key,
        "decided_at": datetime.now(UTC).replace(tzinfo=None),
    }


def _begun(staging: Staging, delivery: Delivery) -> list[int]:
    """The earlier deliveries of the feed that are the beginning of this file."""
    file = delivery.file
    if file.compression or not source_of(file, delivery.feed).LINES:
        return []
    listed = staging.rows(staging.catalog["deliveries"]).filter(feed=delivery.feed.name, kind="file")
    rows = listed.select("delivery", "size", "sha256").iter_rows()
    shorter = [(key, size, sha256) for key, size, sha256 in rows if 0 < size < file.size]
    hashes = _beginnings(file, sorted({size for _, size, _ in shorter}))
    return [k for k, size, sha256 in shorter if hashes[size] == sha256]


def _beginnings(file: Opened, sizes: Sequence[int]) -> dict[int, str]:
    """The SHA-256 of the first bytes of a file, for each of these ascending sizes."""
    digest, hashes, at = hashlib.sha256(), {}, 0
    with file.path.open("rb") as stored:
        for size in sizes:
            while at < size and (piece := stored.read(min(size - at, _PIECE))):
                digest.update(piece)
                at += len(piece)
            hashes[size] = digest.copy().hexdigest()
    return hashes


def _torn(staging: Staging, earlier: int, whole: int) -> Iterator[tuple[int, str]]:
    """What stands for the last record of a delivery that the whole file has otherwise, by line and month.

    The record begins where the whole file has its last record by then: with a quote open at the end, what is one
    record of the whole file may be several lines of the torn one. Corrections of it are among what stands for it.
    """
    raw = staging.frame(staging.catalog["raw_sales"])
    keys = gathered(raw.filter(c("delivery").is_in([earlier, whole])).select("delivery", "line")).rows()
    last = max((line for key, line in keys if key == earlier), default=0)
    begins = max((line for key, line in keys if key == whole and line <= last), default=last)
    ends = raw.filter((c("delivery") == earlier) & (c("line") >= begins))
    same = raw.filter((c("delivery") == whole) & (c("line") == begins))
    pieces, record = (gathered(frame.select("line", "month", *_TEXT)).rows() for frame in (ends, same))
    if pieces == record:
        return
    torn = {_id(earlier, line): month for line, month, *_ in pieces}
    yield from torn.items()
    corrected = raw.filter(c("supersedes").is_in([*torn])).select("delivery", "line", "month")
    for delivery, line, month in gathered(corrected).rows():
        yield _id(delivery, line), month


def _id(delivery: int, line: int) -> int:
    return delivery * LINES_PER_DELIVERY + line
