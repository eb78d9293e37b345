"""Describing a file of any source, or a table of the lake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.answers.description import Description, described
from tillhouse.errors import AmbiguousReading, UnmappedHeader
from tillhouse.settings.feed import Feed
from tillhouse.sources import Opened, detect, gathered, is_private, known, open_all, source_of, together

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.lake.snapshot import Snapshot

_NOTHING = ("raw", "problem", "part")
#: Numbers that identify something are no amounts.
_CODES = ("invoice_no", "stock_code", "customer_id", "sold_at", "sold_time", "store")
_MARKS = ",;\t|"


def of_files(place: str, root: Path) -> Description:
    """What a file, or all files of a folder, a glob or an archive, hold; a file that no feed can read too."""
    files = open_all(Path(place).expanduser(), root)
    hints = Feed("described")
    if len(files) > 1 and (found := together(files)) is not None:
        hints = Feed("described", records_in=found.records_in, joins=found.joins, payments=found.payments)
        files, _ = gathered(files, hints)
    feeds = {file: _feed(file, hints) for file in files}

    def batches() -> Iterator[pl.DataFrame]:
        for file, feed in feeds.items():
            for batch in source_of(file, feed).batches(file, feed):
                yield batch.frame.drop([name for name in _NOTHING if name in batch.frame.columns])

    feed = feeds[files[0]]
    customer = feed.columns.get("customer_id")

    def private(name: str) -> bool:
        return name == customer or is_private(name)

    codes = [feed.columns[canonical] for canonical in _CODES if canonical in feed.columns]
    decimal = feed.decimal if feed.columns else ""
    money = _money(feed) if {"amount", "unit_price"} & feed.columns.keys() else None
    return described(place, batches, private, money, decimal=decimal, codes=codes)


def _money(feed: Feed) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """The money of each record of a batch, and its currency."""
    import polars as pl

    from tillhouse.evidence.column_tally import as_numbers

    columns = feed.columns
    wanted = {columns[name] for name in ("amount", "unit_price", "quantity") if name in columns}

    def money(batch: pl.DataFrame) -> pl.DataFrame:
        named = columns.get("currency")
        currency = batch[named] if named in batch.columns else pl.repeat("", batch.height, eager=True)
        return pl.DataFrame({"amount": amounts(batch), "currency": currency})

    def amounts(batch: pl.DataFrame) -> pl.Series:
        if not wanted <= {*batch.columns}:
            # A file of another form: nothing says what its money is.
            return as_numbers(
                batch[batch.columns[0]].head(0).extend_constant(None, batch.height), feed.decimal
            )
        if "amount" in columns:
            return as_numbers(batch[columns["amount"]], feed.decimal)
        price = as_numbers(batch[columns["unit_price"]], feed.decimal)
        return (
            price * as_numbers(batch[columns["quantity"]], feed.decimal) if "quantity" in columns else price
        )

    return money


def _feed(file: Opened, hints: Feed) -> Feed:
    """How the file is read; where no column is known to mean a sale, only how it is split."""
    try:
        return detect(file, hints).feed
    except (UnmappedHeader, AmbiguousReading):
        return _split(file)


def _split(file: Opened) -> Feed:
    """How a file is split into fields, from its beginning alone."""
    source, head = source_of(file), file.head()
    name = next(name for name, one in known().items() if one is source)
    try:
        text, encoding = head.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        is_cut = error.end == len(head) and error.reason == "unexpected end of data"
        encoding = "utf-8" if is_cut else "cp1252"
        text = head.decode(encoding, "ignore")
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    return Feed("described", format=name, encoding=encoding, delimiter=max(_MARKS, key=first.count))


def of_table(snapshot: Snapshot, name: str) -> Description:
    """What a table holds in a release."""
    import polars as pl

    table = snapshot.table(name)

    def batches() -> Iterator[pl.DataFrame]:
        months = sorted(snapshot.files(name)) if table.by else [None]
        for month in months:
            rows = snapshot.rows(name, None if month is None else [month])
            texts = [column for column in rows.columns if column != "line"]
            yield rows.with_columns(pl.col(texts).cast(pl.String))

    def money(batch: pl.DataFrame) -> pl.DataFrame:
        currency = pl.col("currency") if "currency" in batch.columns else pl.lit("")
        return batch.select(pl.col("amount").cast(pl.Decimal(38, 6)), currency=currency)

    codes = [
        column
        for column in table.columns
        if column.endswith(("_id", "_key", "_no", "_code")) or column == "line"
    ]
    personal = {column for column, one in table.columns.items() if one.classification == "personal"}
    return described(
        name,
        batches,
        personal.__contains__,
        money if "amount" in table.columns else None,
        decimal=".",
        codes=codes,
        release=snapshot.release.number,
    )
