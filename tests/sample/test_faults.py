"""Where faults go and what they do to the fields of a line."""

from __future__ import annotations

import pytest

from tillhouse.errors import BadSetting
from tillhouse.sample.faults import planted
from tillhouse.sample.form import FORMS

FIELDS = ("536365", "85123A", "HEART", "6", "12/1/2010 8:26", "2.55", "17850", "France")


@pytest.mark.parametrize(
    ("kind", "damaged"),
    [
        ("short_line", FIELDS[:5]),
        ("long_line", (*FIELDS, "surplus")),
        ("open_quote", (*FIELDS[:2], '"WHITE HANGING HEART', *FIELDS[3:])),
        ("impossible_date", (*FIELDS[:4], "2/31/2011 8:26", *FIELDS[5:])),
        ("bad_quantity", (*FIELDS[:3], "six", *FIELDS[4:])),
        ("no_invoice", ("", *FIELDS[1:])),
    ],
)
def test_a_fault_changes_its_field(kind: str, damaged: tuple[str, ...]):
    faults = {fault.kind: fault for fault, _ in planted(1000, 1, FORMS["latin-1"], 1).values()}
    assert faults[kind].applied(FIELDS, 0) == damaged


def test_the_next_fault_of_a_kind_has_the_next_text():
    faults = {fault.kind: fault for fault, _ in planted(1000, 1, FORMS["latin-1"], 1).values()}
    found = [faults["bad_quantity"].applied(FIELDS, nth)[3] for nth in range(6)]
    assert found == ["six", "--", "1.5.0", "1e309", "NaN", "six"]


def test_faults_have_lines_of_their_own_and_follow_from_the_seed():
    places = planted(1000, 5, FORMS["utf-8"], 1)
    assert len(places) == 50
    assert set(places) <= set(range(1000))
    assert planted(1000, 5, FORMS["utf-8"], 1) == places
    assert set(planted(1000, 5, FORMS["utf-8"], 2)) != set(places)


def test_more_faults_than_fit_are_refused():
    with pytest.raises(BadSetting, match="35 lines cannot hold"):
        planted(35, 1, FORMS["latin-1"], 1)
    assert len(planted(36, 1, FORMS["latin-1"], 1)) == 9
