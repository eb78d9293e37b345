"""Calling the program as a person does, and the small shop that its examples speak of."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tillhouse import cli

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
#: Line 17 of the file has a letter for a number; a footer and a day that does not exist are there too.
ODD = {
    17: "511020,85123A,LANTERN,O,14/03/2011 10:20,2.55,17850,United Kingdom",
    21: "511024,85123A,LANTERN,2,31/02/2011 9:00,2.55,17850,United Kingdom",
    23: "511026,22",
}


@dataclass(frozen=True)
class Called:
    """What one call gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Called]


@contextmanager
def handlers_kept() -> Iterator[None]:
    """The program takes the signals of its process; after this they are those of the tests again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    unraisable = sys.unraisablehook
    try:
        yield
    finally:
        sys.unraisablehook = unraisable
        if (woken := signal.set_wakeup_fd(-1)) >= 0:
            os.close(woken)  # nobody watches any more
        for number, handler in before.items():
            signal.signal(number, handler)


def caller(capsys: pytest.CaptureFixture[str]) -> Call:
    """The program in this process: words in, code and text out."""

    def call(*words: object) -> Called:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended, handlers_kept():
            cli.main([str(word) for word in words])
        said = capsys.readouterr()
        return Called(int(ended.value.code or 0), said.out, said.err)

    return call


def line(number: int, month: int, *, quantity: int = 2, invoice: str = "", day: int | None = None) -> str:
    """A sale of the small shop; every fifth has no customer."""
    customer = "" if number % 5 == 0 else str(17850 + number % 3)
    when = f"{day or 13 + number % 15}/{month:02}/2011 {9 + number % 8}:30"
    code, price = ("POST", "18") if number % 7 == 0 else ("85123A", "2.55")
    return f"{invoice or 500000 + number},{code},LANTERN,{quantity},{when},{price},{customer},United Kingdom"


def write_lines(path: Path, lines: list[str]) -> Path:
    """A CSV file of these records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


def write_shop(folder: Path) -> None:
    """`shop.csv`, March to November 2011; `december.csv`, alike, with two cancellations; exchange rates and costs.

    And two lists of transactions, one with a header, one as CDNOW circulates.
    """
    months = [(3 if number < 30 else 11) for number in range(2, 60)]
    lines = [ODD.get(number, line(number, month)) for number, month in zip(range(2, 60), months, strict=True)]
    write_lines(folder / "shop.csv", lines)
    december = [line(number, 12) for number in range(60, 90)]
    december.append(line(61, 12, quantity=-2, invoice="C500061", day=28))
    write_lines(folder / "december.csv", [*december, line(58, 11)])
    rates = [f"2011-03-{day},USD,1.6{day}" for day in range(10, 32) if day % 7]
    (folder / "rates.csv").write_text("\n".join(["date,currency,rate", *rates]) + "\n")
    (folder / "costs.csv").write_text("stock_code,valid_from,cost,currency\n85123A,2011-03-10,1.20,GBP\n")
    days = [f"2011-12-{day:02}" for day in range(1, 31)]
    bought = [f"A{day % 7},{written},{10 + day % 5}.50" for day, written in enumerate(days)]
    (folder / "transactions.csv").write_text("\n".join(["who,day,paid", *bought]) + "\n")
    cds = [f" {n:05d} {n % 9:04d} 1997{1 + n % 12:02}{1 + n % 28:02}  1  {10 + n % 7}.77" for n in range(60)]
    (folder / "CDNOW_sample.txt").write_text("\n".join(cds) + "\n")
