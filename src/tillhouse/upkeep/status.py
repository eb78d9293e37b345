"""What a lake holds: its feeds, the published release with its checks and analytics, and what is behind or damaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tillhouse.books import Line, Statement, books_of, statements_by, without_money
from tillhouse.lake.checksums import damages
from tillhouse.lake.releases import Cause, Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.runs import afterwards
from tillhouse.settings.settings import Settings

OUTCOMES = ("pass", "fail", "error", "not_run")


@dataclass(frozen=True)
class FeedStatus:
    """What a feed delivered. path: None where it is saved no more. last_delivery: in UTC, None before the first."""

    path: str | None
    files: int
    records: int
    last_delivery: str | None

    def document(self) -> dict[str, Any]:
        """A feed, for programs.

        path: text or null. Where its files lie; null where it is no longer saved.
        files, records: integer. Files and records taken in.
        last_delivery: moment or null. When the last file was taken in.
        """
        return {
            "path": self.path,
            "files": self.files,
            "records": self.records,
            "last_delivery": self.last_delivery,
        }


@dataclass(frozen=True)
class Empty:
    """A lake that has published nothing. feeds: paths by name."""

    root: Path
    engine: str
    feeds: Mapping[str, str]

    def document(self) -> dict[str, Any]:
        """A lake without a release, for programs.

        root: text. The folder of the lake.
        engine: text. What computes.
        release: null. Nothing is published.
        feeds: object. The saved feeds, by name.
        feeds.*: object. One feed.
        feeds.*.path: text. Where its files lie.
        feeds.*.files: integer. 0.
        """
        feeds = {name: {"path": path, "files": 0} for name, path in self.feeds.items()}
        return {"root": self.root, "engine": self.engine, "release": None, "feeds": feeds}


@dataclass(frozen=True)
class Status:
    """What a lake holds.

    months: the first and the last with lines; none without. tables: all, and those that are analytics. checks: by
    outcome. stale: analytics that are. damaged: commits that are not as recorded, by table. outdated: tables of runs
    that other code or settings made. followers: what is behind the release, each with a sentence and a command.
    waiting: records that a replay of the fixes would change.
    """

    settings: Settings
    release: Release
    books: Statement
    months: tuple[str, ...]
    checks: Mapping[str, int]
    stale: tuple[str, ...]
    refresh_commands: tuple[str, ...]
    damaged: Mapping[str, str]
    outdated: Mapping[str, Cause]
    followers: tuple[tuple[str, str, str], ...]
    currencies: Mapping[str, Statement]
    feeds: Mapping[str, FeedStatus]
    waiting: int = 0

    @property
    def nets(self) -> dict[str, Decimal]:
        """Money of the loaded lines by currency."""
        found = {code: books.fates["loaded"] for code, books in self.currencies.items()}
        return {code: line.amount for code, line in found.items() if line.rows}

    @property
    def analytics(self) -> int:
        """Tables of the release that are analytics."""
        return sum(1 for state in self.release.tables.values() if state.inputs)

    @property
    def checked(self) -> int:
        """Checks of all tables."""
        return sum(self.checks.values())

    def document(self) -> dict[str, Any]:
        """What a lake holds, for programs.

        root: text. The folder of the lake.
        engine: text. What computes.
        release: integer. The published release.
        created_at: moment. When it was published.
        cause: text. What made it.
        rows: integer. Records received.
        net: decimal or null. Money of the loaded lines; null of several currencies.
        net_by_currency: object of decimal. The same by currency.
        months: list of text. The first and the last month with lines.
        tables: integer. Tables of the release.
        checks: object. Checks by outcome.
        checks.pass, checks.fail, checks.error, checks.not_run: integer. How many.
        analytics: object. Tables that are estimated after a release.
        analytics.tables: integer. How many the release has.
        analytics.stale: list of text. Those built from other sales, settings or code.
        analytics.refresh_commands: list of text. The commands that bring them up to date, in their order.
        damaged: object of text. By table, a commit that is not as the release recorded it.
        outdated: object of text. By table, `code` or `settings`: what is other now than when it was made.
        behind: list. What else is behind the release, such as a warehouse.
        behind[].name, behind[].message, behind[].command: text. Its name, what is said of it, the command to type.
        quarantined: Line. Records in quarantine.
        waiting: integer. Records that a replay of the fixes would change.
        feeds: object of FeedStatus. By name, what each feed delivered.
        """
        release = self.release
        return {
            "root": self.settings.root,
            "engine": self.settings.engine,
            "release": release.number,
            "created_at": release.created_at,
            "cause": release.cause,
            "rows": self.books.received.rows,
            "net": self.books.fates["loaded"].amount if len(self.nets) < 2 else None,
            "net_by_currency": self.nets,
            "months": list(self.months),
            "tables": len(release.tables),
            "checks": dict(self.checks),
            "analytics": {
                "tables": self.analytics,
                "stale": list(self.stale),
                "refresh_commands": list(self.refresh_commands) if self.stale else [],
            },
            "damaged": dict(self.damaged),
            "outdated": dict(self.outdated),
            "behind": [{"name": n, "message": m, "command": c} for n, m, c in self.followers],
            "quarantined": _document(self.books.fates["quarantined"], len(self.currencies) > 1),
            "waiting": self.waiting,
            "feeds": {name: feed.document() for name, feed in self.feeds.items()},
        }


def _document(line: Line, is_mixed: bool) -> dict[str, Any]:
    return without_money(line.document()) if is_mixed else line.document()


def empty(settings: Settings) -> Empty:
    """What is known of a lake before its first release."""
    return Empty(settings.root, settings.engine, {name: feed.path for name, feed in settings.feeds.items()})


def status(settings: Settings, snapshot: Snapshot, waiting: int = 0) -> Status:
    """What a lake holds as of a release. waiting: records that a replay of the fixes would change."""
    release = snapshot.release
    months = sorted(month for month in release.tables["receipts"].partitions if month != "unknown")
    return Status(
        settings=settings,
        release=release,
        books=books_of(snapshot.frame("statement")),
        currencies={
            code or "": one for (code,), one in statements_by(snapshot.frame("statement"), "currency").items()
        },
        months=(months[0], months[-1]) if months else (),
        checks=_outcomes(release),
        stale=tuple(snapshot.stale),
        refresh_commands=snapshot.refresh_commands,
        damaged={} if settings.store else dict(damages(settings.place, release)),
        outdated={name: why for name, why in snapshot.outdated.items() if not release.tables[name].inputs},
        followers=tuple(one for one in afterwards.stale(settings) if one[0] != "analytics"),
        feeds=_feeds(settings, snapshot),
        waiting=waiting,
    )


def _outcomes(release: Release) -> dict[str, int]:
    """Checks by the worst that was found in any month."""
    found: Counter[str] = Counter()
    for state in release.tables.values():
        worst = {
            name: one[2]
            for partition in state.partitions.values()
            for name, one in partition.failures.items()
        }
        worst |= {name: one[2] for name, one in state.failures.items()}
        found.update(worst.get(check, "pass") for check in state.checks)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def _feeds(settings: Settings, snapshot: Snapshot) -> dict[str, FeedStatus]:
    frame = snapshot.frame("deliveries").select("feed", "kind", "records", "taken_at")
    rows = [row for row in frame.collect().rows(named=True) if row["kind"] == "file"]
    found = {}
    for name in sorted({*settings.feeds, *snapshot.release.feeds}):
        ours = [row for row in rows if row["feed"] == name]
        saved = settings.feeds.get(name)
        last = max((row["taken_at"] for row in ours), default=None)
        found[name] = FeedStatus(
            saved.path if saved else None,
            len(ours),
            sum(row["records"] for row in ours),
            f"{last.isoformat()}+00:00" if last else None,
        )
    return found
