"""The side of a join on which each key stands once: its rows in memory, ready to be looked up."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from tillhouse.errors import UnreadableFile
from tillhouse.retail.counts import number_of
from tillhouse.settings.joins import Join, is_back
from tillhouse.sources._joined.back import back, summed
from tillhouse.sources._joined.keys import KEY, canonical, exact, shown
from tillhouse.sources._joined.of_table import of_table
from tillhouse.sources._joined.tables import Table
from tillhouse.sources._reading import ENDING

_SHOWN = 200


class Side:
    """Rows of a table by their key. names: of its columns beside those of others. repeated: rows that say one twice.

    came_back: of refunds and returned orders, what they hold; None of others.
    """

    def __init__(self, table: Table, join: Join, taken: Collection[str]) -> None:
        self.table, self.join, self.part = table, join, table.part
        rows = table.whole()
        table.refuse_without(join.theirs)
        kept = [name for name in table.header if name not in join.theirs]
        self.came_back = what = back(table, of_table(table)) if is_back(table.part) else None
        kept = [what.column] if what else kept
        self.names = {name: f"{self.part}.{name}" if what or name in taken else name for name in kept}
        keyed = rows.with_columns(exact(join.theirs).alias(KEY)).filter(pl.col(KEY).is_not_null())
        loose = keyed.with_columns(canonical(join.theirs).alias(KEY))
        self.is_loose = loose[KEY].n_unique() == keyed[KEY].n_unique()
        found = loose if self.is_loose else keyed
        if what and what.kind == "refunds":
            found = summed(found, table.name, what.column)
        once = found.unique(
            [KEY, what.column] if what else [*table.header], keep="first", maintain_order=True
        )
        self.repeated = found.height - once.height
        self._refuse_contradiction(once)
        self.rows = once.select(KEY, *join.theirs, *kept, "line").rename(self.names)

    @property
    def key(self) -> pl.Expr:
        """The key of a row of the other side."""
        return canonical(self.join.ours) if self.is_loose else exact(self.join.ours)

    @property
    def looked_up(self) -> pl.DataFrame:
        """What a row of the other side gets."""
        return self.rows.select(KEY, *self.names.values())

    def widen(self, other: Side) -> None:
        """Give the rows the fields of a further table that they point to."""
        self.rows = (
            self.rows.rename({new: old for old, new in self.names.items()})
            .with_columns(other.key.alias(f"{KEY} of {other.part}"))
            .rename(self.names)
            .join(
                other.looked_up.rename({KEY: f"{KEY} of {other.part}"}),
                on=f"{KEY} of {other.part}",
                how="left",
            )
            .drop(f"{KEY} of {other.part}")
        )
        self.names |= {f"{other.part}.{name}": new for name, new in other.names.items()}

    def _refuse_contradiction(self, once: pl.DataFrame) -> None:
        twice = once.filter(pl.col(KEY).is_duplicated()).sort(KEY, "line")
        if twice.is_empty():
            return
        key = twice[KEY][0]
        first, second = (
            " · ".join(
                str(value) for name, value in row.items() if value is not None and name not in {KEY, *ENDING}
            )
            for row in twice.filter(pl.col(KEY) == key).head(2).iter_rows(named=True)
        )
        number = twice[KEY].n_unique()
        raise UnreadableFile(
            f"{self.table.name} has {number_of(number, 'key')} more than once with other contents. "
            f"{' + '.join(self.join.theirs)} {shown(key)} is:\n  {first[:_SHOWN]}\nand:\n  {second[:_SHOWN]}",
            "Leave one of them in the file, and open it again.",
        )
