"""What a person is shown of a record: its readings, its neighbours, what may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quarantined import RIGHT, faults, quarantine, shop
from tillhouse.quarantine.examination import Examination, examine
from tillhouse.quarantine.subjects import subject


def examined(root: Path, line: str) -> Examination:
    """The examination of a line that stands third in the file."""
    shop(root, [*RIGHT[:2], line, *RIGHT[3:]])
    held = quarantine(root)
    return examine(held, subject(held, "sales.csv:4").now)


@pytest.mark.parametrize(
    ("field", "wrong", "first"),
    [
        (3, "O6", "quantity=06"),
        (3, "l2", "quantity=12"),
        (3, "6 left", "quantity=6"),
        (3, "- 6 lots", "quantity=-6"),
        (3, "lO", "quantity=10"),
        (3, "6x-", "quantity=-6"),
        (5, "£3.39 or so", "unit_price=3.39"),
        (5, "'3,39'", "unit_price=3.39"),
        (4, "2010-12-01 08:26", "sold_at=01/12/2010 08:26"),
        (4, "12/13/2010 08:26", "sold_at=13/12/2010 08:26"),
        (4, "O1/12/2010 08:26", "sold_at=01/12/2010 08:26"),
        (4, "31/02/2010 08:26", "sold_at=01/12/2010 08:26"),
        (0, "", "invoice_no=536365"),
    ],
)
def test_the_first_suggestion(tmp_path: Path, field: int, wrong: str, first: str) -> None:
    fields = RIGHT[2].split(",")
    fields[field] = f'"{wrong}"' if "," in wrong else wrong
    assert examined(tmp_path, ",".join(fields)).suggestions[:1] == (first,)


@pytest.mark.parametrize(("field", "right"), [(3, "6 pcs"), (5, "£3.39 each")])
def test_a_known_unit_needs_no_suggestion(tmp_path: Path, field: int, right: str) -> None:
    fields = RIGHT[2].split(",")
    fields[field] = right
    assert examined(tmp_path, ",".join(fields)).suggestions == ()
    assert quarantine(tmp_path).reasons() == {}


def test_every_suggestion_can_be_read_by_the_feed(tmp_path: Path) -> None:
    fields = RIGHT[2].split(",")
    fields[4] = "sometime"
    assert examined(tmp_path, ",".join(fields)).suggestions == ("sold_at=01/12/2010 08:26",)


def test_each_field_has_its_text_and_its_value(tmp_path: Path) -> None:
    found = {field.name: field for field in examined(tmp_path, faults(RIGHT[2])["quantity"][0]).fields}
    assert [name for name, field in found.items() if not field.is_read] == ["quantity"]
    assert (found["quantity"].text, found["quantity"].value) == ("6x", None)
    assert str(found["unit_price"].value) == "3.390000"
    assert str(found["sold_at"].value) == "2010-12-01 08:26:00"
    assert "currency" not in found


def test_the_neighbours_are_those_of_the_file_wherever_they_were_booked(tmp_path: Path) -> None:
    shop(tmp_path, [faults(RIGHT[0])["quote"][0], faults(RIGHT[1])["quantity"][0], RIGHT[5]])
    held = quarantine(tmp_path)
    middle, first = (examine(held, subject(held, f"sales.csv:{n}").now) for n in (3, 2))
    assert middle.before is not None
    assert middle.after is not None
    assert (middle.before.raw, middle.after.text["invoice_no"]) == (faults(RIGHT[0])["quote"][0], "540001")
    assert (first.before, first.suggestions) == (None, ())
