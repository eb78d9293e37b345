"""Is what a warehouse holds what was published? Rows read back, compared by table and month, and named by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tillhouse import fingerprint
from tillhouse.errors import FixTheSetup, UnknownName
from tillhouse.lake.releases import Release, Releases
from tillhouse.lake.snapshot import Snapshot
from tillhouse.settings.settings import Settings
from tillhouse.table import Table
from tillhouse.telemetry import Tell
from tillhouse.warehouses._loading import refused
from tillhouse.warehouses._place import Place
from tillhouse.warehouses._store import Store, kind_of
from tillhouse.warehouses._tables import copied

if TYPE_CHECKING:
    import polars as pl

#: Rows that are named for each month of a table; others are counted.
NAMED = 20
#: Rows compared at once.
AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Difference:
    """One month of a table that is not as published.

    changed, missing, added: rows of a key on both sides, in the lake only, in the warehouse only.
    keys: of some of these rows, with which of the three words it is.
    """

    table: str
    month: str
    changed: int
    missing: int
    added: int
    keys: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Check:
    """What was compared. release: the one the warehouse holds; published: that of the lake."""

    release: int
    published: int
    as_of: str
    tables: int
    rows: int
    differences: tuple[Difference, ...]

    @property
    def behind(self) -> bool:
        """Whether the lake has published another release since."""
        return self.release != self.published

    def document(self) -> dict[str, Any]:
        """A warehouse beside the lake, for programs.

        release, published: integer. The release it holds, and the one that the lake has published.
        as_of: moment. When the first was published.
        tables, rows: integer. What was compared.
        differences: list. Months of tables that are not as published.
        differences[].table, differences[].month: text. Which.
        differences[].changed, differences[].missing, differences[].added: integer. Rows of each kind.
        differences[].keys: list of any. Of some of these rows, the kind and the key by column.
        behind: boolean. Whether the lake has published another release since.
        """
        return {**asdict(self), "behind": self.behind}


def checked(settings: Settings, place: Place, progress: Tell = lambda _name, _done: None) -> Check:
    """Read a whole warehouse back and compare it with the release it holds. Raises `FixTheSetup` for an
    empty one, one of another lake, and one whose release is not kept any more."""
    published = Snapshot(settings).release

    def work(store: Store) -> Check:
        held = store.held()
        if held is None:
            raise FixTheSetup(
                f"The warehouse {place.shown} holds nothing yet.",
                f"Load it:  tillhouse warehouse load --to {place.to}",
            )
        refused(held, Releases(settings.place).origin(), place)
        release = _readable(settings, place, held.release)
        snapshot = Snapshot(settings, release)
        rows = 0
        found: list[Difference] = []
        for table in copied(snapshot):
            progress(table.name, 0.0)
            for months in _pieces(table, release, store):
                ours, theirs = snapshot.rows(table.name, months), store.rows(table, months)
                rows += theirs.height
                found += _differences(table, ours, theirs)
        return Check(held.release, published.number, held.as_of, len(copied(snapshot)), rows, tuple(found))

    return kind_of(place.to).read(place.url, work)


def _readable(settings: Settings, place: Place, number: int) -> Release:
    try:
        return Releases(settings.place).load(number)
    except UnknownName as error:
        raise FixTheSetup(
            f"The warehouse {place.shown} holds release {number}, which cannot be read in the lake any more.",
            f"Load the published one:  tillhouse warehouse load --to {place.to}",
        ) from error


def _pieces(table: Table, release: Release, store: Store) -> Iterator[list[str] | None]:
    """Months that together are few enough rows to be held at once on both sides; None for a table without months."""
    if not table.by:
        yield None
        return
    partitions = release.tables[table.name].partitions
    piece: list[str] = []
    rows = 0
    for month in sorted({*partitions, *store.months(table)}):
        more = partitions[month].rows if month in partitions else 0
        if piece and rows + more > AT_ONCE:
            yield piece
            piece, rows = [], 0
        piece.append(month)
        rows += more
    if piece:
        yield piece


def _differences(table: Table, ours: pl.DataFrame, theirs: pl.DataFrame) -> Iterator[Difference]:
    """The months whose content differs, provenance included; the digest is of all columns."""
    sides = [_digests(table, rows) for rows in (ours, theirs)]
    for month in sorted({*sides[0], *sides[1]}):
        if sides[0].get(month) != sides[1].get(month):
            yield _named(table, month, *(_of_month(table, rows, month) for rows in (ours, theirs)))


def _digests(table: Table, rows: pl.DataFrame) -> dict[str, str]:
    if table.by:
        return fingerprint.digest_by_month(rows, list(table.columns))
    return {"": fingerprint.digest_of(rows, list(table.columns))}


def _of_month(table: Table, rows: pl.DataFrame, month: str) -> pl.DataFrame:
    import polars as pl

    return rows.filter(pl.col("month").eq_missing(month)) if table.by else rows


def _named(table: Table, month: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> Difference:
    """The rows that are on one side only, by key; a row that is there twice is on that side once too often."""
    only = [_without(a, b) for a, b in ((ours, theirs), (theirs, ours))]
    key = list(table.key)
    both = only[0].join(only[1], on=key, how="semi", nulls_equal=True).unique(key, maintain_order=True)
    missing = only[0].join(both, on=key, how="anti", nulls_equal=True)
    added = only[1].join(both, on=key, how="anti", nulls_equal=True)
    kinds = (("changed", both), ("missing", missing), ("added", added))
    keys = [(word, row) for word, rows in kinds for row in rows.sort(key).head(NAMED).select(key).to_dicts()]
    return Difference(table.name, month, both.height, missing.height, added.height, tuple(keys))


def _without(some: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``some`` that ``others`` lacks; of equal rows, the n-th needs an n-th there."""
    import polars as pl

    columns = some.columns
    numbered = [rows.with_columns(_nth=pl.int_range(pl.len()).over(columns)) for rows in (some, others)]
    return numbered[0].join(numbered[1], on=[*columns, "_nth"], how="anti", nulls_equal=True).drop("_nth")
