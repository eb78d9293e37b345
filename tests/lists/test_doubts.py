"""What speaks against the reading of a list of transactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tillhouse.lists.doubts import odd_days
from tillhouse.lists.transactions import Asked, Transactions, transactions

TODAY = date(2012, 6, 1)
DAILY = [date(2011, 1, 1) + timedelta(days=n) for n in range(30)]


def _doubts(folder: Path, text: str, *asked: str) -> tuple[str, ...]:
    path = folder / "given.csv"
    path.write_text(text)
    return transactions(path, Asked(*asked)).doubts


def _odd(days: Sequence[date]) -> list[str]:
    rows = pl.DataFrame({"day": days, "line": range(2, len(days) + 2)}, schema_overrides={"day": pl.Date})
    return list(odd_days(rows, TODAY))


def test_currencies_added_up_are_said(tmp_path: Path) -> None:
    text = "who,day,paid,Currency\nA,2011-03-01,5,GBP\nB,2011-03-02,6,EUR\n"
    assert "2 currencies are added up as one: EUR, GBP" in _doubts(tmp_path, text, "who", "day", "paid")[0]
    assert _doubts(tmp_path, text.replace("EUR", "GBP"), "who", "day", "paid") == ()


@pytest.mark.parametrize("asked", ["UnitPrice", "Einzelpreis", "price"])
def test_the_price_of_one_is_no_amount(tmp_path: Path, asked: str) -> None:
    text = f"who,day,{asked},Amount\nA,2011-03-01,5,10\n"
    (said,) = _doubts(tmp_path, text, "who", "day", asked)
    assert f"column 3 ({asked}), by its name the price of one unit" in said
    assert any("price of one unit" in one for one in _doubts(tmp_path, text, "1", "2", "3"))
    assert _doubts(tmp_path, text, "who", "day", "Amount") == ()


def test_cancellations_by_quantity_alone_are_said(tmp_path: Path) -> None:
    text = "who,day,paid,Qty\nA,2011-03-01,5,1\nA,2011-03-02,5,-1\nB,2011-03-02,5,(2)\n,2011-03-02,5,-3\n"
    (said,) = _doubts(tmp_path, text, "who", "day", "paid")
    assert "Column 4 (Qty)" in said and "In 2 of its rows it is negative and the amount is not" in said
    refunds = text.replace(",5,-", ",-5,-").replace(",5,(", ",-5,(")
    assert _doubts(tmp_path, refunds, "who", "day", "paid") == ()
    assert _doubts(tmp_path, text.replace("Qty", "shelf"), "who", "day", "paid") == ()


def test_usual_days_are_not_odd() -> None:
    assert _odd(DAILY) == _odd([]) == _odd([DAILY[0]]) == []
    assert _odd([*DAILY, DAILY[-1] + timedelta(days=366), TODAY]) == []


def test_days_after_today_are_named_with_their_lines() -> None:
    (said,) = _odd([*DAILY, date(2111, 1, 5), TODAY + timedelta(days=1)])
    assert said.startswith(
        "2 rows are later than today, 2012-06-01: 2012-06-02 (line 33), 2111-01-05 (line 32)."
    )
    assert "The hold-out ends with the last day of the file, 2111-01-05" in said


def test_last_days_after_a_year_without_purchases_are_named() -> None:
    old = [day.replace(year=1997) for day in DAILY]
    (said,) = _odd([date(2004, 1, 5), *old, date(2011, 1, 5), date(2011, 1, 5)])
    assert said.startswith(
        "3 rows are after more than a year without any purchase: 2004-01-05 (line 2), "
        "2011-01-05 (2 rows, the first in line 33)."
    )
    assert "hold-out ends with the last day of the file, 2011-01-05" in said


def test_first_days_before_a_year_without_purchases_are_named_and_many_are_counted() -> None:
    (said,) = _odd([date(1911, 1, day) for day in range(1, 10)] + DAILY)
    assert (
        said.startswith("9 rows are before more than a year")
        and "1911-01-05 (line 6), and 4 days more." in said
    )


def test_a_row_with_a_mistyped_year_is_said_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "CDNOW_master.txt"
    path.write_text(
        "".join(f" 0000{n} 1997010{n}  1   11.77\n" for n in range(1, 9)) + " 00009 21110101  1  9.99\n"
    )
    found: Transactions = transactions(path, Asked())
    assert len(found.rows) == 9 and found.rows["day"].max() == date(2111, 1, 1)
    assert len(found.doubts) == 1 and "2111-01-01 (line 9)" in found.doubts[0]


def test_days_of_nobody_are_not_odd(tmp_path: Path) -> None:
    text = "who,day,paid\nA,2011-03-01,5\n,2111-03-02,6\n"
    assert _doubts(tmp_path, text, "who", "day", "paid") == ()
