"""Output: numbers for people, exact values for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tillhouse.answers.document import exact
from tillhouse.cli._output import Output, columns, count, money, size


@pytest.mark.parametrize(
    ("amount", "people", "programs"),
    [
        ("9747747.934000", "9,747,747.93", "9747747.934"),
        ("-896812.49", "−896,812.49", "-896812.49"),
        ("0.005", "0.01", "0.005"),
        ("-0.005", "−0.01", "-0.005"),
        ("-0.001", "0.00", "-0.001"),
        ("-0.000", "0.00", "0.00"),
        ("7", "7.00", "7.00"),
        ("1E+3", "1,000.00", "1000.00"),
    ],
)
def test_money(amount: str, people: str, programs: str) -> None:
    assert money(Decimal(amount)) == people
    assert exact(Decimal(amount)) == programs


def test_counts_and_sizes() -> None:
    assert [count(541909), count(-12)] == ["541,909", "−12"]
    assert [size(999), size(45_580_638), size(939_000_000)] == ["999 bytes", "45.6 MB", "939.0 MB"]


def test_columns_are_as_wide_as_their_longest_cell() -> None:
    rows = [("loaded", 1200, Decimal("-3.5")), ("all", 7, None)]
    assert columns(("fate", "rows", "amount"), rows, "lrr") == [
        "fate     rows  amount",
        "loaded  1,200   −3.50",
        "all         7",
    ]


class Answer:
    """What a command found."""

    def document(self) -> dict[str, object]:
        return {"day": date(2011, 12, 9), "amount": Decimal("1.50")}


def test_text_and_json_never_mix(capsys: pytest.CaptureFixture[str]) -> None:
    for is_json in (False, True):
        out = Output(is_json, "tillhouse --root x")
        out.text("words")
        out.table(("a",), [("b",)])
        out.document(Answer())
        out.next("status")
    text, json = capsys.readouterr().out.split("{", 1)
    assert text == "words\na\nb\n\nNext   tillhouse --root x status\n"
    assert json.split() == ['"day":', '"2011-12-09",', '"amount":', '"1.50"', "}"]
