"""Spark: on a cluster, or on one machine with less memory than data. Rows stay on the executors.

Text is read there by the functions that Polars uses, by way of Arrow; keys and all else are Spark's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import polars as pl

from tillhouse.column_types import dtypes
from tillhouse.engines._spark import columns
from tillhouse.engines._spark.delta import contents as contents
from tillhouse.engines._spark.delta import written as written
from tillhouse.engines._spark.parts import fetching
from tillhouse.engines._spark.session import SESSION
from tillhouse.errors import ClusterFailed, FixTheSetup
from tillhouse.settings.redaction import redacted

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from tillhouse.settings.spark import Spark

ON_CLUSTER = True
_HINT = 'Nothing was published. See what Spark said: set log = "spark.log" in [spark] of tillhouse.toml, run again.'
#: Frames that `once` keeps for the table being built.
_kept: ContextVar[list[Any] | None] = ContextVar("kept", default=None)
#: Declared type to Spark's own.
TYPES: Mapping[str, str] = {
    "text": "string",
    "integer": "bigint",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp_ntz",
    "quantity": "decimal(18,6)",
    "price": "decimal(18,6)",
    "money": "decimal(18,6)",
    "total": "decimal(38,6)",
    "share": "decimal(9,6)",
    "number": "decimal(18,6)",
}

_MOMENT = "yyyy-MM-dd HH:mm:ss.SSSSSS"


def use(settings: Spark) -> Callable[[], None]:
    """See `ClusterEngine.use`."""
    return SESSION.use(settings)


def tasks() -> tuple[int, int]:
    """See `ClusterEngine.tasks`."""
    return SESSION.tasks()


def scan(files: Sequence[str], types: Mapping[str, str]) -> DataFrame:
    """The rows of Parquet files of one table, in its declared types; no files give no rows."""
    schema = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in types.items())
    if not files:
        return SESSION.get().createDataFrame([], schema)
    reader = SESSION.get().read.schema(schema)
    places = [file.replace("s3://", "s3a://", 1) for file in files]
    folder, by_month, _ = places[0].rpartition("/month=")
    # Files that Spark wrote say their month in the name of their folder alone.
    return (reader.option("basePath", folder) if by_month else reader).parquet(*places).select(*types)


def held(rows: pl.DataFrame) -> DataFrame:
    """Rows in memory as a frame of this engine."""
    return SESSION.get().createDataFrame(rows.to_arrow())


def rows(frame: DataFrame) -> pl.DataFrame:
    """All rows of a frame, in memory: for few."""
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found


def declared(frame: DataFrame, types: Mapping[str, str]) -> DataFrame:
    """A frame in declared columns and types; a lossy cast raises when it is computed."""
    return frame.select(*(_column(name).cast(TYPES[kind]).alias(name) for name, kind in types.items()))


def computed(frame: DataFrame, types: Mapping[str, str]) -> pl.DataFrame:
    """All rows of a frame, in declared columns and types; a lossy cast raises."""
    return rows(declared(frame, types)).cast(dtypes(types))


def concat(frames: Sequence[DataFrame]) -> DataFrame:
    """The rows of several frames of the same columns."""
    first, *others = frames
    for other in others:
        first = first.unionByName(other)
    return first


def once(frame: DataFrame) -> DataFrame:
    """See `tillhouse.frame.once`: kept on the disks of the executors, and computed again where one is lost."""
    from pyspark.storagelevel import StorageLevel

    kept = frame.persist(StorageLevel.DISK_ONLY)
    frames = _kept.get()
    if frames is not None:
        frames.append(kept)
    return kept


def among(frame: DataFrame, column: str, values: Collection[str]) -> DataFrame:
    """The rows that have one of some values in a column."""
    return frame.where(_column(column).isin(*values))


@contextmanager
def working(name: str) -> Iterator[None]:
    """Work on one table: what `once` keeps is let go after it. Raises `ClusterFailed` when Spark gives up."""
    from py4j.protocol import Py4JError
    from pyspark.errors import AnalysisException, PySparkException

    before = _kept.set([])
    try:
        yield
    except AnalysisException:
        raise  # a mistake in a body, not in a cluster
    except (Py4JError, PySparkException) as error:
        if "S3AFileSystem not found" in str(error):
            fetch = f"Fetch them:  {fetching(SESSION.settings.jars_folder, 's3')}"
            raise FixTheSetup("Spark lacks the jars that read a bucket.", fetch) from error
        raise ClusterFailed(f"Spark gave up on {name}: {redacted(_reason(error))}", _HINT) from error
    finally:
        for frame in _kept.get() or ():
            frame.unpersist()
        _kept.reset(before)


def _reason(error: Exception) -> str:
    """What Spark says was the matter, in one line: the innermost cause it names."""
    java = getattr(error, "java_exception", None)
    said = str(java.getMessage() if java is not None else error)
    causes = [
        line for line in said.splitlines() if line.strip() and not line.startswith(("\t", " ", "Driver"))
    ]
    inner = [line for line in causes if "Error" in line or "Exception" in line]
    return (inner or causes or [type(error).__name__])[-1].strip()[:400]


def from_columns(
    _like: DataFrame, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]
) -> DataFrame:
    """See `tillhouse.frame.rows_like`."""
    return held(pl.DataFrame(dict(columns), schema=dtypes(types)))


def with_datetime(
    frame: DataFrame, into: str, column: str, layouts: Sequence[str], time_zone: str
) -> DataFrame:
    """See `tillhouse.frame.with_datetime`."""
    return frame.withColumn(into, columns.datetimes(_column(column), layouts, time_zone))


def with_decimals(frame: DataFrame, read: Mapping[str, str], decimal: str, thousands: str) -> DataFrame:
    """See `tillhouse.frame.with_decimals`."""
    return frame.withColumns(
        {into: columns.decimals(_column(name), decimal, thousands) for into, name in read.items()}
    )


def with_key(frame: DataFrame, into: str, columns: Sequence[str]) -> DataFrame:
    """See `tillhouse.frame.with_key`."""
    from pyspark.sql import functions as f

    moments = {name for name, kind in frame.dtypes if kind.startswith("timestamp")}
    texts = [
        f.coalesce(
            f.date_format(_column(name), _MOMENT) if name in moments else _column(name).cast("string"),
            f.lit(""),
        )
        for name in columns
    ]
    digits = f.substring(f.sha2(f.concat_ws("\x1f", *texts), 256), 1, 15)
    there = f.coalesce(*(_column(name).cast("string") for name in columns)).isNotNull()
    return frame.withColumn(into, f.when(there, f.conv(digits, 16, 10).cast("bigint")))


def with_canonical_text(
    frame: DataFrame, text: Sequence[str], identifiers: Sequence[str], capitals: Sequence[str]
) -> DataFrame:
    """See `tillhouse.frame.with_canonical_text`."""
    clean = {
        name: columns.canonical(_column(name), identifier=name in identifiers, capitals=name in capitals)
        for name in (*text, *identifiers)
    }
    return frame.withColumns(clean)


def with_standard_text(frame: DataFrame, column: str, standard: Callable[[str], str]) -> DataFrame:
    """See `tillhouse.frame.with_standard_text`."""
    return frame.withColumn(column, columns.standardised(_column(column), standard))


def with_fields(frame: DataFrame, read: Mapping[str, str], column: str) -> DataFrame:
    """See `tillhouse.frame.with_fields`."""
    return frame.withColumns({into: columns.field(_column(column), name) for into, name in read.items()})


def with_share(frame: DataFrame, into: str, amount: str, part: str, whole: str) -> DataFrame:
    """See `tillhouse.frame.with_share`."""
    return frame.withColumn(into, columns.share(_column(amount), _column(part), _column(whole)))


def looked_up(frame: DataFrame, few: DataFrame, on: Sequence[str]) -> DataFrame:
    """See `tillhouse.frame.looked_up`."""
    return frame.join(few, on=list(on), how="left")


def _column(name: str) -> Column:
    from pyspark.sql import functions as f

    return f.col(f"`{name}`")


if TYPE_CHECKING:
    from tillhouse.engines import spark as itself
    from tillhouse.engines._contract import ClusterEngine

    _checked: ClusterEngine[DataFrame] = itself
