from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sources._looks import Looks
from tillhouse.sources._private import is_private

PRIVATE = """First Name|Customer Name|Shipping Name|E-Mail|Buyer Email|Phone|Telefon|Ship Address1
Straße|PLZ|Postal Code
Notes|Order Notes|Bemerkung|Commentaire|Gift message|Birthday|Nachname|Apellidos|Vorname"""
OPEN = """Product Name|Item Name|Store Name|Category|Region|Segment|City|Country|Sub-Category|Status|Profit|Brand
Payment|Ship Mode|Market|Gender|Size|Color|Filiale|Warengruppe"""


@pytest.mark.parametrize("name", PRIVATE.replace("\n", "|").split("|"))
def test_people_contacts_and_notes_are_private(name: str) -> None:
    assert is_private(name)


@pytest.mark.parametrize("name", OPEN.replace("\n", "|").split("|"))
def test_other_columns_are_not(name: str) -> None:
    assert not is_private(name)


def test_values_tell_where_names_do_not() -> None:
    rows = {
        "who": ["ann@x.org", "bob@x.org"],
        "text": ["It came late, and the box was open. " * 3] * 2,
        "kind": ["a", "b"],
    }
    looks = Looks(pl.DataFrame(rows), list(rows))
    assert [name for name in rows if is_private(name, looks)] == ["who", "text"]
