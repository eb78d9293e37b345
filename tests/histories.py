"""A lake with three releases, copied for each test that changes one."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from tests.shops import Shop, open_shop, take_in
from tillhouse.lake.releases import Releases
from tillhouse.sample import write_sample
from tillhouse.settings.settings import load
from tillhouse.sources import open_all


def three_releases(folder: Path) -> Shop:
    """A sample of 13 monthly files: the first four, then four more, then the rest, as releases 1 to 3."""
    sample = write_sample(folder / "sales", 900, seed=3, split="monthly", again=0)
    first, second, third = sample.files[:4], sample.files[4:8], sample.files[8:]
    for path in (*second, *third):
        path.rename(path.with_suffix(".later"))
    root = folder / "lake"
    open_shop(root, folder / "sales")
    for group in (second, third):
        for path in group:
            path.with_suffix(".later").rename(path)
        take_in(load(str(root)), [file for path in group for file in open_all(path)])
    assert first
    return shop_at(root)


def copied(shop: Shop, folder: Path) -> Shop:
    """The same lake elsewhere, to be changed."""
    shutil.copytree(shop.settings.root, folder / "lake")
    return shop_at(folder / "lake")


def shop_at(root: Path) -> Shop:
    """A lake and its published release."""
    release = Releases(root).latest()
    assert release is not None
    return Shop(replace(load(str(root)), root=root), release)


def data_files(root: Path) -> list[Path]:
    """Every data file of a lake."""
    return [path for path in (root / "lake").rglob("*.parquet") if "_delta_log" not in path.parts]
