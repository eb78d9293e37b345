"""Dialects: which there are, which one a header is of, and what is said of a file that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.dialects import Dialect, dialects, folded, parsed, recognised
from tillhouse.errors import AmbiguousReading, BadSetting

OWN = """
title = "Till of the corner shop"
says = "One row per item."
header = ["Bon", "Artikel", "Menge"]

[columns]
invoice_no = "Bon"
sold_at = ["Datum", "Tag"]

[feed]
order = "number_and_day"
"""
FIRST = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
]
SECOND = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]


def own(root: Path, name: str, text: str) -> Path:
    """The root of a lake whose folder has this dialect."""
    (root / "dialects").mkdir(exist_ok=True)
    (root / "dialects" / f"{name}.toml").write_text(text, "utf-8")
    return root


def of(name: str, *header: str) -> Dialect:
    """A dialect with one signature."""
    return Dialect(name, name, "", "A row.", (), (header,), {}, {})


@pytest.mark.parametrize("name", sorted(dialects(None)))
def test_a_shipped_dialect_says_all_there_is_to_say(name: str) -> None:
    dialect = dialects(None)[name]
    assert dialect.title and dialect.says and dialect.cannot_say
    assert dialect.page.startswith("https://")
    assert "sold_at" in dialect.columns


@pytest.mark.parametrize("name", sorted(dialects(None)))
def test_each_of_its_signatures_is_recognised_as_this_one(name: str) -> None:
    known = dialects(None)
    for header in known[name].header:
        found = recognised(header, known)
        assert found is not None and found.name == name


@pytest.mark.parametrize("header", [FIRST, SECOND])
def test_both_forms_of_the_reference_data(header: list[str]) -> None:
    found = recognised(header, dialects(None))
    assert found is not None and found.name == "online_retail"
    assert list(found.mapped(header).values()) == [
        header[0],
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        header[5],
        header[6],
        "Country",
    ]
    assert found.feed["prefixes"] == {"C": "cancellation", "A": "adjustment"}


def test_a_header_that_lacks_one_name_is_another() -> None:
    assert recognised(FIRST[:-1], dialects(None)) is None
    assert recognised([], dialects(None)) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Order ID", "order_id", True),
        ("order-id", " ORDER  ID ", True),
        ("\ufeffName", "name", True),
        ("OrderID", "Order ID", False),
        ("Straße", "STRASSE", True),
    ],
)
def test_headers_are_compared_by_their_words(one: str, other: str, alike: bool) -> None:
    assert (folded(one) == folded(other)) is alike


def test_the_longest_signature_wins() -> None:
    known = {one.name: one for one in (of("short", "a", "b"), of("long", "a", "b", "c"), of("no", "d"))}
    found = recognised(["A", "B", "C"], known)
    assert found is not None and found.name == "long"
    found = recognised(["B", "x", "A"], known)
    assert found is not None and found.name == "short"


def test_two_that_fit_equally_well_are_both_named() -> None:
    known = {one.name: one for one in (of("left", "a", "b"), of("right", "b", "c"))}
    with pytest.raises(AmbiguousReading, match="left, right") as caught:
        recognised(["a", "b", "c"], known)
    assert caught.value.hint == 'Name one in the feed:  dialect = "left"'


def test_the_first_header_that_is_there_counts_as_the_file_writes_it() -> None:
    dialect = parsed("corner", OWN, "corner.toml")
    assert dialect.mapped(["BON", "Tag", "Datum"]) == {"invoice_no": "BON", "sold_at": "Datum"}
    assert dialect.mapped(["Tag"]) == {"sold_at": "Tag"}


def test_the_second_header_that_is_there_is_for_records_where_the_first_is_blank() -> None:
    dialect = parsed("corner", OWN, "corner.toml")
    assert dialect.otherwise(["Bon", "Tag", "DATUM"]) == {"sold_at": "Tag"}
    assert dialect.otherwise(["Bon", "Tag"]) == {}


def test_a_name_that_a_file_has_twice_is_the_first() -> None:
    assert parsed("corner", OWN, "").mapped(["Bon", "bon"]) == {"invoice_no": "Bon"}


def test_a_dialect_of_the_lake_is_one_of_all(tmp_path: Path) -> None:
    known = dialects(own(tmp_path, "corner", OWN))
    assert set(known) == {*dialects(None), "corner"}
    found = recognised(["Bon", "Artikel", "Menge", "Datum"], known)
    assert found is not None and found.title == "Till of the corner shop"
    assert found.feed == {"order": "number_and_day"}
    assert found.page == "" and found.cannot_say == ()


def test_a_dialect_of_the_lake_wins_over_one_of_its_name(tmp_path: Path) -> None:
    known = dialects(own(tmp_path, "online_retail", OWN))
    assert known["online_retail"].title == "Till of the corner shop"
    assert recognised(FIRST, known) is None


def test_a_lake_without_a_folder_has_those_that_ship(tmp_path: Path) -> None:
    assert dialects(tmp_path) == dialects(None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Till of the corner shop"', "title = 1", "corner.toml, line 2: title is 1."),
        ('title = "Till of the corner shop"', 'titel = "T"', "corner.toml, line 2: a dialect has no titel."),
        ('says = "One row per item."', "", "corner.toml: says is missing or empty."),
        ('["Bon", "Artikel", "Menge"]', "[]", "corner.toml, line 4: header is missing or empty."),
        ('["Bon", "Artikel", "Menge"]', "[[]]", "corner.toml, line 4: header is [[]]."),
        ('["Bon", "Artikel", "Menge"]', '[["Bon"], "A"]', "corner.toml, line 4: header is [['Bon'], 'A']."),
        ('["Bon", "Artikel", "Menge"]', '"Bon"', "corner.toml, line 4: header is 'Bon'."),
        ('["Bon", "Artikel", "Menge"]', '["Bon", 3]', "corner.toml, line 4: header is ['Bon', 3]."),
        ('["Bon", "Artikel", "Menge"]', '["Bon", ["A"]]', "corner.toml, line 4: header is ['Bon', ['A']]."),
        ('["Datum", "Tag"]', "[7]", "corner.toml, line 8: sold_at is [7]."),
        ('["Datum", "Tag"]', '[""]', "corner.toml, line 8: sold_at is ['']."),
        ("[feed]", "[feeds]", "corner.toml, line 10: a dialect has no feeds."),
        ("sold_at =", "sold_on =", "corner.toml, line 8: no column means sold_on."),
        ("order =", "orders =", "corner.toml, line 11: a feed has no orders."),
        ("order =", "path =", "corner.toml, line 11: a feed has no path."),
        ('"number_and_day"', '"weekly"', "corner.toml, line 11: order is 'weekly'."),
        ('"number_and_day"', "7", "corner.toml, line 11: order is 7."),
        (
            'order = "number_and_day"',
            'statuses = { paid = "sold" }',
            "corner.toml: paid is 'sold' in statuses.",
        ),
        (
            'order = "number_and_day"',
            '[feed.statuses]\n"on hold" = "later"',
            "corner.toml, line 12: on hold is 'later' in statuses.",
        ),
        ('order = "number_and_day"', 'time_zone = "Mars"', "corner.toml: no time zone is named 'Mars'."),
        ('= "Bon"', "= Bon", "corner.toml is no TOML: Invalid value (at line 7, column 14)."),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in OWN
    root = own(tmp_path, "corner", OWN.replace(old, new))
    with pytest.raises(BadSetting) as caught:
        dialects(root)
    assert caught.value.message.removeprefix(f"{root}/dialects/") == said


def test_a_name_is_a_word(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be named 'Corner shop'"):
        dialects(own(tmp_path, "Corner shop", OWN))


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    root = own(tmp_path, "corner", OWN)
    (root / "dialects" / "corner.toml").write_bytes(OWN.replace("Bon", "Bön").encode("cp1252"))
    with pytest.raises(BadSetting, match=r"corner\.toml: byte \d+ is no UTF-8"):
        dialects(root)
