"""What a number is made of, as it is answered: the lines behind it, or the two numbers it was computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tillhouse.answers.metrics.definition import as_number
from tillhouse.metrics.formulas import Metric


@dataclass(frozen=True)
class Total:
    """Lines and what they add up to. unknown: lines whose money cannot be read; they add nothing."""

    lines: int = 0
    value: Decimal = Decimal(0)
    unknown: int = 0


@dataclass(frozen=True)
class Leaf:
    """One ledger line: the file that brought it, the line in that file, and its values by column."""

    file: str
    line: int
    values: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """A line of the ledger for programs.

        file: text. The file that brought it.
        line: integer. Its line in that file.
        invoice_no, stock_code, description, customer_id, country, currency: text or null. As the ledger holds it.
        quantity: decimal or null. Units, exact.
        unit_price, gross_amount, discount, tax, amount: decimal or null. Money; null where it cannot be read.
        sold_at: moment or null. When it was sold.
        event, line_type: text or null. What happened, and what it concerns; null of a line that is not loaded.
        """
        return {"file": self.file, "line": self.line, **self.values}


@dataclass(frozen=True)
class Explanation:
    """A number and what it is made of.

    value: the number; None where it is not defined. where: the part of the ledger, in words. source: the table it was
    read from. leaves: what its lines add up to, equal to the value. parts: the same by currency, event and line type.
    listed: the largest lines, at most as many as asked for. made_of: numerator and denominator, or now and before; of
    such a number the lines are theirs. release: the one that answers, of a number that was asked for. asked: the part
    of the ledger, by option. unnamed: see `tillhouse.answers.unnamed`.
    absent: why it has no value, where no line says what it needs.
    """

    metric: Metric
    value: Decimal | None
    where: tuple[str, ...] = ()
    source: str = ""
    leaves: Total = Total()
    parts: dict[tuple[str, str, str], Total] = field(default_factory=dict)
    listed: tuple[Leaf, ...] = ()
    made_of: tuple[Explanation, ...] = ()
    release: int | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    unnamed: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """A number for programs, with the lines or the two numbers it is made of.

        metric: text. Its name.
        meaning: text. What the number says.
        unit: text. `money`, `units`, `lines`, `orders`, `customers`, `share`, or one per another.
        formula: text. How it is computed, in words.
        excludes: text. What a reader may expect in it and does not find.
        value: decimal or integer or null. The number; null where it is not defined.
        made_of: list of Explanation, absent. Of a quotient or a change: the two numbers, each with its lines.
        source: text, absent. The table the number was read from.
        rows: integer, absent. Lines it is made of.
        unknown: integer, absent. Those whose money cannot be read; they add nothing.
        leaves_sum: decimal or integer, absent. What the lines add up to, which is the value.
        parts: list, absent. The lines by currency, event and line type.
        parts[].currency, parts[].event, parts[].line_type: text. Of these lines; empty where it is not known.
        parts[].rows: integer. Lines.
        parts[].value: decimal or integer. What they add up to.
        lines: list of Leaf, absent. The largest lines; of a count, the first by which each is counted.
        release: integer, absent. The release that answers.
        absent: list of text, absent. Why there is no value: `no line names a customer`.
        no_currency: list of text, absent. Commands that name the currency of lines in `XXX`, which is none.
        where: object or list of text. The part of the ledger asked about, by option; of `made_of`, in words.
        where.month, where.day, where.country, where.event, where.line_type, where.currency: text, absent. As asked.
        where.dimensions: list of text, absent. Comparisons given by `--where`.
        """
        said: dict[str, Any] = {
            "metric": self.metric.name,
            "meaning": self.metric.meaning,
            "unit": self.metric.unit,
            "formula": self.metric.formula.words,
            "excludes": self.metric.excludes,
            "value": as_number(self.metric.unit, self.value),
            **(self._made_of() if self.made_of else self._lines()),
        }
        if self.release is None:
            return {**said, "where": list(self.where)}
        named = {"absent": list(self.absent), "no_currency": list(self.unnamed)}
        return {**said, "release": self.release, **named, "where": dict(self.asked)}

    def _made_of(self) -> dict[str, Any]:
        return {"made_of": [one.document() for one in self.made_of]}

    def _lines(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "rows": self.leaves.lines,
            "unknown": self.leaves.unknown,
            "leaves_sum": as_number(self.metric.unit, self.leaves.value),
            "parts": [self._part(key, total) for key, total in self.parts.items()],
            "lines": [leaf.document() for leaf in self.listed],
        }

    def _part(self, key: tuple[str, str, str], total: Total) -> dict[str, Any]:
        words = dict(zip(("currency", "event", "line_type"), key, strict=True))
        return {**words, "rows": total.lines, "value": as_number(self.metric.unit, total.value)}
