"""What metrics come to: the one evaluation of their formulas, over lines of any engine, for the mart and for answers.

Lines are cut into cells by some columns. On the engine each cell is summed and counted, exactly; what is left of a
cell are a few whole numbers and decimals, and quotients of those are taken here.

Lines have the columns they are cut by, `fate`, `event`, `line_type`, and those that the formulas need: `amount`
and `quantity` (totals) and `lines` (how many it stands for) for sums; `feed`, `order_id`, `customer_id` for counts;
`known`, whether the customer is, where some buyers are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw

from tillhouse.errors import FixTheCode
from tillhouse.frame import Frame, gathered
from tillhouse.metrics.formulas import KINDS, Change, Count, Lines, Metric, Part, Ratio, Sum
from tillhouse.retail import events, money

#: The values of the columns that lines are cut by.
Cell = tuple[Any, ...]
Values = dict[Cell, Decimal]

c = nw.col
_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
_NOTHING = nw.lit(0).cast(nw.Decimal(38, 6))


@dataclass(frozen=True)
class Figure:
    """What a metric comes to in a cell; value = numerator / denominator where it has those, to the millionth.

    value: None where it is not defined, as the quotient by 0 is.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """To the millionth, halves away from zero; None where the denominator is 0."""
    return money.quotient(denominator, numerator) if denominator else None


def sums(lines: Frame, by: Sequence[str], formulas: Iterable[Sum]) -> dict[Part, Values]:
    """What each sum comes to, for every cell with lines of its fate."""
    found: dict[Part, Values] = {}
    of_fate: dict[str, list[Sum]] = {}
    for formula in formulas:
        of_fate.setdefault(formula.lines.fate, []).append(formula)
    for fate, alike in of_fate.items():
        measured = {f"sum_{n}": _measured(formula) for n, formula in enumerate(alike)}
        parts = lines.filter(c("fate") == fate).select(*by, **measured)
        rows = gathered(parts.group_by(*by).agg(*(c(name).sum() for name in measured)))
        for place, formula in enumerate(alike, start=len(by)):
            found[formula] = {row[: len(by)]: _signed(formula, row[place]) for row in rows.rows()}
    return found


def _signed(formula: Sum, value: Any) -> Decimal:
    """With the sign of the formula; 0 has none."""
    return formula.sign * Decimal(value or 0) + Decimal(0)


def orders(lines: Frame, by: Sequence[str], of: Lines) -> Values:
    """How many different invoices have such lines, for every cell with lines."""
    marked = lines.filter(c("fate") == of.fate)
    cells = gathered(marked.select(*by).unique())
    kept = marked.filter(of.holds()).select(*by, order=events.order())
    rows = gathered(kept.group_by(*by).agg(c("order").n_unique()))
    return {row: Decimal(0) for row in cells.rows()} | {row[:-1]: Decimal(row[-1]) for row in rows.rows()}


def first_purchases(lines: Frame, of: Lines, *columns: str) -> Frame:
    """One row per customer and currency: the least of each column among the lines they are counted by."""
    bought = lines.filter(of.holds())
    return bought.group_by("customer_id", "currency").agg(*(c(name).min() for name in columns))


def customers(
    lines: Frame, by: Sequence[str], of: Lines, firsts: Frame, periods: Sequence[str]
) -> dict[Part, Values]:
    """How many different customers have such lines, all and each kind, for every cell with lines.

    firsts: the customers, by currency, whose first purchase in it lies in the part of time asked about. periods: the
    columns among
    ``by`` that are periods; in ``firsts`` they say when that was.
    """
    kinds = {which: Count("customers", of, which) for which in KINDS}
    marked = buyers(lines.filter(of.holds()), by, firsts, periods)
    counted = marked.group_by(*by).agg(*(c(which).sum() for which in kinds))
    rows = gathered(counted.select(*by, *kinds))
    cells = gathered(lines.filter(c("fate") == of.fate).select(*by).unique()).rows()
    return {
        formula: dict.fromkeys(cells, Decimal(0))
        | {row[: len(by)]: Decimal(row[place]) for row in rows.rows()}
        for place, formula in enumerate(kinds.values(), start=len(by))
    }


def buyers(bought: Frame, by: Sequence[str], firsts: Frame, periods: Sequence[str]) -> Frame:
    """One row per cell, of one currency, and customer: 1 or 0 in `all`, `new`, `returning` and `repeat`."""
    cells = bought.with_columns(order=events.order()).group_by(*by, "customer_id")
    orders = cells.agg(c("order").n_unique().alias("orders"))
    started = firsts.select("customer_id", "currency", *periods, new=_ONE)
    marked = orders.join(started, on=["customer_id", "currency", *periods], how="left").with_columns(
        c("new").fill_null(0), all=_ONE
    )
    return marked.with_columns(
        returning=c("all") - c("new"), repeat=nw.when(c("orders") >= 2).then(_ONE).otherwise(_ZERO)
    )


def figures(metric: Metric, values: Mapping[Part, Values]) -> dict[Cell, Figure]:
    """What a metric, that is no change, comes to in each cell, from what its sums and counts come to."""
    formula = metric.formula
    if isinstance(formula, Change):
        raise FixTheCode(f"{metric.name} compares cells; it is no figure of one.")
    if isinstance(formula, Ratio):
        above, below = (figures(part, values) for part in (formula.numerator, formula.denominator))
        return {cell: _ratio(above.get(cell), below.get(cell)) for cell in {**below, **above}}
    return {cell: Figure(value) for cell, value in values[formula].items()}


def changed(figure: Figure, of_all: Mapping[Cell, Figure], before: Cell | None) -> Figure:
    """How a figure changed against that of another cell; no value where that is unknown or not above 0."""
    was = of_all[before].value if before is not None and before in of_all else None
    if figure.value is None or was is None:
        return Figure(None)
    less = figure.value - was
    return Figure(quotient(less, was) if was > 0 else None, less, was)


def _ratio(above: Figure | None, below: Figure | None) -> Figure:
    numerator, denominator = (f.value if f and f.value is not None else Decimal(0) for f in (above, below))
    return Figure(quotient(numerator, denominator), numerator, denominator)


def _measured(formula: Sum) -> nw.Expr:
    nothing = _ZERO if formula.of == "lines" else _NOTHING
    return nw.when(formula.lines.holds()).then(c(formula.of)).otherwise(nothing)
