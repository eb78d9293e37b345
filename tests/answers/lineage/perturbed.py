"""Column lineage found a second way: an input column is changed, and the table is built again by its body."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import narwhals as nw
import polars as pl

from tillhouse import folder
from tillhouse.catalog import catalog
from tillhouse.table import Table

Rows = Mapping[str, pl.DataFrame]
Change = Callable[[pl.Series], pl.Series]
#: Tables whose rows have to be told apart by their key, for readers look single rows up by it.
TOLD_APART = frozenset({"raw_sales", "overruled_lines"})
_SOME_DAYS = timedelta(days=37, hours=3)


@dataclass(frozen=True)
class Build:
    """A table and the rows it is built from. given: settings that its body asks for."""

    table: Table
    inputs: Rows
    given: Mapping[str, Any]

    def whole(self) -> pl.DataFrame:
        """The rows of the table, of all months."""
        past = {f"past_{name}": self.inputs[name].clear() for name in self.table.past}
        return self._made({name: {**self.inputs, **past}[name] for name in self._parameters})

    @cached_property
    def before(self) -> pl.DataFrame:
        """The rows of the table, unchanged; where it reads earlier months, those of the last."""
        return self._rows(self.inputs)

    def changed(
        self, reads: Sequence[tuple[str, str]], change: Change, *, by_key: bool = False
    ) -> set[str] | None:
        """The columns that change with some columns of inputs; None where that gives no tables, or the body refuses.

        by_key: whether values are compared key by key. Else they are compared as a whole, in order of size.
        """
        inputs = dict(self.inputs)
        for name, column in reads:
            inputs[name] = inputs[name].with_columns(change(inputs[name][column]).alias(column))
        if not all(_has_a_key(catalog()[name], inputs[name]) for name in TOLD_APART & {*inputs}):
            return None
        try:
            after = self._rows(inputs)
        except Exception:
            return None
        return _different(self.before, after, self.table.key if by_key else ())

    @property
    def _parameters(self) -> list[str]:
        return [name for name in self.table.parameters if name not in self.given]

    def _rows(self, inputs: Rows) -> pl.DataFrame:
        return self._made({name: self._part(name, inputs) for name in self._parameters})

    def _made(self, inputs: Rows) -> pl.DataFrame:
        frames = {name: nw.from_native(rows.lazy()) for name, rows in inputs.items()}
        made = nw.to_native(self.table.body(**frames, **self.given))
        rows: pl.DataFrame = folder.entry("tillhouse.engines", "polars").computed(made, self.table.types)
        return rows

    def _part(self, parameter: str, inputs: Rows) -> pl.DataFrame:
        """The rows of an input; of one that is read as the past as well, the last third of the months or the rest."""
        name = parameter.removeprefix("past_")
        if name not in self.table.past:
            return inputs[name]
        months = self.inputs[name]["month"]
        is_past = months < months.sort()[len(months) * 2 // 3]
        return inputs[name].filter(is_past if name != parameter else ~is_past)


def _has_a_key(table: Table, rows: pl.DataFrame) -> bool:
    return not rows.select(table.key).is_duplicated().any()


def _different(before: pl.DataFrame, after: pl.DataFrame, key: Sequence[str]) -> set[str]:
    if key and before.select(key).sort(key).equals(after.select(key).sort(key)):
        before, after = before.sort(key), after.sort(key)
        return {name for name in before.columns if not before[name].equals(after[name])}
    return {name for name in before.columns if not before[name].sort().equals(after[name].sort())}


def observed(build: Build, read: tuple[str, str], expected: set[str], hoped: set[str]) -> set[str]:
    """The columns of a table that some change of an input column changes; changes end when all hoped for are seen.

    Where the column does not reach the key, so that rows can be told apart, values are compared key by key.
    """
    found: set[str] = set()
    for tried, change in enumerate(CHANGES.values()):
        if tried >= 2 and found >= hoped:
            break
        found |= build.changed([read], change, by_key=not expected & {*build.table.key}) or set()
    return found


def _some(values: pl.Series, other: pl.Series, share: float = 0.4, seed: int = 1) -> pl.Series:
    """A share of the values replaced by others, at places that are the same every time."""
    chance = random.Random(seed)
    taken = pl.Series([chance.random() < share for _ in range(len(values))], dtype=pl.Boolean)
    return other.zip_with(taken, values)


def _other(values: pl.Series) -> pl.Series:
    """Values that were not there: larger, later, longer; of a few words each becomes the next."""
    kind = values.dtype
    if kind == pl.Boolean:
        return ~values
    if kind.is_temporal():
        return (values + _SOME_DAYS).cast(kind)
    if kind.is_decimal():
        return (values * 2 + 1).cast(kind)
    if kind.is_integer():
        return values * 2 + 1
    return _next(values) if 1 < values.n_unique() < 25 else values + "x"


def _less(values: pl.Series) -> pl.Series:
    """Values that were not there: smaller, earlier, shorter."""
    kind = values.dtype
    if kind.is_temporal():
        return (values - 3 * _SOME_DAYS).cast(kind)
    return (values - 7).cast(kind) if kind.is_numeric() else _next(_next(values))


def _next(values: pl.Series) -> pl.Series:
    """Each value replaced by the next that there is."""
    known = values.unique().sort().drop_nulls().to_list()
    return values.replace_strict(known, known[1:] + known[:1], default=None, return_dtype=values.dtype)


def _nothing(values: pl.Series) -> pl.Series:
    return pl.Series(values.name, [None] * len(values), values.dtype)


def _constant(values: pl.Series) -> pl.Series:
    known = values.drop_nulls()
    return pl.Series(
        values.name, [known[len(known) // 2] if len(known) else None] * len(values), values.dtype
    )


#: Changes of a column, each of the same length and type.
CHANGES: Mapping[str, Change] = {
    "some are others": lambda values: _some(values, _other(values)),
    "some are missing": lambda values: _some(values, _nothing(values), seed=2),
    "all are exchanged": lambda values: values.shuffle(seed=3),
    "all are less": _less,
    "all are others": _other,
    "all are the same": _constant,
    "all are the next": _next,
    "all are missing": _nothing,
}


def reads_of(table: Table) -> Iterator[tuple[str, str]]:
    """Every column of every input."""
    for name in table.inputs:
        for column in catalog()[name].columns:
            yield name, column
