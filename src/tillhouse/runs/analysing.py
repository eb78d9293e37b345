"""Analytics: tables that are estimated or counted from a published release, and published as the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tillhouse.catalog import Catalog
from tillhouse.errors import UnknownName, require
from tillhouse.lake.releases import Release
from tillhouse.pipeline.building import not_here
from tillhouse.pipeline.stages import Pipeline
from tillhouse.runs import afterwards
from tillhouse.runs.seen import published_beside
from tillhouse.settings.settings import Settings
from tillhouse.table import Table
from tillhouse.telemetry import Telemetry

#: Built with any other: what an analytic is about is said wherever it is shown.
_COVERAGE = "coverage"


@dataclass(frozen=True)
class Analysed:
    """What came of it. release: the new one, or None where nothing had changed.

    left_out: tables that were not built, each with the extra that has to be installed for it. analytics: all there are.
    """

    release: Release | None
    left_out: Mapping[str, str]
    analytics: tuple[Table, ...]

    @property
    def tables(self) -> list[Table]:
        """The analytics of the release."""
        return [one for one in self.analytics if self.release and one.name in self.release.tables]

    @property
    def rows(self) -> dict[str, int]:
        """The rows of each."""
        return {one.name: self.release.tables[one.name].rows for one in self.tables if self.release}

    def document(self) -> dict[str, Any]:
        """Analytics that were brought up to date, for programs.

        release: integer. The release that holds them.
        tables: object of integer. Rows of each analytic.
        left_out: object of text. Tables that were not built, each with the extra that has to be installed.
        """
        return {
            "release": self.release.number if self.release else None,
            "tables": self.rows,
            "left_out": dict(self.left_out),
        }


def analyse(settings: Settings, names: Sequence[str], progress: Telemetry) -> Analysed:
    """Bring analytics up to date with the published release, those named and what they read, or all.

    Raises `UnknownName` for a table that is not an analytic, `MissingExtra` for a named one that cannot be built here.
    """
    return _built(afterwards.pipeline(settings, progress), names)


def built(settings: Settings, names: Sequence[str], progress: Telemetry) -> Analysed:
    """The same where it follows a release: nothing follows it in turn."""
    return _built(Pipeline(settings, progress), names)


def _built(pipeline: Pipeline, names: Sequence[str]) -> Analysed:
    wanted = _wanted(pipeline.catalog, names)
    left_out = not_here(wanted)
    for name in names:
        if name in left_out:
            require(left_out[name], f"The table {name}")
    here = [table for table in wanted if table.name not in left_out]
    return Analysed(
        published_beside(pipeline, lambda: pipeline.stage_analytics(here)),
        left_out,
        pipeline.catalog.analytics,
    )


def _wanted(catalog: Catalog, names: Sequence[str]) -> list[Table]:
    """The analytics of these names, each after the analytics it reads."""
    known = {table.name: table for table in catalog.analytics}
    for name in names:
        if name not in known:
            raise UnknownName("analytic", name, known)
    chosen = {_COVERAGE, *(read for name in names for read in (*catalog.upstream(name), name))}
    return [table for name, table in known.items() if not names or name in chosen]
