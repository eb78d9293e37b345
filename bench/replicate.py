"""A bigger file of the same shape: the reference data repeated, with invoices, customers and years of their own.

    python bench/replicate.py OnlineRetail.csv TIMES OUT.csv     # 200 times: 108,381,800 rows, about 9.6 GB

Months stay as dense whatever the size: two and a half copies share two years, the next follow two years later.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

_DENSITY = 2.5
c = pl.col


def read(source: Path) -> pl.DataFrame:
    """The lines of the reference data, all text."""
    return pl.read_csv(source, infer_schema=False, encoding="iso-8859-1")


def spans(times: int) -> int:
    """How many stretches of two years so many copies are spread over."""
    return max(1, int(times / _DENSITY))


def copied(lines: pl.DataFrame, number: int, span: int) -> pl.DataFrame:
    """A copy with invoice and customer numbers of its own, moved two years for each span."""
    tag = f"{number:03d}"
    year = (c("InvoiceDate").str.extract(r"/(\d{4}) ").cast(pl.Int32) + 2 * span).cast(pl.String)
    date = c("InvoiceDate").str.replace(r"/\d{4} ", "/YYYY ").str.replace("YYYY", year, literal=True)
    return lines.with_columns(
        InvoiceNo=c("InvoiceNo").str.replace(r"^([A-Z]?)", "${1}" + tag),
        CustomerID=pl.when(c("CustomerID").is_not_null()).then(c("CustomerID") + tag),
        InvoiceDate=date,
    )


def replicate(source: Path, times: int, out: Path) -> int:
    """Write the copies to one file; the number of its rows."""
    lines = read(source)
    with out.open("wb") as file:
        for number in range(times):
            frame = copied(lines, number, number % spans(times))
            frame.write_csv(file, include_header=number == 0)
    return times * lines.height


if __name__ == "__main__":
    print(f"{replicate(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])):,} rows")
