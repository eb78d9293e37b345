"""A table is read by what its own bytes show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources._joined.folders import ORDERS, members, table
from tillhouse.errors import UnreadableFile
from tillhouse.sources._joined.tables import Table

HEADER = ("order_id", "order_date", "customer_id", "status")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_fields_is_found_for_each_file(tmp_path: Path, mark: str) -> None:
    found = table(tmp_path, "orders.csv", ORDERS.replace(",", mark))
    assert found.header == HEADER
    assert found.count() == found.whole().height == 2


def test_the_letters_of_each_file_are_found(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes("id,name\n1,Café Müller\n".encode("cp1252"))
    (member,) = members(tmp_path, {}).values()
    assert Table(member).whole()["name"].to_list() == ["Café Müller"]


def test_a_line_that_cannot_be_split_is_counted_and_joins_nothing(tmp_path: Path) -> None:
    found = table(tmp_path, "orders.csv", f"{ORDERS}1003,2024-01-17,K1,completed,surplus,more\n")
    assert (found.count(), found.whole().height) == (3, 2)


def test_a_column_of_a_key_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = table(tmp_path, "orders.csv", ORDERS)
    found.refuse_without(["order_id"])
    with pytest.raises(UnreadableFile, match=r"orders\.csv has no column order_no"):
        found.refuse_without(["order_id", "order_no"])
