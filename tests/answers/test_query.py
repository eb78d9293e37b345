"""SQL over the released tables (SEC-19): reading works, everything else is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.histories import renumber
from tests.shops import Shop, open_shop, take_in
from tillhouse.answers.query import answer, frame
from tillhouse.errors import BadQuery, UnknownName
from tillhouse.lake import views
from tillhouse.lake.snapshot import Snapshot
from tillhouse.sample import write_sample
from tillhouse.sources import open_all

#: {file} is a file of the release, which the connection may read; {other} is none.
REFUSED = (
    "select * from read_text('/etc/passwd')",
    "select * from read_csv('{other}')",
    "select * from '{other}'",
    "select * from glob('/etc/*')",
    "select * from read_blob('/proc/self/environ')",
    "select * from sniff_csv('{other}')",
    "select * from parquet_metadata('{root}/x.parquet')",
    "select * from read_csv('https://localhost/x.csv')",
    "copy (select 1) to '{other}'",
    "copy (select 1) to '{file}'",
    "explain analyze copy (select 1) to '{file}' (use_tmp_file false)",
    "with a as (copy (select 1) to '{file}' (use_tmp_file false)) select 1",
    "with a as (copy (select 1) to '{file}' (use_tmp_file false)) select * from a where 1 = 0",
    "select * from query($$with a as (copy (select 1) to '{file}' (use_tmp_file false)) select 1$$)",
    "select * from json_execute_serialized_sql(json_serialize_sql("
    "$$with a as (copy (select 1) to '{file}' (use_tmp_file false)) select 1$$))",
    "attach '{root}/x.db'",
    "install httpfs",
    "load httpfs",
    "set memory_limit = '9GB'",
    "set enable_external_access = true",
    "pragma version",
    "call pragma_version()",
    "create table x as select 1",
    "create view x as select 1",
    "create macro f() as 1",
    "create secret (type s3)",
    "insert into ledger select * from ledger",
    "update ledger set amount = 0",
    "delete from ledger",
    "drop view ledger",
    "export database '{root}/x'",
    "import database '{root}/x'",
    "checkpoint",
    "begin",
    "use memory",
    "select 1; drop view ledger",
    "select * from duckdb_secrets()",
    "-- a comment\ncreate table x as select 1",
    "/* select */ drop view ledger",
    "selec 1",
    "",
)


@pytest.fixture(scope="module")
def kept(small_lake: Shop) -> Snapshot:
    """One snapshot that answers all questions of this file, and so must forget each of them."""
    return small_lake.snapshot


@pytest.mark.parametrize("sql", REFUSED)
def test_what_does_not_only_read_is_refused(
    sql: str, small_lake: Shop, kept: Snapshot, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    file = Path(small_lake.snapshot.paths("ledger")[0])
    before, files = file.read_bytes(), sorted(small_lake.settings.root.rglob("*"))
    asked = sql.replace("{file}", str(file)).replace("{other}", str(other)).replace("{root}", str(tmp_path))
    with pytest.raises((BadQuery, UnknownName)):
        list(answer(kept, asked).rows)
    assert file.read_bytes() == before
    assert sorted(small_lake.settings.root.rglob("*")) == files
    assert [path.name for path in tmp_path.iterdir()] == ["other.csv"]
    assert other.read_text() == "a,b\n1,2\n"


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from ledger",
        "with a as (select * from ledger) select count(*) from a",
        "from ledger select count(*)",
        "select count(*) from (table ledger)",
        "select 'insert; drop table' as text, count(*) as \"delete\" from ledger -- copy",
        "select count(*) from query_table('ledger')",
    ],
)
def test_every_form_of_reading_works(sql: str, kept: Snapshot) -> None:
    rows = list(answer(kept, sql).rows)
    assert rows[0][-1] == kept.release.tables["ledger"].rows


@pytest.mark.parametrize("sql", ["describe ledger", "show tables", "summarize daily_sales", "values (1, 2)"])
def test_descriptions_work(sql: str, kept: Snapshot) -> None:
    assert list(answer(kept, sql).rows)


def test_money_stays_exact(small_lake: Shop) -> None:
    rows = list(answer(small_lake.snapshot, "select sum(amount) from ledger where fate = 'loaded'").rows)
    assert rows == [(small_lake.statement.fates["loaded"].amount,)]
    assert isinstance(rows[0][0], Decimal)


def test_every_table_is_there_with_its_declared_columns(small_lake: Shop) -> None:
    for name in small_lake.release.tables:
        found = answer(small_lake.snapshot, f"select * from {name} limit 0")
        assert found.columns == tuple(small_lake.snapshot.table(name).columns)


def test_an_unknown_table_is_corrected(small_lake: Shop) -> None:
    with pytest.raises(UnknownName, match="Did you mean daily_sales"):
        answer(small_lake.snapshot, "select * from dayly_sales")


def test_a_query_too_large_for_memory_ends_in_an_error(small_lake: Shop) -> None:
    with pytest.raises(BadQuery, match="memory"):
        list(answer(small_lake.snapshot, "select * from range(1000000000000) order by 1 desc").rows)


def test_the_views_are_made_once(small_lake: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    opened = views.opened
    monkeypatch.setattr(views, "opened", lambda tables: made.append(1) or opened(tables))  # type: ignore[func-returns-value]
    kept = small_lake.snapshot
    for sql in ("select count(*) from ledger", "select count(*) from daily_sales", "show tables"):
        assert list(answer(kept, sql).rows)
    assert made == [1]
    assert list(answer(small_lake.snapshot, "show tables").rows)
    assert made == [1, 1], "another snapshot has views of its own"


def test_a_refused_question_leaves_the_next_one_as_it_was(small_lake: Shop) -> None:
    kept = small_lake.snapshot
    for sql in ("create view x as select 1", "select no from ledger", "select 1; drop view ledger"):
        with pytest.raises(BadQuery):
            answer(kept, sql)
    with pytest.raises(UnknownName):
        answer(kept, "select * from x")
    assert next(answer(kept, "select count(*) from ledger").rows) == (kept.release.tables["ledger"].rows,)


def test_questions_of_several_threads_do_not_mix(small_lake: Shop) -> None:
    kept = small_lake.snapshot
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda n: list(answer(kept, f"select {n}, count(*) from ledger").rows), range(40))
        assert list(found) == [[(n, kept.release.tables["ledger"].rows)] for n in range(40)]


def test_an_open_cursor_finishes_on_its_release_when_another_is_published(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sales.csv", 500, seed=3)
    shop = open_shop(tmp_path / "lake", sample.files[0])
    kept = Snapshot(shop.settings)
    before = kept.release.tables["ledger"].rows
    rows = answer(kept, "select line_id from ledger").rows
    next(rows)
    more = write_sample(tmp_path / "more.csv", 500, seed=4)
    renumber(more.files[0])
    take_in(shop.settings, open_all(more.files[0]))
    kept.close()
    assert 1 + sum(1 for _ in rows) == before
    newer = Snapshot(shop.settings)
    assert next(answer(newer, "select count(*) from ledger").rows)[0] == newer.release.tables["ledger"].rows
    assert newer.release.tables["ledger"].rows > before
    assert next(answer(kept, "select count(*) from ledger").rows) == (before,), "closed, and opened again"


def test_a_frame_has_the_types_of_its_columns(small_lake: Shop) -> None:
    kept = small_lake.snapshot
    for name in kept.release.tables:
        found = frame(kept, f"select * from {name}")
        assert (
            found.schema
            == frame(kept, f"select * from {name} limit 0").schema
            == small_lake.table(name).schema
        )
        assert found.sort(found.columns).equals(small_lake.table(name).sort(found.columns)), name


def test_a_frame_of_sums_is_exact(small_lake: Shop) -> None:
    found = frame(
        small_lake.snapshot,
        "select sum(1) n, sum(amount) a, [1, 2] l, null z, 1.5::double d, true b, 3::utinyint u from ledger"
        " where fate = 'loaded'",
    )
    books = small_lake.statement.fates["loaded"]
    assert found.row(0) == (books.rows, books.amount, [1, 2], None, 1.5, True, 3)
    assert found.schema["a"] == pl.Decimal(38, 6)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("drop view ledger", BadQuery),
        ("select * from dayly_sales", UnknownName),
        ("select * from kept", UnknownName),
        ("select 1 as a, 2 as a", BadQuery),
        ("select * from range(1000000000000) order by 1 desc", BadQuery),
    ],
)
def test_a_frame_is_refused_as_rows_are(sql: str, error: type[Exception], kept: Snapshot) -> None:
    with pytest.raises(error):
        frame(kept, sql)
    assert frame(kept, "select 1 as a").item() == 1


def test_a_refusal_is_not_its_own_cause(small_lake: Shop) -> None:
    with pytest.raises(BadQuery) as refused:
        frame(small_lake.snapshot, "select 1 a, 2 a")
    assert refused.value.__cause__ is None
