"""Keys are compared as written, or without what spreadsheets and databases write differently."""

from __future__ import annotations

import polars as pl
import pytest

from tillhouse.sources._joined.keys import canonical, exact, shown


def key(how: str, *values: str | None) -> str | None:
    frame = pl.DataFrame(
        {f"c{at}": [value] for at, value in enumerate(values)}, schema_overrides={"c0": pl.String}
    )
    made = {"exact": exact, "canonical": canonical}[how](frame.columns)
    found: str | None = frame.select(made.alias("key"))["key"][0]
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [("17", "0017"), ("17", "17.0"), ("17", " 17 "), ("AB-1", "ab-1"), ("0", "000"), ("0", "0.00")],
)
def test_the_same_number_written_otherwise_is_one_key(one: str, other: str) -> None:
    assert key("canonical", one) == key("canonical", other)


@pytest.mark.parametrize(("one", "other"), [("17", "170"), ("17", "17.5"), ("A017", "A17"), ("17", "-17")])
def test_other_numbers_and_codes_are_other_keys(one: str, other: str) -> None:
    assert key("canonical", one) != key("canonical", other)


def test_an_exact_key_keeps_zeros_and_case() -> None:
    assert key("exact", " 0017 ") == "0017"
    assert key("exact", "AB") != key("exact", "ab")


@pytest.mark.parametrize("how", ["exact", "canonical"])
def test_a_key_that_lacks_a_column_is_none(how: str) -> None:
    assert key(how, None, "4") is None


def test_columns_of_a_key_do_not_run_together() -> None:
    assert key("exact", "1", "23") != key("exact", "12", "3")
    assert shown(key("exact", "N1", "23") or "") == "N1 + 23"
