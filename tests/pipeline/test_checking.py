from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from tests.frames import Engine, on_polars, values
from tillhouse.checks import Check, CheckResult
from tillhouse.checks.in_range import in_range
from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_of import one_of
from tillhouse.checks.refers_to import refers_to
from tillhouse.checks.row_count import row_count
from tillhouse.checks.unique import unique
from tillhouse.errors import UnknownName
from tillhouse.lake.check_results import Tally, failing_rows, kept_results
from tillhouse.lake.releases import Partition, TableState
from tillhouse.pipeline.checking import WHOLE, run_checks, run_checks_by_month
from tillhouse.table import Column, Table

TYPES = {"line_id": "integer", "month": "text", "customer_id": "text", "amount": "money"}
SALES: dict[str, list[Any]] = {
    "line_id": [1, 2, 3, 4],
    "month": ["2011-11", "2011-11", "2011-12", "2011-12"],
    "customer_id": ["A", None, "B", None],
    "amount": [Decimal("10.001"), Decimal("-2.50"), Decimal("0.10"), Decimal("0.20")],
}
NAMED = not_null("customer_id", on_fail="warn")
KNOWN = refers_to("customer_id", "dim_customer.customer_id")


def sales(*checks: Check, money: str | None = "amount") -> Table:
    return Table(
        name="sales",
        layer="silver",
        key=("line_id",),
        columns={name: Column(kind, "") for name, kind in TYPES.items()},
        body=lambda frame: frame,
        owner="tests",
        by="month",
        checks=checks,
        money=money,
    )


def seen(results: Sequence[CheckResult]) -> list[tuple[Any, ...]]:
    return [(r.check, r.outcome, r.rows, r.evaluated, r.amount, r.evaluated_amount) for r in results]


def test_rows_and_money_are_exact_and_in_the_order_declared(engine: Engine) -> None:
    checks = (unique("customer_id"), NAMED, in_range("amount", low=0))
    assert seen(run_checks(sales(*checks), engine(SALES, TYPES), {})) == [
        ("unique(customer_id)", "pass", 0, 4, "0.000000", "7.801000"),
        ("not_null(customer_id)", "fail", 2, 4, "-2.300000", "7.801000"),
        ("in_range(amount, low=0)", "fail", 1, 4, "-2.500000", "7.801000"),
    ]


def test_row_checks_are_counted_in_one_scan() -> None:
    scans = []

    def scanned(rows: pl.DataFrame) -> pl.DataFrame:
        scans.append(rows.height)
        return rows

    frame = nw.from_native(on_polars(SALES, TYPES).to_native().map_batches(scanned))
    checks = (NAMED, in_range("amount", low=0), not_null("line_id"), one_of("month", ["2011-11", "2011-12"]))
    given = {"2011-11": Tally(2, Decimal("7.501")), "2011-12": Tally(2, Decimal("0.30"))}
    counted = run_checks(sales(*checks), frame, {}, Tally(4, Decimal("7.801")))
    by_month = run_checks_by_month(sales(*checks), frame, {}, totals=given)
    assert scans == [4, 4]
    assert counted == run_checks(sales(*checks), frame, {})
    assert by_month == run_checks_by_month(sales(*checks), frame, {})
    assert scans == [4] * 6  # without what they hold, that is a scan more


def test_a_table_without_money_has_rows_alone(engine: Engine) -> None:
    (result,) = run_checks(sales(NAMED, money=None), engine(SALES, TYPES), {})
    assert (result.rows, result.amount, result.evaluated_amount) == (2, None, None)
    assert result.message == "2 of 4 rows break it."


def test_unknown_money_is_not_counted_as_money(engine: Engine) -> None:
    rows = {**SALES, "amount": [None, None, None, Decimal("0.20")]}
    (result,) = run_checks(sales(NAMED), engine(rows, TYPES), {})
    assert (result.rows, result.amount) == (2, "0.200000")


def test_no_rows_are_no_failure(engine: Engine) -> None:
    nothing = engine({name: [] for name in SALES}, TYPES)
    checks = (NAMED, unique("line_id"), row_count(low=1))
    assert seen(run_checks(sales(*checks), nothing, {})) == [
        ("not_null(customer_id)", "pass", 0, 0, "0.000000", "0.000000"),
        ("unique(line_id)", "pass", 0, 0, "0.000000", "0.000000"),
        ("row_count(low=1)", "fail", 1, 1, None, None),
    ]
    assert run_checks_by_month(sales(NAMED), nothing, {}) == {}


def test_a_check_that_cannot_be_computed_is_an_error_and_spoils_no_other(engine: Engine) -> None:
    checks = (not_null("kustomer_id"), NAMED, unique("line_no"), refers_to("customer_id", "sales.nothing"))
    results = run_checks(sales(*checks), engine(SALES, TYPES), {"sales": engine(SALES, TYPES)})
    assert [(r.outcome, r.rows, r.evaluated) for r in results] == [
        ("error", 0, 0),
        ("fail", 2, 4),
        ("error", 0, 0),
        ("error", 0, 0),
    ]
    assert all(results[i].message.startswith("ColumnNotFoundError: ") for i in (0, 2, 3))


