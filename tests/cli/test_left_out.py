"""ING-18: of several files, one that cannot be read as its feed says is left out whole; the others are taken in."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def sale(number: int) -> str:
    return f"{number},85123A,HEART,6,2011-01-{number % 28 + 1:02d} 10:00:00,2.55,17850,France\n"


def test_ing_18_a_file_with_another_header_is_left_out_whole(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.csv").write_text(HEADER + sale(1))
    call("open", str(folder), "--yes", "--name", "shop")
    (folder / "2.csv").write_text("InvoiceNo,Quantity\n2,6\n")
    (folder / "3.csv").write_text(HEADER.replace("\n", ",Till\n") + sale(3).replace("\n", ",7\n"))
    said = call("run")
    assert said.code == 3
    assert "Left out whole" in said.err and "2.csv" in said.err
    assert call("statement", "--json").json["received"]["rows"] == 2
    again = call("run")
    assert again.code == 3
    assert "2.csv" in again.err
    (folder / "2.csv").write_text(HEADER + sale(2))
    assert "Left out" not in call("run").err
    assert call("statement", "--json").json["received"]["rows"] == 3
