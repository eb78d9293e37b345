"""Metrics by dimensions: against loops by hand, against each other, and from whichever table they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.answers.by_hand import BY_HAND, Row, counted, over
from tests.shops import Shop
from tillhouse.answers.metrics import lines, tables
from tillhouse.answers.metrics.dimensions import DIMENSIONS
from tillhouse.answers.metrics.lines import cut
from tillhouse.answers.metrics.measured import Answer, measured
from tillhouse.errors import BadQuery, FixTheSetup, UnknownName
from tillhouse.lake.snapshot import Snapshot
from tillhouse.metrics import evaluation
from tillhouse.metrics.definitions import METRICS
from tillhouse.metrics.formulas import Change, Ratio, Sum

D = Decimal
COUNTED = [m for m in METRICS if m.name in BY_HAND]
PERIODS: dict[str, Callable[[Row], Any]] = {
    "date": lambda r: r["business_date"].isoformat(),
    "month": lambda r: f"{r['business_date']:%Y-%m}",
    "quarter": lambda r: f"{r['business_date'].year}-Q{(r['business_date'].month + 2) // 3}",
    "year": lambda r: f"{r['business_date']:%Y}",
    "weekday": lambda r: f"{r['business_date']:%A}",
}
OTHERS: dict[str, Callable[[Row], Any]] = {
    "country": lambda r: r["country"],
    "country_code": lambda r: {"France": "FR", "Ireland": "IE", "United Kingdom": "GB"}.get(r["country"]),
    "product": lambda r: r["stock_code"],
    "event": lambda r: r["event"],
    "line_type": lambda r: r["line_type"],
}


def found(answer: Answer, *by: str) -> dict[Any, Decimal | None]:
    """Values by currency and cell."""
    return {
        (row.place["currency"], tuple(row.place[name] for name in by)): row.figure.value
        for row in answer.rows
    }


def by_hand(shop: Shop, name: str, *by: str) -> Mapping[Any, Any]:
    """The same by loops over the ledger."""
    cells = [{**PERIODS, **OTHERS}[one] for one in by]
    times = [PERIODS[one] for one in by if one in PERIODS]
    rows = shop.table("ledger").to_dicts()
    return counted(rows, name, lambda r: tuple(c(r) for c in cells), lambda r: tuple(t(r) for t in times))


def everything(snapshot: Snapshot, *by: str) -> dict[str, dict[Any, Decimal | None]]:
    """All metrics by hand's names, evaluated together."""
    asked = cut(snapshot, by, ())
    came = lines.values(snapshot, asked, list(dict.fromkeys(part for m in COUNTED for part in m.parts)))
    return {
        m.name: {(cell[0], cell[1:]): figure.value for cell, figure in evaluation.figures(m, came).items()}
        for m in COUNTED
    }


def test_everything_declared_is_counted_by_hand() -> None:
    others = {"duplicates", "quarantined", "superseded", "not_sales"}
    assert {m.name for m in METRICS if not isinstance(m.formula, Change)} == set(BY_HAND) | others


@pytest.mark.parametrize(
    "by", [(), ("country", "year"), ("event", "line_type"), *((one,) for one in {**PERIODS, **OTHERS})]
)
def test_metrics_are_what_they_are_by_hand(by: tuple[str, ...], two_currencies: Shop) -> None:
    came = everything(two_currencies.snapshot, *by)
    for name in BY_HAND:
        assert came[name] == by_hand(two_currencies, name, *by), name


@pytest.mark.parametrize("by", [("month",), ("retail_week", "country")])
def test_the_answer_is_the_figure(by: tuple[str, ...], two_currencies: Shop) -> None:
    came = everything(two_currencies.snapshot, *by)
    for name in ("revenue", "orders", "repeat_rate"):
        assert found(measured(two_currencies.snapshot, name, by), *by) == came[name]


