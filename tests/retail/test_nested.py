from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from tillhouse.errors import UnreadableFile
from tillhouse.retail import nested
from tillhouse.sources._values import as_text


def batch(*records: dict[str, Any]) -> pl.DataFrame:
    """Records as a batch has them: text, lists as JSON."""
    names = dict.fromkeys(name for record in records for name in record)
    return pl.DataFrame(
        {name: [as_text(record.get(name)) for record in records] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )


ITEMS = [{"sku": "A", "price": "3.00"}, {"sku": "B", "price": "12.00"}]
SOME = batch(
    {"id": "1", "line_items": ITEMS, "shipping_lines": [{"total": "10.00"}, {"total": "2.5"}]},
    {"id": "2", "line_items": [], "shipping_lines": []},
    {"id": "3", "line_items": [{"sku": "C", "price": "1.10"}], "shipping_lines": [{"total": "7.00"}]},
)


def rows(frame: pl.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return frame.select(names).rows()


def test_one_row_per_item_with_the_columns_of_its_record() -> None:
    found = nested.exploded(SOME, "line_items", ["id", "line_items.sku", "line_items.price"])
    assert rows(found, "id", "part", "line_items.sku", "line_items.price") == [
        ("1", 0, "A", "3.00"),
        ("1", 1, "B", "12.00"),
        ("2", 0, None, None),
        ("3", 0, "C", "1.10"),
    ]


def test_a_path_that_has_two_meanings_is_one_column() -> None:
    one = nested.exploded(SOME, "line_items", ["line_items.sku"])
    assert nested.exploded(SOME, "line_items", ["line_items.sku", "line_items.sku"]).equals(one)


def test_money_of_the_record_is_added_exactly_and_stands_on_its_first_row() -> None:
    found = nested.exploded(SOME, "line_items", ["line_items.sku", "shipping_lines.total"])
    assert found["shipping_lines.total"].to_list() == ["12.50", None, None, "7.00"]


def test_all_of_an_item_is_given_where_every_value_is_wanted() -> None:
    items = [
        {"sku": "A", "money": {"amount": "3.00"}, "taxes": [{"rate": "0.2"}]},
        {"sku": "B", "gift": True},
    ]
    found = nested.exploded(batch({"id": "1", "line_items": items}), "line_items", (), every=True)
    names = ("line_items.sku", "line_items.money.amount", "line_items.taxes", "line_items.gift")
    assert found.columns == ["id", "line_items", "part", *names]
    # a list with one text in it is told as that text
    assert rows(found, *names) == [("A", "3.00", '{"rate": "0.2"}', None), ("B", None, None, "true")]


@pytest.mark.parametrize(
    ("value", "path", "told"),
    [
        ([{"a": "0.1"}, {"a": "0.2"}], "list.a", "0.3"),
        ([{"a": "1e2"}, {"a": "-0.50"}], "list.a", "99.50"),
        ([{"a": "9" * 40}, {"a": "0.01"}], "list.a", "9" * 40 + ".01"),
        ([{"a": "3.00"}], "list.a", "3.00"),
        ([{"a": "1,50"}, {"a": "2,50"}], "list.a", "1,50, 2,50"),
        ([{"a": "USD"}, {"a": "USD"}], "list.a", "USD"),
        ([{"a": None}, {"b": "1"}, "text", {"a": ""}], "list.a", None),
        ([{"in": [{"a": "1"}, {"a": "2"}]}, {"in": {"a": "4"}}], "list.in.a", "7"),
        ([{"k": "refund", "a": "5"}, {"k": "sale", "a": "9"}], "list[k=refund].a", "5"),
        ([{"in": [{"k": "x", "a": "1"}, {"k": "y", "a": "2"}]}], "list.in[k=y].a", "2"),
        ([{"a": "1"}], "list.missing", None),
        ([], "list.a", None),
        (None, "list.a", None),
    ],
)
def test_paths_over_lists(value: Any, path: str, told: str | None) -> None:
    frame = batch({"id": "1", "line_items": ITEMS, "list": value})
    assert nested.exploded(frame, "line_items", [path])[path].to_list() == [told, None]


def test_sums_within_an_item_belong_to_the_item() -> None:
    items = [{"taxes": [{"price": "1.00"}, {"price": "0.25"}]}, {"taxes": []}, {"taxes": [{"price": "2.00"}]}]
    found = nested.exploded(batch({"line_items": items}), "line_items", ["line_items.taxes.price"])
    assert found["line_items.taxes.price"].to_list() == ["1.25", None, "2.00"]


def test_lines_may_stand_in_lists_of_lists_or_in_an_object() -> None:
    parcels = [{"items": [{"sku": "A"}, {"sku": "B"}]}, {"items": [{"sku": "C"}]}]
    found = nested.exploded(batch({"id": "1", "parcels": parcels}), "parcels.items", ["parcels.items.sku"])
    assert rows(found, "part", "parcels.items.sku") == [(0, "A"), (1, "B"), (2, "C")]
    dotted = batch({"id": "1", "lines.data": [{"sku": "A"}]})
    assert rows(nested.exploded(dotted, "lines.data", ["lines.data.sku"]), "lines.data.sku") == [("A",)]


def test_a_path_that_is_a_column_is_left_as_it_is() -> None:
    frame = batch({"billing.country": "FR", "line_items": ITEMS})
    found = nested.exploded(frame, "line_items", ["billing.country"])
    assert found["billing.country"].to_list() == ["FR", "FR"]


@pytest.mark.parametrize("lines", ["nothing", "line_items.sku.deeper"])
def test_a_list_that_is_not_there_leaves_records_whole(lines: str) -> None:
    found = nested.exploded(SOME, lines, [f"{lines}.a"])
    assert rows(found, "id", "part", f"{lines}.a") == [("1", 0, None), ("2", 0, None), ("3", 0, None)]


@pytest.mark.parametrize("text", ["[{broken", "text", "17", '{"sku": "A"', "[" * 100_000])
def test_text_that_is_no_list_gives_one_row_without_values(text: str) -> None:
    frame = pl.DataFrame({"id": ["1"], "line_items": [text]})
    assert rows(nested.exploded(frame, "line_items", ["line_items.sku"]), "id", "line_items.sku") == [
        ("1", None)
    ]


def test_one_object_instead_of_a_list_is_one_line() -> None:
    frame = pl.DataFrame({"line_items": ['{"sku": "A", "qty": 3.00}', '[{"qty": 3.00}, "odd"]']})
    found = nested.exploded(frame, "line_items", ["line_items.sku", "line_items.qty"])
    assert rows(found, "line_items.sku", "line_items.qty") == [("A", "3.00"), (None, "3.00"), (None, None)]


def test_values_of_mixed_kinds_are_text() -> None:
    items = [{"value": "x"}, {"value": {"a": "1"}}, {"value": ["1", "2"]}, {"value": True}, {"value": 3}]
    found = nested.exploded(batch({"line_items": items}), "line_items", ["line_items.value"])
    assert found["line_items.value"].to_list() == ["x", json.dumps({"a": "1"}), "3", "true", "3"]


def test_an_empty_batch_has_the_columns() -> None:
    found = nested.exploded(SOME.clear(), "line_items", ["line_items.sku", "shipping_lines.total"])
    assert found.columns[-3:] == ["part", "shipping_lines.total", "line_items.sku"] and found.is_empty()


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("refunds.total", "refunds"),
        ("refunds[kind=a].total", "refunds"),
        ("a.b.c", "a.b"),
        ("refunds", ""),
        ("nothing.total", ""),
    ],
)
def test_which_column_holds_a_path(path: str, column: str) -> None:
    assert nested.holder(path, {"refunds", "a", "a.b"}) == column


