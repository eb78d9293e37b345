"""Lakes for tests: files taken in the way `tillhouse open` does, and their tables as Polars frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from tillhouse import fingerprint, folder
from tillhouse.books import Statement, statements_by
from tillhouse.catalog import catalog
from tillhouse.frame import Frame
from tillhouse.lake.releases import CONTENT_LAYERS, Release
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Pipeline
from tillhouse.runs.analysing import analyse
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings, load, save_feed
from tillhouse.sources import Opened, detect, open_all
from tillhouse.telemetry import Telemetry


@dataclass(frozen=True)
class Shop:
    """A lake with at least one release."""

    settings: Settings
    release: Release

    def table(self, name: str) -> pl.DataFrame:
        """All rows of a table in the release."""
        frame: pl.DataFrame = nw.to_native(self.snapshot.frame(name)).collect()
        return frame

    def analytic(self, name: str) -> pl.DataFrame:
        """All rows an analytic has for this release, built from what is published and not published itself."""
        rows: pl.DataFrame = folder.entry("tillhouse.engines", "polars").computed(
            nw.to_native(self._frame(name)), catalog()[name].types
        )
        return rows

    def _frame(self, name: str) -> Frame:
        table = catalog()[name]
        if name in self.release.tables:
            return self.snapshot.frame(name)
        inputs = {one: self._frame(one) for one in table.inputs}
        given = self.settings.given
        return table.body(**inputs, **{one: given[one] for one in table.parameters if one in given})

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot of the release."""
        return Snapshot(self.settings, self.release)

    @property
    def statement(self) -> Statement:
        """The books of the whole release."""
        return statements_by(self.snapshot.frame("statement"))[()]

    def fingerprint(self, name: str) -> str:
        """What a table holds, by the published definition."""
        declared = self.snapshot.catalog[name]
        return fingerprint.of_frame(self.table(name), {c: declared.columns[c].type for c in declared.content})

    @property
    def fingerprints(self) -> dict[str, str]:
        """What silver, gold and marts hold, by table."""
        tables = self.release.tables.items()
        return {name: self.fingerprint(name) for name, state in tables if state.layer in CONTENT_LAYERS}


def in_england(root: Path) -> Path:
    """The root of a new lake with the holidays of England."""
    root.mkdir()
    (root / "tillhouse.toml").write_text('[calendar]\ncountry = "GB"\nsubdivision = "ENG"\n')
    return root


def open_shop(root: Path, path: Path, engine: str = "polars", **decided: Any) -> Shop:
    """A new lake that has taken in a file or a folder; ``decided`` are fields of the feed set by hand."""
    files = open_all(path)
    said = {name: decided[name] for name in ("date_order",) if name in decided}
    feed = replace(detect(files[0], Feed("shop", str(path), **said), said).feed, **decided)
    save_feed(root, feed)
    release = take_in(load(str(root), engine), files)
    assert release is not None
    return Shop(load(str(root), engine), release)


def analysed(shop: Shop, *names: str) -> Shop:
    """The lake with its analytics, those named or all, brought up to date."""
    done = analyse(shop.settings, names, Telemetry())
    return replace(shop, release=done.release or shop.release)


def take_in(settings: Settings, files: Iterable[Opened]) -> Release | None:
    """Publish what follows from the files; None when nothing in them is new."""
    pipeline = Pipeline(settings)
    with pipeline.writing():
        candidate = pipeline.stage({"shop": list(files)}, "test")
        return pipeline.publish(candidate) if candidate else None
