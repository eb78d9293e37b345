"""What dbt is asked to test says the same as the check it stands for."""

from __future__ import annotations

from tillhouse.catalog import catalog
from tillhouse.dbt._tests import freshness, of_columns, of_table


def test_what_stops_a_release_is_an_error_and_what_warns_a_warning() -> None:
    table = catalog()["ledger"]
    asked = {(column, *test) for column, tests in of_columns(table).items() for test in tests}
    assert {("fate", "accepted_values"), ("customer_id", "not_null")} <= asked
    (unique,) = of_table(table)
    (known,) = of_columns(table)["customer_id"]
    fates = [test["accepted_values"]["config"] for test in of_columns(table)["fate"]]
    assert unique["unique_together"]["config"] == {"severity": "error"}
    assert known == {"not_null": {"config": {"severity": "warn"}}}
    assert fates == [{"severity": "error"}, {"severity": "warn"}]


def test_a_key_of_several_columns_is_tested_together() -> None:
    (test,) = of_table(catalog()["receipts"])
    assert test["unique_together"]["arguments"] == {"columns": list(catalog()["receipts"].key)}


def test_empty_deliveries_keep_no_source_fresh() -> None:
    (check,) = [check for check in catalog()["deliveries"].checks if check.kind == "fresh"]
    assert freshness(check) == {
        "loaded_at_field": "taken_at",
        "freshness": {"warn_after": {"count": 7, "period": "day"}, "filter": "records > 0"},
    }