def test_faulty_data_are_counted_alike(small_lake: Shop) -> None:
    came = everything(small_lake.snapshot, "month")
    for name in BY_HAND:
        assert came[name] == by_hand(small_lake, name, "month"), name


def test_a_wrong_count_is_seen(two_currencies: Shop) -> None:
    """The loops by hand, with signs dropped, as if refunds were sales, give other numbers."""
    rows = [{**r, "amount": abs(r["amount"])} for r in two_currencies.table("ledger").to_dicts()]
    wrong = counted(rows, "revenue", lambda _: (), lambda _: ())
    assert found(measured(two_currencies.snapshot, "revenue")) != wrong


@pytest.mark.parametrize("by", [("month",), ("date", "country"), ("retail_week", "country_code")])
def test_small_tables_say_what_the_ledger_says(
    by: tuple[str, ...], two_currencies: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = cut(two_currencies.snapshot, by, ())
    read = {lines.table_for(part, asked) for m in COUNTED for part in m.parts}
    assert read == {"sales_bridge", "receipts"}
    snapshot, names = (
        two_currencies.snapshot,
        ("revenue", "identified_sales", "orders", "revenue_per_customer"),
    )
    small = everything(snapshot, *by), [measured(snapshot, name, by).coverage for name in names]
    monkeypatch.setattr(tables, "SMALL", {})
    assert (everything(snapshot, *by), [measured(snapshot, name, by).coverage for name in names]) == small


@pytest.mark.parametrize("by", [d.name for d in DIMENSIONS if d.name not in ("category", "segment")])
def test_sums_add_up_over_every_dimension(by: str, two_currencies: Shop) -> None:
    whole, parts = everything(two_currencies.snapshot), everything(two_currencies.snapshot, by)
    for one in COUNTED:
        if isinstance(one.formula, Sum):
            for (currency, _), value in whole[one.name].items():
                inside = [part or 0 for (of, _), part in parts[one.name].items() if of == currency]
                assert sum(inside) == value, one.name


@pytest.mark.parametrize("name", [m.name for m in METRICS if isinstance(m.formula, Ratio)])
def test_a_ratio_is_of_sums(name: str, two_currencies: Shop) -> None:
    for row in measured(two_currencies.snapshot, name, ["month", "country"]).rows:
        assert row.figure.value == over(row.figure.numerator, row.figure.denominator)


@pytest.mark.parametrize("by", ["month", "quarter", "retail_week", "country", "product", "weekday"])
def test_customers_are_new_or_returning(by: str, two_currencies: Shop) -> None:
    came = everything(two_currencies.snapshot, by)
    new, returning = came["new_customers"], came["returning_customers"]
    assert {cell: (new[cell] or 0) + (returning[cell] or 0) for cell in new} == came["customers"]


def test_a_customer_is_new_once(small_lake: Shop) -> None:
    everyone = found(measured(small_lake.snapshot, "customers"))["GBP", ()]
    for by in ("date", "month", "quarter", "retail_period", "year"):
        new = measured(small_lake.snapshot, "new_customers", [by]).rows
        assert sum(row.figure.value or 0 for row in new) == everyone


@pytest.mark.parametrize("by", ["month", "quarter", "year"])
def test_a_customer_is_new_once_in_each_currency(by: str, two_currencies: Shop) -> None:
    """Who bought in pounds before is new among those who buy in euros."""
    everyone = found(measured(two_currencies.snapshot, "new_customers"))
    firsts = {"EUR": D(0), "GBP": D(0)}
    for row in measured(two_currencies.snapshot, "new_customers", [by]).rows:
        firsts[row.place["currency"]] += row.figure.value or 0
    assert {(currency, ()): value for currency, value in firsts.items()} == everyone


def test_customers_return_in_a_period(two_currencies: Shop) -> None:
    snapshot = two_currencies.snapshot
    for by in ([], ["country"], ["weekday"]):
        with pytest.raises(BadQuery, match="no period is named"):
            measured(snapshot, "returning_customers", by)
    for where in (["month=2011-03"], ["date>=2011-03-01"]):
        assert any(row.figure.value for row in measured(snapshot, "returning_customers", [], where).rows)


def test_where_leaves_out_what_does_not_hold(two_currencies: Shop) -> None:
    snapshot = two_currencies.snapshot
    everything = found(measured(snapshot, "new_customers", ["month", "country"]), "month", "country")
    some = measured(snapshot, "new_customers", ["country"], ["month=2011-03"])
    assert found(some, "country") == {
        (currency, (country,)): value
        for (currency, (month, country)), value in everything.items()
        if month == "2011-03"
    }
    late = measured(snapshot, "revenue", ["month"], ["month>=2011-06", "currency=EUR"])
    assert {row.place["currency"] for row in late.rows} == {"EUR"}
    assert min(row.place["month"] for row in late.rows) == "2011-06"


def test_a_country_is_found_by_any_of_its_names(two_currencies: Shop) -> None:
    snapshot = two_currencies.snapshot
    by_code = found(measured(snapshot, "revenue", ["country_code"]), "country_code")
    for words in ("country=IE", "country=Ireland", "country=EIRE", "country_code=IE"):
        assert found(measured(snapshot, "revenue", ["country_code"], [words]), "country_code") == {
            cell: value for cell, value in by_code.items() if cell[1] == ("IE",)
        }
    france = found(measured(snapshot, "orders", [], ["country=FRA"]))
    received = found(measured(snapshot, "orders", ["country"]), "country")
    assert france["EUR", ()] == received["EUR", ("France",)]


def test_money_of_two_currencies_is_never_added(two_currencies: Shop) -> None:
    assert [row.place["currency"] for row in measured(two_currencies.snapshot, "revenue").rows] == [
        "EUR",
        "GBP",
    ]
    assert [row.place for row in measured(two_currencies.snapshot, "revenue", ["currency"]).rows] == [
        {"currency": "EUR"},
        {"currency": "GBP"},
    ]


def test_a_change_is_against_the_period_before(two_currencies: Shop) -> None:
    snapshot = two_currencies.snapshot
    by_month = found(measured(snapshot, "gross_sales", ["month"], ["currency=GBP"]), "month")
    changes = found(measured(snapshot, "gross_sales_month_over_month", [], ["currency=GBP"]), "month")
    now, before = by_month["GBP", ("2011-03",)], by_month["GBP", ("2011-02",)]
    assert now is not None
    assert before is not None
    assert changes["GBP", ("2011-03",)] == over(now - before, before)
    assert changes["GBP", ("2010-12",)] is None


def test_what_has_ceased_is_down_by_all_of_it(two_currencies: Shop) -> None:
    snapshot = two_currencies.snapshot
    values = found(measured(snapshot, "gross_sales", ["month", "product"]), "month", "product")
    changes = found(
        measured(snapshot, "gross_sales_month_over_month", ["month", "product"]), "month", "product"
    )
    months = sorted({month for _, (month, _) in values})
    ceased = [
        (currency, (months[at + 1], product))
        for currency, (month, product) in values
        if (at := months.index(month)) + 1 < len(months)
        and (currency, (months[at + 1], product)) not in values
        and values[currency, (month, product)]
    ]
    assert len(ceased) > 5
    assert {changes[cell] for cell in ceased} == {D(-1)}
    ratios = found(
        measured(snapshot, "items_per_order_month_over_month", ["month", "product"]), "month", "product"
    )
    assert not any(cell in ratios for cell in ceased), "nothing was ordered, so nothing is in an order"


@pytest.mark.parametrize(
    ("period", "against"), [("month", "month_over_month"), ("retail_week", "year_over_year")]
)
def test_what_has_ceased_is_so_when_asked_for_alone(period: str, against: str, two_currencies: Shop) -> None:
    """With filters, a change has the cells that it has without them."""
    snapshot, name = two_currencies.snapshot, f"gross_sales_{against}"
    held = found(measured(snapshot, "lines", [period, "product"]), period, "product")
    every = found(measured(snapshot, name, [period, "product"]), period, "product")
    ended = sorted(cell for cell in every if cell not in held)
    assert len(ended) > 2
    for currency, (when, product) in ended[:3]:
        where = [f"currency={currency}", f"product={product}"]
        alike = {cell: every[cell] for cell in every if (cell[0], cell[1][1]) == (currency, product)}
        assert found(measured(snapshot, name, [period, "product"], where), period, "product") == alike
        where.append(f"{period}={when}")
        assert found(measured(snapshot, name, [period, "product"], where), period, "product") == {
            (currency, (when, product)): D(-1)
        }
        assert found(measured(snapshot, name, [period], where), period) == {(currency, (when,)): D(-1)}


@pytest.mark.parametrize(
    ("by", "now", "before"),
    [
        ("month", "2011-12", "2010-12"),
        ("quarter", "2011-Q4", "2010-Q4"),
        ("year", "2011", "2010"),
        ("retail_period", "2011-P11", "2010-P11"),
        ("retail_week", "2011-W45", "2010-W45"),
    ],
)
def test_a_year_before_is_the_same_period(by: str, now: str, before: str, two_currencies: Shop) -> None:
    values = found(measured(two_currencies.snapshot, "lines", [by]), by)
    changes = found(measured(two_currencies.snapshot, "lines_year_over_year", [by]), by)
    was = values["GBP", (before,)]
    assert was
    assert changes["GBP", (now,)] == over((values["GBP", (now,)] or 0) - was, was)


def test_a_change_may_be_asked_for_one_period(two_currencies: Shop) -> None:
    """What it compares with lies outside of what is asked about."""
    snapshot = two_currencies.snapshot
    every = found(measured(snapshot, "revenue_month_over_month"), "month")
    for where in (["month=2011-03"], ["quarter=2011-Q1"], ["year=2011"]):
        some = found(measured(snapshot, "revenue_month_over_month", [], where), "month")
        assert some == {cell: every[cell] for cell in some}
        assert some["GBP", ("2011-03",)] is not None


def test_a_day_is_compared_with_its_weekday(two_currencies: Shop) -> None:
    """364 days earlier, as the retail calendar says."""
    snapshot = two_currencies.snapshot
    values = found(measured(snapshot, "lines", ["date"]), "date")
    for (currency, (day,)), change in found(
        measured(snapshot, "lines_year_over_year", ["date"]), "date"
    ).items():
        past = date.fromordinal(date.fromisoformat(day).toordinal() - 364).isoformat()
        was = values.get((currency, (past,)))
        now = values[currency, (day,)]
        assert now is not None
        assert change == (over(now - was, was) if was else None)


def test_periods_that_are_not_whole_are_flagged(two_currencies: Shop) -> None:
    last = two_currencies.table("daily_sales")["business_date"].max()
    months = measured(two_currencies.snapshot, "revenue", ["month"]).rows
    flagged = {row.place["month"] for row in months if row.is_partial}
    assert flagged == {"2010-12", f"{last:%Y-%m}"}
    assert not any(row.is_partial for row in measured(two_currencies.snapshot, "revenue", ["date"]).rows)
    for name, month, flag in (
        ("revenue_month_over_month", "2011-03", False),
        ("revenue_month_over_month", "2011-01", True),
        ("revenue_year_over_year", "2011-12", True),
        ("revenue_year_over_year", "2011-11", False),
    ):
        (row, *_) = measured(two_currencies.snapshot, name, [], [f"month={month}"]).rows
        assert row.is_partial is flag, (name, month)
    assert measured(two_currencies.snapshot, "revenue").rows[0].is_partial is None


def test_coverage_is_what_the_metric_is_about(two_currencies: Shop) -> None:
    rows = [r for r in two_currencies.table("ledger").to_dicts() if r["currency"] == "GBP"]
    bought = [
        r
        for r in rows
        if r["event"] == "sale" and r["line_type"] == "product" and r["customer_id"] is not None
    ]
    covered = measured(two_currencies.snapshot, "repeat_rate").coverage[1]
    assert (covered.currency, covered.lines, covered.lines_of) == ("GBP", len(bought), len(rows))
    assert covered.amount == sum(r["amount"] for r in bought)
    assert covered.percent_of_lines == over(100 * len(bought), len(rows))
    assert measured(two_currencies.snapshot, "revenue").coverage[0].percent_of_money == 100


def test_what_is_in_no_sales_figure_covers_lines_received(small_lake: Shop) -> None:
    (covered,) = measured(small_lake.snapshot, "quarantined").coverage
    books = small_lake.statement
    assert (covered.lines, covered.lines_of) == (books.fates["quarantined"].rows, books.received.rows)


def test_periods_run_forward_and_all_else_from_the_largest(two_currencies: Shop) -> None:
    rows = measured(two_currencies.snapshot, "revenue", ["weekday", "country"], ["currency=GBP"]).rows
    days = [row.place["weekday"] for row in rows]
    assert days == sorted(
        days, key=["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].index
    )
    monday = [row.figure.value or D(0) for row in rows if row.place["weekday"] == "Monday"]
    assert monday == sorted(monday, reverse=True)


def test_names_are_corrected(two_currencies: Shop) -> None:
    for name, by, where in (
        ("revenu", [], []),
        ("revenue", ["months"], []),
        ("revenue", [], ["month=2031-01"]),
        ("revenue", [], ["country=Frence"]),
        ("revenue", [], ["event=sales"]),
        ("revenue", [], ["weekday=Mon"]),
        ("revenue_month_over_month_year_over_year", [], []),
    ):
        with pytest.raises(UnknownName):
            measured(two_currencies.snapshot, name, by, where)
    for name, by in (
        ("revenue_month_over_month", ["quarter"]),
        ("revenue_year_over_year", ["month", "year"]),
    ):
        with pytest.raises(BadQuery):
            measured(two_currencies.snapshot, name, by)


@pytest.mark.parametrize("by", ["segment", "category"])
def test_what_rests_on_an_analytic_says_how_to_build_it(by: str, two_currencies: Shop) -> None:
    with pytest.raises(FixTheSetup, match="does not hold") as refused:
        measured(two_currencies.snapshot, "revenue", [by])
    assert "tillhouse analyse" in (refused.value.hint or "")


def test_the_frame_of_an_answer_holds_its_rows(small_lake: Shop) -> None:
    answer = measured(small_lake.snapshot, "average_order_value", ["month", "country"])
    found = answer.frame()
    assert found.columns == [
        "currency",
        "month",
        "country",
        "value",
        "numerator",
        "denominator",
        "is_partial",
    ]
    assert found.height == len(answer.rows) > 0
    for row, one in zip(answer.rows, found.iter_rows(named=True), strict=True):
        assert {name: one[name] for name in row.place} == row.place
        assert (one["value"], one["numerator"]) == (row.figure.value, row.figure.numerator)
        assert (one["denominator"], one["is_partial"]) == (row.figure.denominator, row.is_partial)


def test_the_frame_of_no_rows_has_the_columns_and_types_of_any(small_lake: Shop) -> None:
    by = ["month", "country"]
    empty = measured(small_lake.snapshot, "revenue", by, ["date=2010-12-25"])
    assert empty.rows == ()
    assert empty.frame().height == 0
    assert empty.frame().schema == measured(small_lake.snapshot, "revenue", by).frame().schema
    assert empty.frame().columns[:3] == ["currency", *by]
