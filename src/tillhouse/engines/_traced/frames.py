"""Frames without rows: each knows where the values of its columns come from, and what decides which rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from narwhals import Unknown
from narwhals._utils import Implementation, Version

from tillhouse.engines._traced.expressions import Expression, Words
from tillhouse.engines._traced.origins import Decision, Origins, Way, decisions, merged


class Traced:
    """What narwhals takes for a lazy frame of this engine.

    columns: where the values of each come from. rows: what decides which rows there are. distinct: columns by which
    each row can be told from all others, where that is known.
    """

    _implementation = Implementation.UNKNOWN
    _version = Version.MAIN

    def __init__(
        self,
        columns: Mapping[str, Origins],
        rows: frozenset[Decision] = frozenset(),
        distinct: Iterable[str] | None = None,
        order: Sequence[str] = (),
    ) -> None:
        self.origins = dict(columns)
        self.rows = rows
        self.distinct = None if distinct is None else frozenset(distinct)
        self._order = order

    def __narwhals_lazyframe__(self) -> Traced:
        return self

    def __narwhals_namespace__(self) -> Words:
        return Words(self.origins, concat)

    def _with_version(self, _version: Version) -> Traced:
        return self

    @property
    def _native_frame(self) -> Traced:
        return self

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.origins)

    @property
    def schema(self) -> dict[str, Any]:
        """The names of the columns; types do not matter to where a value comes from."""
        return {name: Unknown() for name in self.origins}

    def collect_schema(self) -> dict[str, Any]:
        """See `schema`."""
        return self.schema

    def whole(self, name: str) -> Origins:
        """All that decides about a column, its rows included."""
        return self.origins[name] | Origins(indirect=self.rows)

    def select(self, *expressions: Expression) -> Traced:
        """The frame with these columns alone."""
        return self._with(_outputs(expressions))

    def aggregate(self, *expressions: Expression) -> Traced:
        """One row of what all rows come to."""
        return Traced(_outputs(expressions), self.rows, distinct=())

    def simple_select(self, *names: str) -> Traced:
        """The frame with these columns alone."""
        return self._with({name: self.origins[name] for name in names})

    def with_columns(self, *expressions: Expression) -> Traced:
        """The frame with further columns, or others of the same names."""
        return self._with({**self.origins, **_outputs(expressions)})

    def rename(self, names: Mapping[str, str]) -> Traced:
        """The frame with other names for some columns."""
        return self._with({names.get(name, name): one for name, one in self.origins.items()})

    def drop(self, names: Iterable[str], **_: Any) -> Traced:
        """The frame without some columns."""
        return self._with({name: one for name, one in self.origins.items() if name not in {*names}})

    def filter(self, condition: Expression) -> Traced:
        """The rows for which a condition holds."""
        return self._among(decisions([condition.origins], "filter"))

    def sort(self, *by: str, **_: Any) -> Traced:
        """The rows in an order: that decides nothing unless some are taken."""
        return Traced(self.origins, self.rows, self.distinct, by)

    def head(self, _count: int) -> Traced:
        """The first rows."""
        return self._among(self._decided_by(self._order, "sort"))

    def unique(self, subset: Sequence[str] | None = None, **_: Any) -> Traced:
        """One row for each of the values of some columns, or of all."""
        names = subset or self.columns
        return Traced(self.origins, self.rows | self._decided_by(names, "group"), names)

    def group_by(self, keys: Sequence[Any], **_: Any) -> _Groups:
        """The rows by the values of some columns."""
        return _Groups(
            self, _outputs(self.__narwhals_namespace__().col(k) if isinstance(k, str) else k for k in keys)
        )

    def join(
        self,
        other: Traced,
        *,
        how: str,
        left_on: Sequence[str] | None,
        right_on: Sequence[str] | None,
        suffix: str,
    ) -> Traced:
        """The rows together with those of another frame that have the same values."""
        mine, its = left_on or (), right_on or ()
        keys = self._decided_by(mine, "join") | other._decided_by(its, "join")
        if how in {"anti", "semi"}:
            return self._among(keys | other.rows)
        added = {
            name + suffix if name in self.origins else name: one
            for name, one in other.origins.items()
            if name not in its
        }
        if how == "left" and other.distinct is not None and other.distinct <= {*its}:
            return self.with_few(added, keys | other.rows)
        return Traced({**self.origins, **added}, self.rows | keys | other.rows)

    def looked_up(self, few: Traced, on: Sequence[str]) -> Traced:
        """All rows, with the columns of a frame that has at most one row for each of them."""
        keys = self._decided_by(on, "join") | few._decided_by(on, "join")
        return self.with_few(
            {name: one for name, one in few.origins.items() if name not in on}, keys | few.rows
        )

    def with_few(self, added: Mapping[str, Origins], why: frozenset[Decision]) -> Traced:
        """All rows, with columns of another frame, and what decides which of its rows belongs to each."""
        return self._with(
            {**self.origins, **{name: one | Origins(indirect=why) for name, one in added.items()}}
        )

    def _with(self, columns: Mapping[str, Origins]) -> Traced:
        kept = self.distinct if self.distinct is not None and self.distinct <= {*columns} else None
        return Traced(columns, self.rows, kept, self._order)

    def _among(self, why: frozenset[Decision]) -> Traced:
        return Traced(self.origins, self.rows | why, self.distinct, self._order)

    def _decided_by(self, names: Iterable[str], way: Way) -> frozenset[Decision]:
        return decisions((self.origins[name] for name in names), way)


class _Groups:
    """The rows of a frame by some keys."""

    def __init__(self, frame: Traced, keys: Mapping[str, Origins]) -> None:
        self._frame = frame
        self._keys = keys

    def agg(self, *expressions: Expression) -> Traced:
        """One row for each group, of its keys and of what its rows come to."""
        why = self._frame.rows | decisions(self._keys.values(), "group")
        return Traced({**self._keys, **_outputs(expressions)}, why, self._keys)


def concat(frames: Sequence[Traced], **_: Any) -> Traced:
    """The rows of several frames of the same columns."""
    columns = {name: merged(one.origins[name] for one in frames) for name in frames[0].origins}
    return Traced(columns, frozenset[Decision]().union(*(one.rows for one in frames)))


def _outputs(expressions: Iterable[Expression]) -> dict[str, Origins]:
    return {name: one for expression in expressions for name, one in expression.outputs.items()}
