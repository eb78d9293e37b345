"""From a number to its leaves: the ledger lines it is the sum of, each with the file and line it came from.

The number is read from what is published (`sales_bridge`, `statement`) where they can give it; the leaves are added
up from the ledger, line by line. Both must agree to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals as nw

from tillhouse.answers import metrics
from tillhouse.answers.metrics import Metric
from tillhouse.errors import BadQuery, DamagedLake, UnknownName
from tillhouse.events import EVENTS, LINE_TYPES
from tillhouse.frame import Frame
from tillhouse.reader import Reader

_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_LISTED = (
    "invoice_no",
    "stock_code",
    "description",
    "quantity",
    "unit_price",
    "amount",
    "sold_at",
    "customer_id",
    "country",
    "currency",
    "event",
    "line_type",
)


@dataclass(frozen=True)
class Slice:
    """The part of the ledger asked about; None is all. month: ``YYYY-MM``. day: a trading day."""

    month: str | None = None
    day: date | None = None
    country: str | None = None
    event: str | None = None
    line_type: str | None = None

    def holds(self) -> list[nw.Expr]:
        """What a row of the ledger or of `sales_bridge` must satisfy."""
        columns = {
            "month": self.month,
            "business_date": self.day,
            "country": self.country,
            "event": self.event,
            "line_type": self.line_type,
        }
        return [nw.col(name) == nw.lit(value) for name, value in columns.items() if value is not None]

    @property
    def months(self) -> set[str] | None:
        """The months that can hold such rows; None is any."""
        if self.month is None and self.day is None:
            return None
        return {self.month} if self.month else {f"{self.day:%Y-%m}"}


@dataclass(frozen=True)
class Sum:
    """Lines and what they add up to. unknown: lines whose money cannot be read; they add nothing."""

    lines: int
    value: Decimal
    unknown: int = 0


@dataclass(frozen=True)
class Leaf:
    """One ledger line: the file that brought it, the line in that file, and its values by column."""

    file: str
    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Explanation:
    """A number and what it is made of.

    value: the number. source: the table it was read from. leaves: the sum over all lines, equal to the value.
    parts: the same by currency, event and line type. listed: the largest lines, at most as many as asked for.
    """

    metric: Metric
    value: Decimal
    source: str
    leaves: Sum
    parts: dict[tuple[str, str, str], Sum]
    listed: tuple[Leaf, ...]


def explained(reader: Reader, name: str, part: Slice, limit: int) -> Explanation:
    """What a metric is made of in a part of the ledger.

    Raises `UnknownName` for a metric, event, line type, month or country that does not occur, `DamagedLake` when the
    published number is not the sum of its lines.
    """
    metric = metrics.metric(name)
    _known(reader, part)
    ledger = reader.frame("ledger", _stored(reader, part)).filter(*metric.lines(), *part.holds())
    parts = _parts(ledger, metric)
    leaves = Sum(
        sum(p.lines for p in parts.values()),
        sum((p.value for p in parts.values()), Decimal(0)),
        sum(p.unknown for p in parts.values()),
    )
    source, value = _published(reader, metric, part) or ("ledger", leaves.value)
    if value != leaves.value:
        raise DamagedLake(
            f"{name} is {value} in {source}, but its {leaves.lines:,} ledger lines add up to {leaves.value}.",
            "See which stored bytes changed:  tillhouse verify",
        )
    return Explanation(metric, value, source, leaves, parts, _largest(reader, ledger, metric, limit))


def _known(reader: Reader, part: Slice) -> None:
    if part.event and part.event not in EVENTS:
        raise UnknownName("event", part.event, EVENTS)
    if part.line_type and part.line_type not in LINE_TYPES:
        raise UnknownName("line type", part.line_type, LINE_TYPES)
    months = reader.release.tables["ledger"].parts
    if part.month and part.month not in months:
        raise UnknownName("month of the ledger", part.month, months)
    if part.month and part.day and f"{part.day:%Y-%m}" != part.month:
        raise BadQuery(f"{part.day} is not in {part.month}.", "Give the day alone.")
    if part.country:
        found = reader.frame("ledger").select("country").unique().collect()["country"].to_list()
        if part.country not in found:
            raise UnknownName("country in the ledger", part.country, [c for c in found if c])


def _stored(reader: Reader, part: Slice) -> set[str] | None:
    """The months to read; a feed that ends its day after midnight keeps trading days in their own month."""
    return None if part.months is None else part.months & set(reader.release.tables["ledger"].parts)


def _measured(metric: Metric) -> nw.Expr:
    return {"amount": nw.col("amount"), "quantity": nw.col("quantity"), "lines": _ONE}[metric.measure]


def _parts(ledger: Frame, metric: Metric) -> dict[tuple[str, str, str], Sum]:
    measured = _measured(metric)
    value = measured.cast(nw.Decimal(38, 6)) if metric.measure == "amount" else measured
    unknown = nw.when(measured.is_null()).then(_ONE).otherwise(_ZERO)
    words = [nw.col(name).fill_null("") for name in ("currency", "event", "line_type")]
    sums = (
        ledger.select(*words, one=_ONE, value=value, unknown=unknown)
        .group_by("currency", "event", "line_type")
        .agg(nw.col("one").sum(), nw.col("value").sum(), nw.col("unknown").sum())
        .sort("currency", "event", "line_type")
        .collect()
    )
    return {(c, e, t): Sum(lines, Decimal(total or 0), u) for c, e, t, lines, total, u in sums.iter_rows()}


def _published(reader: Reader, metric: Metric, part: Slice) -> tuple[str, Decimal] | None:
    """The table that publishes the number, and the number; None where only the ledger has it."""
    if metric.of_bridge:
        column = {"amount": "amount", "quantity": "units", "lines": "lines"}[metric.measure]
        return "sales_bridge", _total(reader, "sales_bridge", column, part, [*metric.words(), *part.holds()])
    if part == Slice(month=part.month) and not metric.anonymous:
        wanted = [nw.col("aspect") == "fate", nw.col("item") == metric.fate, *part.holds()]
        return "statement", _total(reader, "statement", "amount", part, wanted)
    return None


def _total(reader: Reader, name: str, column: str, part: Slice, conditions: Sequence[nw.Expr]) -> Decimal:
    months = None if part.months is None else part.months & set(reader.release.tables[name].parts)
    frame = reader.frame(name, months)
    for condition in conditions:
        frame = frame.filter(condition)
    return Decimal(frame.select(nw.col(column).sum()).collect().item() or 0)


def _largest(reader: Reader, ledger: Frame, metric: Metric, limit: int) -> tuple[Leaf, ...]:
    """The lines that weigh most, ties by position; all have a file."""
    columns = ("delivery", "line", *_LISTED)
    weight = _measured(metric).abs() if metric.measure != "lines" else _ONE
    top = ledger.select(*columns, "line_id", weight=weight)
    top = top.sort("weight", "line_id", descending=[True, False], nulls_last=True).head(limit)
    rows = top.select(*columns).collect()
    names = _files(reader, set(rows["delivery"].to_list()))
    return tuple(
        Leaf(names[delivery], line, dict(zip(_LISTED, values, strict=True)))
        for delivery, line, *values in rows.iter_rows()
    )


def _files(reader: Reader, deliveries: Sequence[int] | set[int]) -> dict[int, str]:
    found = reader.frame("deliveries").filter(nw.col("delivery").is_in(sorted(deliveries)))
    return dict(found.select("delivery", "name").collect().iter_rows())


def as_number(metric: Metric, value: Decimal) -> Decimal | int:
    """Counts as whole numbers, money as exact decimals."""
    return value if metric.measure == "amount" else int(value)


def as_day(text: str | None) -> date | None:
    """A trading day from its text; raises `BadQuery`."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise BadQuery(f"{text} is not a day.", "Write it as 2011-12-09.") from error
