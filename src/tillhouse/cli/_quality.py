"""What checks found, release by release, as the commands `checks` and `quality` need it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tillhouse.catalog import catalog
from tillhouse.checking import kept_results
from tillhouse.quality import combined

if TYPE_CHECKING:
    from tillhouse.checks import CheckResult
    from tillhouse.release import Release, Releases


def results_of(release: Release) -> list[CheckResult]:
    """One result for each table and check, in the order of the catalog."""
    found = (
        kept_results(table, release.tables[name])
        for name, table in catalog().tables.items()
        if name in release.tables
    )
    return combined(result for results in found for result in results)


def history(releases: Releases, upto: int, last: int) -> list[tuple[int, Iterable[CheckResult]]]:
    """The results of the newest releases up to one, oldest first."""
    numbers = [number for number in releases.numbers() if number <= upto][-last:]
    return [(number, results_of(releases.load(number))) for number in numbers]
