"""Deliveries: what arrived."""

from __future__ import annotations

import narwhals as nw

from tillhouse.checks.as_usual import as_usual
from tillhouse.checks.fresh import fresh
from tillhouse.checks.not_null import not_null
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame
from tillhouse.table import Column, table


@table(
    key=("delivery",),
    owner="intake",
    written_by="intake",
    columns={
        "delivery": Column(
            "integer", "Key of the delivery, from its content hash and feed.", provenance=True
        ),
        "feed": Column("text", "The feed it belongs to.", provenance=True),
        "name": Column("text", "File name as delivered; a member of an archive follows the archive's name."),
        "sha256": Column("text", "SHA-256 of the delivered bytes."),
        "size": Column("integer", "Delivered bytes."),
        "records": Column("integer", "Records delivered, counted on the bytes, apart from the reader."),
        "kind": Column("text", "`file`, or `repair` for records corrected in quarantine."),
        "header": Column("text", "Its column names in order, as a JSON list; null for a repair."),
        "reading": Column("text", "Fingerprint of the feed's reading when it was taken in.", provenance=True),
        "habits": Column(
            "text",
            "What its columns held, as JSON: records, missing values, values of status, kind, currency and channel.",
            provenance=True,
        ),
        "departs": Column(
            "text",
            "How it departs from earlier deliveries of its feed; null where it does not.",
            provenance=True,
        ),
        "findings": Column(
            "text",
            "The same as JSON: each finding with its lines, money, readings and command; null where there is none.",
            provenance=True,
        ),
        "taken_at": Column("datetime", "When it was taken in, UTC.", provenance=True),
    },
    checks=[
        unique("delivery"),
        not_null("sha256"),
        as_usual("departs", by="feed", latest="taken_at"),
        fresh("taken_at", within_days=7, where=nw.col("records") > 0),
    ],
)
def deliveries() -> Frame:
    """One row per delivered file.

    A file is known by its content and its feed: under another name it is not taken in again.
    """
    raise AssertionError("written by intake")
