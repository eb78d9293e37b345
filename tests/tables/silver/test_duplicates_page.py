"""The worked examples of docs/guides/duplicates.md are what the ledger does."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from tests.pages import ROOT
from tests.tables.silver.lines import FEED, booked, fates, sale
from tillhouse.settings.feed import Duplicates, Feed

PAGE = (ROOT / "docs" / "guides" / "duplicates.md").read_text()
KEY = ("invoice_no", "stock_code")


def feed(policy: str) -> Feed:
    known: dict[str, Duplicates] = {one: one for one in get_args(Duplicates)}
    return replace(FEED, duplicates=known[policy], duplicate_key=KEY if policy == "key" else ())


def example(begin: str) -> list[dict[str, str]]:
    """The rows of the table below a heading, by the names in its first row."""
    lines = [
        line for line in PAGE.partition(begin)[2].partition("\n## ")[0].splitlines() if line.startswith("|")
    ]
    cells = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


@pytest.mark.parametrize("policy", get_args(Duplicates))
def test_one_example_an_answer_each(policy: str) -> None:
    *rows, last = example("## One example, an answer each")
    column = "redelivery" if policy == "ask" else policy
    records = [
        sale(
            delivery=int(row["delivery"]),
            line=int(row["line"]),
            invoice_no=row["invoice"],
            stock_code=row["code"],
            quantity=row["quantity"],
        )
        for row in rows
    ]
    lines = booked(records, feed(policy))
    assert [line["fate"] for line in lines] == [row[column] for row in rows]
    assert sum(line["quantity"] for line in lines if line["fate"] == "loaded") == int(last[column])


@pytest.mark.parametrize("policy", ["redelivery", "exact", "keep"])
def test_which_export_saw_most(policy: str) -> None:
    *rows, together = example("## Which export saw most")
    copies = {
        int(row["delivery"]): [
            sale(delivery=int(row["delivery"]), line=n) for n in range(2, 2 + int(row["copies"]))
        ]
        for row in rows
    }
    for row in rows:
        assert fates(copies[int(row["delivery"])], feed(policy)).count("loaded") == int(row[policy])
    everything = [record for some in reversed(copies.values()) for record in some]
    assert fates(everything, feed(policy)).count("loaded") == int(together[policy])
    assert len(everything) == int(together["copies"])


def test_every_policy_is_on_the_page() -> None:
    assert [policy for policy in get_args(Duplicates) if f"| `{policy}`" not in PAGE] == []
