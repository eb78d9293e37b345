"""Corrected text, read as the feed reads any other: a line split into fields again, fields judged by the ledger."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tillhouse.catalog import catalog
from tillhouse.frame import Frame, rows_like
from tillhouse.settings.feed import LINE, Feed
from tillhouse.tables.silver.ledger import trusted

Text = Mapping[str, str | None]
_NOTHING: dict[str, str | None] = dict.fromkeys((*LINE, "extra"))
_NO_HEADER = "header_unknown"


def split(line: str, feed: Feed, header: str | None) -> tuple[dict[str, str | None], str]:
    """The fields of a line by canonical name, and why it is not one record (empty when it is).

    header: the column names of its file, as a JSON list.
    """
    from tillhouse.sources import open_all, source_of

    if header is None:
        return dict(_NOTHING), _NO_HEADER
    with tempfile.TemporaryDirectory(prefix="tillhouse-") as folder:
        path = Path(folder) / f"record.{feed.format}"
        path.write_text(_as_file(line, feed, json.loads(header)), encoding="utf-8", newline="")
        plain = replace(feed, encoding="utf-8")
        (file,) = open_all(path)
        rows = [row for b in source_of(file, plain).batches(file, plain) for row in b.frame.rows(named=True)]
    if len(rows) != 1:
        return dict(_NOTHING), f"{len(rows)}_records"
    row = rows[0]
    return _fields(row, feed), row["problem"] or ""


def _as_file(line: str, feed: Feed, names: Sequence[str]) -> str:
    """The line as a file of its own; delimited text needs its header."""
    if feed.format != "csv":
        return line + "\n"
    out = io.StringIO()
    csv.writer(out, delimiter=feed.delimiter, quotechar=feed.quote or '"', lineterminator="\n").writerow(
        names
    )
    return f"{out.getvalue()}{line}\n"


def _fields(row: Mapping[str, Any], feed: Feed) -> dict[str, str | None]:
    named = {name: row.get(feed.columns.get(name, "")) for name in LINE}
    known = {*(feed.columns[name] for name in LINE if name in feed.columns), "line", "raw", "problem"}
    rest = {name: value for name, value in row.items() if name not in known}
    return {**named, "extra": json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else None}


def judged(texts: Sequence[Text], feed: Feed, like: Frame) -> list[tuple[tuple[str, ...], Decimal | None]]:
    """For each record: why the ledger would not trust it, and its money. ``like`` is a frame of the engine."""
    raw = catalog()["raw_sales"]
    known = {"feed": feed.name, "delivery": 0, "part": 0, "month": "", "taken_at": datetime.max}
    columns = {
        name: [
            number if name == "line" else text.get(name, known.get(name)) for number, text in enumerate(texts)
        ]
        for name in raw.columns
    }
    read = trusted(rows_like(like, columns, raw.types), feed)
    rows = read.select("line", "reasons", "amount").sort("line").collect().iter_rows()
    return [(tuple(reasons.split(", ")) if reasons else (), amount) for _, reasons, amount in rows]
