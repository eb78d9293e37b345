"""Files whose months have names that Croatian, Polish and Czech give to different months."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.calls import Call

HEADER, POLISH = "No;Date;Item;Qty;Unit price", "Faktura;Data sprzedaży;Produkt;Ilość;Cena"
TWO = "1;5. listopada 2024;A1;2;3,50\n2;12. listopada 2024;B1;1;9,00\n"
LATER = "4;7. prosinca 2024;A1;2;3,50\n"


def written(header: str, rows: str, name: str = "shop.csv") -> None:
    Path(name).write_text(f"{header}\n{rows}", encoding="utf-8")


def months(call: Call) -> list[str]:
    answer = call("sql", "select distinct month from ledger order by 1", "--json")
    return [row[0] if isinstance(row, list) else row["month"] for row in answer.json["rows"]]


@pytest.mark.parametrize("place", [0, 1])
def test_what_names_leave_open_is_asked_and_each_printed_command_answers(call: Call, place: int) -> None:
    written(HEADER, TWO)
    asked = call("open", "shop.csv", "--yes")
    assert asked.code == 3
    commands = [one.split("tillhouse ", 1)[1] for one in asked.err.splitlines() if "--date-order" in one]
    assert call(*shlex.split(commands[place])).code == 0
    assert months(call) == [["2024-10", "2024-11"][place]]


def test_names_of_columns_speak_where_months_do_not(call: Call) -> None:
    written(POLISH, TWO)
    answer = call("open", "shop.csv", "--yes")
    assert "names of columns are Polish" in " ".join(answer.out.split())
    assert months(call) == ["2024-11"]


def test_a_saved_feed_says_whose_months_later_files_have(call: Call) -> None:
    written(HEADER, TWO + "3;3. studenoga 2024;A1;1;3,50\n")
    assert call("open", "shop.csv", "--yes").code == 0
    for name, rows in (
        ("b.csv", LATER),
        ("c.csv", "5;6. listopada 2025;A1;1;3,50\n"),
        ("d.csv", "6;6. pro 2025;A1;1;9\n"),
    ):
        written(HEADER, rows, name)
        assert call("open", name, "--name", "shop", "--yes").code == 0
    assert months(call) == ["2024-10", "2024-11", "2024-12", "2025-10", "2025-12"]
