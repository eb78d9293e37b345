from __future__ import annotations

import polars as pl
import pytest

from tillhouse.errors import AmbiguousReading
from tillhouse.sources._dates import DateTally


def tally(*values: str) -> DateTally:
    found = DateTally("Date")
    found.add(pl.Series("Date", values))
    return found


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["12/1/2010 8:26", "12/13/2010 9:00"], "month-first"),
        (["1/12/2010", "13/12/2010"], "day-first"),
        (["01.02.2024", "24.12.2023 10:00:05"], "day-first"),
        (["2010-12-01 08:26:00", "2010-12-02T08:26:00.5Z", "2011/1/3"], "year-first"),
        (["20101201", "20111231"], "year-first"),
        (["40513.99", "40514"], "excel-serial"),
        (["40513,99", "40514"], "excel-serial"),
        (["13.05.2024.", "14.05.2024. 10:15"], "day-first"),
        (["1291190400", "1291190401"], "epoch-s"),
        (["1291190400000"], "epoch-ms"),
        (["1/2/10", "12/31/10 8:05 PM"], "month-first"),
        (["04-30-22", "04-29-22"], "month-first"),
        (["2023-10-31 14:00:00 -0500"], "year-first"),
        (["2023-10-31 14:00:00 UTC", "2023-10-31 14:00:00+00"], "year-first"),
        (["13/03/2024 10:15 p.m.", "5 Mar 2024"], "day-first"),
        (["12/31/2010 8:05:01 AM -0500", "N/A", "-"], "month-first"),
        (["5 Mar 2024", "Mar 5, 2024", "05-MAR-24", "5. M\u00e4rz 2024"], "year-first"),
    ],
)
def test_ing_05_the_values_decide_the_order(values: list[str], order: str) -> None:
    found = tally(*values)
    assert found.order("f.csv") == order
    assert found.confidence(order) == 1.0  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [["10524", "20524"], ["24134", "24135"], ["90135"]])
def test_numbers_that_are_no_recent_days_of_a_spreadsheet_are_none_unless_a_person_says_so(
    values: list[str],
) -> None:
    found = tally(*values)
    assert found.order("f.csv") != "excel-serial"
    assert found.confidence("excel-serial") == 1.0


def test_ing_05_the_other_order_is_never_guessed() -> None:
    with pytest.raises(AmbiguousReading) as refusal:
        tally("01/01/2024", "03/04/2024", "5/6/2024").order("january.csv")
    assert str(refusal.value) == (
        "Cannot tell day from month in column Date: all 3 values fit both readings.\n"
        "  03/04/2024 is 3 April (day first) or March 4 (month first).\n"
        "Say which:  tillhouse open january.csv --date-order day-first\n"
        "Or:  tillhouse open january.csv --date-order month-first"
    )


def test_dots_decide_only_where_that_is_asked_for() -> None:
    dotted = tally("04.03.2024", "05.03.2024")
    assert dotted.decided("f.csv") == "day-first"
    with pytest.raises(AmbiguousReading):
        dotted.order("f.csv")
    with pytest.raises(AmbiguousReading):
        tally("04.03.2024", "05/03/2024").decided("f.csv")


def test_ing_05_values_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(AmbiguousReading, match="mixes two orders"):
        tally("13/12/2010", "12/13/2010", "1/2/2010").order("f.csv")


def test_ing_05_a_few_that_contradict_many_do_not_decide() -> None:
    found = tally(*["12/13/2010"] * 200, "31/01/2011")
    assert found.order("f.csv") == "month-first"
    assert 0.99 < found.confidence("month-first") < 1


@pytest.mark.parametrize("value", ["31/02/2011", "0/0/2011", "yesterday", "2011-13-01", "12/13/20101"])
def test_ing_05_days_that_do_not_exist_fit_no_order(value: str) -> None:
    found = tally(value)
    assert found.fits.total() == found.fits["neither"] == 1
    assert found.misfit == value


def test_months_with_names_need_no_order() -> None:
    found = tally("5 Mar 2024", "6 Mar 2024")
    assert found.why(found.order("f.csv")) == "months have names"


def test_a_format_that_a_person_gave_is_all_that_is_tried() -> None:
    found = DateTally("Date", "%y%m%d")
    found.add(pl.Series("Date", ["240305", "240306", "5 March"]))
    assert (found.values, found.fits["%y%m%d"], found.misfit) == (3, 2, "5 March")


def test_an_undecided_date_with_blanks_is_shown() -> None:
    with pytest.raises(AmbiguousReading, match=r"5 March .day first. or May 3"):
        tally("5. 3. 2024", "6. 3. 2024").order("f.csv")
