"""Analytics as whole processes: all of them on the reference data, baskets, and customers by the million.

    python bench/analytics.py [--data FOLDER] [--rounds N] [--customers N] [--small]

``--data`` holds OnlineRetail.csv.gz; by default it is looked for beside the repository. ``--small`` sees on few lines
that all of it runs. Beside `tillhouse analyse` stand the same sums by hand in Polars: recency, frequency and money of
each customer from the published facts, and pairs of products by a join of the facts with themselves.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import tempfile
from pathlib import Path

from run import BESIDE, TILLHOUSE, Run, median, run, show

SEED = 1
#: Baskets of the size that grocers publish: 169 items, 4.4 in a basket on average.
BASKETS, ITEMS, MEAN = 10_000, 169, 4.4
CUSTOMERS = ("customer_days", "customer_rfm", "customer_cohorts", "customer_lifetime_value", "customer_churn")
RFM = """
import sys, polars as pl
facts = pl.scan_parquet(sys.argv[1] + "/lake/gold/fact_sales/**/*.parquet")
days = facts.filter(pl.col("event") == "sale").group_by("customer_key", pl.col("sold_at").dt.date().alias("day")).agg(
    pl.col("amount").sum())
print(days.group_by("customer_key").agg(pl.col("day").max(), pl.len(), pl.col("amount").sum()).collect().height)
"""
PAIRS = """
import sys, polars as pl
facts = pl.scan_parquet(sys.argv[1] + "/lake/gold/fact_sales/**/*.parquet")
lines = facts.filter(pl.col("event") == "sale").select("invoice_no", "product_key").unique()
pairs = lines.join(lines, on="invoice_no").filter(pl.col("product_key") < pl.col("product_key_right"))
print(pairs.group_by("product_key", "product_key_right").len().filter(pl.col("len") >= 20).collect().height)
"""


def main() -> None:
    """Parse the command line and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=BESIDE / "data")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    print(f"{'':44} {'wall':>10} {'processor':>10} {'memory':>9} {'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if given.small:
            run(TILLHOUSE, "sample", str(scratch / "shop.csv"), "--lines", "2000")
            reference(scratch / "shop.csv", 1, scratch)
        else:
            with gzip.open(given.data / "OnlineRetail.csv.gz") as packed:
                (scratch / "shop.csv").write_bytes(packed.read())
            reference(scratch / "shop.csv", given.rounds, scratch)
        baskets(500 if given.small else BASKETS, 1 if given.small else given.rounds, scratch)
        customers(2_000 if given.small else given.customers, scratch)


def reference(source: Path, rounds: int, scratch: Path) -> None:
    """All analytics of a shop, each time in a lake that has none."""
    made: list[Run] = []
    for n in range(rounds):
        lake = scratch / f"reference-{n}"
        run(TILLHOUSE, "--root", str(lake), "open", str(source), "--yes")
        made.append(run(TILLHOUSE, "--root", str(lake), "analyse"))
    show("all analytics", median(made), None, "at most 10 s")
    again = median([run(TILLHOUSE, "--root", str(lake), "analyse") for _ in range(rounds)])
    show("analytics with nothing new", again)
    for name, script, table in (("customers", RFM, "customer_rfm"), ("pairs", PAIRS, "product_baskets")):
        by_hand = median([run(sys.executable, "-c", script, str(lake)) for _ in range(rounds)])
        show(f"{name} by hand in Polars", by_hand)
        fresh = scratch / f"alone-{table}"
        run(TILLHOUSE, "--root", str(fresh), "open", str(source), "--yes")
        alone = run(TILLHOUSE, "--root", str(fresh), "analyse", table)
        show(f"analyse {table}", alone, alone.wall / by_hand.wall)


def baskets(count: int, rounds: int, scratch: Path) -> None:
    """Rules of a list of baskets in which some items are bought far more often than others."""
    dice = random.Random(SEED)
    weights = [1 / (rank + 3) for rank in range(ITEMS)]
    path = scratch / "baskets.csv"
    with path.open("w", encoding="utf-8") as file:
        for _ in range(count):
            size = max(1, min(32, round(dice.expovariate(1 / MEAN) + 0.5)))
            chosen = dict.fromkeys(dice.choices(range(ITEMS), weights, k=size))
            file.write(",".join(f"item {item}" for item in chosen) + "\n")
    command = (TILLHOUSE, "baskets", str(path), "--support", "0.001", "--confidence", "0.5", "--json")
    show(f"baskets {count:,}", median([run(*command) for _ in range(rounds)]), None, "at most 2 s")


def customers(count: int, scratch: Path) -> None:
    """The customer analytics of a shop with many customers, who buy at rates of their own and stop."""
    import polars as pl

    dice = random.Random(SEED)
    rows: list[tuple[int, int, float]] = []
    for customer in range(count):
        rate, day = dice.gammavariate(0.25, 1 / 4.4) / 7, float(dice.randrange(180))
        money, stops = dice.gammavariate(4, 10), dice.betavariate(0.8, 2.4)
        while day < 365:
            rows.append((customer, int(day), round(dice.gammavariate(6, money / 6) + 0.01, 2)))
            if dice.random() < stops:
                break
            day += dice.expovariate(rate) if rate > 1e-9 else 1e9
    frame = pl.DataFrame(rows, schema=["customer", "day", "price"], orient="row").with_row_index("invoice")
    path = scratch / "customers.csv"
    frame.select(
        InvoiceNo=pl.col("invoice") + 100_000,
        StockCode=pl.lit("85123A"),
        Description=pl.lit("HEART"),
        Quantity=1,
        InvoiceDate=(pl.date(2010, 12, 1) + pl.duration(days=pl.col("day"))).dt.strftime("%Y-%m-%d 10:00"),
        UnitPrice="price",
        CustomerID=pl.col("customer") + 10_000,
        Country=pl.lit("France"),
    ).write_csv(path)
    lake = scratch / "customers"
    run(TILLHOUSE, "--root", str(lake), "open", str(path), "--yes")
    done = run(TILLHOUSE, "--root", str(lake), "analyse", *CUSTOMERS)
    show(f"customer analytics, {count:,} customers, {frame.height:,} days", done, None, "at most 60 s, 4 GB")


if __name__ == "__main__":
    main()
