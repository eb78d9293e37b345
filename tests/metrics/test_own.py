"""Metrics that a shop declares in `metrics.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import BadSetting, UnknownName
from tillhouse.metrics.definitions import METRICS, all_metrics, metric
from tillhouse.metrics.formulas import Count, Lines, Metric, Ratio, Sum
from tillhouse.settings.own import Own
from tillhouse.settings.own_files import OwnFile, own_file


def declared(folder: Path, text: str) -> OwnFile:
    (folder / "metrics.toml").write_text(text)
    return own_file(folder / "metrics.toml")


def only(folder: Path, text: str) -> Metric:
    (found,) = all_metrics(declared(folder, text))[len(METRICS) :]
    return found


def test_a_sum_names_its_lines(tmp_path: Path) -> None:
    text = '[gifts]\nmeaning = "Vouchers."\nof = "amount"\nline_types = ["voucher"]\nbuyers = "known"\nnegated = true'
    assert only(tmp_path, text).formula == Sum("amount", Lines("loaded", (), ("voucher",), "known"), -1)


def test_customers_are_those_who_are_known(tmp_path: Path) -> None:
    text = '[back]\nmeaning = "Returned."\nof = "customers"\nevents = ["return"]\nwhich = "repeat"'
    assert only(tmp_path, text).formula == Count(
        "customers", Lines(events=("return",), buyers="known"), "repeat"
    )


def test_a_quotient_may_name_a_metric_that_stands_below(tmp_path: Path) -> None:
    text = """
    [rate]
    meaning = "Gifts for each unit of revenue."
    numerator = "gifts"
    denominator = "revenue"
    [gifts]
    meaning = "Vouchers."
    of = "amount"
    """
    rate, gifts = all_metrics(declared(tmp_path, text))[len(METRICS) :]
    assert rate.formula == Ratio(gifts, metric("revenue"))


def test_a_quotient_may_name_a_measure_of_an_own_column(tmp_path: Path) -> None:
    text = '[margin]\nmeaning = "Profit for each unit of revenue."\nnumerator = "profit"\ndenominator = "revenue"'
    profit, margin = all_metrics(
        file := declared(tmp_path, text), [Own("profit", "Profit", "measure", "money")]
    )[-2:]
    assert margin.formula == Ratio(profit, metric("revenue"))
    assert all_metrics(file, whole=False) == METRICS


def test_a_change_of_an_own_metric_has_a_name(tmp_path: Path) -> None:
    own = declared(tmp_path, '[gifts]\nmeaning = "Vouchers."\nof = "amount"\n')
    assert metric("gifts_year_over_year", file=own).unit == "share"
    with pytest.raises(UnknownName, match="Did you mean gifts"):
        metric("gift", file=own)


def test_without_a_file_there_are_the_metrics_of_the_program() -> None:
    assert all_metrics(OwnFile()) == METRICS


HEAD = '[gifts]\nmeaning = "Vouchers."\n'


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ('[revenue]\nmeaning = "Mine."\nof = "amount"\n', 1, "revenue is a metric of the program"),
        ('[a_year_over_year]\nmeaning = "Mine."\nof = "tax"\n', 1, "is a metric of the program"),
        ('[gifts]\nof = "amount"\n', 1, "gifts has no meaning"),
        (HEAD, 1, "says neither what it adds up nor what it divides"),
        (HEAD + 'numerator = "tax"\n', 1, "says neither"),
        (HEAD + 'of = "amout"\n', 3, "Did you mean amount?"),
        (HEAD + 'of = "amount"\nnumerator = "tax"\n', 4, "numerator does not go with it"),
        (
            HEAD + 'numerator = "tax"\ndenominator = "orders"\nfate = "loaded"\n',
            5,
            "fate does not go with it",
        ),
        (HEAD + 'of = "amount"\nevents = ["retrun"]\n', 4, "Did you mean return?"),
        (HEAD + 'of = "amount"\nline_types = ["produkt"]\n', 4, "Did you mean product?"),
        (HEAD + 'of = "amount"\nfate = "lost"\n', 4, "It can be"),
        (HEAD + 'of = "amount"\nwhich = "new"\n', 4, "which goes with of = 'customers'"),
        (HEAD + 'of = "customers"\nbuyers = "anonymous"\n', 4, "cannot be counted"),
        (HEAD + 'of = "orders"\nnegated = true\n', 4, "never below 0"),
        (HEAD + 'numerator = "gift"\ndenominator = "orders"\n', 3, "unknown metric 'gift'"),
        (HEAD + 'numerator = "tax"\ndenominator = "return_rate"\n', 4, "is a quotient or a change itself"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    with pytest.raises(BadSetting) as raised:
        all_metrics(declared(tmp_path, text))
    assert f"metrics.toml, line {line}: " in str(raised.value)
    assert fault in str(raised.value)
