"""Numbers agree with their nouns and verbs, on a lake that has one of everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.calls import Call, Called, write_lines

SALE = "500001,85123A,LANTERN,2,13/03/2011 9:30,2.55,17850,United Kingdom"
ODD = "500002,85123A,LANTERN,O,14/03/2011 9:30,2.55,17850,United Kingdom"
THINGS = (
    "lines rows files records deliveries tables months days findings checks releases customers products values "
    "costs rates items itemsets baskets rules parts transactions fixes models tests quantities analytics invoices"
)
_ONE = r"(?<![\d.,/:-])1 (?:\w+ )?"
WRONG = re.compile(
    rf"{_ONE}(?:{'|'.join(THINGS.split())})\b(?! of)|{_ONE}\w+ (?:are|have|were)\b|\b[02-9] \w+s (?:is|has|was)\b"
)
COMMANDS = """
statement
statement --by file
statement --by month
status
checks
quality
quarantine
quarantine list
quarantine fix odd.csv:2 quantity=1 --reason typo
quarantine replay --plan
quarantine discard odd.csv:2 --reason test --plan
tables ledger
show ledger
metric revenue
metric revenue --by month
metric customers
why net_sales
verify
doctor
run
releases list
releases show 1
export ledger --to ledger.csv
vacuum --dry-run
costs load costs.csv
costs load costs.csv
rates load rates.csv
rates load rates.csv
explain product 85123A
clv list.csv
baskets list.csv --basket who --item day
lineage ledger
fingerprint
"""


def wrong(text: str) -> list[str]:
    """The phrases whose number and noun or verb do not agree."""
    return [found[0] for found in WRONG.finditer(text)]


@pytest.fixture
def single(call: Call, tmp_path: Path) -> list[tuple[str, Called]]:
    """What each command says in turn, where there is one file of one line, and one of one line in quarantine."""
    write_lines(tmp_path / "one.csv", [SALE])
    said = [("open", call("open", "one.csv", "--yes"))]
    write_lines(tmp_path / "odd.csv", [ODD])
    said.append(("open odd", call("open", "odd.csv", "--yes")))
    (tmp_path / "costs.csv").write_text("stock_code,cost,currency\n85123A,1.20,GBP\n")
    (tmp_path / "rates.csv").write_text("date,currency,rate\n2011-03-14,USD,1.6\n")
    (tmp_path / "list.csv").write_text("who,day,paid\nA1,2011-03-14,10.50\n")
    said += [(words, call(*words.split())) for words in COMMANDS.strip().splitlines()]
    return said


def test_one_is_never_spoken_of_as_several(single: list[tuple[str, Called]]) -> None:
    found = {words: phrases for words, one in single if (phrases := wrong(one.out + one.err))}
    assert found == {}
    failed = {words: one.err for words, one in single if one.code not in {0, 1, 2, 3, 4}}
    assert failed == {}
    assert sum(bool(one.out) for _, one in single) > 25, "most of them had something to say"


@pytest.mark.parametrize(
    "text",
    ["1 lines", "holds 1 rows;", "1 line are here", "1 quarantined records", "2 lines is", "1 files have"],
)
def test_what_is_wrong_is_found(text: str) -> None:
    """Negative control."""
    assert wrong(text)


@pytest.mark.parametrize(
    "text", ["11 lines", "1 of 2 lines", "0.1 rows", "1 line is", "2 lines are", "2011-1 rows"]
)
def test_what_is_right_is_not(text: str) -> None:
    assert wrong(text) == []
