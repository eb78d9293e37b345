"""Tables of a lake's own in what the program does: built, checked, asked, changed, removed, and left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call
from tests.runs.test_initialising import used
from tillhouse.lake.releases import Release, Releases

NAME = "product_days"


@pytest.fixture
def own(shop: Path) -> Path:
    """The shop with the table that `tillhouse init` shows, not built yet."""
    root = shop / "tillhouse-data"
    used(root, f"tables/{NAME}.py")
    config = root / "tillhouse.toml"
    config.write_text(f'tables = "tables"\n{config.read_text()}')
    return root


def published(root: Path) -> Release:
    found = Releases(root).latest()
    assert found is not None
    return found


def edit(root: Path, before: str, after: str) -> None:
    path = root / "tables" / f"{NAME}.py"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def test_it_is_built_and_asked_as_any_other(call: Call, own: Path) -> None:
    found = call("run")
    assert found.code == 0 and f"tables/{NAME}.py is new" in found.err, found.err
    rows = call("sql", f"select sum(amount) as a, max(days) as d from {NAME}", "--json").json["rows"]
    sold = "event = 'sale' and line_type = 'product'"
    same = call(
        "sql", f"select sum(amount) as a, max(1) as d from ledger where fate = 'loaded' and {sold}", "--json"
    ).json
    assert rows[0]["a"] == same["rows"][0]["a"] and rows[0]["d"] >= 1
    assert NAME in call("tables").out and "stock_code" in call("show", NAME).out
    assert call("checks", NAME).code == 0 and published(own).tables[NAME].checks
    assert NAME in call("fingerprint").out
    assert "amount" in call("lineage", f"{NAME}.amount").out
    assert "Nothing new" in call("run").out


def test_it_is_the_same_when_all_is_built_again(call: Call, own: Path, tmp_path: Path) -> None:
    call("run")
    found = call("verify", "--rebuild", "--in", str(tmp_path / "again"))
    assert found.code == 0, found.out + found.err
    assert (tmp_path / "again" / "tables" / f"{NAME}.py").is_file()
    assert published(tmp_path / "again").tables[NAME].digest == published(own).tables[NAME].digest
    assert call("verify").code == 0


def test_a_release_is_built_again_without_what_is_another_now(call: Call, own: Path) -> None:
    assert call("verify", "--rebuild").code == 0, "new"
    call("run")
    edit(own, '== "sale"', '!= "nothing"')
    found = call("verify", "--rebuild")
    assert found.code == 0 and f"{NAME}.py says something else now" in found.out, found.out
    (own / "tables" / f"{NAME}.py").unlink()
    found = call("verify", "--rebuild")
    assert found.code == 0 and f"{NAME}.py is gone" in found.out, found.out


def test_it_is_built_again_when_its_code_changes_and_nothing_else(call: Call, own: Path) -> None:
    call("run")
    before = published(own)
    edit(own, '"""One row per', '# a note\n    """One row per')
    assert "Nothing new" in call("run").out and published(own).number == before.number
    edit(own, 'nw.col("amount").sum()', '(nw.col("amount") + nw.col("amount")).sum().alias("amount")')
    assert f"{NAME} was made by other code" in call("status").out
    assert f"tables/{NAME}.py changed since {NAME} was built" in call("run").err
    after = published(own)
    assert after.tables[NAME].digest != before.tables[NAME].digest
    assert [n for n in after.tables if after.tables[n].version != before.tables[n].version] == [NAME]


def test_a_column_more_and_one_of_another_type(call: Call, own: Path) -> None:
    call("run")
    edit(own, '"days": Column("integer"', '"days": Column("text"')
    edit(own, '.alias("days")', '.cast(nw.String).alias("days")')
    assert call("tables").code == 0 and call("status").code == 0
    assert call("sql", "select count(*) from ledger").code == 0
    assert call("run").code == 0
    types = call("sql", f"select typeof(days) as t from {NAME} limit 1", "--json").json["rows"]
    assert types == [{"t": "VARCHAR"}]


def test_it_goes_when_its_file_goes_and_comes_back(call: Call, own: Path) -> None:
    call("run")
    path = own / "tables" / f"{NAME}.py"
    text = path.read_text()
    path.unlink()
    for asked in (
        ("tables",),
        ("status",),
        ("quality",),
        ("checks",),
        ("releases", "list"),
        ("doctor",),
    ):
        assert call(*asked).code == 0, asked
    assert call("sql", "select count(*) from ledger").code == 0
    found = call("run")
    assert f"tables/{NAME}.py is gone" in found.err and NAME not in published(own).tables
    assert "Nothing new" in call("run").out
    assert "No table is named product_days" in call("show", NAME).err
    path.write_text(text)
    assert call("run").code == 0 and published(own).tables[NAME].rows
    assert call("verify").code == 0 and call("fingerprint").code == 0


def test_nothing_runs_unless_the_setting_names_the_folder(call: Call, shop: Path) -> None:
    root = shop / "tillhouse-data"
    (root / "tables").mkdir()
    (root / "tables" / "evil.py").write_text("raise SystemExit(99)\n")
    for asked in ("status", "run"):
        found = call(asked)
        assert (
            found.code == 0 and "tables/*.py are not used" in found.err and 'tables = "tables"' in found.err
        )
    (root / "tables" / "evil.py").write_text("# a note alone\n")
    assert "not used" not in call("status").err


def test_the_environment_cannot_name_the_folder(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used(shop / "tillhouse-data", f"tables/{NAME}.py")
    monkeypatch.setenv("TILLHOUSE_TABLES", "tables")
    assert NAME not in call("tables").out


def test_a_fault_stops_the_run_with_file_and_line(call: Call, own: Path) -> None:
    before = published(own).number
    edit(own, 'nw.col("amount").sum()', 'nw.col("amonut").sum()')
    found = call("run")
    assert found.code == 4 and f"{NAME}.py, line 3" in found.err and published(own).number == before


def test_it_is_copied_to_the_warehouse(call: Call, own: Path) -> None:
    import duckdb

    call("run")
    found = call("warehouse", "load", "--to", "duckdb")
    assert found.code == 0, found.err
    (copied,) = own.rglob("*.duckdb")
    with duckdb.connect(str(copied), read_only=True) as copy:
        rows = copy.sql(f"select count(*) from {NAME}").fetchall()
    assert rows == [(published(own).tables[NAME].rows,)]


@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_every_engine_gives_the_same_rows(call: Call, own: Path, engine: str) -> None:
    call("--engine", engine, "run")
    digest = published(own).tables[NAME].digest
    edit(own, '== "sale"', '!= "nothing"')
    call("run")
    edit(own, '!= "nothing"', '== "sale"')
    call("run")
    assert published(own).tables[NAME].digest == digest


def test_dbt_leaves_it_out_and_says_so(call: Call, own: Path, tmp_path: Path) -> None:
    call("run")
    found = call("dbt", str(tmp_path / "project"))
    assert found.code == 0 and NAME in found.out + found.err
