"""Exact quotients of sums: averages, indices and growth without a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tillhouse.retail.money import quotient

_WHOLE = Decimal(100)


def quotients(
    parts: Iterable[Decimal | int | None], wholes: Iterable[Decimal | int | None], times: int = 1
) -> list[Decimal | None]:
    """``times * part / whole`` to the millionth, halves away from zero; null where the whole is not above 0.

    A whole below 0 is none: a share of what was lost, and growth from it, would have the wrong sign.
    """
    return [_quotient(part, whole, times) for part, whole in zip(parts, wholes, strict=True)]


def growth(now: Iterable[Decimal | None], before: Iterable[Decimal | None]) -> list[Decimal | None]:
    """Percent by which sales grew: null where there is nothing to compare, or it was not above 0."""
    return [None if ratio is None else ratio - _WHOLE for ratio in quotients(now, before, times=100)]


def moving_averages(values: Sequence[Decimal | None], span: int) -> list[Decimal | None]:
    """For each value the mean of it and the ``span - 1`` before, null where one of them is missing."""
    windows = [values[n - span : n] if n >= span else [None] for n in range(1, len(values) + 1)]
    sums = [None if None in window else sum(filter(None, window), Decimal(0)) for window in windows]
    return quotients(sums, [span] * len(sums))


def _quotient(part: Decimal | int | None, whole: Decimal | int | None, times: int) -> Decimal | None:
    if part is None or whole is None or whole <= 0:
        return None
    return quotient(whole, times, part)
