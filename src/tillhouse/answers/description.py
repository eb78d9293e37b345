"""What the columns of a file or a table hold: types, gaps, frequent values and those that are far off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tillhouse.answers.document import exact
from tillhouse.retail.sums import merged, several

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.evidence.column_tally import ColumnTally

#: Batches of text columns, read again each time; with a column `line`, where records have one.
Batches = Callable[[], Iterator["pl.DataFrame"]]
_FREQUENT, _LINES = 5, 5
#: How many interquartile ranges below the first or above the third quartile a value is far off.
_FAR = Decimal("1.5")


@dataclass(frozen=True)
class FarOff:
    """Values beyond 1.5 interquartile ranges: from which numbers on, how many, the first lines, and their money.

    amounts: that money by currency; None where lines have none.
    """

    below: Decimal
    above: Decimal
    rows: int
    lines: tuple[int, ...]
    amounts: Mapping[str, Decimal] | None

    def document(self) -> dict[str, Any]:
        """Values beyond 1.5 interquartile ranges, for programs.

        below, above: decimal. From where on values are far off.
        rows: integer. How many there are.
        lines: list of integer. Where the first of them stand.
        amount: decimal or null. The money of their lines, where lines have money of one currency.
        currencies: object of decimal. That money by currency, where it has several.
        """
        amounts = self.amounts
        is_mixed = several([amounts or {}])
        amount = None if amounts is None or is_mixed else exact(sum(amounts.values(), Decimal(0)))
        here = {"below": exact(self.below), "above": exact(self.above)}
        each = {code: exact(one) for code, one in (amounts or {}).items()} if is_mixed else {}
        return {**here, "rows": self.rows, "lines": list(self.lines), "amount": amount, "currencies": each}


@dataclass(frozen=True)
class ColumnDescription:
    """One column. is_private: it tells of people, so that its values are not shown. is_about: `distinct` is near."""

    name: str
    kind: str
    missing: int
    distinct: int
    is_about: bool
    is_private: bool
    frequent: tuple[tuple[str, int], ...] = ()
    smallest: str | None = None
    largest: str | None = None
    quantiles: Mapping[str, Decimal] = field(default_factory=dict)
    far_off: FarOff | None = None

    def document(self) -> dict[str, Any]:
        """What a column holds, for programs.

        name: text. Its name.
        kind: text. What nearly all its values are, such as `whole number`, `date` or `text`.
        missing: integer. Rows without a value.
        distinct: integer. How many different values there are.
        about: boolean. Whether that and what follows is estimated, because there are too many.
        private: boolean. Whether it tells of people; its values are not shown then.
        frequent: list. The most frequent values.
        frequent[].value: text. The value.
        frequent[].rows: integer. How often it is there.
        smallest, largest: text or null. The first and the last value; numbers by size.
        quantiles: object. Of numbers, by percent: the value that this share does not exceed.
        quantiles.*: decimal. The value.
        far_off: FarOff or null. Values beyond 1.5 interquartile ranges.
        """
        return {
            "name": self.name,
            "kind": self.kind,
            "missing": self.missing,
            "distinct": self.distinct,
            "about": self.is_about,
            "private": self.is_private,
            "frequent": [{"value": value, "rows": rows} for value, rows in self.frequent],
            "smallest": self.smallest,
            "largest": self.largest,
            "quantiles": {share: exact(value) for share, value in self.quantiles.items()},
            "far_off": self.far_off.document() if self.far_off else None,
        }


@dataclass(frozen=True)
class Description:
    """What a file or a table holds. release: of a table."""

    name: str
    rows: int
    columns: tuple[ColumnDescription, ...]
    release: int | None = None

    def document(self) -> dict[str, Any]:
        """What a file or a table holds, for programs.

        name: text. The file or the table.
        release: integer or null. Of a table, the release.
        rows: integer. Its records or rows.
        columns: list of ColumnDescription. What each column holds.
        """
        columns = [one.document() for one in self.columns]
        return {"name": self.name, "release": self.release, "rows": self.rows, "columns": columns}


def described(
    name: str,
    batches: Batches,
    private: Callable[[str], bool],
    money: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
    *,
    decimal: str = "",
    codes: Sequence[str] = (),
    release: int | None = None,
) -> Description:
    """The description of all batches, read twice where numbers are far off.

    private: whether a column tells of people. money: of a batch, the amount and currency of each row. codes: columns
    of numbers that are no amounts.
    """
    from tillhouse.evidence.column_tally import ColumnTally

    tallies: dict[str, ColumnTally] = {}
    rows = 0
    for batch in batches():
        for column in batch.columns:
            if column != "line":
                if column not in tallies:
                    tallies[column] = ColumnTally(column, decimal, rows, rows)
                tallies[column].add(batch[column])
        rows += batch.height
    hidden = {column for column in tallies if private(column) or tallies[column].kind == "e-mail"}
    shown = {column: one for column, one in tallies.items() if column not in hidden}
    quantiles = {c: q for c, one in shown.items() if c not in codes and (q := one.quantiles())}
    far = _far_off(batches, quantiles, money, decimal)
    columns = tuple(
        _column(one, one.name in hidden, quantiles.get(c, {}), far.get(c)) for c, one in tallies.items()
    )
    return Description(name, rows, columns, release)


def _column(
    tally: ColumnTally, hidden: bool, quantiles: Mapping[str, Decimal], far: FarOff | None
) -> ColumnDescription:
    known = (tally.name, tally.kind, tally.missing, tally.distinct, tally.dropped, hidden)
    if hidden:
        return ColumnDescription(*known)
    smallest, largest = tally.ends()
    return ColumnDescription(*known, tuple(tally.frequent(_FREQUENT)), smallest, largest, quantiles, far)


def _far_off(
    batches: Batches,
    quantiles: Mapping[str, Mapping[str, Decimal]],
    money: Callable[[pl.DataFrame], pl.DataFrame] | None,
    decimal: str,
) -> dict[str, FarOff]:
    """Of columns of numbers, the values beyond 1.5 interquartile ranges, from one more pass."""
    from tillhouse.evidence.column_tally import as_numbers

    found: dict[str, FarOff] = {}
    for column, known in quantiles.items():
        reach = _FAR * (known["75%"] - known["25%"])
        if reach:
            below, above = known["25%"] - reach, known["75%"] + reach
            found[column] = FarOff(below, above, 0, (), None if money is None else {})
    for batch in batches() if found else ():
        amounts = None if money is None else money(batch)
        for column, far in found.items():
            value = as_numbers(batch[column], decimal)
            beyond = ((value < far.below) | (value > far.above)).fill_null(value=False)
            lines = batch["line"].filter(beyond).head(_LINES).to_list() if "line" in batch.columns else []
            more = None if amounts is None else _sums(amounts.filter(beyond))
            sums = far.amounts if more is None or far.amounts is None else merged(far.amounts, more)
            places = (*far.lines, *lines)[:_LINES]
            found[column] = FarOff(far.below, far.above, far.rows + int(beyond.sum()), places, sums)
    return {column: far for column, far in found.items() if far.rows}


def _sums(rows: pl.DataFrame) -> dict[str, Decimal]:
    """Money by currency. rows: the amount of each, and its currency."""
    import polars as pl

    sums = rows.group_by(pl.col("currency").fill_null("")).agg(pl.col("amount").sum())
    return {code: Decimal(str(amount or 0)) for code, amount in sums.select("currency", "amount").iter_rows()}
