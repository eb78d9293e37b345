"""Files whose dates fit day first and month first: what all else speaks for is taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from tillhouse.errors import AmbiguousReading
from tillhouse.settings.feed import Feed


def together(unsure: Sequence[AmbiguousReading]) -> AmbiguousReading:
    """Why no file decides. It leans as some files do, where none leans otherwise or leaves more open."""
    first, leans = unsure[0], {error.leans for error in unsure if error.leans}
    first.leans = leans.pop() if len(leans) == 1 and all(error.is_open for error in unsure) else None
    return first


def leaning(hints: Feed, fixed: Collection[str], undecided: AmbiguousReading) -> tuple[Feed, Collection[str]]:
    """Hints and what is fixed, with the order of dates that all else speaks for. Raises ``undecided`` else."""
    if not undecided.leans:
        raise undecided
    return replace(hints, date_order=undecided.leans), {*fixed, "date_order"}
