"""`tillhouse dbt`."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.cli.calls import Call
from tillhouse.catalog import catalog


def _files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_project_says_what_the_tables_say(call: Call, shop: Path) -> None:
    said = call("dbt", "project", "--json").json
    assert set(said["in_python"]) == {"dim_country", "dim_date", "statement"}
    written = yaml.safe_load((shop / "project" / "models" / "gold" / "gold.yml").read_text())
    sales = next(model for model in written["models"] if model["name"] == "fact_sales")
    declared = catalog()["fact_sales"]
    assert {c["name"]: c["description"] for c in sales["columns"]} == {
        name: column.meaning for name, column in declared.columns.items()
    }
    product = next(column for column in sales["columns"] if column["name"] == "product_key")
    relationship = product["data_tests"][1]["relationships"]
    assert relationship["arguments"] == {"to": "ref('dim_product')", "field": "product_key"}
    assert relationship["config"] == {"severity": "error"}


def test_every_check_has_its_test(call: Call, shop: Path) -> None:
    said = call("dbt", "project", "--json").json
    checks = [
        check
        for table in catalog().of_runs
        if table.layer != "books" or table.name in said["in_python"]
        for check in table.checks
        if check.kind != "fresh"
    ]
    assert said["tests"] == len(checks) + len(["books"])
    assert "warn_after" in (shop / "project" / "models" / "sources.yml").read_text()


def test_what_is_written_again_is_the_same(call: Call, shop: Path) -> None:
    call("dbt", "project")
    before = _files(shop / "project")
    (shop / "project" / "models" / "marts" / "gone.sql").write_text("select 1")
    (shop / "project" / "README.md").write_text("mine")
    call("dbt", "project")
    assert _files(shop / "project") == before | {"README.md": "mine"}


def test_a_folder_of_something_else_is_refused(call: Call, shop: Path) -> None:
    (shop / "letters").mkdir()
    (shop / "letters" / "first.txt").write_text("dear")
    refused = call("dbt", "letters")
    assert refused.code == 4
    assert "letters holds something else" in refused.err


def test_what_dbt_has_not_made_cannot_be_compared(call: Call, shop: Path) -> None:
    call("dbt", "project")
    missing = call("dbt", "project", "--check", "duckdb")
    assert missing.code == 4
    assert "dbt build" in missing.err
