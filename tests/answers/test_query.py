"""SQL over the released tables (SEC-19): reading works, everything else is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.shops import Shop
from tillhouse.answers.query import answer
from tillhouse.errors import BadQuery, UnknownName

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


@pytest.mark.parametrize("sql", REFUSED)
def test_what_does_not_only_read_is_refused(sql: str, small_lake: Shop, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    file = Path(small_lake.snapshot.paths("ledger")[0])
    before, files = file.read_bytes(), sorted(small_lake.settings.root.rglob("*"))
    asked = sql.replace("{file}", str(file)).replace("{other}", str(other)).replace("{root}", str(tmp_path))
    with pytest.raises((BadQuery, UnknownName)):
        list(answer(small_lake.snapshot, asked).rows)
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
def test_every_form_of_reading_works(sql: str, small_lake: Shop) -> None:
    rows = list(answer(small_lake.snapshot, sql).rows)
    assert rows[0][-1] == small_lake.release.tables["ledger"].rows


@pytest.mark.parametrize("sql", ["describe ledger", "show tables", "summarize daily_sales", "values (1, 2)"])
def test_descriptions_work(sql: str, small_lake: Shop) -> None:
    assert list(answer(small_lake.snapshot, sql).rows)


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