def test_a_violation_that_raises_is_an_error(engine: Engine) -> None:
    def violations(frame: object, others: object) -> nw.LazyFrame[Any]:
        raise RuntimeError("the past is missing")

    for scope in ("rows", "table"):
        check = Check("odd()", "odd", "accuracy", "stop", violations=violations, scope=scope)
        (result,) = run_checks(sales(check), engine(SALES, TYPES), {})
        assert (result.outcome, result.message) == ("error", "RuntimeError: the past is missing")


def test_a_frame_that_cannot_be_read_makes_every_check_an_error(engine: Engine) -> None:
    table = sales(NAMED, unique("line_id"), money="turnover")
    assert [r.outcome for r in run_checks(table, engine(SALES, TYPES), {})] == ["error", "error"]
    assert [r.outcome for r in run_checks_by_month(table, engine(SALES, TYPES), {})[WHOLE]] == [
        "error",
        "error",
    ]


def test_a_check_whose_table_is_absent_is_not_run(engine: Engine) -> None:
    (result,) = run_checks(sales(KNOWN), engine(SALES, TYPES), {})
    assert (result.outcome, result.evaluated) == ("not_run", 0)
    assert result.message == "It reads dim_customer, which is not at hand."


def test_each_month_has_its_results_the_green_ones_too(engine: Engine) -> None:
    customers = engine({"customer_id": ["A"]}, TYPES)
    table = sales(NAMED, KNOWN, row_count(low=5))
    found = run_checks_by_month(table, engine(SALES, TYPES), {"dim_customer": customers})
    assert {month: seen(results) for month, results in found.items()} == {
        "2011-11": [
            (NAMED.name, "fail", 1, 2, "-2.500000", "7.501000"),
            (KNOWN.name, "pass", 0, 2, "0.000000", "7.501000"),
        ],
        "2011-12": [
            (NAMED.name, "fail", 1, 2, "0.200000", "0.300000"),
            (KNOWN.name, "fail", 1, 2, "0.100000", "0.300000"),
        ],
        WHOLE: [("row_count(low=5)", "fail", 1, 1, None, None)],
    }
    assert found[WHOLE][0].message == "rows 4"


def test_whole_table_checks_read_all_months_when_only_some_were_rebuilt(engine: Engine) -> None:
    december = {name: column[2:] for name, column in SALES.items()}
    table = sales(NAMED, row_count(low=4))
    found = run_checks_by_month(table, engine(december, TYPES), {}, whole=engine(SALES, TYPES))
    assert set(found) == {"2011-12", WHOLE}
    assert found[WHOLE][0].outcome == "pass"


def test_a_row_without_a_month_is_under_unknown(engine: Engine) -> None:
    rows = {**SALES, "month": ["2011-11", None, "unknown", "2011-11"]}
    found = run_checks_by_month(sales(NAMED), engine(rows, TYPES), {})
    assert {month: results[0].evaluated for month, results in found.items()} == {"2011-11": 2, "unknown": 2}


def test_failing_rows_are_those_counted(engine: Engine) -> None:
    rows = failing_rows(sales(NAMED), NAMED.name, engine(SALES, TYPES), {})
    assert values(rows, "line_id") == [2, 4]


def test_a_misspelt_check_gets_the_nearest_name(engine: Engine) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean not_null\(customer_id\)"):
        failing_rows(sales(NAMED), "not_null(kustomer_id)", engine(SALES, TYPES), {})
    with pytest.raises(UnknownName, match="dim_customer"):
        failing_rows(sales(KNOWN), KNOWN.name, engine(SALES, TYPES), {})


def test_results_are_json_and_come_back_equal(engine: Engine) -> None:
    for result in run_checks(sales(NAMED, KNOWN, row_count(low=5)), engine(SALES, TYPES), {}):
        assert CheckResult(**result.document()) == result


def test_a_release_gives_its_results_back(engine: Engine) -> None:
    table = sales(NAMED, unique("line_id"), row_count(low=5), KNOWN)
    found = run_checks_by_month(table, engine(SALES, TYPES), {})

    def failures(month: str) -> dict[str, tuple[int, str | None, str, str]]:
        return {
            r.check: (r.rows, r.amount, r.outcome, r.message) for r in found[month] if r.outcome != "pass"
        }

    parts = {
        "2011-11": Partition(2, "", "7.501", failures("2011-11")),
        "2011-12": Partition(2, "", "0.3", failures("2011-12")),
    }
    held = tuple(check.name for check in table.checks)
    kept = kept_results(table, TableState("silver", 1, "", parts, held, failures(WHOLE)))
    assert sorted(kept, key=repr) == sorted((r for month in found.values() for r in month), key=repr)


def test_a_check_declared_after_a_release_has_no_result_in_it() -> None:
    state = TableState("silver", 1, "", {"2011-11": Partition(2, "")}, (NAMED.name,))
    assert [r.check for r in kept_results(sales(NAMED, KNOWN, row_count(low=1)), state)] == [NAMED.name]
