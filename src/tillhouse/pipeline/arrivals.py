"""The deliveries of one feed in the order in which they arrived, and which of them are out of the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Arrivals:
    """place: of each delivery of a file, its number in the order of arrival. names: as they were delivered.

    out: those that a person took out of the books, each with the delivery that stands in its place, if one does.
    """

    place: Mapping[int, int]
    names: Mapping[int, str]
    out: Mapping[int, int | None] = field(default_factory=dict)

    @property
    def standing(self) -> dict[int, int]:
        """The deliveries in the books, each with its number."""
        return {key: at for key, at in self.place.items() if key not in self.out}


def arrivals(feed: str, deliveries: pl.DataFrame, retractions: pl.DataFrame) -> Arrivals:
    """The arrivals of a feed. Deliveries that were taken in together arrived in the order of their key."""
    listed = deliveries.select("delivery", "feed", "kind", "name", "taken_at").sort("taken_at", "delivery")
    files = [(key, name) for key, of, kind, name, _ in listed.iter_rows() if of == feed and kind == "file"]
    place = {key: at for at, (key, _) in enumerate(files)}
    last = {key: (action, by) for key, action, by in _in_order(retractions)}
    out = {key: by for key, (action, by) in last.items() if key in place and action != "restored"}
    return Arrivals(place, dict(files), out)


def _in_order(retractions: pl.DataFrame) -> list[tuple[int, str, int | None]]:
    return retractions.sort("decided_at").select("delivery", "action", "replaced_by").rows()
