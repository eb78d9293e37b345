"""What each file of this folder offers. Mypy holds every engine to it, by the last lines of its file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

from tillhouse.frame import F, Words

if TYPE_CHECKING:
    import polars as pl

    from tillhouse.settings.spark import Spark


class Engine(Words[F], Protocol[F]):
    """Where frames come from, and how they become rows.

    ON_CLUSTER: whether rows stay where they are computed; such an engine is a `ClusterEngine`.
    """

    ON_CLUSTER: bool

    def scan(self, files: Sequence[str], types: Mapping[str, str]) -> F:
        """The rows of Parquet files of one table, in its declared types; no files give no rows."""

    def held(self, rows: pl.DataFrame) -> F:
        """Rows in memory as a frame of this engine."""

    def concat(self, frames: Sequence[F]) -> F:
        """The rows of several frames of the same columns."""

    def computed(self, frame: F, types: Mapping[str, str]) -> pl.DataFrame:
        """All rows of a frame, in declared columns and types; a lossy cast raises."""


class ClusterEngine(Engine[F], Protocol[F]):
    """An engine that writes whole tables itself; of each month it says what it holds."""

    def use(self, settings: Spark) -> Callable[[], None]:
        """Say how the cluster is to be reached, before anything is asked of it; call the answer when that is over.

        Raises `TryAgain` while another run in this process uses it with other settings.
        """

    def working(self, name: str) -> AbstractContextManager[None]:
        """Work on one table: what `once` keeps is let go after it. Raises `ClusterFailed`."""

    def declared(self, frame: F, types: Mapping[str, str]) -> F:
        """A frame in declared columns and types; a lossy cast raises when it is computed."""

    def among(self, frame: F, column: str, values: Collection[str]) -> F:
        """The rows that have one of some values in a column."""

    def contents(
        self, frame: F, columns: Sequence[str], partition: str | None, money: str | None
    ) -> list[tuple[str, int, str, Any]]:
        """For each value of the column ``partition`` (None: for all rows): its rows, digest and sum of ``money``."""

    def written(self, frame: F, folder: str, months: Sequence[str] | None, note: str) -> None:
        """Commit to a Delta table, there already, that these months (None: the table) consist of these rows."""

    def tasks(self) -> tuple[int, int]:
        """Tasks done, and tasks known so far, of what the cluster works on now."""


def on_cluster(engine: Engine[F]) -> TypeGuard[ClusterEngine[F]]:
    """Whether rows of this engine stay on a cluster."""
    return engine.ON_CLUSTER