def test_a_row_can_be_read_again_as_another_feed_reads_it() -> None:
    once = nested.exploded(SOME, "line_items", ["id", "line_items.sku"])
    again = nested.exploded(once, "line_items", ["id", "line_items.sku", "line_items.price"])
    assert rows(again, "id", "part", "line_items.sku", "line_items.price") == [
        ("1", 0, "A", "3.00"),
        ("1", 1, "B", "12.00"),
        ("2", 0, None, None),
        ("3", 0, "C", "1.10"),
    ]
    mended = once.with_columns(pl.lit("Z").alias("line_items.sku"))
    assert set(nested.exploded(mended, "line_items", ["line_items.sku"])["line_items.sku"]) == {"Z"}


def test_what_nobody_wants_of_a_record_stands_once() -> None:
    frame = SOME.with_columns(line=pl.lit(7), note=pl.lit("long"))
    found = nested.exploded(frame, "line_items", ["id", "line_items.sku"])
    assert rows(found, "id", "line", "note") == [
        ("1", 7, "long"),
        ("1", 7, None),
        ("2", 7, "long"),
        ("3", 7, "long"),
    ]


def test_pieces_hold_all_records_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "MOST", 2)
    found = [*nested.pieces(SOME, "line_items")]
    assert len(found) > 1
    assert pl.concat(found).equals(SOME)
    assert next(iter(nested.pieces(SOME, "nothing"))).equals(SOME)


