"""A file that comes again after another delivery took its place: nothing goes back by itself, so how is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw

from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs.delivered import delivery_record
from tillhouse.settings.settings import Settings
from tillhouse.sources import Opened


def overruled(settings: Settings, files: Sequence[Opened]) -> Iterator[tuple[str, str]]:
    """Per file whose records are all out of the books for a later delivery: its name, and what takes that one out.

    The command is without ``tillhouse``.
    """
    snapshot = Snapshot(settings)
    names = {file.sha256: file.name for file in files}
    known = (
        snapshot.frame("deliveries").select("delivery", "sha256").filter(nw.col("sha256").is_in(list(names)))
    )
    for key, sha256 in known.collect().iter_rows():
        record = delivery_record(snapshot, str(key))
        fates = record.delivered.books.fates
        if any(fates[fate].rows for fate in ("loaded", "quarantined", "not_sales")):
            continue
        for one in record.overruled:
            if one.by is not None and one.why in {"newest", "replace", "period", "completed"}:
                yield names[sha256], f"deliveries retract {one.by} --reason 'back to {names[sha256]}'"
                break
