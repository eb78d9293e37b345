from __future__ import annotations

from pathlib import Path

from tillhouse.evidence import beside
from tillhouse.settings.feed import Feed
from tillhouse.sources import Reading, detect, open_all


def reading(folder: Path, text: str) -> Reading:
    path = folder / "f.csv"
    path.write_text(text.replace("|", "\n"))
    return detect(open_all(path)[0], Feed("f"))


def test_money_that_no_column_stands_for_is_named_with_its_sum(tmp_path: Path) -> None:
    header = "Order,SKU,Qty,Date,Price,Profit,Margin,Weight,Ref"
    text = f"{header}|1,A,1,2024-01-15,3.00,1.25,20%,5,7|2,B,1,2024-01-16,4.00,-0.75,20%,5,8"
    first = reading(tmp_path, text)
    (found,) = beside.found([first, first])
    assert (found.name, found.lines, found.is_question) == ("money_beside", 4, False)
    assert "Profit 1.00." in found.says
    assert "Margin" not in found.says
    assert "Weight" not in found.says


def test_nothing_is_said_where_all_money_has_a_meaning(tmp_path: Path) -> None:
    text = "Order,SKU,Qty,Date,Price,Seen|1,A,1,2024-01-15,3.00,15.01.2024"
    assert beside.found([reading(tmp_path, text)]) == ()
