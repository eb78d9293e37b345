"""What reads what, and the graphs that are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tillhouse.catalog import LAYERS, Catalog, catalog, needs
from tillhouse.checks.refers_to import refers_to
from tillhouse.errors import FixTheCode, UnknownName
from tillhouse.frame import Frame
from tillhouse.table import Column, Table, table


def declared(layer: str, body: Callable[..., Frame]) -> Table:
    columns = {"n": Column("integer", "A number.")}
    return replace(table(key=("n",), owner="tests", columns=columns)(body), layer=layer)


def a() -> Frame:
    raise AssertionError


def b(a: Frame) -> Frame:
    raise AssertionError(a)


def c(b: Frame, past_a: Frame) -> Frame:
    raise AssertionError(b, past_a)


def test_a_table_comes_after_all_it_reads() -> None:
    found = Catalog([declared("gold", c), declared("silver", b), declared("bronze", a)])
    assert list(found.tables) == ["a", "b", "c"]
    assert found.readers("a") == ("b",)
    assert found.upstream("c") == ("a", "b")


def test_reading_backwards_is_refused() -> None:
    with pytest.raises(FixTheCode, match=r"b \(silver\) reads a \(gold\): backwards"):
        Catalog([declared("gold", a), declared("silver", b)])


def test_a_circle_is_refused() -> None:
    def one(other: Frame) -> Frame:
        raise AssertionError(other)

    def other(one: Frame) -> Frame:
        raise AssertionError(one)

    with pytest.raises(FixTheCode, match=r"in a circle: (one → other → one|other → one → other)"):
        Catalog([declared("gold", one), declared("gold", other)])


def test_reading_what_is_not_there_is_refused() -> None:
    with pytest.raises(FixTheCode, match="b reads a, but no table is named so"):
        Catalog([declared("gold", b)])


def test_what_a_check_refers_to_comes_first() -> None:
    pointing = replace(declared("gold", a), name="z", checks=(refers_to("n", "b.n", on_fail="warn"),))
    found = Catalog([pointing, declared("silver", b), declared("bronze", a)])
    assert needs(pointing) == {"b"}
    assert list(found.tables).index("b") < list(found.tables).index("z")


def test_an_unknown_table_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No table is named daily_sale\.\nDid you mean daily_sales\?"):
        catalog()["daily_sale"]


def test_the_tables_of_tillhouse_are_one_graph() -> None:
    found = catalog()
    order = list(found.tables)
    for t in found.tables.values():
        assert t.layer in LAYERS
        assert all(order.index(name) < order.index(t.name) for name in needs(t))
    assert "raw_sales" in found.upstream("daily_sales")
    assert "product_sales" in found.readers("dim_product")
