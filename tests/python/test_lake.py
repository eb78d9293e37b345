"""A lake as Python asks it: the same answers as the commands, of the release meant, without reading anything twice."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import tillhouse
from tests.cli.test_program import HEAVY
from tests.histories import copied, renumber, three_releases
from tests.shops import Shop, take_in
from tillhouse.answers.metrics.measured import measured
from tillhouse.errors import BadQuery, BadSetting, FixTheSetup, UnknownName
from tillhouse.python.lake import OpenLake
from tillhouse.sample import write_sample
from tillhouse.settings.settings import save_feed
from tillhouse.sources import open_all


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Three releases. Read it; do not change it."""
    return three_releases(tmp_path_factory.mktemp("history"))


@pytest.fixture
def lake(history: Shop) -> OpenLake:
    return tillhouse.open_lake(history.settings.root)


def test_a_table_is_a_lazy_frame_of_its_rows(lake: OpenLake, history: Shop) -> None:
    found = lake.table("daily_sales")
    assert isinstance(found, pl.LazyFrame)
    assert found.collect().equals(history.table("daily_sales"))


@pytest.mark.parametrize("where", ["month=2011-03", ["month=2011-03"]])
def test_a_metric_is_what_the_command_answers(where: str | list[str], lake: OpenLake, history: Shop) -> None:
    expected = measured(history.snapshot, "revenue", ["country"], ["month=2011-03"])
    assert lake.metric("revenue", by="country", where=where) == expected
    assert lake.metric("revenue", ["country"], where) == expected


def test_sql_gives_a_frame(lake: OpenLake, history: Shop) -> None:
    found = lake.sql("select fate, sum(amount) as amount from ledger group by fate order by fate")
    assert found.schema == {"fate": pl.String, "amount": pl.Decimal(38, 6)}
    loaded = found.filter(fate="loaded")["amount"].item()
    assert loaded == history.statement.fates["loaded"].amount


def test_releases_are_the_oldest_first(lake: OpenLake) -> None:
    assert [release.number for release in lake.releases()] == [1, 2, 3]


def test_as_of_is_text_a_day_or_a_moment(lake: OpenLake) -> None:
    first, second, third = lake.releases()
    rows = [release.tables["ledger"].rows for release in (first, second, third)]
    moment = datetime.fromisoformat(second.created_at)

    def counted(as_of: str | date | None) -> list[int]:
        return [
            lake.table("ledger", as_of).collect().height,
            lake.sql("select count(*) from ledger", as_of).item(),
            int(sum(one.lines_of for one in lake.metric("duplicates", as_of=as_of).coverage)),
        ]

    assert counted(second.created_at) == counted(moment) == [rows[1]] * 3
    assert counted(moment - timedelta(microseconds=1)) == [rows[0]] * 3
    assert counted(None) == counted(date.today() + timedelta(days=1)) == [rows[2]] * 3
    assert counted(datetime.now(UTC).isoformat()) == [rows[2]] * 3


@pytest.mark.parametrize(
    ("as_of", "error"), [("2001-01-01", BadQuery), (date(2001, 1, 1), BadQuery), ("soon", BadSetting)]
)
def test_a_moment_of_no_release_is_refused(as_of: str | date, error: type[Exception], lake: OpenLake) -> None:
    with pytest.raises(error):
        lake.table("ledger", as_of)


def test_an_empty_lake_says_how_to_fill_it(tmp_path: Path) -> None:
    empty = tillhouse.open_lake(tmp_path)
    for ask in (lambda: empty.table("ledger"), lambda: empty.sql("select 1"), empty.run):
        with pytest.raises(FixTheSetup, match="tillhouse open FILE"):
            ask()
    assert empty.releases() == []
    with pytest.raises(UnknownName, match="polars"):
        tillhouse.open_lake(tmp_path, engine="polar")


def test_one_snapshot_answers_until_the_next_release(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    lake = tillhouse.open_lake(shop.settings.root)
    kept = lake.snapshot()
    assert lake.snapshot() is kept
    before = lake.metric("lines").rows[0].figure.value
    more = write_sample(tmp_path / "more.csv", 100, seed=8)
    renumber(more.files[0])
    assert take_in(shop.settings, open_all(more.files[0])) is not None
    assert lake.snapshot() is not kept
    after = lake.metric("lines").rows[0].figure.value
    assert before is not None and after is not None and after > before
    assert measured(kept, "lines").rows[0].figure.value == before


def test_few_snapshots_are_kept_the_last_asked_for(lake: OpenLake) -> None:
    moments = [release.created_at for release in lake.releases()]
    first = lake.snapshot(moments[0])
    assert [lake.snapshot(moment) for moment in (*moments[1:], moments[0])][-1] is first
    lake.close()
    assert lake.snapshot(moments[0]) is not first


def test_threads_share_a_lake(lake: OpenLake) -> None:
    def asked(n: int) -> tuple[int, Decimal | None]:
        value = lake.metric("revenue").rows[0].figure.value
        return lake.sql(f"select {n} as n, count(*) as lines from ledger")["lines"].item(), value

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(asked, range(12)))) == 1


def test_leaving_a_with_block_gives_memory_back(history: Shop) -> None:
    with tillhouse.open_lake(history.settings.root) as lake:
        lake.metric("revenue", by="month")
        kept = lake.snapshot()
        assert kept.memory.size > 0
    assert kept.memory.size == 0


def test_a_run_takes_in_what_is_new(history: Shop, tmp_path: Path) -> None:
    shop = copied(history, tmp_path)
    lake = tillhouse.open_lake(shop.settings.root)
    assert lake.run().release is None
    source = tmp_path / "sales"
    sample = write_sample(source / "late.csv", 100, seed=9)
    renumber(sample.files[0])
    (feed,) = shop.settings.feeds.values()
    save_feed(shop.settings.root, replace(feed, path=str(sample.files[0])))
    ran = lake.run(feed.name)
    assert ran.release is not None
    assert (ran.release.number, ran.missing, ran.refused) == (4, (), {})
    assert lake.releases()[-1].created_at == ran.release.created_at
    with pytest.raises(UnknownName):
        lake.run("shpo")


def test_everything_public_is_typed() -> None:
    for name in ("table", "metric", "sql", "run", "releases", "snapshot", "close"):
        code = getattr(OpenLake, name).__code__
        named = set(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]) - {"self"}
        assert named | {"return"} <= set(getattr(OpenLake, name).__annotations__), name
    assert set(tillhouse.open_lake.__annotations__) == {"root", "engine", "return"}
    assert (Path(tillhouse.__file__).parent / "py.typed").exists()


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"import sys, tillhouse; tillhouse.open_lake; print(sorted({{*{HEAVY!r}}} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "[]\n"


def test_a_program_that_leaves_a_lake_open_ends_quietly(history: Shop) -> None:
    code = (
        "import sys, tillhouse; lake = tillhouse.open_lake(sys.argv[1]);"
        " print(lake.sql('select count(*) from ledger').item(), lake.metric('orders').rows[0].figure.value)"
    )
    command = [sys.executable, "-c", code, str(history.settings.root)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert (ran.stderr, len(ran.stdout.split())) == ("", 2)


def test_an_analytic_that_was_not_built_is_refused_and_not_empty(lake: OpenLake) -> None:
    with pytest.raises(FixTheSetup, match="customer_churn was not built for release"):
        lake.table("customer_churn")


def test_a_file_is_no_lake(tmp_path: Path) -> None:
    (tmp_path / "lake").touch()
    with pytest.raises(BadSetting, match="is a file, not a folder"):
        tillhouse.open_lake(tmp_path / "lake")
