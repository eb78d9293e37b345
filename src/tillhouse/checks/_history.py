"""What the checks of a version history (SCD2) share: versions in order within their key.

A version holds from ``valid_from``, included, to ``valid_to``, excluded; ``valid_to`` null means it is open.
Versions without key or ``valid_from`` are compared with nothing: declare `not_null` for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from tillhouse.checks import Rows

NEXT_FROM, OPEN_SO_FAR, LATEST_TO = "__next_from", "__open_so_far", "__latest_to"


def in_order(frame: Rows, key: Sequence[str], valid_from: str, valid_to: str) -> Rows:
    """Add to each version: when the next begins, how many up to it are open, and the latest end up to it."""
    order = [valid_from, valid_to]
    return (
        frame.filter(*(~nw.col(c).is_null() for c in (*key, valid_from)))
        .with_columns(nw.col(valid_to).is_null().cast(nw.Int64).alias(OPEN_SO_FAR))
        .with_columns(
            nw.col(valid_from).shift(-1).over(*key, order_by=order).alias(NEXT_FROM),
            nw.col(OPEN_SO_FAR).cum_sum().over(*key, order_by=order),
            nw.col(valid_to).cum_max().over(*key, order_by=order).alias(LATEST_TO),
        )
    )
