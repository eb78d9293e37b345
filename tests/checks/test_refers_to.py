from __future__ import annotations

import pytest

from tests.frames import Engine, values
from tillhouse.checks.refers_to import refers_to
from tillhouse.errors import FixTheCode

TYPES = {"id": "text"}


def test_an_unknown_value_breaks_it_and_null_passes(engine: Engine) -> None:
    customers = engine({"id": ["a", "a", None]}, TYPES)
    sales = engine({"id": ["a", "A", None]}, TYPES)
    check = refers_to("id", "customers.id")
    assert check.needs == ("customers",)
    assert values(check.rows(sales, {"customers": customers}), "id") == ["A"]


@pytest.mark.parametrize("target", ["customers", ".id", "customers.", "lake.customers.id"])
def test_a_target_is_a_table_and_a_column(target: str) -> None:
    with pytest.raises(FixTheCode, match="points to"):
        refers_to("id", target)
