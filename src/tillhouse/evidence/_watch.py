"""What each kind of evidence of this folder offers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.evidence.finding import Finding
    from tillhouse.settings.feed import Feed


class Watch(Protocol):
    """Sees all batches of some files, in memory that does not grow with them."""

    wants: Collection[str]
    """The columns it looks at."""

    def add(self, lines: pl.DataFrame) -> None:
        """One batch, as `valued` gives it."""

    def found(self, feed: Feed) -> Iterator[Finding]:
        """What all of them say."""
