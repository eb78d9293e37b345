"""What checks found, release by release, as the commands `checks` and `quality` need it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tillhouse.answers.quality import combined
from tillhouse.catalog import catalog
from tillhouse.pipeline.checking import judged_now, kept_results

if TYPE_CHECKING:
    from tillhouse.checks import CheckResult
    from tillhouse.lake.releases import Release, Releases
    from tillhouse.lake.snapshot import Snapshot


def results_of(release: Release, snapshot: Snapshot | None = None) -> list[CheckResult]:
    """One result for each table and check, in the order of the catalog.

    With a snapshot, freshness is judged as of today; without, as of the run that made the release.
    """
    found: list[CheckResult] = []
    for name, table in catalog().tables.items():
        if name in release.tables:
            kept = kept_results(table, release.tables[name])
            now = {r.check: r for r in judged_now(table, snapshot.frame(name))} if snapshot else {}
            found += [now.get(result.check, result) for result in kept]
    return combined(found)


def history(releases: Releases, upto: int, last: int) -> list[tuple[int, Iterable[CheckResult]]]:
    """The results of the newest releases up to one, oldest first."""
    numbers = [number for number in releases.numbers() if number <= upto][-last:]
    return [(number, results_of(releases.load(number))) for number in numbers]
