"""One byte changed anywhere in what is stored or recorded: `verify` names the file or the table."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.histories import shop_at
from tests.shops import open_shop, take_in
from tillhouse.errors import DamagedLake
from tillhouse.lake import delta
from tillhouse.lake.releases import Releases
from tillhouse.quarantine.fixes import Fixes, Scope, parsed
from tillhouse.settings.settings import load
from tillhouse.sources import open_all
from tillhouse.storage import seals
from tillhouse.upkeep.verification import verified

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
FIRST = HEADER + (
    "536365,71053,LANTERN,6,12/13/2010 8:26,3.39,17850,United Kingdom\n"
    "C536379,71053,LANTERN,-1,12/13/2010 9:41,3.39,17850,United Kingdom\n"
    "536380,22961,JAM,x,12/13/2010 9:45,1.45,17809,France\n"
)
SECOND = HEADER + "536400,22961,JAM,2,12/14/2010 10:00,1.45,17809,France\n"
#: What is flipped, and in how many places; together 200.
KINDS = {
    "lake/bronze/*/**/*.parquet": 35,
    "lake/silver/*/**/*.parquet": 25,
    "lake/gold/*/**/*.parquet": 25,
    "lake/marts/*/**/*.parquet": 25,
    "lake/books/*/**/*.parquet": 10,
    "lake/*/*/_delta_log/*.json": 35,
    "lake/*/*/_delta_log/*.checkpoint.parquet": 10,
    "lake/*/*/_delta_log/_last_checkpoint": 5,
    "releases/*.json": 20,
    "fixes/*.json": 10,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of four lines: two releases, a checkpoint of every table that changed, and a fix."""
    folder = tmp_path_factory.mktemp("flips")
    for name, text in (("one.csv", FIRST), ("two.csv", SECOND)):
        (folder / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delta, "_CHECKPOINT_EVERY", 1)
        open_shop(folder / "lake", folder / "one.csv")
        take_in(load(str(folder / "lake")), open_all(folder / "two.csv"))
    Fixes(folder / "lake").add([parsed("set quantity=3")], Scope(month="2010-12"), "typed x for 3")
    return folder / "lake"


def places(root: Path, seed: int) -> Iterator[tuple[Path, int, int]]:
    """File, offset and what the byte is changed by."""
    chance = random.Random(seed)
    for pattern, count in KINDS.items():
        files = [p for p in sorted(root.glob(pattern)) if is_named(root, p)]
        for _ in range(count):
            path = chance.choice(files)
            yield path, chance.randrange(path.stat().st_size), chance.randrange(1, 256)


def is_named(root: Path, path: Path) -> bool:
    """Whether the path is a data file that the published release still names, or no data file."""
    if path.suffix != ".parquet" or "_delta_log" in path.parts:
        return True
    shop = shop_at(root)
    return str(path) in shop.snapshot.paths(path.relative_to(root).parts[2])


def findings(root: Path) -> str:
    """What `verify` says, in one text; empty where everything is as recorded."""
    try:
        release = Releases(root).latest()
        assert release is not None
        return "\n".join(f"{f.table} {f.month} {f.what}" for f in verified(load(str(root)), release).findings)
    except DamagedLake as error:
        return error.message


def missed(root: Path, flips: Iterator[tuple[Path, int, int]]) -> tuple[int, list[str]]:
    """How many bytes were flipped, each put back afterwards, and those that nothing was said about."""
    tried, silent = 0, []
    for path, offset, by in flips:
        content = path.read_bytes()
        path.write_bytes(content[:offset] + bytes([content[offset] ^ by]) + content[offset + 1 :])
        said = findings(root)
        if path.name not in said:
            silent.append(f"{path.relative_to(root)} at {offset} by {by}: {said}")
        path.write_bytes(content)
        tried += 1
    return tried, silent


def unchecked(content: bytes) -> str:
    """A sealed object, whatever its seal says."""
    return content.decode().partition(',"sha256":')[0] + "}"


def test_two_hundred_flips_are_named(root: Path) -> None:
    assert findings(root) == ""
    assert missed(root, places(root, 11)) == (200, [])
    assert findings(root) == ""


def test_without_the_hashes_some_are_missed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: what verify knew without them."""
    monkeypatch.setattr("tillhouse.upkeep.records.changed", lambda *_: iter(()))
    monkeypatch.setattr("tillhouse.upkeep.verification.refuse_changed", lambda *_: None)
    monkeypatch.setattr(seals, "opened", unchecked)
    tried, silent = missed(root, (flip for n, flip in enumerate(places(root, 11)) if n % 20 == 0))
    assert tried == 10
    assert silent
