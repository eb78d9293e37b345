"""What Spark does with whole tables: sums that tell what a frame holds, and Delta written by the executors.

Of a table, the driver sees one row for each month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from tillhouse import fingerprint

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Lanes of a digest are 64 bits; their halves add up in 64 bits without overflow.
_HALF = 1 << 32
_LANES = ("a_high", "a_low", "b_high", "b_low")
_SUMS = pa.schema(
    [
        ("partition", pa.string()),
        ("rows", pa.int64()),
        *((lane, pa.int64()) for lane in _LANES),
        ("amount", pa.decimal128(38, 6)),
    ]
)
_SUMS_DDL = (
    "partition string, rows bigint, "
    + ", ".join(f"{lane} bigint" for lane in _LANES)
    + ", amount decimal(38,6)"
)


def contents(
    frame: DataFrame, columns: Sequence[str], partition: str | None, money: str | None
) -> list[tuple[str, int, str, Any]]:
    """For each value of the column ``partition`` (None: for all rows): its rows, digest and sum of ``money``.

    Each executor sums its own rows; the sums of sums are as many rows as there are partitions.
    """
    from pyspark.sql import functions as f

    wanted = list(dict.fromkeys([*columns, *filter(None, (partition, money))]))
    summed = partial(
        _summed,
        columns=tuple(columns),
        partition=partition,
        money=money,
        hash_version=fingerprint.hash_version(),
    )
    partial_sums = frame.select(*(f.col(f"`{name}`") for name in wanted)).mapInArrow(summed, _SUMS_DDL)
    names = ("rows", *_LANES)
    sums = partial_sums.groupBy("partition").agg(
        *(f.sum(name).alias(name) for name in names), f.sum("amount").cast("decimal(38,6)").alias("amount")
    )
    return [
        (
            row["partition"],
            row["rows"],
            fingerprint.lanes(_lane(row, "a"), _lane(row, "b")),
            row["amount"] if money else None,
        )
        for row in sums.collect()
    ]


def _lane(row: Any, name: str) -> int:
    return int(row[f"{name}_high"]) * _HALF + int(row[f"{name}_low"])


def _summed(
    batches: Iterable[pa.RecordBatch],
    columns: Sequence[str],
    partition: str | None,
    money: str | None,
    hash_version: str,
) -> Iterator[pa.RecordBatch]:
    """Runs on the executors: the sums of each batch of rows, by partition."""
    if fingerprint.hash_version() != hash_version:
        raise RuntimeError(
            f"this executor's polars {pl.__version__} hashes rows unlike the driver's: install the same version there"
        )
    for batch in batches:
        rows: Any = pl.from_arrow(batch)
        if rows.height:
            yield _sums_of(rows, columns, partition, money)


def _sums_of(
    rows: pl.DataFrame, columns: Sequence[str], partition: str | None, money: str | None
) -> pa.RecordBatch:
    a, b = fingerprint.hashes(rows.select(columns))
    halves = {"a_high": a // _HALF, "a_low": a % _HALF, "b_high": b // _HALF, "b_low": b % _HALF}
    total = pl.Decimal(38, 6)
    marked = rows.select(
        partition=pl.col(partition) if partition else pl.lit(""),
        amount=pl.col(money).cast(total) if money else pl.lit(None, total),
        **{name: half.cast(pl.Int64) for name, half in halves.items()},
    )
    sums = marked.group_by("partition").agg(
        pl.len().cast(pl.Int64).alias("rows"), pl.col(*_LANES, "amount").sum()
    )
    table = sums.select(_SUMS.names).to_arrow().cast(_SUMS)
    return table.combine_chunks().to_batches()[0]


def written(frame: DataFrame, folder: str, months: Sequence[str] | None, note: str) -> None:
    """Commit to a Delta table, there already, that these months (None: the table) consist of these rows.

    Adaptive execution gives each task about a file's worth of rows: small months share a task, a large one is split
    between several, however large it is beside the others.
    """
    writer = _spread(frame, months).write.format("delta").mode("overwrite")
    if months is not None:
        listed = ", ".join(f"'{month}'" for month in months)
        writer = writer.option("replaceWhere", f"month IN ({listed})")
    writer.option("userMetadata", note).save(folder.replace("s3://", "s3a://", 1))


def _spread(frame: DataFrame, months: Sequence[str] | None) -> DataFrame:
    return frame.hint("rebalance", *(["month"] if months is not None else []))
