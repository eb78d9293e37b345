"""A sample and its truth, against a plain reading of the written files, line by line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sample.clerk import lines_of
from tillhouse.errors import BadSetting
from tillhouse.sample import write, write_sample


def said(truth: Path) -> dict[str, object]:
    return json.loads(truth.read_text(encoding="utf-8"))


def totals(rows: list[dict[str, object]], *by: str) -> dict[object, tuple[int, Decimal]]:
    sums: dict[object, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for row in rows:
        word = tuple(row[name] for name in by) if len(by) > 1 else row[by[0]]
        sums[word] = (sums[word][0] + 1, sums[word][1] + (row["money"] or 0))
    return dict(sums)


def pair(found: dict[str, str]) -> tuple[int, Decimal]:
    return found["rows"], Decimal(found["amount"])


def pairs(found: dict[str, dict[str, str]]) -> dict[str, tuple[int, Decimal]]:
    return {word: pair(value) for word, value in found.items()}


@pytest.fixture(scope="module", params=["latin-1", "utf-8"])
def one(request, tmp_path_factory):
    """One file: its form, its lines read plainly, and its truth."""
    target = tmp_path_factory.mktemp("one") / "sales.csv"
    sample = write_sample(target, 20_000, 5, form=request.param, faults=3)
    return request.param, lines_of(target, request.param), said(sample.truth)


@pytest.fixture(scope="module")
def daily(tmp_path_factory):
    """Daily files, some delivered again: the lines of each file, and the truth."""
    target = tmp_path_factory.mktemp("daily") / "days"
    sample = write_sample(target, 20_000, 5, split="daily", faults=3, again=4)
    return {file.name: lines_of(file, "latin-1") for file in sample.files}, said(sample.truth)


def test_planted_faults_are_at_their_lines_and_nothing_else_is_wrong(one):
    _, rows, truth = one
    found = [
        (row["file"], row["line"], row["reason"], row["month"], row["money"]) for row in rows if row["reason"]
    ]
    planted = [
        (f["file"], f["line"], f["reason"], f["month"], f["amount"] and Decimal(f["amount"]))
        for f in truth["faults"]
    ]
    assert sorted(found, key=lambda row: row[1]) == sorted(planted, key=lambda row: row[1])


def test_every_kind_of_fault_is_planted_as_often_as_asked(one):
    form, _, truth = one
    kinds = Counter(fault["kind"] for fault in truth["faults"])
    assert set(kinds.values()) == {3}
    assert len(kinds) == (10 if form == "utf-8" else 9)


def test_rows_and_money_are_those_of_a_plain_reading(one):
    _, rows, truth = one
    loaded = [row for row in rows if row["reason"] is None]
    assert len(rows) == 20_000
    assert pair(truth["received"]) == (len(rows), sum(row["money"] or 0 for row in rows))
    assert truth["received"]["unknown_money_rows"] == sum(row["money"] is None for row in rows)
    assert pairs(truth["events"]) == totals(loaded, "event")
    assert pairs(truth["line_types"]) == totals(loaded, "line_type")
    crossed = {(e, t): pair(v) for e, kinds in truth["events_by_line_type"].items() for t, v in kinds.items()}
    assert crossed == totals(loaded, "event", "line_type")
    assert pairs(truth["reasons"]) == totals([row for row in rows if row["reason"]], "reason")
    months = {(m, f): pair(v) for m, fates in truth["months"].items() for f, v in fates.items()}
    fates = [row | {"fate": "quarantined" if row["reason"] else "loaded"} for row in rows]
    assert months == totals(fates, "month", "fate")
    assert pair(truth["anonymous"]) == totals(loaded, "customer")[""]


def test_counts_of_invoices_and_customers_are_those_of_a_plain_reading(one):
    _, rows, truth = one
    loaded = [row for row in rows if row["reason"] is None]
    homes = {(row["customer"], row["country"]) for row in loaded if row["customer"]}
    assert truth["invoices"] == len({row["invoice"] for row in loaded})
    assert truth["customers"] == len({customer for customer, _ in homes})
    several = [customer for customer, n in Counter(customer for customer, _ in homes).items() if n > 1]
    assert truth["customers_in_several_countries"] == len(several) > 0


def test_the_policy_exact_leaves_one_of_equal_lines(one):
    _, rows, truth = one
    distinct = {row["fields"]: row["money"] for row in rows if row["reason"] is None}
    assert pair(truth["policies"]["exact"]["loaded"]) == (len(distinct), sum(distinct.values()))
    assert len(distinct) < truth["fates"]["loaded"]["rows"]


def test_fates_events_and_line_types_add_up(one, daily):
    for truth in (one[2], daily[1]):
        fates = truth["fates"]
        for measure, read_it in (("rows", int), ("amount", Decimal)):
            assert sum(read_it(fate[measure]) for fate in fates.values()) == read_it(
                truth["received"][measure]
            )
            for words in ("events", "line_types"):
                total = sum(read_it(value[measure]) for value in truth[words].values())
                assert total == read_it(fates["loaded"][measure])


def test_lines_delivered_again_are_duplicates(daily):
    files, truth = daily
    copies = {file["file"]: file["same_as"] for file in truth["files"] if "same_as" in file}
    assert len(copies) == 4
    deliveries = [rows for name, rows in files.items() if f"days/{name}" not in copies]
    most: Counter[tuple[str, ...]] = Counter()
    for rows in deliveries:
        most |= Counter(row["fields"] for row in rows if row["reason"] is None)
    sound = [row for rows in deliveries for row in rows if row["reason"] is None]
    money = {row["fields"]: row["money"] for row in sound}
    loaded = most.total(), sum(money[fields] * n for fields, n in most.items())
    assert pair(truth["fates"]["loaded"]) == pair(truth["policies"]["redelivery"]["loaded"]) == loaded
    assert pair(truth["policies"]["keep"]["loaded"]) == (len(sound), sum(row["money"] for row in sound))
    assert truth["fates"]["duplicate"]["rows"] == len(sound) - most.total() > 0
    assert truth["received"]["rows"] == sum(len(rows) for rows in deliveries)


def test_files_are_listed_with_their_rows_and_copies_are_equal(daily):
    files, truth = daily
    assert {Path(file["file"]).name: file["rows"] for file in truth["files"]} == {
        n: len(r) for n, r in files.items()
    }
    for file in truth["files"]:
        if "same_as" in file:
            copy, original = (
                [r | {"file": ""} for r in files[Path(file[name]).name]] for name in ("file", "same_as")
            )
            assert copy == original
    assert {fault["file"] for fault in truth["faults"]} <= {file["file"] for file in truth["files"]}


def test_daily_files_hold_their_day(daily):
    for name, rows in daily[0].items():
        assert {f"{row['moment']:%Y-%m-%d}" for row in rows if row.get("moment")} == {name[6:16]}


def test_what_is_taken_back_was_sold_before(tmp_path):
    sample = write_sample(tmp_path / "s.csv", 50_000, 3, faults=0)
    rows = lines_of(sample.files[0], "latin-1")
    left: Counter[object] = Counter()
    taken = [row for row in rows if row["units"] < 0 and row["money"] != 0 and row["line_type"] == "product"]
    for row in sorted(rows, key=lambda row: (row["moment"], row["units"] < 0)):
        if row["line_type"] == "product" and row["money"] != 0:
            assert row["customer"] or row["units"] > 0
            left[row["sale"]] += int(row["units"])
            assert left[row["sale"]] >= 0
    assert (len(taken), sum(row["money"] for row in taken)) == pair(said(sample.truth)["taken_back"])
    assert {row["event"] for row in taken} == {"cancellation", "return"}


def test_a_sample_resembles_a_shop(one):
    _, rows, truth = one
    loaded = [row for row in rows if row["reason"] is None]
    assert 0.2 < truth["anonymous"]["rows"] / len(loaded) < 0.3
    assert 10 < len(loaded) / truth["invoices"] < 30
    assert not any(row["moment"].weekday() == 5 for row in loaded)
    assert set(truth["events"]) == {"sale", "cancellation", "return", "write_off", "free", "adjustment"}
    assert set(truth["line_types"]) >= {
        "product",
        "postage",
        "discount",
        "manual",
        "fee",
        "voucher",
        "sample",
    }
    assert pair(truth["events"]["adjustment"]) == (3, Decimal("-11062.06"))
    home = sum(row["country"] == "United Kingdom" for row in loaded) / len(loaded)
    assert 0.8 < home < 0.97
    assert 25 < len({row["country"] for row in loaded}) <= 38
    texts = {row["fields"][2] for row in loaded}
    assert all(any(mark in text for text in texts) for mark in ('"', ",", "£"))
    assert any(text != text.strip() for text in texts)


def test_both_forms_say_the_same(tmp_path):
    latin = lines_of(write_sample(tmp_path / "a.csv", 3_000, 2, faults=0).files[0], "latin-1")
    utf = lines_of(write_sample(tmp_path / "b.csv", 3_000, 2, faults=0, form="utf-8").files[0], "utf-8")
    for a, b in zip(latin, utf, strict=True):
        assert a["fields"][:4] == b["fields"][:4]
        assert (a["moment"], a["money"], a["country"]) == (b["moment"], b["money"], b["country"])
        assert b["customer"] == (a["customer"] and a["customer"] + ".0")


def test_same_seed_same_bytes_whatever_the_stretch(tmp_path, monkeypatch):
    written = []
    for n, (seed, stretch) in enumerate([(1, 64 * 4096), (1, 64 * 4), (2, 64 * 4096)]):
        monkeypatch.setattr(write, "_STRETCH", stretch)
        sample = write_sample(tmp_path / str(n) / "s.csv", 5_000, seed)
        written.append((sample.files[0].read_bytes(), said(sample.truth)))
    assert written[0] == written[1]
    assert written[0][0] != written[2][0]


@pytest.mark.parametrize(("form", "digest"), [("latin-1", "caf7b5e2d51c45f2"), ("utf-8", "12a3409385ff46d5")])
def test_the_bytes_of_a_seed_do_not_change(tmp_path, form, digest):
    file = write_sample(tmp_path / "s.csv", 5_000, 1, form=form).files[0]
    assert hashlib.sha256(file.read_bytes()).hexdigest()[:16] == digest


def test_an_earlier_sample_is_replaced_and_nothing_else_is(tmp_path):
    folder = tmp_path / "days"
    write_sample(folder, 2_000, split="daily")
    sample = write_sample(folder, 1_000, split="monthly")
    assert sorted(folder.iterdir()) == sorted(sample.files)
    mine = tmp_path / "mine.csv"
    mine.write_text("my own sales")
    with pytest.raises(BadSetting, match="not an earlier sample"):
        write_sample(mine, 1_000)
    assert mine.read_text() == "my own sales"


def test_a_sample_of_one_line_is_a_sample(tmp_path):
    sample = write_sample(tmp_path / "s.csv", 1, faults=0)
    assert len(lines_of(sample.files[0], "latin-1")) == sample.rows == 1


@pytest.mark.parametrize(
    "wrong", [{"lines": 0}, {"faults": -1}, {"form": "utf-16"}, {"split": "weekly"}, {"lines": 9}]
)
def test_what_cannot_be_written_is_refused_and_nothing_is_left(tmp_path, wrong):
    with pytest.raises(BadSetting):
        write_sample(tmp_path / "s.csv", **wrong)
    assert not any(tmp_path.iterdir())
