"""The books of a release: each row one fate, each penny in one place, or nothing is published.

The numbers are the table `statement`, built from what lies on disk by a second path; here they are summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import narwhals as nw

from tillhouse.frame import Frame, gathered
from tillhouse.retail.events import EVENTS, FATES, LINE_TYPES
from tillhouse.retail.sums import merged, several


@dataclass(frozen=True)
class Line:
    """Lines and their money. ``unknown`` of the rows have money that cannot be read; it is in no amount.

    records: what they are lines of; where a record gives one line, as many as there are rows. It is not compared.
    currencies: the amount by currency. Where it has several, ``amount`` only tells whether lines say something.
    """

    rows: int = 0
    amount: Decimal = Decimal(0)
    unknown: int = 0
    records: int = field(default=0, compare=False)
    currencies: Mapping[str, Decimal] = field(default_factory=dict, compare=False)

    def __add__(self, other: Line) -> Line:
        rows, amount, unknown = (
            self.rows + other.rows,
            self.amount + other.amount,
            self.unknown + other.unknown,
        )
        currencies = merged(self.currencies, other.currencies)
        return Line(rows, amount, unknown, self.records + other.records, currencies)

    def __sub__(self, other: Line) -> Line:
        rows, amount, unknown = (
            self.rows - other.rows,
            self.amount - other.amount,
            self.unknown - other.unknown,
        )
        currencies = merged(self.currencies, {code: -one for code, one in other.currencies.items()})
        return Line(rows, amount, unknown, self.records - other.records, currencies)

    def document(self) -> dict[str, Any]:
        """Lines and their money, for programs.

        rows: integer. Lines.
        amount: decimal or null. Their money, where it can be read; null of lines in several currencies.
        unknown: integer. Of the lines, those whose money cannot be read.
        records: integer. The records they are lines of.
        currencies: object of decimal, absent. Their money by currency, where there are several.
        """
        is_mixed = several([self.currencies])
        amount = None if is_mixed else self.amount
        said = {"rows": self.rows, "amount": amount, "unknown": self.unknown, "records": self.records}
        return said | ({"currencies": dict(self.currencies)} if is_mixed else {})


@dataclass(frozen=True)
class Statement:
    """The sums of some part of the books."""

    received: Line
    fates: dict[str, Line]
    events: dict[str, Line]
    line_types: dict[str, Line]

    @property
    def unexplained(self) -> Line:
        """Received less the sum over fates; zero in anything published."""
        return self.received - sum(self.fates.values(), Line())

    def document(self) -> dict[str, Any]:
        """Sums of the books, for programs: received = loaded + duplicate + quarantined + superseded + not_sales.

        received: Line. All lines of the records delivered.
        fates: object of Line. What became of them: loaded, duplicate, quarantined, superseded, not_sales.
        events: object of Line. Loaded lines by what happened: sale, cancellation, return, ….
        line_types: object of Line. Loaded lines by what they concern: product, postage, discount, ….
        unexplained: Line. Received less all fates; 0 in anything published.
        """
        return {
            "received": self.received.document(),
            "fates": _documents(self.fates),
            "events": _documents(self.events),
            "line_types": _documents(self.line_types),
            "unexplained": self.unexplained.document(),
        }


def without_money(said: dict[str, Any]) -> dict[str, Any]:
    """A document of sums over several currencies, with no amount: money of two is never added."""
    return {
        name: without_money(value) if isinstance(value, dict) else None if name == "amount" else value
        for name, value in said.items()
    }


def _documents(lines: dict[str, Line]) -> dict[str, Any]:
    return {name: line.document() for name, line in lines.items()}


def statement_of(rows: Iterable[tuple[str, str, str, int, Decimal, int, int]]) -> Statement:
    """Sum rows of (aspect, item, currency, rows, amount, unknown, records)."""
    sums: dict[tuple[str, str], Line] = {}
    for aspect, item, currency, count, amount, unknown, records in rows:
        line = Line(count, amount, unknown, records, {currency or "": amount})
        sums[aspect, item] = sums.get((aspect, item), Line()) + line

    def named(aspect: str, names: tuple[str, ...]) -> dict[str, Line]:
        return {name: sums.get((aspect, name), Line()) for name in names}

    received = sums.get(("received", "all"), Line())
    return Statement(received, named("fate", FATES), named("event", EVENTS), named("line_type", LINE_TYPES))


def statements_by(frame: Frame, *columns: str) -> dict[tuple[Any, ...], Statement]:
    """A statement for each value of some columns of the table `statement`: month, feed, delivery or none."""
    frame = frame.with_columns(_currency=nw.col("currency"))
    key = [*columns, "aspect", "item", "_currency"]
    summed = ("rows", "amount", "unknown", "records")
    sums = frame.group_by(*key).agg(*(nw.col(name).sum() for name in summed))
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in gathered(sums.sort(*key).select(*key, *summed)).iter_rows():
        groups.setdefault(tuple(row[: len(columns)]), []).append(row[len(columns) :])
    return {group: statement_of(rows) for group, rows in groups.items()}


def is_mixed(frame: Frame) -> bool:
    """Whether the table `statement` has lines of several currencies, so that no total of their money is one."""
    return len(gathered(frame.select("currency").unique())) > 1


def books_of(frame: Frame) -> Statement:
    """The sums of all rows of the table `statement`, or of those left of it."""
    return statements_by(frame).get((), statement_of(()))
