"""Is what is stored what was published? Every byte read back, and every partition compared with the record.

The bytes of a file are held against the hash in its name, commits and records against their own hashes, see
`tillhouse.lake.checksums`. Then the rows of each partition are held against the digest in the record, which
knows nothing of files. The content of `raw_sales` is the delivered bytes, so its record knows the deliveries and not
the text of each row: `verified` holds its rows per delivery against it, and makes the books again from its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse import fingerprint
from tillhouse.catalog import catalog, own_as_read
from tillhouse.engines import engine
from tillhouse.errors import BooksDoNotClose, DamagedLake
from tillhouse.frame import Frame, framed
from tillhouse.lake.checksums import has_hash, refuse_changed
from tillhouse.lake.delta import Lake, StoredFile
from tillhouse.lake.releases import Partition, Release, TableState, content
from tillhouse.lake.snapshot import as_stored
from tillhouse.lake.versions import refuse_other
from tillhouse.pipeline.closing import closed
from tillhouse.pipeline.staging import Staging
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import saved_feed
from tillhouse.settings.settings import Settings
from tillhouse.table import Table
from tillhouse.telemetry import Tell
from tillhouse.upkeep.records import Finding, examined

if TYPE_CHECKING:
    import polars as pl

_NOTHING = Partition(0, fingerprint.EMPTY)


@dataclass(frozen=True)
class Verification:
    """What was looked at, and what was found wrong: nothing, if all is well. bytes: as stored.

    left_out: tables that were not looked at, and why. unhashed: files and records that carry no hash.
    """

    release: int
    tables: int
    files: int
    bytes: int
    rows: int
    findings: tuple[Finding, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    unhashed: int = 0

    @property
    def can_be_rebuilt(self) -> bool:
        """Whether the rows of bronze are as recorded, so that all other tables follow from them."""
        damaged = {finding.table for finding in self.findings if finding.month}
        return not any(t.written_by == "intake" for t in catalog().tables.values() if t.name in damaged)


@contextmanager
def _reading(table: Table) -> Iterator[None]:
    """What goes wrong while stored files of a table are read is damage to them."""
    try:
        yield
    except DamagedLake:
        raise
    except Exception as error:
        reason = str(error).splitlines()[0]
        raise DamagedLake(f"A stored file of {table.name} cannot be read: {reason}") from error


class Stored:
    """The tables of a release as their files hold them."""

    def __init__(self, settings: Settings, release: Release) -> None:
        self.lake = Lake(settings.place, fresh=True)
        self.release = release
        # Whatever engine built a release, its bytes are read by Polars, month by month.
        self.staging = Staging(
            self.lake,
            catalog(settings, own_as_read(release.feeds)),
            release,
            engine("polars"),
            settings.given,
        )
        self.files: list[StoredFile] = []

    def partitions(self, table: Table, state: TableState) -> Iterator[tuple[str, Partition | DamagedLake]]:
        """Each month of a table computed again from its bytes, or why it cannot be."""
        try:
            manifest = self.lake.manifest(table, state.version)
        except DamagedLake as error:
            yield "", error
            return
        for month in sorted({*manifest, *state.partitions}):
            files = manifest.get(month, ())
            try:
                paths = self.lake.paths(table, files)
                refuse_changed(table, paths)
                stored = as_stored(table, state, paths)
                yield month, self._partition(stored, month, files, state.partitions.get(month, _NOTHING))
            except DamagedLake as error:
                yield month, error
            else:
                self.files += files

    def _partition(
        self, table: Table, month: str, files: Iterable[StoredFile], recorded: Partition
    ) -> Partition:
        rows = self.rows(table, files)
        if table.name == "raw_sales":
            return Partition(rows.height, self._as_delivered(rows, table.content, month, recorded))
        return content(table, rows)

    def rows(self, table: Table, files: Iterable[StoredFile]) -> pl.DataFrame:
        """The rows of stored files; raises `DamagedLake` when they cannot be read."""
        with _reading(table):
            frame = framed(self.staging.engine.scan(self.lake.paths(table, files), table.types))
            return self.staging.computed(table, frame)

    def _as_delivered(
        self, rows: pl.DataFrame, columns: Sequence[str], month: str, recorded: Partition
    ) -> str:
        """The digest of bronze rows, as intake makes it.

        Deliveries of files count their own hash; repairs, and all that was there when a feed's reading was
        changed, count their rows. Which came before such a change is found by the sum that fits, if any does.
        """
        by_content, counts = _by_delivery(rows, columns)
        table = self.staging.catalog["deliveries"]
        with _reading(table):
            listed = self.staging.rows(table).select("taken_at", "delivery", "sha256", "kind")
        prints = [
            (by_content[key], fingerprint.repeated(f"{sha256} {month}", counts[key]), kind)
            for _, key, sha256, kind in sorted(listed.iter_rows())
            if key in counts
        ]
        sums = [
            fingerprint.total(
                own if i < cut or kind == "repair" else sent for i, (own, sent, kind) in enumerate(prints)
            )
            for cut in range(len(prints) + 1)
        ]
        return recorded.digest if recorded.digest in sums else sums[0]

    def books(self) -> Iterator[Finding]:
        """The books made again from the stored text and ledger, against those recorded; and do they close."""
        table = self.staging.catalog["statement"]
        recorded = self.release.tables[table.name].partitions
        for month in sorted(self.release.tables["raw_sales"].partitions):
            rows = self.staging.computed(table, self._statement(table, month))
            if differences(recorded.get(month, _NOTHING), content(table, rows)):
                yield Finding(table.name, month, "is not what the stored text and ledger add up to.")
        self.staging.changed[table.name] = set(recorded)
        try:
            closed(self.staging)
        except BooksDoNotClose as error:
            yield Finding(table.name, "", error.message)

    def _statement(self, table: Table, month: str) -> Frame:
        frames = []
        for name, saved in self.release.feeds.items():
            given: dict[str, Any] = {}
            for read in table.inputs:
                frame = self.staging.frame(self.staging.catalog[read], [month])
                given[read] = frame.filter(nw.col("feed") == name)
            frames.append(table.body(**given, feed=saved_feed(saved)))
        return nw.concat(frames)


def verified(
    settings: Settings, release: Release, progress: Tell = lambda _name, _done: None
) -> Verification:
    """Read every file of a release and compare it with the record; if all fits, close its books once more.

    Logs come first: opening a table removes a checkpoint that cannot be read.
    """
    known = examined(settings, release)
    stored = Stored(settings, release)
    refuse_other(release, stored.staging.catalog.tables)
    findings = [*known.findings, *_incomparable(release)]
    rows = 0
    try:
        for name, state in release.tables.items():
            progress(name, 0.0)
            if name not in stored.staging.catalog.tables:
                findings.append(
                    Finding(name, "", "is in the release, but no such table is declared any more.")
                )
                continue
            for month, found in stored.partitions(stored.staging.catalog[name], state):
                rows += found.rows if isinstance(found, Partition) else 0
                recorded = state.partitions.get(month, _NOTHING)
                if isinstance(found, Partition) and release.hash_version != fingerprint.hash_version():
                    found = replace(found, digest=recorded.digest)
                findings += [Finding(name, month, what) for what in differences(recorded, found)]
        progress("books", 0.0)
        findings += [] if findings else stored.books()
    finally:
        stored.staging.close()
    size = sum(file.size for file in stored.files)
    unhashed = known.unhashed + sum(not has_hash(file.path) for file in stored.files)
    counts = len(release.tables), len(stored.files), size, rows
    return Verification(release.number, *counts, tuple(findings), unhashed=unhashed)


def _incomparable(release: Release) -> Iterator[Finding]:
    if release.hash_version != fingerprint.hash_version():
        yield Finding(
            "all",
            "",
            "has digests made by another version of polars or processor: rows and money are compared, content is not. "
            "`tillhouse run` makes a release that can be verified here.",
        )


def differences(recorded: Partition, found: Partition | DamagedLake) -> list[str]:
    """How a partition that was found differs from the recorded one, in words."""
    if isinstance(found, DamagedLake):
        return [found.message]
    if found.rows != recorded.rows:
        return [f"holds {number_of(found.rows, 'row')}; the release records {recorded.rows:,}."]
    if found.digest != recorded.digest:
        money = f", and {found.amount} for {recorded.amount}" if found.amount != recorded.amount else ""
        return [f"has content {found.digest}; the release records {recorded.digest}{money}."]
    return []


def _by_delivery(rows: pl.DataFrame, content: Sequence[str]) -> tuple[dict[int, str], dict[int, int]]:
    """The digest of the rows of each delivery, and how many there are."""
    groups = {int(key): some for (key,), some in rows.partition_by("delivery", as_dict=True).items()}
    return (
        {key: fingerprint.digest_of(some, content) for key, some in groups.items()},
        {key: some.height for key, some in groups.items()},
    )
