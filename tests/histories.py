"""A lake with three releases, copied for each test that changes one."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl

from tests.shops import Shop, open_shop, take_in
from tillhouse.lake import checksums
from tillhouse.lake.releases import Releases
from tillhouse.sample import write_sample
from tillhouse.settings.settings import load
from tillhouse.sources import open_all
from tillhouse.storage import seals


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


def forged(shop: Shop, table: str, change: pl.Expr) -> tuple[Shop, str]:
    """A lake whose record is as before, but one file of a table holds other rows, every hash of bytes fitting them.

    So what is found is found by the rows. Also the month of that file.
    """
    path = Path(shop.snapshot.paths(table)[0])
    rows = pl.read_parquet(path, hive_partitioning=False).with_columns(change)
    old = path.name, f'"size":{path.stat().st_size}'
    rows.write_parquet(path, compression="zstd")
    new = path.rename(path.with_name(checksums.named(path)))
    log = shop.snapshot.lake.log(shop.snapshot.table(table))
    for commit in log.glob("*.json"):
        lines = commit.read_text().splitlines()
        said = {old[0]: new.name, old[1]: f'"size":{new.stat().st_size}'}
        for n, line in enumerate(lines):
            if old[0] in line:
                for before, after in said.items():
                    lines[n] = lines[n].replace(before, after)
        commit.write_text("\n".join(lines))
    state = replace(shop.release.tables[table], log={})
    tables = {**shop.release.tables, table: checksums.logged(log, state, None)}
    release = replace(shop.release, tables=tables)
    record = Releases(shop.settings.root).path(release.number)
    record.write_bytes(seals.sealed(release.to_json()))
    return shop_at(shop.settings.root), path.parent.name.removeprefix("month=")


def renumber(path: Path) -> None:
    """Give the orders of a sample file other numbers, so that another sample has none of them."""
    path.write_bytes(re.sub(rb"(?m)^([A-Z]?)(\d{6}),", rb"\g<1>9\g<2>,", path.read_bytes()))
