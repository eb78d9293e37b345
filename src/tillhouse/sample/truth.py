"""The truth about a sample, counted while it is written: rows and money by fate, event, line type and month.

Counted in whole thousandths of a pound from the numbers the lines were made of, not from their text and not
by the ledger's code, so that the two can be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl

from tillhouse.sample.lines import LINE_TYPES
from tillhouse.sample.shop import Shop

_UNKNOWN = "unknown"
_SAME = ("number", "item", "text", "quantity", "minute", "price")


class Sum:
    """Rows, their money where it can be read, and the rows whose money cannot."""

    def __init__(self) -> None:
        self.rows = self.thousandths = self.unknown = 0

    def add(self, rows: int, thousandths: int, unknown: int = 0) -> None:
        """Count rows with the money of all of them; ``unknown`` of them have none that can be read."""
        self.rows += rows
        self.thousandths += thousandths
        self.unknown += unknown

    def said(self) -> dict[str, Any]:
        """For the truth file: the amount in pounds as an exact decimal."""
        said = {"rows": self.rows, "amount": pounds(self.thousandths)}
        return said | ({"unknown_money_rows": self.unknown} if self.unknown else {})


def pounds(thousandths: int) -> str:
    """An exact decimal with at least two places: 2550 is 2.55, 1 is 0.001."""
    text = str(Decimal(thousandths).scaleb(-3))
    return text[:-1] if text.endswith("0") else text


class Truth:
    """What is true of the lines written so far."""

    def __init__(self, shop: Shop) -> None:
        self._months = pl.Series([f"{day:%Y-%m}" for day in shop.days])
        self._sums: dict[tuple[str, ...], Sum] = defaultdict(Sum)
        self._homes: set[tuple[int, int]] = set()
        self._invoices = 0
        self.faults: list[dict[str, Any]] = []

    def loaded(self, frame: pl.DataFrame) -> None:
        """Count undamaged lines delivered for the first time; whole invoices at a time."""
        amount = pl.col("quantity") * pl.col("price")
        frame = frame.with_columns(event=_event(), month=pl.lit(self._months).gather("day"), amount=amount)
        sums = frame.group_by("month", "event", "kind").agg(rows=pl.len(), amount=pl.col("amount").sum())
        for month, event, kind, rows, total in sums.iter_rows():
            words = (("month", month, "loaded"), ("cross", event, LINE_TYPES[kind]), ("fate", "loaded"))
            self._count((*words, ("event", event), ("line_type", LINE_TYPES[kind])), rows, total)
        self._count_some("anonymous", frame.filter(pl.col("buyer").is_null()))
        self._count_some("reversals", frame.filter(pl.col("reverses").is_not_null()))
        self._count_some("repeats", frame.filter(~pl.struct(_SAME).is_first_distinct()))
        self._invoices += frame["number"].n_unique()
        known = frame.filter(pl.col("buyer").is_not_null()).select("buyer", "country").unique()
        self._homes.update(known.iter_rows())

    def delivered_again(self, frame: pl.DataFrame) -> None:
        """Count undamaged lines delivered in an earlier file too."""
        amount = pl.col("quantity") * pl.col("price")
        frame = frame.with_columns(month=pl.lit(self._months).gather("day"), amount=amount)
        for month, rows, total in frame.group_by("month").agg(pl.len(), pl.col("amount").sum()).iter_rows():
            self._count((("month", month, "duplicate"), ("fate", "duplicate")), rows, total)

    def damaged(self, fault: dict[str, Any], day: int | None, thousandths: int | None) -> None:
        """Count one damaged line: its day and its money, where they can be read."""
        month = _UNKNOWN if day is None else self._months[day]
        words = (("month", month, "quarantined"), ("fate", "quarantined"), ("reason", fault["reason"]))
        self._count(words, 1, thousandths or 0, int(thousandths is None))
        amount = None if thousandths is None else pounds(thousandths)
        self.faults.append(fault | {"month": month, "amount": amount})

    def said(self) -> dict[str, Any]:
        """Everything counted, for the truth file."""
        fates = {
            fate: self._sums["fate", fate] for fate in ("loaded", "duplicate", "quarantined", "superseded")
        }
        moved = len(self._homes) - len({buyer for buyer, _ in self._homes})
        return {
            "received": _total(fates.values()).said(),
            "fates": {fate: found.said() for fate, found in fates.items()},
            "policies": self._policies(),
            "events": self._said("event"),
            "line_types": self._said("line_type"),
            "events_by_line_type": self._nested("cross"),
            "months": self._nested("month"),
            "reasons": self._said("reason"),
            "anonymous": self._sums["some", "anonymous"].said(),
            "taken_back": self._sums["some", "reversals"].said(),
            "invoices": self._invoices,
            "customers": len({buyer for buyer, _ in self._homes}),
            "customers_in_several_countries": moved,
            "faults": self.faults,
        }

    def _policies(self) -> dict[str, Any]:
        """Rows and money that each reading of duplicates loads."""
        loaded, again = self._sums["fate", "loaded"], self._sums["fate", "duplicate"]
        repeats, exact = self._sums["some", "repeats"], Sum()
        exact.add(loaded.rows - repeats.rows, loaded.thousandths - repeats.thousandths)
        loads = {"redelivery": loaded, "exact": exact, "keep": _total((loaded, again))}
        return {policy: {"loaded": found.said()} for policy, found in loads.items()}

    def _count(self, words: Iterable[tuple[str, ...]], rows: int, thousandths: int, unknown: int = 0) -> None:
        for word in words:
            self._sums[word].add(rows, thousandths, unknown)

    def _count_some(self, name: str, frame: pl.DataFrame) -> None:
        self._count([("some", name)], frame.height, int(frame["amount"].sum()))

    def _said(self, kind: str) -> dict[str, Any]:
        found = {words[1]: total for words, total in self._sums.items() if words[0] == kind}
        return {word: found[word].said() for word in sorted(found)}

    def _nested(self, kind: str) -> dict[str, Any]:
        nested: dict[str, dict[str, Any]] = defaultdict(dict)
        for words in sorted(words for words in self._sums if words[0] == kind):
            nested[words[1]][words[2]] = self._sums[words].said()
        return dict(nested)


def _total(sums: Iterable[Sum]) -> Sum:
    total = Sum()
    for part in sums:
        total.add(part.rows, part.thousandths, part.unknown)
    return total


def _event() -> pl.Expr:
    prefixed = pl.col("prefix").replace_strict({"C": "cancellation", "A": "adjustment"}, default=None)
    unpaid, negative = pl.col("price") == 0, pl.col("quantity") < 0
    removed = pl.when(unpaid).then(pl.lit("write_off")).otherwise(pl.lit("return"))
    given = pl.when(unpaid).then(pl.lit("free")).otherwise(pl.lit("sale"))
    return prefixed.fill_null(pl.when(negative).then(removed).otherwise(given))
