from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sources.files import HINTS, detect_and_read, one, problems, read
from tillhouse import sources
from tillhouse.errors import UnmappedHeader, UnreadableFile
from tillhouse.settings.feed import Feed
from tillhouse.sources import _memo
from tillhouse.sources._json import count, records

SALE = (
    '{"invoice": "1", "sku": "A", "qty": 2, "date": "2011-01-31", "price": 0.10, "customer": {"id": 17850}}'
)


def array(*records: str) -> str:
    return "[" + ",\n ".join(records) + "]\n"


@pytest.mark.parametrize(
    ("name", "content"), [("s.json", array(SALE, SALE)), ("s.ndjson", f"{SALE}\n\n{SALE}\r\n")]
)
def test_arrays_and_lines_give_text_as_written(tmp_path: Path, name: str, content: str) -> None:
    reading, rows = detect_and_read(one(tmp_path, content, name))
    assert reading.feed.format == "json"
    assert [row["line"] for row in rows] == ([1, 2] if name == "s.json" else [1, 3])
    assert (rows[0]["price"], rows[0]["qty"], rows[0]["customer.id"]) == ("0.10", "2", "17850")


def test_brackets_in_text_are_no_records(tmp_path: Path) -> None:
    file = one(tmp_path, array(SALE.replace('"A"', '"A} {"'), SALE), "s.json")
    reading, rows = detect_and_read(file)
    assert [row["sku"] for row in rows] == ["A} {", "A"]
    assert sources.source_of(file, reading.feed).records(file, reading.feed) == 2


def test_ing_11_a_bad_line_is_quarantined_alone(tmp_path: Path) -> None:
    lines = [SALE, "{broken", SALE]
    _, rows = detect_and_read(one(tmp_path, "\n".join(lines), "s.ndjson"))
    assert problems(rows) == [(2, "bad_json")]
    assert rows[1]["raw"] == "{broken"


@pytest.mark.parametrize(
    "bad",
    [
        "[" * 100_000,
        SALE.replace('"qty": 2', '"qty": 2, "qty": 3'),
        SALE.replace('"qty": 2', '"qty": NaN'),
        SALE.replace('"sku": "A"', '"sku": "\\ud800"'),
        SALE + " trailing",
        SALE.replace("17850", '{"a":{"b":{"c":{"d":{"e":1}}}}}'),
        "17",
    ],
)
def test_ing_11_hostile_lines_are_quarantined(tmp_path: Path, bad: str) -> None:
    _, rows = detect_and_read(one(tmp_path, f"{SALE}\n{bad}\n{SALE}\n", "s.ndjson"))
    assert problems(rows) == [(2, "bad_json")]


