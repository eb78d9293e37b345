"""Names of months that two languages give to two months: all names of a column decide."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.written.moments import CROATIAN, MONTHS
from tillhouse.sources._dates import DateTally
from tillhouse.sources._month_words import _NAMES, MonthWords


def tally(*texts: str, layout: str = "") -> DateTally:
    found = DateTally("Datum", layout)
    for text in texts:
        found.add(pl.Series("Datum", [text]))
    return found


def test_each_name_is_known_to_the_reader() -> None:
    assert {name for names in _NAMES.values() for name in names} <= {*MONTHS}
    assert {*CROATIAN} <= _NAMES["Croatian"]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["5. listopada 2024", "6. kolovoza 2024"], "croatian"),
        (["5. listopada 2024.", "6. kolovoza 2024."], "croatian"),
        (["5 lip 2024", "6 srp 2024"], "croatian"),
        (["5 lip 2024", "6 stu 2024"], "croatian"),
        (["05.10.2024", "5. studenoga 2024", "25.10.2024"], "croatian"),
        (["5 listopada 2024", "6 grudnia 2024"], "year-first"),
        (["5-lip-24", "6-cze-24"], "year-first"),
        (["5. listopad 2024", "6. října 2024"], "year-first"),
        (["5 srp 2024", "6 zář 2024"], "year-first"),
        (["5. lis 2024", "25.10.2024", "6 gru 2024"], "day-first"),
        (["5 Oct 2024", "6 Nov 2024"], "year-first"),
        (["5 pro 2024"], "year-first"),
    ],
)
def test_all_names_of_a_column_decide_whose_they_are(texts: list[str], order: str) -> None:
    found = tally(*texts)
    assert found.order("f.csv") == order
    assert found.confidence(found.order("f.csv")) == 1.0


@pytest.mark.parametrize(
    ("texts", "croatian", "other", "whose"),
    [
        (["5. listopada 2024", "7. listopada 2024"], "October", "November", "Polish and Czech"),
        (["5 lip 2024"], "June", "July", "Polish"),
        (["5 srp 2024", "6 Oct 2024"], "July", "August", "Czech"),
        (["5 lis 2024", "6 gru 2024", "7 kol 2024"], "October", "November", "Polish and Czech"),
    ],
)
def test_what_they_leave_open_is_asked_with_both_months(
    texts: list[str], croatian: str, other: str, whose: str
) -> None:
    with pytest.raises(AmbiguousReading) as refusal:
        tally(*texts).order("f.csv")
    assert f"is in {croatian} (Croatian) or in {other} ({whose})" in refusal.value.message
    assert "tillhouse open f.csv --date-order croatian\n" in (refusal.value.hint or "")
    assert f"Or, as {whose}:  tillhouse open f.csv --date-order year-first" in (refusal.value.hint or "")


def test_a_format_reads_names_as_polish_and_czech_so_that_croatian_ones_are_refused() -> None:
    found = tally("5 listopada 2024", layout="%d %B %Y")
    with pytest.raises(AmbiguousReading) as refusal:
        found.months.refuse_format("Datum", "f.csv", "%d %B %Y")
    assert "--date-order year-first --date-format '%d %B %Y'" in (refusal.value.hint or "")
    tally("5 listopada 2024", "6 grudnia 2024", layout="%d %B %Y").months.refuse_format("Datum", "f.csv", "")


@pytest.mark.parametrize(
    ("header", "currency", "says"),
    [
        (["Data sprzedaży", "Ilość", "Cena"], "", {"other": "names of columns are Polish"}),
        (["Količina", "Cijena"], "", {"Croatian": "names of columns are Croatian"}),
        (["Date", "Price"], "CZK", {"other": "amounts are in CZK"}),
        (["Date", "Price"], "EUR", {}),
    ],
)
def test_names_of_columns_and_currencies_speak_for_a_language(
    header: list[str], currency: str, says: dict[str, str]
) -> None:
    assert MonthWords().signs(header, currency) == says
