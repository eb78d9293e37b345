"""After damage of each kind, a lake that is built again elsewhere is whole, and work goes on there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tests.histories import copied, shop_at, three_releases
from tests.shops import Shop, take_in
from tillhouse.catalog import catalog
from tillhouse.errors import DamagedLake
from tillhouse.lake import commits
from tillhouse.lake.releases import Releases
from tillhouse.settings.settings import load
from tillhouse.sources import open_all
from tillhouse.upkeep import salvage
from tillhouse.upkeep.rebuilding import rebuilt
from tillhouse.upkeep.rollback import roll_back
from tillhouse.upkeep.verification import verified

MORE = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "999001,85123A,LANTERN,6,11/3/2011 10:00,2.55,17850,France\n"
    "999002,85123A,LANTERN,x,11/3/2011 10:01,2.55,17850,France\n"
)


@dataclass(frozen=True)
class History:
    """A lake with three releases and a file more; ``further`` is what that file makes of it."""

    shop: Shop
    more: Path
    further: dict[str, str]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("history")
    shop = three_releases(folder)
    header = next((folder / "sales").glob("*.csv")).read_text("iso-8859-1").splitlines()[0]
    more = folder / "more.csv"
    more.write_text(MORE.replace(MORE.splitlines()[0], header))
    undamaged = copied(shop, folder / "undamaged")
    return History(shop, more, further(undamaged.settings.root, more))


def further(root: Path, more: Path) -> dict[str, str]:
    """The fingerprints of a lake after it has taken in one more file."""
    assert take_in(load(str(root)), open_all(more)) is not None
    return shop_at(root).fingerprints


def overwritten(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def altered(path: Path) -> None:
    """Still JSON, but it says something else."""
    path.write_text(path.read_text().replace('"size":', '"size":1'))


def commit(shop: Shop, name: str) -> Path:
    path = commits.path_of(shop.snapshot.lake.log(catalog()[name]), shop.release.tables[name].version)
    assert isinstance(path, Path)
    return path


def log(shop: Shop, name: str) -> None:
    shutil.rmtree(commit(shop, name).parent)


def data(name: str) -> Callable[[Shop], None]:
    return lambda shop: overwritten(Path(shop.snapshot.paths(name)[0]))


def newest(name: str, damage: Callable[[Path], None]) -> Callable[[Shop], None]:
    return lambda shop: damage(commit(shop, name))


DAMAGES: dict[str, Callable[[Shop], None]] = {
    "data of silver": data("ledger"),
    "data of a mart": data("daily_sales"),
    "data of the books": data("statement"),
    "a commit of gold": newest("fact_sales", altered),
    "a commit of the books": newest("statement", Path.unlink),
    "the log of a mart": lambda shop: log(shop, "daily_sales"),
    "a commit of records": newest("raw_sales", overwritten),
    "an altered commit of records": newest("raw_sales", altered),
    "a lost commit of deliveries": newest("deliveries", Path.unlink),
    "the log of records": lambda shop: log(shop, "raw_sales"),
    "the settings": lambda shop: (shop.settings.root / "tillhouse.toml").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_is_built_again_is_whole(
    damage: Callable[[Shop], None], history: History, tmp_path: Path
) -> None:
    shop = copied(history.shop, tmp_path)
    damage(shop)
    again = tmp_path / "again"
    assert rebuilt(load(str(shop.settings.root)), shop.release, again).findings == ()
    made = shop_at(again)
    assert made.fingerprints == history.shop.fingerprints
    proof = verified(made.settings, made.release)
    assert (proof.findings, proof.unhashed) == ((), 0)
    assert (made.release.number, made.release.parent) == (4, 3)
    assert made.settings.feeds == history.shop.settings.feeds
    assert further(again, history.more) == history.further
    assert verified(made.settings, shop_at(again).release).findings == ()
    assert roll_back(made.settings, 4) is not None
    assert shop_at(again).fingerprints == history.shop.fingerprints


def test_damaged_bronze_is_refused_and_leaves_nothing(history: History, tmp_path: Path) -> None:
    shop = copied(history.shop, tmp_path)
    data("raw_sales")(shop)
    with pytest.raises(DamagedLake, match="raw_sales") as caught:
        rebuilt(shop.settings, shop.release, tmp_path / "again")
    assert "verify --rebuild" not in str(caught.value.hint), "it would end here again"
    assert not (tmp_path / "again").exists()


def test_a_lake_that_went_back_from_a_damaged_head_can_be_built_again(
    history: History, tmp_path: Path
) -> None:
    shop = copied(history.shop, tmp_path)
    newest("raw_sales", overwritten)(shop)
    back = roll_back(shop.settings, 2)
    assert back is not None
    assert rebuilt(shop.settings, back, tmp_path / "again").findings == ()
    made = shop_at(tmp_path / "again")
    assert (made.release.number, verified(made.settings, made.release).findings) == (5, ())


def test_a_damaged_record_of_the_head_leaves_the_earlier_release(history: History, tmp_path: Path) -> None:
    shop = copied(history.shop, tmp_path)
    overwritten(Path(str(Releases(shop.settings.root).path(3))))
    with pytest.raises(DamagedLake) as caught:
        Releases(shop.settings.root).latest()
    assert "tillhouse verify --rebuild --release 2 --in DIR" in str(caught.value.hint)
    second = Releases(shop.settings.root).load(2)
    assert rebuilt(shop.settings, second, tmp_path / "again").findings == ()
    made = shop_at(tmp_path / "again")
    assert (made.release.number, verified(made.settings, made.release).findings) == (3, ())
    third = open_all(history.shop.settings.root.parent / "sales")
    assert take_in(made.settings, third) is not None
    assert shop_at(tmp_path / "again").fingerprints == history.shop.fingerprints


def test_an_altered_log_is_not_believed(history: History, tmp_path: Path) -> None:
    shop = copied(history.shop, tmp_path)
    lake, table, state = shop.snapshot.lake, catalog()["raw_sales"], shop.release.tables["raw_sales"]
    assert salvage.manifest(lake, table, state) == lake.manifest(table, state.version)
    newest("raw_sales", altered)(shop)
    assert salvage.manifest(lake, table, state) is None


def test_files_of_a_stopped_run_are_not_taken_for_records(history: History, tmp_path: Path) -> None:
    shop = copied(history.shop, tmp_path)
    files = [Path(path) for path in shop.snapshot.paths("raw_sales")]
    month = shop.table("raw_sales").filter(month=files[0].parent.name.removeprefix("month="))
    lake, table = shop.snapshot.lake, catalog()["raw_sales"]
    lake.write(table, month["month"][0], month.with_columns(line=month["line"] + 900_000))
    newest("raw_sales", overwritten)(shop)
    state = shop.release.tables["raw_sales"]
    found = dict(salvage.rows(lake, table, state))
    assert {m: frame.height for m, frame in found.items()} == {m: p.rows for m, p in state.partitions.items()}


def test_what_no_files_hold_is_not_guessed(history: History, tmp_path: Path) -> None:
    shop = copied(history.shop, tmp_path)
    Path(shop.snapshot.paths("raw_sales")[0]).unlink()
    newest("raw_sales", overwritten)(shop)
    with pytest.raises(DamagedLake, match="no files of"):
        rebuilt(shop.settings, shop.release, tmp_path / "again")


def unhashed(path: Path) -> Path:
    """The file under a name as Spark gives it: nothing in it says what the bytes are."""
    return path.rename(path.with_name("part-00000-0.c000.zstd.parquet"))


def without_a_column(path: Path) -> None:
    pl.read_parquet(path, hive_partitioning=False).drop("raw").write_parquet(unhashed(path))


#: What is wrong with a file, and how that is told.
BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "with a hash": (overwritten, "is not as it was written"),
    "without a hash": (lambda path: overwritten(unhashed(path)), "cannot be read: parquet"),
    "without bytes": (lambda path: os.truncate(unhashed(path), 0), "cannot be read: "),
    "without a column": (without_a_column, 'cannot be read: unable to find column "raw"'),
}


@pytest.mark.parametrize(("damage", "_"), BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_file_that_no_commit_names_is_done_without(
    damage: Callable[[Path], None], _: str, history: History, tmp_path: Path
) -> None:
    shop = copied(history.shop, tmp_path)
    lake, table, state = shop.snapshot.lake, catalog()["raw_sales"], shop.release.tables["raw_sales"]
    first = Path(shop.snapshot.paths("raw_sales")[0])
    damage(shutil.copy(first, first.with_name(first.name[:65] + "00000000.parquet")))
    found = dict(salvage.rows(lake, table, state))
    assert {m: frame.height for m, frame in found.items()} == {m: p.rows for m, p in state.partitions.items()}


@pytest.mark.parametrize(("damage", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_file_of_records_is_named_as_damage(
    damage: Callable[[Path], None], said: str, history: History, tmp_path: Path
) -> None:
    shop = copied(history.shop, tmp_path)
    damage(Path(shop.snapshot.paths("raw_sales")[0]))
    log(shop, "raw_sales")
    with pytest.raises(DamagedLake, match=f"no files of .* have what was recorded.*{said}"):
        rebuilt(shop.settings, shop.release, tmp_path / "again")
