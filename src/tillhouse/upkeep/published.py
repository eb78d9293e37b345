"""Releases as they are asked for: all of them, one of them, how two differ, and a way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tillhouse.catalog import Catalog
from tillhouse.lake.releases import Change, Release, Releases, TableState
from tillhouse.lake.snapshot import Snapshot
from tillhouse.lake.sums import Sums, by_currency, has_several, in_currencies, total_by_currency
from tillhouse.settings.settings import Settings
from tillhouse.upkeep.history import all_differences, every_release, recorded


@dataclass(frozen=True)
class PublishedRelease:
    """A release on record. is_retired: its tables cannot be read.

    nets: net sales by currency, where the release holds several. None: it holds one.
    """

    release: Release
    is_retired: bool
    nets: Sums | None = None

    @property
    def rows(self) -> int:
        """Lines of the ledger."""
        ledger = self.release.tables.get("ledger")
        return ledger.rows if ledger else 0

    @property
    def net_sales(self) -> Decimal | None:
        """Net sales of all months; None where the release has no such table, or several currencies."""
        if self.nets is not None:
            return None
        net = self.release.tables.get("monthly_sales")
        return None if net is None else TableRecord(net).amount or Decimal(0)

    def document(self) -> dict[str, Any]:
        """A release on record, for programs.

        release: integer. Its number.
        created_at: moment. When it was published.
        parent: integer or null. The release before it.
        cause: text. What made it.
        software: text. The version of Tillhouse.
        digest: text. Hash of what it holds, comparable within one lake.
        rows: integer. Lines of the ledger.
        net_sales: decimal or null. Net sales of all months; null of several currencies.
        net_by_currency: object of decimal, absent. The same by currency, where there are several.
        retired: boolean. Whether its tables can no longer be read.
        """
        release = self.release
        return {
            "release": release.number,
            "created_at": release.created_at,
            "parent": release.parent,
            "cause": release.cause,
            "software": release.software,
            "digest": release.digest,
            "rows": self.rows,
            "net_sales": self.net_sales,
            "retired": self.is_retired,
            **({} if self.nets is None else {"net_by_currency": dict(self.nets)}),
        }


@dataclass(frozen=True)
class PublishedReleases:
    """All releases on record, oldest first."""

    releases: tuple[PublishedRelease, ...]

    def document(self) -> list[dict[str, Any]]:
        """All releases on record, for programs.

        []: PublishedRelease. One release.
        """
        return [one.document() for one in self.releases]


@dataclass(frozen=True)
class TableRecord:
    """A table as a release records it. currencies: its money by currency, where the release holds several."""

    state: TableState
    currencies: Sums | None = None

    @property
    def months(self) -> int:
        """Months it holds."""
        return len([month for month in self.state.partitions if month])

    @property
    def amount(self) -> Decimal | None:
        """Its money; None where it has none, or several currencies."""
        if self.currencies is not None:
            return None
        return _added(partition.amount for partition in self.state.partitions.values())

    def document(self) -> dict[str, Any]:
        """A table as a release records it, for programs.

        layer: text. The layer it stands in.
        version: integer. The version of its Delta table.
        rows: integer. Its rows.
        months: integer. Months it holds.
        amount: decimal or null. Its money; null where it has none, or several currencies.
        currencies: object of decimal, absent. Its money by currency, where the release holds several.
        digest: text. Hash of what it holds.
        """
        state = self.state
        return {
            "layer": state.layer,
            "version": state.version,
            "rows": state.rows,
            "months": self.months,
            "amount": self.amount,
            "digest": state.digest,
            **({} if self.currencies is None else {"currencies": dict(self.currencies)}),
        }


@dataclass(frozen=True)
class ReleaseRecord:
    """A release with its tables. currencies: money of each by currency, where the release holds several."""

    published: PublishedRelease
    currencies: Mapping[str, Sums] | None = None

    @property
    def tables(self) -> dict[str, TableRecord]:
        """Its tables by name."""
        states = self.published.release.tables
        if self.currencies is None:
            return {name: TableRecord(state) for name, state in states.items()}
        return {name: TableRecord(state, self.currencies.get(name, {})) for name, state in states.items()}

    def document(self) -> dict[str, Any]:
        """The record of a release, for programs.

        ...: PublishedRelease. The release.
        feeds: object of any. How each feed was read.
        tables: object of TableRecord. Its tables.
        """
        tables = {name: one.document() for name, one in self.tables.items()}
        return {**self.published.document(), "feeds": self.published.release.feeds, "tables": tables}


@dataclass(frozen=True)
class PartitionChange:
    """A partition of a table that differs between two releases."""

    change: Change

    @property
    def before(self) -> Decimal | None:
        """Its money in the first."""
        return _amount(self.change.amount_before)

    @property
    def after(self) -> Decimal | None:
        """Its money in the second."""
        return _amount(self.change.amount_after)

    @property
    def difference(self) -> Decimal | None:
        """The second less the first; None where neither has money."""
        if self.before is None and self.after is None:
            return None
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    def document(self) -> dict[str, Any]:
        """A part of a table that differs between two releases, for programs.

        table, month: text. Which.
        rows: list of integer. Rows in the first and in the second.
        amount: list of any. Money in each, an exact decimal as text; null where there is none.
        difference: decimal or null. The second less the first.
        currencies: object of any, absent. Money in each by currency, where there are several.
        """
        change = self.change
        return {
            "table": change.table,
            "month": change.month,
            "rows": [change.rows_before, change.rows_after],
            "amount": [self.before, self.after],
            "difference": self.difference,
            **by_currency(change),
        }


@dataclass(frozen=True)
class Differences:
    """How two releases differ."""

    before: int
    after: int
    changes: tuple[PartitionChange, ...]

    def document(self) -> dict[str, Any]:
        """How two releases differ, for programs.

        before, after: integer. The two releases.
        changes: list of PartitionChange. Partitions that differ.
        """
        changes = [one.document() for one in self.changes]
        return {"before": self.before, "after": self.after, "changes": changes}


@dataclass(frozen=True)
class WentBack:
    """A way back to an earlier release. release: the published one by now. number: the one it equals."""

    release: int
    is_published: bool
    number: int

    def document(self) -> dict[str, Any]:
        """A way back, for programs.

        release: integer. The release that stands now.
        published: boolean. Whether it was published for this; otherwise it held the same already.
        equals: integer. The earlier release whose tables it holds.
        """
        return {"release": self.release, "published": self.is_published, "equals": self.number}


def published_releases(releases: Releases, settings: Settings) -> PublishedReleases:
    """All releases on record.

    A release is read only where the one after it has several currencies, or takes something out, or is read otherwise.
    """
    found: list[PublishedRelease] = []
    is_mixed, later = False, None
    for release, is_retired in reversed(list(every_release(releases))):
        one = PublishedRelease(release, is_retired)
        if is_mixed or later is None or later.rows < one.rows or later.release.feeds != release.feeds:
            snapshot = None if is_retired else Snapshot(settings, release)
            is_mixed = is_mixed if snapshot is None else has_several(snapshot)
            if is_mixed:
                one = replace(one, nets=total_by_currency(snapshot, "monthly_sales") if snapshot else {})
        found.append(one)
        later = one
    return PublishedReleases(tuple(reversed(found)))


def release_record(releases: Releases, settings: Settings, number: int) -> ReleaseRecord:
    """One release with its tables; raises `UnknownName`."""
    release, is_retired = recorded(releases, number)
    one = PublishedRelease(release, is_retired)
    snapshot = _readable(releases, settings, number)
    if not has_several(snapshot or Snapshot(settings)):
        return ReleaseRecord(one)
    if snapshot is None:
        return ReleaseRecord(replace(one, nets={}), {})
    sums = {name: total_by_currency(snapshot, name) for name in release.tables}
    return ReleaseRecord(replace(one, nets=sums.get("monthly_sales", {})), sums)


def differences(
    known: Catalog, releases: Releases, settings: Settings, numbers: tuple[int, int], table: str | None = None
) -> Differences:
    """How two releases differ, in all tables or in one; raises `UnknownName`."""
    first, second = (recorded(releases, number)[0] for number in numbers)
    wanted = known[table].name if table else None
    found = [one for one in all_differences(first, second) if wanted in (None, one.table)]
    before, after = (_readable(releases, settings, number) for number in numbers)
    is_sure = (before is not None and after is not None) or not has_several(Snapshot(settings))
    split = in_currencies(found, before, after, is_sure)
    return Differences(*numbers, tuple(map(PartitionChange, split)))


def _readable(releases: Releases, settings: Settings, number: int) -> Snapshot | None:
    release, is_retired = recorded(releases, number)
    return None if is_retired else Snapshot(settings, release)


def _amount(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _added(amounts: Iterable[str | None]) -> Decimal | None:
    known = [Decimal(amount) for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
