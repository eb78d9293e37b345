"""Rows that tables hold about a subject."""

from __future__ import annotations

from tests.shops import Shop
from tillhouse.answers.subjects import _sections
from tillhouse.catalog import catalog


def test_every_analytic_with_the_key_is_found_and_no_other_table() -> None:
    found = _sections.analytics_of(catalog(), ("customer_key",), ("customer_days",))
    assert found["customer_rfm"] == "customer_key"
    assert not {"customer_days", "customer_sales", "product_abc"} & set(found)


def test_its_rows_about_one_subject_are_a_section(analysed_shop: Shop) -> None:
    row = analysed_shop.table("customer_rfm").row(0, named=True)
    about = {"customer_key": row["customer_key"], "customer_id": row["customer_id"]}
    (section,) = _sections.generic(analysed_shop.snapshot, {"customer_rfm": "customer_key"}, about)
    assert section.name == "customer_rfm"
    assert section.title.startswith("customer_rfm: one row per")
    assert list(section.columns) == [name for name in catalog()["customer_rfm"].columns if name not in about]
    assert section.rows == [tuple(value for name, value in row.items() if name not in about)]


def test_a_table_without_a_row_about_it_says_so(analysed_shop: Shop) -> None:
    (section,) = _sections.generic(
        analysed_shop.snapshot, {"customer_rfm": "customer_key"}, {"customer_key": 0}
    )
    assert (section.rows, section.said) == ([], ["No row."])


def test_a_table_that_was_not_built_has_no_section(small_lake: Shop) -> None:
    assert _sections.generic(small_lake.snapshot, {"customer_rfm": "customer_key"}, {"customer_key": 1}) == []