def test_ing_11_a_number_of_400_digits_stays_as_written(tmp_path: Path) -> None:
    digits = "9" * 5000
    _, rows = detect_and_read(one(tmp_path, array(SALE, SALE.replace("0.10", digits)), "s.json"))
    assert rows[1]["price"] == digits


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (array(SALE) + "x", "goes on after the end"),
        (array(SALE)[:-10], "is not JSON"),
        (array(SALE, SALE.replace('"qty": 2', '"qty": 2, "qty": 3')), "a key is given twice"),
        (array(SALE, "[" * 100_000), "is not a JSON object"),
        (array(SALE, '{"a":' + "[" * 100_000), "nested too deep"),
        (array(SALE, SALE.replace('"qty": 2', '"qty": NaN')), "NaN is not JSON"),
        ("[1, 2]", "is not a JSON object"),
    ],
)
def test_ing_11_hostile_arrays_are_refused(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        sources.detect(one(tmp_path, content, "s.json"), HINTS)


@pytest.mark.parametrize("name", ["s.json", "s.ndjson"])
def test_ing_01_undecodable_bytes_in_json(tmp_path: Path, name: str) -> None:
    bad = SALE.replace('"A"', '"A\xff"')
    content = array(SALE, bad, SALE) if name == "s.json" else "\n".join([SALE, bad, SALE])
    _, rows = detect_and_read(one(tmp_path, content.encode("latin-1"), name))
    assert problems(rows) == [(2, "encoding")]


def test_later_records_may_have_more_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tillhouse.sources._json import records

    monkeypatch.setattr(records, "ROWS", 2)
    more = json.dumps(json.loads(SALE) | {"colour": "red"})
    file = one(tmp_path, "\n".join([SALE, SALE, more]), "s.ndjson")
    _, rows = detect_and_read(file)
    assert rows[2]["colour"] == "red"


@pytest.mark.parametrize("content", ["", "[]", "  \n", "[ ]\n"])
def test_ing_19_json_without_records(tmp_path: Path, content: str) -> None:
    reading, rows = detect_and_read(one(tmp_path, content, "s.json"))
    assert rows == [] and reading.warnings


def test_missing_keys_are_listed(tmp_path: Path) -> None:
    with pytest.raises(UnmappedHeader, match="no column for sold_at, unit_price"):
        sources.detect(one(tmp_path, '[{"sku": "A"}]', "s.json"), HINTS)


ENVELOPES = [
    '{"orders": RECORDS}',
    ' {"object": "list", "data": RECORDS, "has_more": false}\n',
    '{"count": 2, "next": {"page": [1]}, "results":\n RECORDS}',
    '{"items": RECORDS, "search_criteria": {"groups": []}, "total_count": 2}',
    '{"total": 2, "count": 2, "items": RECORDS}',
    '{"Invoices": RECORDS}',
    '{\n "businessName": "x",\n "sales": RECORDS, "links": [{"rel": "next"}]}',
    '{"response": {"made": "2026-01-01", "result": {"facturas": RECORDS}}, "ok": true}',
]


@pytest.mark.parametrize("around", ENVELOPES)
def test_records_may_stand_in_an_object_around_them(tmp_path: Path, around: str) -> None:
    nested = SALE.replace('"A"', '"A", "lines": [{"a": {"b": 1}}]')
    reading, rows = detect_and_read(one(tmp_path, around.replace("RECORDS", array(nested, SALE)), "s.json"))
    assert reading.facts[0] == "JSON"
    assert [(row["line"], row["price"]) for row in rows] == [(1, "0.10"), (2, "0.10")]


@pytest.mark.parametrize(("around", "records"), [(ENVELOPES[0], "[]"), (ENVELOPES[1], "[ ]")])
def test_an_object_around_no_records(tmp_path: Path, around: str, records: str) -> None:
    reading, rows = detect_and_read(one(tmp_path, around.replace("RECORDS", records), "s.json"))
    assert rows == [] and reading.warnings


def test_of_two_lists_that_could_be_sales_a_person_says_which(tmp_path: Path) -> None:
    other = array(SALE.replace("0.10", "7.00"))
    file = one(tmp_path, f'{{"a": {{"tills": {array(SALE, SALE)}}}, "web": {other}}}', "s.json")

    with pytest.raises(UnreadableFile, match=r"a\.tills and web") as refused:
        sources.detect(file, HINTS)
    assert refused.value.hint.endswith("--sheet a.tills or --sheet web")

    for name, prices in (("a.tills", ["0.10", "0.10"]), ("web", ["7.00"])):
        reading = sources.detect(file, replace(HINTS, sheet=name), {"sheet"})
        source = sources.source_of(file, reading.feed)
        assert [row for batch in source.batches(file, reading.feed) for row in batch.frame["price"]] == prices
        assert source.records(file, reading.feed) == len(prices)
    with pytest.raises(UnreadableFile, match="no list shop"):
        sources.detect(file, replace(HINTS, sheet="shop"), {"sheet"})


def test_one_order_with_its_lines_is_no_object_around_records(tmp_path: Path) -> None:
    order = SALE.replace('"A"', '"A", "goods": [{"n": 1}], "refunds": [{"at": "2026-01-02", "sum": 1}]')
    _, rows = detect_and_read(one(tmp_path, f"{order}\n", "s.json"))
    assert [row["goods"] for row in rows] == ['[{"n": "1"}]']


def test_lines_of_orders_are_no_object_around_records(tmp_path: Path) -> None:
    order = SALE.replace('"A"', '"A", "items": [{"a": 1}]')
    _, rows = detect_and_read(one(tmp_path, f"{order}\n{order}\n", "s.json"))
    assert [row["items"] for row in rows] == ['[{"a": "1"}]'] * 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            '{"orders": ' + array(SALE) + ', "refunds": [{"a": 1}]}',
            "two lists of records: orders and refunds",
        ),
        ('{"orders": ' + array(SALE) + "}\n{}", "goes on after the end"),
        ('{"orders": ' + array(SALE), "the end of the file stands where }"),
        ('{"orders": ' + array(SALE) + ', "a": 1', "the end of the file stands where }"),
        ('{"orders": ' + array(SALE)[:-10], "is not JSON"),
        ('{"orders": ' + array(SALE) + ', "a" 1}', "1 stands where :"),
        ('{"data": [{"a": NaN}]}', "NaN is not JSON"),
    ],
)
def test_hostile_objects_around_records_are_refused(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        sources.detect(one(tmp_path, content, "s.json"), HINTS)


@pytest.mark.parametrize("name", ["s.json", "s.ndjson"])
def test_what_detection_has_parsed_is_not_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    content = array(*[SALE] * 3) if name == "s.json" else f"{SALE}\n" * 3
    file, met = one(tmp_path, content, name), list[object]()
    flat = records._flat

    def noted(value: object) -> records.Record:
        met.append(value)
        return flat(value)

    monkeypatch.setattr(records, "_flat", noted)

    reading = sources.detect(file, HINTS)
    with file.memo.looking():
        first = [batch.frame for batch in sources.source_of(file, reading.feed).batches(file, reading.feed)]
    last = [batch.frame for batch in sources.source_of(file, reading.feed).batches(file, reading.feed)]

    assert len(met) == 3
    assert [*map(str, first)] == [*map(str, last)] == [*map(str, read_again(file, reading.feed))]
    assert len(met) == 6, "what was taken is not kept"


def test_records_that_take_more_than_there_is_room_for_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_memo, "MOST", 100)
    file = sources.open_all(one(tmp_path, array(SALE, SALE), "s.json").path)[0]

    reading = sources.detect(file, HINTS)

    assert file.memo.room == 100
    assert len(read(file, reading.feed)) == 2


def read_again(file: sources.Opened, feed: Feed) -> list[object]:
    return [batch.frame for batch in sources.source_of(file, feed).batches(file, feed)]


@pytest.mark.parametrize("piece", [1, 2, 3, 5])
def test_objects_are_counted_wherever_pieces_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    odd = json.dumps({"a": 'x\\"[{', "b\\\\": "\\", "c": [{"d": "}]"}], "e": ""})
    file = one(tmp_path, array(odd, "{}", odd), "s.json")
    text = file.path.read_text()
    cuts = [text[at : at + piece] for at in range(0, len(text), piece)]
    monkeypatch.setattr(count, "text_pieces", lambda _: iter(cuts))

    assert count._objects(file, 0) == 3
