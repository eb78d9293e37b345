"""What a metric covers: of the lines asked about, those it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from tillhouse.answers.metrics.lines import Cut, lines_of, lines_to_sum, table_for
from tillhouse.frame import Frame
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import evaluation
from tillhouse.metrics.formulas import Lines, Metric, Sum

c = nw.col
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Coverage:
    """Of the lines asked about in one currency, those that the metric is about, in lines and in signed money."""

    currency: str
    lines: int
    lines_of: int
    amount: Decimal
    amount_of: Decimal

    @property
    def percent_of_lines(self) -> Decimal | None:
        """Of 100 lines; None where there are none."""
        return evaluation.quotient(_HUNDRED * self.lines, Decimal(self.lines_of))

    @property
    def percent_of_money(self) -> Decimal | None:
        """Of 100 units of money; None where they add up to 0."""
        return evaluation.quotient(_HUNDRED * self.amount, self.amount_of)

    def document(self) -> dict[str, Any]:
        """What is covered, for programs.

        currency: text. The currency of these lines.
        lines, lines_of: integer. Lines that the metric is about; lines asked about.
        percent_of_lines: decimal or null. The first of 100 of the second; null where there are none.
        amount, amount_of: decimal. The same in signed money.
        percent_of_money: decimal or null. The first of 100 of the second; null where the money adds up to 0.
        """
        return {
            "currency": self.currency,
            "lines": self.lines,
            "lines_of": self.lines_of,
            "percent_of_lines": self.percent_of_lines,
            "amount": self.amount,
            "amount_of": self.amount_of,
            "percent_of_money": self.percent_of_money,
        }


def coverage(snapshot: Snapshot, metric: Metric, asked: Cut) -> tuple[Coverage, ...]:
    """What a metric covers of the loaded lines asked about; of all lines received, where it is about others."""
    if measures := [part for part in metric.parts if isinstance(part, Sum) and part.own_unit]:
        return _of_own(snapshot, measures, asked)
    about = tuple(dict.fromkeys(part.lines for part in metric.parts))
    # A sum over these lines needs the same columns as their share.
    found_in = {table_for(Sum("amount", lines), asked) for lines in about}
    lines = lines_to_sum(snapshot, found_in.pop() if len(found_in) == 1 else "ledger", asked)
    if all(one.fate == "loaded" for one in about):
        lines = lines.filter(c("fate") == "loaded")
    return _added_up(lines.with_columns(is_covered=reduce(or_, (_holds(one) for one in about))))


def _of_own(snapshot: Snapshot, measures: Sequence[Sum], asked: Cut) -> tuple[Coverage, ...]:
    """Of a measure of the shop's own: the loaded lines that say it."""
    lines = lines_of(snapshot, "ledger", asked).filter(c("fate") == "loaded")
    said = (_holds(one.lines) & ~c(one.of).is_null() for one in measures)
    return _added_up(lines.with_columns(is_covered=reduce(or_, said)))


def _added_up(covered: Frame) -> tuple[Coverage, ...]:
    sums = covered.group_by("currency", "is_covered").agg(c("lines").sum(), c("amount").sum()).collect()
    found: dict[str, list[tuple[bool, int, Decimal]]] = {}
    for currency, is_covered, count, amount in sums.iter_rows():
        found.setdefault(currency, []).append((bool(is_covered), int(count), Decimal(amount or 0)))
    return tuple(_of_currency(currency, rows) for currency, rows in sorted(found.items()))


def _holds(lines: Lines) -> nw.Expr:
    return lines.holds().fill_null(False)


def _of_currency(currency: str, rows: list[tuple[bool, int, Decimal]]) -> Coverage:
    inside = [(count, amount) for is_covered, count, amount in rows if is_covered]
    return Coverage(
        currency,
        sum(count for count, _ in inside),
        sum(count for _, count, _ in rows),
        sum((amount for _, amount in inside), Decimal(0)),
        sum((amount for _, _, amount in rows), Decimal(0)),
    )