def test_a_record_with_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "MOST", 1)
    with pytest.raises(UnreadableFile, match="A record has 2 lines in line_items; the limit is 1"):
        nested.exploded(SOME, "line_items", ())


def test_elements_with_endless_names_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nested, "MOST_NAMES", 1)
    with pytest.raises(UnreadableFile, match="have 2 different names"):
        nested.exploded(SOME, "line_items", (), every=True)


def test_values_right_in_an_element_are_read_as_those_deeper_in_it() -> None:
    told = [None, "", "a", 1.5, True, False, [], {}, [1, 2], ["a", "b", "a"], {"b": 1}, [None, ""]]
    elements = json.dumps([{"a": one, "in": {"a": one}} for one in told] + [3, "text", None])
    frame = pl.DataFrame({"lines": [elements], "line": [1], "raw": [None], "problem": [None]})

    found = nested.exploded(frame, "lines", ["lines.a", "lines.in.a"])

    assert found["lines.a"].to_list() == found["lines.in.a"].to_list()
    assert found["lines.a"].to_list() == [
        None, None, "a", "1.5", "true", "false", None, "{}", "3", "a, b", '{"b": "1"}', *[None] * 3,
    ]  # fmt: skip


def test_names_within_are_those_that_all_values_of_an_element_have() -> None:
    first = json.dumps([{"sku": "A", "set": {"money": "1"}}])
    second = json.dumps([{"sku": "B", "note": None}, 3])
    frame = pl.DataFrame(
        {
            "id": ["1", "2", "3"],
            "lines": [first, second, None],
            "line": [1, 2, 3],
            "raw": None,
            "problem": None,
        }
    )

    names = nested.names_within(nested.elements(frame, "lines"), "lines")

    assert names == ["lines.sku", "lines.set.money", "lines.note"]
    every = nested.exploded(frame, "lines", (), every=True).columns
    assert {*every} == {*frame.columns, "part", *names}


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ('[{"a": "1.0"}, {"b": [{"c": "]"}]}]', ['{"a": "1.0"}', '{"b": [{"c": "]"}]}']),
        ('[{"a":1.0},{"a":"x"}]', ['{"a": "1.0"}', '{"a": "x"}']),
        ('[{"a": "1"}, "", null, {"a": "2"}]', ['{"a": "1"}', '{"a": "2"}']),
        ('[{"a": "1"}, [{"a": "2"}]]', ['{"a": "1"}', '{"a": "2"}']),
        ('[{"a": "1"}, {"a"', ['[{"a": "1"}, {"a"']),
        ('[{"a": "1"}] ', ['{"a": "1"}']),
        ("[]", []),
    ],
)
def test_elements_of_a_list_have_their_text(text: str, texts: list[str]) -> None:
    frame = pl.DataFrame({"lines": [text, None]})

    assert [[said for _, said in items] for items in nested.elements(frame, "lines")] == [texts, []]
