"""What a currency was worth on a day, and how rates are read."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tillhouse.catalog import catalog
from tillhouse.errors import UnreadableFile
from tillhouse.retail.exchange import DECIMAL, Book, Rate, Worth, rates_in_file

MONDAY = date(2011, 1, 3)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def book(*rates: tuple[int, str, str, str]) -> Book:
    return Book((Rate(day(n), base, currency, rate), "file") for n, base, currency, rate in rates)


def found(worth: Worth | None) -> tuple[Decimal, date] | None:
    return (worth.rate, worth.day) if worth else None


def test_the_rate_of_the_day_itself_comes_first() -> None:
    two = book((0, "GBP", "USD", "1.5"), (1, "GBP", "USD", "1.6"))
    assert found(two.worth("GBP", "USD", day(1), 7)) == (Decimal("1.6"), day(1))
    assert found(two.worth("USD", "GBP", day(0), 7)) == (Decimal("0.666667"), day(0))


def test_a_later_rate_is_never_used() -> None:
    assert book((1, "GBP", "USD", "1.6")).worth("GBP", "USD", day(0), 7) is None


def test_an_older_rate_is_used_up_to_the_allowed_age() -> None:
    old = book((0, "GBP", "USD", "1.5"))
    assert found(old.worth("GBP", "USD", day(7), 7)) == (Decimal("1.5"), day(0))
    assert old.worth("GBP", "USD", day(8), 7) is None
    assert old.worth("GBP", "USD", day(1), 0) is None


def test_two_currencies_meet_in_the_base_of_one_day() -> None:
    euro = book((0, "EUR", "USD", "1.2"), (0, "EUR", "GBP", "0.8"), (1, "EUR", "USD", "1.3"))
    assert found(euro.worth("USD", "GBP", day(0), 7)) == (Decimal("0.666667"), day(0))
    assert found(euro.worth("USD", "GBP", day(1), 7)) == (Decimal("0.666667"), day(0)), "days are not mixed"
    assert found(euro.worth("EUR", "GBP", day(0), 7)) == (Decimal("0.8"), day(0))
    assert euro.worth("JPY", "GBP", day(0), 7) is None


def test_rates_of_the_reporting_currency_come_before_those_by_another_base() -> None:
    both = book((0, "AUD", "USD", "1.0"), (0, "AUD", "GBP", "0.6"), (0, "GBP", "USD", "1.6"))
    assert found(both.worth("USD", "GBP", day(0), 7)) == (Decimal("0.625"), day(0))


def test_a_correction_that_came_later_holds() -> None:
    assert found(book((0, "GBP", "USD", "1.5"), (0, "GBP", "USD", "1.7")).worth("GBP", "USD", day(0), 0)) == (
        Decimal("1.7"),
        day(0),
    )


def test_one_currency_needs_no_rate() -> None:
    worth = Book(()).worth("GBP", "GBP", day(0), 0)
    assert worth == Worth(Decimal(1), Decimal(1), day(0), None)
    assert worth.converted(Decimal("-12.3456785")) == Decimal("-12.345679")


def test_conversions_are_exact_and_rounded_once() -> None:
    """Against fractions: amounts of many digits by rates of many digits."""
    dice = random.Random(5)
    for _ in range(500):
        of, per = (Decimal(dice.randrange(1, 10**9)) / 10**4 for _ in range(2))
        amount = Decimal(dice.randrange(-(10**15), 10**15)) / 10**6
        exact = Fraction(amount) * Fraction(of) / Fraction(per) * 10**6
        nearest = int(abs(exact) + Fraction(1, 2)) * (1 if exact > 0 else -1)
        assert Worth(of, per, MONDAY, None).converted(amount) == Decimal(nearest) / 10**6


def test_rows_and_columns_are_read_alike() -> None:
    rows = "date,currency,rate\n2011-01-03,USD,1.3348\n2011-01-03,GBP,0.8616\n2011-01-04,USD,1.3420\n"
    columns = "\ufeffDate, USD, GBP,\n2011-01-03, 1.3348, 0.8616,\n2011-01-04,1.3420,N/A,\n"
    expected = [
        Rate(date(2011, 1, 3), "EUR", "USD", "1.3348"),
        Rate(date(2011, 1, 3), "EUR", "GBP", "0.8616"),
        Rate(date(2011, 1, 4), "EUR", "USD", "1.3420"),
    ]
    assert rates_in_file(rows, "rates.csv", "EUR") == expected
    assert rates_in_file(columns, "rates.csv", "EUR") == expected


def test_a_row_may_name_its_own_base() -> None:
    text = "date,base,currency,rate\n2011-01-03,GBP,USD,1.55\n2011-01-03,,USD,1.33\n"
    assert [rate.base for rate in rates_in_file(text, "rates.csv", "EUR")] == ["GBP", "EUR"]


NUMBERS = ["0", "-1", "1000000001", "NaN", "inf", "", "1,55", "abc", "1e-10", "1e999999999999999999999"]
FORMS = ["1_5", "+.5", "+1.5", ".5", "5.", "1 5", "١", "1.5e", "0x1", "9" * 41]


@pytest.mark.parametrize("rate", NUMBERS + FORMS)
def test_what_can_be_no_rate_is_refused_with_its_line(rate: str) -> None:
    text = f'date,currency,rate\n2011-01-03,USD,1.5\n2011-01-04,USD,"{rate}"\n'
    with pytest.raises(UnreadableFile) as refused:
        rates_in_file(text, "rates.csv", "GBP")
    assert refused.value.message == f"rates.csv, line 3: the rate of USD is {rate!r}."
    assert "Expected is a decimal such as 1.5480" in str(refused.value.hint)


@pytest.mark.parametrize("rate", ["1", "1.50", "15e-1", "1.5E+0", "0.000000001", "1000000000", " 1.5 "])
def test_what_is_read_is_what_the_table_takes(rate: str) -> None:
    (read,) = rates_in_file(f"date,currency,rate\n2011-01-03,USD,{rate}\n", "rates.csv", "GBP")
    names = [check.name for check in catalog()["exchange_rates"].checks]
    assert f"matches(rate, pattern={DECIMAL})" in names
    assert re.search(DECIMAL, read.rate)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,currency,rate\n03/01/2011,USD,1.5\n", "'03/01/2011' is no date"),
        ("date,currency,rate\n2011-01-03,US$,1.5\n", r"'US\$' is no currency"),
        ("date,currency,rate\n2011-01-03,USX,1.5\n", "line 2: 'USX' is no currency.\nDid you mean USD?"),
        ("date,base,currency,rate\n2011-01-03,GPB,USD,1.5\n", "'GPB' is no currency.\nDid you mean GBP?"),
        ("Date,USD,AVG\n2011-01-03,1.5,1\n", "'AVG' is no currency"),
        ("date,currency,rate\n2011-01-03,GBP,1.5\n", "1 GBP is worth 1.5 GBP"),
        (
            "date,currency,rate\n2011-01-03,USD,1.5\n2011-01-03,USD,1.6\n",
            "line 3: USD of 2011-01-03 is given twice",
        ),
        ("when,what\n1,2\n", "'' is no date"),
        ("date,currency,rate\n", "holds no exchange rates"),
        ("", "holds no exchange rates"),
    ],
)
def test_a_file_that_is_none_of_rates_says_why(text: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        rates_in_file(text, "rates.csv", "GBP")
