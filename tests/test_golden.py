"""What is true of the reference data, known from its publication and from counting it by other means.

The data stays outside the repository; these tests are skipped where it is absent, and fail there under CI.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.shops import Shop, in_england, open_shop, take_in
from tillhouse.answers.metrics.measured import measured
from tillhouse.books import Line, statements_by
from tillhouse.fingerprint import of_names
from tillhouse.lake.snapshot import Snapshot
from tillhouse.sources import open_all

D = Decimal
ROWS, AMOUNT = 541_909, D("9747747.934")
#: What happened x what it concerns: lines and amount.
CROSS_TABLE = {
    ("sale", "product"): (527_761, D("10271433.063")),
    ("sale", "postage"): (1_973, D("291401.65")),
    ("sale", "manual"): (322, D("78112.82")),
    ("sale", "fee"): (14, D("13926.091")),
    ("sale", "voucher"): (31, D("685.81")),
    ("sale", "sample"): (2, D("63.05")),
    ("cancellation", "product"): (8_704, D("-478724.18")),
    ("cancellation", "postage"): (129, D("-11939.53")),
    ("cancellation", "discount"): (77, D("-5696.22")),
    ("cancellation", "manual"): (244, D("-146784.46")),
    ("cancellation", "fee"): (73, D("-250555.66")),
    ("cancellation", "sample"): (61, D("-3112.44")),
    ("free", "product"): (1_162, D(0)),
    ("free", "postage"): (8, D(0)),
    ("free", "manual"): (6, D(0)),
    ("free", "voucher"): (3, D(0)),
    ("write_off", "product"): (1_336, D(0)),
    ("adjustment", "bad_debt"): (3, D("-11062.06")),
}
MONTHS = {
    "2010-12": "748957.02",
    "2011-01": "560000.26",
    "2011-02": "498062.65",
    "2011-03": "683267.08",
    "2011-04": "493207.12",
    "2011-05": "723333.51",
    "2011-06": "691123.12",
    "2011-07": "681300.11",
    "2011-08": "682680.51",
    "2011-09": "1019687.62",
    "2011-10": "1070704.67",
    "2011-11": "1461756.25",
    "2011-12": "433668.01",
}
VERSIONS = {"12370": 3, "12394": 2, "12417": 3, "12422": 3, "12429": 3, "12431": 5, "12455": 2, "12457": 3}


def test_every_line_received_is_loaded_or_named(reference_lake: Shop) -> None:
    books = reference_lake.statement
    assert books.received == Line(ROWS, AMOUNT)
    assert books.fates["loaded"] == Line(ROWS, AMOUNT)
    assert books.unexplained == Line()
    assert all(books.fates[fate] == Line() for fate in ("duplicate", "quarantined", "superseded"))


def test_events_of_the_statement(reference_lake: Shop) -> None:
    events = reference_lake.statement.events
    assert events["cancellation"] == Line(9_288, D("-896812.49"))
    assert events["adjustment"] == Line(3, D("-11062.06"))


def test_line_types_of_the_statement_are_the_columns_of_the_cross_table(reference_lake: Shop) -> None:
    types = reference_lake.statement.line_types
    for name, line in types.items():
        cells = [cell for (_, kind), cell in CROSS_TABLE.items() if kind == name]
        assert line == Line(sum(rows for rows, _ in cells), sum((money for _, money in cells), D(0))), name


def test_cross_table_of_event_and_line_type(reference_lake: Shop) -> None:
    sums = (
        reference_lake.table("sales_bridge")
        .group_by("event", "line_type")
        .agg(pl.col("lines", "amount").sum())
    )
    assert {(event, kind): (rows, amount) for event, kind, rows, amount in sums.iter_rows()} == CROSS_TABLE


def test_bridge_ends_at_the_ledger_total(reference_lake: Shop) -> None:
    ledger = reference_lake.table("ledger").filter(fate="loaded")["amount"].sum()
    assert reference_lake.table("sales_bridge")["amount"].sum() == ledger == AMOUNT


@pytest.mark.parametrize("mart", ["daily_sales", "monthly_sales"])
def test_net_sales_of_marts_add_up_to_the_ledger(reference_lake: Shop, mart: str) -> None:
    assert reference_lake.table(mart)["net_sales"].sum() == AMOUNT


def test_months(reference_lake: Shop) -> None:
    months = reference_lake.table("monthly_sales").select("month", pl.col("net_sales").round(2)).sort("month")
    assert {month: str(net).rstrip("0") for month, net in months.iter_rows()} == {
        month: net.rstrip("0") for month, net in MONTHS.items()
    }
    assert reference_lake.table("daily_sales").height == 305


def test_statement_by_month_is_the_same_months(reference_lake: Shop) -> None:
    books = statements_by(reference_lake.snapshot.frame("statement"), "month")
    assert {str(month): round(book.received.amount, 2) for (month,), book in books.items()} == {
        month: D(net) for month, net in MONTHS.items()
    }


def test_range_and_counts(reference_lake: Shop) -> None:
    ledger = reference_lake.table("ledger")
    assert ledger["invoice_no"].n_unique() == 25_900
    assert ledger["stock_code"].n_unique() == 3_958
    assert ledger["country"].n_unique() == 38
    assert ledger["description"].null_count() == 1_454
    assert str(ledger["sold_at"].min()) == "2010-12-01 08:26:00"
    assert str(ledger["sold_at"].max()) == "2011-12-09 12:50:00"


def test_anonymous_lines_are_in_revenue_and_are_no_customer(reference_lake: Shop) -> None:
    anonymous = reference_lake.table("ledger").filter(pl.col("customer_id").is_null(), fate="loaded")
    assert (anonymous.height, anonymous["amount"].sum()) == (135_080, D("1447682.12"))
    customers = reference_lake.table("customer_sales")
    assert customers.height == 4_372 and "ANONYMOUS" not in customers["customer_id"]


def test_customers_and_their_history(reference_lake: Shop) -> None:
    customers = reference_lake.table("dim_customer")
    versions = customers.group_by("customer_id").len()
    assert set(versions["customer_id"]) >= {"ANONYMOUS", *VERSIONS}
    assert versions.height == 4_372 + 1
    assert dict(versions.filter(pl.col("len") > 1).iter_rows()) == VERSIONS
    assert sum(VERSIONS.values()) == 24


def test_customer_12431_moves_four_times(reference_lake: Shop) -> None:
    moves = reference_lake.table("dim_customer").filter(customer_id="12431").sort("valid_from")
    assert moves["country"].to_list() == ["Australia", "Belgium", "Australia", "Belgium", "Australia"]
    assert moves["valid_to"].to_list() == [*moves["valid_from"].to_list()[1:], None]
    assert moves["is_current"].to_list() == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("back", "sale", "quantity"), [("C541433", "541431", -74_215), ("C581484", "581483", -80_995)]
)
def test_the_two_giant_cancellations_find_their_sales(
    reference_lake: Shop, back: str, sale: str, quantity: int
) -> None:
    found = reference_lake.table("fact_returns").filter(invoice_no=back)
    assert found.select("sale_invoice_no", "quantity", "unmatched").rows() == [(sale, quantity, None)]


def test_returns_add_up_to_what_came_back(reference_lake: Shop) -> None:
    ledger = reference_lake.table("ledger").filter(event=pl.lit("cancellation"))
    returns = reference_lake.table("fact_returns").filter(event=pl.lit("cancellation"))
    assert returns["amount"].sum() == ledger["amount"].sum() == D("-896812.49")
    assert returns["quantity"].sum() == ledger["quantity"].sum()


def test_united_kingdom(reference_lake: Shop) -> None:
    lines = reference_lake.table("ledger").filter(country="United Kingdom")
    assert (lines.height, lines["amount"].sum()) == (495_478, D("8187806.364"))


def test_top_items_net(reference_lake: Shop) -> None:
    lines = reference_lake.table("raw_sales").select("line", code="stock_code")
    amounts = (
        reference_lake.table("ledger").join(lines, on="line").group_by("code").agg(pl.col("amount").sum())
    )
    as_received = amounts.filter(pl.col("code").is_in(["22423", "47566", "85123A", "85123a"]))
    assert {code: str(round(net, 2)) for code, net in as_received.iter_rows()} == {
        "22423": "164762.19",
        "47566": "98302.98",
        "85123A": "97894.50",
        "85123a": "1952.48",
    }
    items = reference_lake.table("product_sales").sort("net_product_sales", descending=True).head(3)
    assert [
        (code, str(round(net, 2)))
        for code, net in items.select("stock_code", "net_product_sales").iter_rows()
    ] == [
        ("22423", "164762.19"),
        ("85123A", "99846.98"),  # 85123a is the same item
        ("47566", "98302.98"),
    ]


def test_top_customers_net(reference_lake: Shop) -> None:
    top = reference_lake.table("customer_sales").sort("net_sales", descending=True).head(3)
    assert [(who, str(round(net, 2))) for who, net in top.select("customer_id", "net_sales").iter_rows()] == [
        ("14646", "279489.02"),
        ("18102", "256438.49"),
        ("17450", "187482.17"),
    ]


def test_policy_exact_leaves_repeats_out(reference_file: Path, tmp_path: Path) -> None:
    books = open_shop(tmp_path, reference_file, duplicates="exact").statement
    assert books.fates["duplicate"] == Line(5_268, D("21740.98"))
    assert books.fates["loaded"] == Line(536_641, D("9726006.954"))
    assert books.received == Line(ROWS, AMOUNT)


def test_a_second_run_changes_nothing_and_says_so(reference_lake: Shop, reference_file: Path) -> None:
    assert take_in(reference_lake.settings, open_all(reference_file)) is None
    assert reference_lake.snapshot.release == reference_lake.release


def test_the_other_circulating_form_gives_the_same_books(
    reference_lake: Shop, reference_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "online_retail.csv"
    _in_other_form(reference_file).write_csv(other)
    assert open_shop(in_england(tmp_path / "lake"), other).fingerprints == reference_lake.fingerprints


def test_daily_files_in_any_order_some_twice_give_the_same_books(
    reference_lake: Shop, reference_file: Path, tmp_path: Path
) -> None:
    days = tmp_path / "days"
    days.mkdir()
    dated = _in_other_form(reference_file).with_columns(day=pl.col("InvoiceDate").str.head(10))
    for (day,), lines in dated.partition_by("day", as_dict=True, include_key=False).items():
        lines.write_csv(days / f"{day}.csv")
    files = open_all(days)
    assert len(files) == 305
    random.Random(5).shuffle(files)
    for file in files[:12]:
        shutil.copyfile(file.path, tmp_path / f"again_{file.name}")
    shop = open_shop(in_england(tmp_path / "lake"), files[0].path)
    for delivered in (files[1:200], open_all(tmp_path / "again_*.csv") + files[200:]):
        take_in(shop.settings, delivered)
    latest = Shop(shop.settings, Snapshot(shop.settings).release)
    assert latest.statement.received == Line(ROWS, AMOUNT)
    assert latest.fingerprints == reference_lake.fingerprints


def _in_other_form(path: Path) -> pl.DataFrame:
    """The reference data as UTF-8 with ISO moments and customers written as 17850.0."""
    text = pl.read_csv(path.read_bytes().decode("iso-8859-1").encode(), infer_schema=False)
    moment = pl.col("InvoiceDate").str.to_datetime("%m/%d/%Y %H:%M").dt.to_string("%Y-%m-%d %H:%M:%S")
    return text.with_columns(moment, pl.col("CustomerID") + ".0")


def tillhouse(*words: str) -> str:
    program = Path(sys.executable).with_name("tillhouse")
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_says_the_same(reference_lake: Shop, reference_file: Path, tmp_path: Path) -> None:
    lake = ("--root", str(in_england(tmp_path / "lake")))
    assert "9,747,747.93" in tillhouse(*lake, "open", str(reference_file), "--yes")
    assert "Nothing new" in tillhouse(*lake, "open", str(reference_file), "--yes")
    said = json.loads(tillhouse(*lake, "statement", "--json"))
    assert said["release"] == 1
    assert (said["received"]["rows"], said["received"]["amount"]) == (ROWS, "9747747.934")
    assert (said["fates"]["loaded"]["rows"], said["fates"]["loaded"]["amount"]) == (ROWS, "9747747.934")
    assert (said["events"]["cancellation"]["rows"], said["events"]["cancellation"]["amount"]) == (
        9_288,
        "-896812.49",
    )
    assert said["unexplained"] == {"rows": 0, "amount": "0.00", "unknown": 0, "records": 0}
    prints = json.loads(tillhouse(*lake, "fingerprint", "--json"))
    content = reference_lake.fingerprints
    assert {name: prints["tables"][name] for name in content} == content
    assert prints["release"] == of_names(content)


def test_metrics_are_those_known(reference_lake: Shop) -> None:
    """Customers and invoices who bought a product are fewer than the 4,338 and 18,532 who bought anything."""
    known = {
        "revenue": AMOUNT,
        "gross_sales": D("10271433.063"),
        "returned_sales": D("478724.18"),
        "cancellations": D("-896812.49"),
        "anonymous_sales": D("1447682.12"),
        "identified_sales": AMOUNT - D("1447682.12"),
        "lines": D(ROWS),
        "orders": D(19_959),
        "customers": D(4_334),
        "average_order_value": D("488.388593"),
        "return_rate": D("0.046607"),
    }
    for name, value in known.items():
        (row,) = measured(reference_lake.snapshot, name).rows
        assert row.figure.value == value, name
    months = measured(reference_lake.snapshot, "revenue", ["month"]).rows
    assert {row.place["month"]: f"{row.figure.value:.2f}" for row in months} == MONTHS
    (kingdom,) = measured(reference_lake.snapshot, "revenue", [], ["country=GB"]).rows
    assert kingdom.figure.value == D("8187806.364")


def test_the_mart_of_metrics_is_what_the_command_answers(reference_lake: Shop) -> None:
    snapshot = reference_lake.snapshot
    mart = reference_lake.analytic("kpis")
    for name in ("revenue", "orders", "new_customers", "repeat_rate", "unit_return_rate"):
        rows = measured(snapshot, name, ["month"]).rows
        change = measured(snapshot, f"{name}_month_over_month").rows
        assert mart.filter(metric=name).sort("month").select("month", "value", "is_partial").rows() == [
            (row.place["month"], row.figure.value, row.is_partial) for row in rows
        ]
        assert mart.filter(metric=name).sort("month")["month_over_month"].to_list() == [
            row.figure.value for row in change
        ]
