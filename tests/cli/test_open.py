"""`tillhouse open`: what it reads, what it asks, which feed a file belongs to."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.calls import Call, line, write_lines
from tillhouse.settings.settings import load


def rows(answer: object) -> dict[str, int]:
    """Received and loaded rows, and the release, of a statement in JSON."""
    said = answer.json  # type: ignore[attr-defined]
    return {
        "release": said["release"],
        "received": said["received"]["rows"],
        "loaded": said["fates"]["loaded"]["rows"],
    }


def test_the_reading_is_shown_with_examples_and_what_decided(call: Call, tmp_path: Path) -> None:
    write_lines(tmp_path / "march.csv", [line(n, 3) for n in range(1, 11)])
    answer = call("open", "march.csv", "--yes")
    assert answer.code == 0
    assert "10 records" in answer.out
    assert "InvoiceDate" in answer.out
    assert re.search("day first: [0-9]+/03/2011 decides", answer.out)
    assert "missing in 20.0%" in answer.out
    assert "Statement of release 1" in answer.out
    assert answer.out.splitlines()[-1].startswith("Next   tillhouse ")


def test_without_a_terminal_it_asks_for_yes_and_leaves_no_trace(call: Call, tmp_path: Path) -> None:
    write_lines(tmp_path / "march.csv", [line(1, 3)])
    answer = call("open", "march.csv")
    assert answer.code == 4
    assert "tillhouse open march.csv --yes" in answer.err
    assert not (tmp_path / "tillhouse-data").exists()


@pytest.mark.parametrize(("typed", "code", "taken"), [("\n", 0, True), ("n\n", 0, False), ("", 130, False)])
def test_at_a_terminal_it_asks_once(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, taken: bool
) -> None:
    stdin = io.StringIO(typed)
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stdin)
    write_lines(tmp_path / "march.csv", [line(1, 3)])
    answer = call("open", "march.csv")
    assert answer.code == code
    assert (tmp_path / "tillhouse-data" / "releases").exists() == taken
    assert (tmp_path / "tillhouse-data" / "tillhouse.toml").exists() == taken


def test_the_same_content_is_known_under_any_name(call: Call, shop: Path) -> None:
    shutil.copy(shop / "shop.csv", shop / "again.csv")
    for name in ("shop.csv", "again.csv"):
        answer = call("open", name, "--yes")
        assert answer.code == 0
        assert answer.out.startswith("Nothing new: this file is release 1 (taken in today ")
    assert call("open", "shop.csv", "--yes", "--json").json == {
        "release": 1,
        "published": False,
        "nothing_new": True,
    }


def test_a_file_with_the_header_and_reading_of_a_feed_joins_it(call: Call, shop: Path) -> None:
    answer = call("open", "december.csv", "--yes", "--json")
    assert rows(answer) == {"release": 2, "received": 90, "loaded": 86}
    assert answer.json["reading"]["feed"] == "shop"
    assert list(load().feeds) == ["shop"]


def test_a_named_feed_is_one_of_its_own(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--yes", "--name", "xmas")
    assert sorted(load().feeds) == ["shop", "xmas"]
    assert load().feed("xmas").path == str(shop / "december.csv")


def test_a_file_read_another_way_does_not_join(call: Call, shop: Path) -> None:
    text = "500999,85123A,LANTERN,1,12/24/2011 9:00,2.55,17850,United Kingdom"
    write_lines(shop / "american.csv", [text])
    call("open", "american.csv", "--yes")
    assert load().feed("american").date_order == "month-first"
    refused = call("open", "american.csv", "--yes", "--name", "shop")
    assert refused.code == 3
    assert "date order is month-first, theirs is day-first" in refused.err


def test_what_a_file_does_not_decide_its_feed_decides(call: Call, shop: Path) -> None:
    write_lines(shop / "unsure.csv", [line(n, 4, day=5) for n in range(200, 205)])
    assert call("open", "unsure.csv", "--yes", "--json").json["reading"]["feed"] == "shop"
    assert "2011-04" in call("statement", "--by", "month").out


def test_nothing_is_guessed(call: Call, tmp_path: Path) -> None:
    write_lines(tmp_path / "unsure.csv", [line(n, 4, day=3) for n in range(5)])
    refused = call("open", "unsure.csv", "--yes")
    assert refused.code == 3
    assert "Cannot tell day from month" in refused.err
    assert "--date-order day-first" in refused.err
    answer = call("open", "unsure.csv", "--yes", "--date-order", "month-first", "--json")
    assert answer.code == 0
    assert load().feed("unsure").date_order == "month-first"


UNSURE = "Order ID,SKU,Qty,Date,Price,Currency\n1,A,1,{0},10.00,{1}\n2,A,1,{0},10.00,{1}\n"


@pytest.mark.parametrize(
    ("date", "currency", "order", "why"),
    [
        ("05.06.2024", "EUR", "day-first", "day first: dots stand between its numbers"),
        ("05/06/2024", "USD", "month-first", "month first: amounts are in US dollars"),
    ],
)
def test_signs_decide_where_no_date_does_and_are_said(
    call: Call, tmp_path: Path, date: str, currency: str, order: str, why: str
) -> None:
    (tmp_path / "orders.csv").write_text(UNSURE.format(date, currency))
    answer = call("open", "orders.csv", "--yes")
    assert answer.code == 0
    assert why in answer.out
    assert load().feed("orders").date_order == order


def test_signs_that_contradict_each_other_are_asked_about(call: Call, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(UNSURE.format("05.06.2024", "USD"))
    refused = call("open", "orders.csv", "--yes")
    assert refused.code == 3
    assert "month-first: amounts are in US dollars." in refused.err
    assert "day-first: dots stand between its numbers." in refused.err


def test_signs_do_not_overrule_what_a_feed_says(call: Call, tmp_path: Path) -> None:
    days = tmp_path / "days"
    days.mkdir()
    (days / "a.csv").write_text(UNSURE.format("05.31.2024", "EUR"))
    assert call("open", "days", "--yes").code == 0
    (days / "b.csv").write_text(
        UNSURE.format("05.06.2024", "EUR").replace("1,A", "3,A").replace("2,A", "4,A")
    )
    assert call("open", "days", "--yes").code == 0
    assert load().feed("days").date_order == "month-first"


def test_what_is_to_be_typed_next_names_the_place_that_was_typed(call: Call, tmp_path: Path) -> None:
    write_lines(tmp_path / "my days" / "un sure.csv", [line(n, 4, day=3) for n in range(5)])
    assert "open 'my days/un sure.csv' --date-order" in call("open", "my days/un sure.csv", "--yes").err
    assert "open 'my days' --date-order" in call("open", "my days", "--yes").err


def test_files_of_a_folder_decide_together(call: Call, tmp_path: Path) -> None:
    write_lines(tmp_path / "days" / "a.csv", [line(n, 4, day=3) for n in range(5)])
    write_lines(tmp_path / "days" / "b.csv", [line(n, 4, day=23) for n in range(5, 10)])
    answer = call("open", "days", "--yes", "--json")
    assert rows(answer) == {"release": 1, "received": 10, "loaded": 10}
    assert answer.json["reading"]["date_order"] == "day-first"


def test_equal_files_of_a_folder_are_said_to_be_taken_in_once(call: Call, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        write_lines(tmp_path / "days" / name, [line(n, 4, day=23) for n in range(5)])
    answer = call("open", "days", "--yes")
    assert "1 file is equal to another, byte for byte, and not taken in twice: 5 records." in answer.out


def test_files_of_a_folder_that_contradict_are_refused(call: Call, tmp_path: Path) -> None:
    write_lines(tmp_path / "days" / "a.csv", [line(n, 4, day=23) for n in range(9)])
    write_lines(tmp_path / "days" / "b.csv", ["1,2,X,1,04/23/2011 9:00,2.55,1,France"])
    refused = call("open", "days", "--yes")
    assert refused.code == 3
    assert "b.csv is not read like the others: its date order is month-first" in refused.err


def test_a_glob_and_standard_input(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = write_lines(tmp_path / "in" / "a.csv", [line(n, 3) for n in range(5)])
    write_lines(tmp_path / "in" / "b.csv", [line(n, 4) for n in range(5, 9)])
    assert rows(call("--root", "one", "open", "in/*.csv", "--yes", "--json"))["received"] == 9
    for _ in range(2):
        monkeypatch.setattr(
            "sys.stdin", SimpleNamespace(buffer=io.BytesIO(made.read_bytes()), isatty=lambda: False)
        )
        answer = call("--root", "two", "open", "-", "--name", "till", "--yes", "--json")
        assert answer.code == 0
    assert answer.json["nothing_new"]
    assert load("two").feed("till").path == str(tmp_path / "two" / "inbox" / "till")
    assert call("--root", "two", "run").code == 0


def test_options_are_saved_and_rebuild(call: Call, shop: Path) -> None:
    answer = call("open", "shop.csv", "--yes", "--time-zone", "Europe/Dublin", "--currency", "EUR", "--json")
    assert answer.code == 0
    saved = tomllib.loads((shop / "tillhouse-data" / "tillhouse.toml").read_text())["feeds"]["shop"]
    assert (saved["time_zone"], saved["currency"]) == ("Europe/Dublin", "EUR")
    assert answer.json["release"] == 2


def test_the_columns_of_a_key_are_given_with_it(call: Call, shop: Path) -> None:
    key = ("--duplicates", "key", "--duplicate-key", "invoice_no, stock_code")
    assert call("open", "shop.csv", "--yes", *key).code == 0
    assert load().feed("shop").duplicate_key == ("invoice_no", "stock_code")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--column", "sold=InvoiceDate", "Did you mean sold_at?"),
        ("--column", "sold_at", "--column sold_at='Invoice Date'"),
        ("--time-zone", "Europe/Lundon", "no time zone"),
        ("--currency", "pounds", "ISO 4217"),
        ("--encoding", "utf-9", "no encoding"),
        ("--delimiter", "::", "one character"),
        ("--duplicates", "key", "--duplicate-key invoice_no,stock_code"),
    ],
)
def test_an_option_that_cannot_be_used(
    call: Call, tmp_path: Path, option: str, value: str, said: str
) -> None:
    write_lines(tmp_path / "march.csv", [line(1, 3)])
    refused = call("open", "march.csv", "--yes", option, value)
    assert refused.code == 4
    assert said in refused.err


def test_a_meaning_can_be_given(call: Call, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "march.csv", [line(1, 3)])
    path.write_text(path.read_text().replace("UnitPrice", "Zettel"))
    assert "--column unit_price=Zettel" in call("open", "march.csv", "--yes").err
    assert call("open", "march.csv", "--yes", "--column", "unit_price=Zettel").code == 0


CORRECTED = """Order ID,SKU,Description,Qty,Date,Price,Customer ID,Country
1001,P1,Pen,3,2024-01-15 10:00,5.00,K1,France
1002,P2,Ink,1,2024-01-15 11:00,3.00,K2,France
1003,P2,Ink,1,2024-01-16 09:00,3.00,K2,France
"""


def test_a_corrected_file_is_asked_about_and_one_command_decides(call: Call, tmp_path: Path) -> None:
    first = CORRECTED.replace("Pen,3", "Pen,2").rsplit("1003", 1)[0]
    (tmp_path / "z.csv").write_text(first)
    without = "".join(row for row in CORRECTED.splitlines(keepends=True) if not row.startswith("1002"))
    (tmp_path / "a.csv").write_text(without)
    assert call("open", "z.csv", "--yes", "--name", "shop").code == 0
    said = call("open", "a.csv", "--yes", "--name", "shop")
    assert said.code == 3
    assert "1001: 10.00 in an earlier delivery, 15.00 in a.csv" in said.err
    assert call("open", "a.csv", "--yes", "--name", "shop", "--duplicates", "newest").code == 0
    fates = call("statement", "--json").json["fates"]
    assert (fates["loaded"]["amount"], fates["superseded"]["rows"]) == ("21.00", 1)


def test_the_same_sales_by_another_feed_are_asked_about_and_save_no_feed(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CORRECTED)
    (tmp_path / "b.csv").write_text(CORRECTED.replace("Order ID", "InvoiceNo"))
    assert call("open", "a.csv", "--yes").code == 0
    said = call("open", "b.csv", "--yes")
    assert said.code == 3
    assert "3 of 3 orders of b.csv are in the books already by feed a" in said.err
    assert "[feeds.b]" not in (tmp_path / "tillhouse-data" / "tillhouse.toml").read_text()
    assert call("open", "b.csv", "--yes", "--same-sales", "keep").code == 0
    assert call("statement", "--json").json["fates"]["loaded"]["amount"] == "42.00"


def test_a_column_that_is_named_later_is_added_to_those_of_the_feed(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "slips.csv"
    path.write_text("Zettel,SKU,Name,Qty,Date,Price\n1001,P1,Pen,2,2024-01-15 10:00,2.55\n")
    assert call("open", path, "--yes", "--name", "shop").code == 0
    again = call("open", path, "--yes", "--name", "shop", "--column", "invoice_no=Zettel")
    assert again.code == 0
    shown = call("show", "ledger", "--columns", "order_id,fate", "--json").json
    assert [(row["order_id"], row["fate"]) for row in shown] == [("1001", "loaded")]


def test_a_torn_archive_is_refused_and_the_whole_one_is_taken(call: Call, tmp_path: Path) -> None:
    lines = "".join(
        f"{n},A{n * 7919 % 997},{n % 9 + 1},2024-01-{n % 28 + 1:02},{n % 13}.50\n" for n in range(1, 900)
    )
    whole = gzip.compress(f"Order ID,SKU,Qty,Date,Price\n{lines}".encode())
    path = tmp_path / "till" / "day.csv.gz"
    path.parent.mkdir()
    path.write_bytes(whole[: len(whole) // 2])
    torn = call("open", "till", "--yes")
    assert torn.code == 3
    assert "day.csv.gz is damaged" in torn.err
    assert "ended before" in torn.err
    path.write_bytes(whole)
    assert rows(call("open", "till", "--yes", "--json")) == {"release": 1, "received": 899, "loaded": 899}
