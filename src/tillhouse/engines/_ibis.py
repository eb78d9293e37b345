"""SQL instead of rows: bodies run on tables that are only declared, and what comes out is a query.

Nothing can be computed with it, so it is no entry of the folder. What narwhals lacks is a call of a function that
the database has to have; `tillhouse.dbt` defines them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

import ibis
from ibis.expr import datatypes, operations
from narwhals._ibis.expr_str import IbisExprStringNamespace

from tillhouse.errors import FixTheCode

Expression = Any
#: Declared type to the type of a column.
TYPES: Mapping[str, str] = {
    "text": "string",
    "integer": "int64",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp(6)",
    "quantity": "decimal(18,6)",
    "price": "decimal(18,6)",
    "money": "decimal(18,6)",
    "total": "decimal(38,6)",
    "share": "decimal(9,6)",
    "number": "decimal(18,6)",
}
_TOTAL, _MONEY = datatypes.Decimal(38, 6), datatypes.Decimal(18, 6)
_MOMENT = datatypes.Timestamp(scale=6)
_SEPARATOR = "\x1f"


@ibis.udf.scalar.builtin(signature=((datatypes.string,), datatypes.int64))
def stable_key(text):  # type: ignore[no-untyped-def]
    """See `tillhouse.frame.with_key`; of a text that is joined already."""


@ibis.udf.scalar.builtin(signature=((datatypes.string,), datatypes.string))
def canonical_text(text):  # type: ignore[no-untyped-def]
    """See `tillhouse.frame.with_canonical_text`."""


@ibis.udf.scalar.builtin(signature=((datatypes.string,), datatypes.string))
def canonical_identifier(text):  # type: ignore[no-untyped-def]
    """The same, of an identifier."""


@ibis.udf.scalar.builtin(signature=((datatypes.string,), datatypes.string))
def in_capitals(text):  # type: ignore[no-untyped-def]
    """Upper case, as Unicode defines it."""


@ibis.udf.scalar.builtin(signature=((_MOMENT,), datatypes.string))
def moment_text(moment):  # type: ignore[no-untyped-def]
    """A moment with six places of a second."""


@ibis.udf.scalar.builtin(signature=((datatypes.string, datatypes.string), datatypes.string))
def trimmed(text, characters):  # type: ignore[no-untyped-def]
    """A text without some characters at its ends."""


@ibis.udf.scalar.builtin(signature=((_TOTAL, _TOTAL, _TOTAL), _TOTAL))
def share_of(amount, part, whole):  # type: ignore[no-untyped-def]
    """See `tillhouse.frame.with_share`."""


@ibis.udf.scalar.builtin(signature=((datatypes.string, datatypes.string, datatypes.string), _MOMENT))
def moment_of(text, layouts, time_zone):  # type: ignore[no-untyped-def]
    """See `tillhouse.frame.with_datetime`; the layouts a line each."""


@ibis.udf.scalar.builtin(signature=((datatypes.string, datatypes.string, datatypes.string), _MONEY))
def decimal_of(text, decimal, thousands):  # type: ignore[no-untyped-def]
    """See `tillhouse.frame.with_decimals`; of one text."""


@ibis.udf.scalar.builtin(signature=((datatypes.string, datatypes.string), datatypes.string))
def text_of_field(text, name):  # type: ignore[no-untyped-def]
    """See `tillhouse.frame.with_fields`; of one field."""


@ibis.udf.scalar.builtin(signature=((datatypes.string,), datatypes.string))
def standard_country(text):  # type: ignore[no-untyped-def]
    """See `tillhouse.retail.countries.standard_country`."""


@ibis.udf.scalar.builtin(signature=((datatypes.string,), datatypes.string))
def standard_currency(text):  # type: ignore[no-untyped-def]
    """See `tillhouse.retail.currency_signs.standard_currency`."""


_STANDARD: Mapping[str, Any] = {
    "standard_country": standard_country,
    "standard_currency": standard_currency,
}


def table(name: str, types: Mapping[str, str]) -> Expression:
    """A table that is only declared."""
    return ibis.table({column: TYPES[kind] for column, kind in types.items()}, name=name)


def rows(_frame: Expression) -> Any:
    """Never: there are no rows. Raises `FixTheCode`."""
    raise FixTheCode("The body of a table reads rows while it runs, so it is not a query.")


def once(frame: Expression) -> Expression:
    """See `tillhouse.frame.once`; a query names what it reads several times."""
    return frame


def from_columns(
    _like: Expression, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]
) -> Expression:
    """See `tillhouse.frame.rows_like`; for a few rows."""
    height = len(next(iter(columns.values())))
    made = [
        operations.DummyTable(
            {name: ibis.literal(values[row], TYPES[types[name]]) for name, values in columns.items()}
        ).to_expr()
        for row in range(height)
    ]
    return ibis.union(*made) if len(made) > 1 else made[0]


def with_datetime(
    frame: Expression, into: str, column: str, layouts: Sequence[str], time_zone: str
) -> Expression:
    """See `tillhouse.frame.with_datetime`."""
    return frame.mutate(**{into: moment_of(frame[column], "\n".join(layouts), time_zone)})


def with_decimals(frame: Expression, read: Mapping[str, str], decimal: str, thousands: str) -> Expression:
    """See `tillhouse.frame.with_decimals`."""
    return frame.mutate(**{into: decimal_of(frame[name], decimal, thousands) for into, name in read.items()})


def with_key(frame: Expression, into: str, columns: Sequence[str]) -> Expression:
    """See `tillhouse.frame.with_key`."""
    written = [
        moment_text(c) if c.type().is_timestamp() else c.cast("string")
        for c in map(frame.__getitem__, columns)
    ]
    if len(columns) == 1:
        return frame.mutate(**{into: stable_key(written[0])})
    texts = [text.fill_null("") for text in written]
    joined = reduce(lambda all_, text: all_ + _SEPARATOR + text, texts)
    missing = reduce(and_, [frame[column].isnull() for column in columns])
    return frame.mutate(**{into: ibis.cases((~missing, stable_key(joined)))})


def with_canonical_text(
    frame: Expression, text: Sequence[str], identifiers: Sequence[str], capitals: Sequence[str]
) -> Expression:
    """See `tillhouse.frame.with_canonical_text`."""
    clean = {name: canonical_text(frame[name]) for name in text}
    clean |= {name: canonical_identifier(frame[name]) for name in identifiers}
    return frame.mutate(**clean | {name: in_capitals(clean[name]) for name in capitals})


def with_standard_text(frame: Expression, column: str, standard: Callable[[str], str]) -> Expression:
    """See `tillhouse.frame.with_standard_text`; the database has the function under its name."""
    return frame.mutate(**{column: _STANDARD[standard.__name__](frame[column])})


def with_fields(frame: Expression, read: Mapping[str, str], column: str) -> Expression:
    """See `tillhouse.frame.with_fields`."""
    return frame.mutate(**{into: text_of_field(frame[column], name) for into, name in read.items()})


def with_share(frame: Expression, into: str, amount: str, part: str, whole: str) -> Expression:
    """See `tillhouse.frame.with_share`."""
    return frame.mutate(**{into: share_of(*(frame[name].cast(_TOTAL) for name in (amount, part, whole)))})


def looked_up(frame: Expression, few: Expression, on: Sequence[str]) -> Expression:
    """See `tillhouse.frame.looked_up`."""
    added = [few[name] for name in few.columns if name not in on]
    return frame.left_join(few, list(on)).select(*[frame[name] for name in frame.columns], *added)


def _strip_chars(self: Any, characters: str | None) -> Any:
    """``str.strip_chars`` with characters, which narwhals does not offer on Ibis."""
    return self.compliant._with_elementwise(lambda text: trimmed(text, characters))


IbisExprStringNamespace.strip_chars = _strip_chars  # type: ignore[method-assign]


if TYPE_CHECKING:
    from tillhouse.engines import _ibis as itself
    from tillhouse.frame import Words

    _checked: Words[Expression] = itself
