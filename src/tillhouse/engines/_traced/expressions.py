"""Expressions that compute nothing: each knows the names of its columns and where their values come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tillhouse.engines._traced.origins import Origins, decisions, merged

#: The words behind which narwhals keeps functions of one type.
_ACCESSORS = frozenset({"cat", "dt", "list", "name", "str", "struct"})


class Expression:
    """What narwhals takes for an expression of this engine.

    Every function of it, such as ``sum`` or ``str.contains``, gives a value that is computed from its arguments.
    """

    _opt_metadata: Any = None

    def __init__(self, outputs: Mapping[str, Origins], columns: Mapping[str, Origins]) -> None:
        self.outputs = dict(outputs)
        #: All columns of the frame that it is asked of; a window names others than its values.
        self._columns = columns

    @property
    def _metadata(self) -> Any:
        return self._opt_metadata

    @property
    def origins(self) -> Origins:
        """Where its values come from, all of its columns together."""
        return merged(self.outputs.values())

    def alias(self, name: str) -> Expression:
        """The same values by another name."""
        return Expression({name: self.origins}, self._columns)

    def over(self, partition_by: Sequence[str], order_by: Sequence[str], **_: Any) -> Expression:
        """Each value for the rows that share some columns, in the order of others."""
        window = decisions((self._columns[name] for name in (*partition_by, *order_by)), "window")
        return self._each(lambda origins: origins | Origins(indirect=window))

    def __getattr__(self, name: str) -> Any:
        if name in _ACCESSORS:
            return self
        if name.startswith("_") and not name.startswith("__"):
            raise AttributeError(name)
        return self._computed

    def __eq__(self, other: object) -> Any:
        return self._computed(other)

    def __ne__(self, other: object) -> Any:
        return self._computed(other)

    def __lt__(self, other: object) -> Any:
        return self._computed(other)

    def __le__(self, other: object) -> Any:
        return self._computed(other)

    def __gt__(self, other: object) -> Any:
        return self._computed(other)

    def __ge__(self, other: object) -> Any:
        return self._computed(other)

    __hash__ = None  # type: ignore[assignment]

    def _computed(self, *arguments: object, **words: object) -> Expression:
        others = merged(one.origins for one in (*arguments, *words.values()) if isinstance(one, Expression))
        return self._each(lambda origins: origins | others)

    def _each(self, change: Callable[[Origins], Origins]) -> Expression:
        return Expression({name: change(one) for name, one in self.outputs.items()}, self._columns)


class Words:
    """The functions that begin an expression, of one frame: columns, literals, and what is made of several."""

    def __init__(self, columns: Mapping[str, Origins], concat: Callable[..., Any]) -> None:
        self._columns = columns
        self.concat = concat

    def col(self, *names: str) -> Expression:
        """Columns of the frame."""
        return Expression({name: self._columns[name] for name in names}, self._columns)

    def all(self) -> Expression:
        """All columns of the frame."""
        return self.col(*self._columns)

    def lit(self, *_values: object, **_: Any) -> Expression:
        """A value that comes from no column."""
        return Expression({"literal": Origins()}, self._columns)

    def len(self, **_: Any) -> Expression:
        """How many rows there are."""
        return Expression({"len": Origins()}, self._columns)

    def when_then(self, condition: Expression, *values: Expression) -> Expression:
        """Values by a condition, named as the first of them."""
        return Expression({next(iter(values[0].outputs)): condition.origins}, self._columns)._computed(
            *values
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda first, *others, **_: first._computed(*others)
