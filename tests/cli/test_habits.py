"""A delivery that departs from earlier ones of its feed is named by the run that takes it in, and only by that."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call

HEADER = "Order ID,SKU,Status,Qty,Date,Price"


def write(path: Path, first: int, last_status: str, header: str = HEADER, more: str = "") -> None:
    lines = [f"{first + n},A,paid,1,2024-01-{15 + n % 10},2.00{more}" for n in range(19)]
    path.write_text(
        "\n".join([header, *lines, f"{first + 19},A,{last_status},1,2024-01-20,2.00{more}"]) + "\n"
    )


def departures(call: Call) -> list[str]:
    found = call("statement", "--json").json["worth_a_look"]
    return [one["text"] for one in found if one["kind"] == "departs"]


def test_a_change_of_habit_is_named_once(call: Call, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    write(inbox / "a.csv", 100, "paid")
    assert call("open", "in", "--yes").code == 0
    assert departures(call) == []
    write(inbox / "b.csv", 200, "refunded", f"{HEADER},Tip", ",0.50")
    assert call("run").code == 0
    assert departures(call) == [
        "delivery departs from earlier ones of the feed: b.csv: 1 column is new: Tip. "
        "The status refunded was never there before (1 line, 2.00). "
        "Tip is a new column that would be read as tip: net 38.00 without it, 47.50 with it. "
        "Status says refunded: sold and taken back (1, 2.00). Such lines wait in quarantine"
    ]
    assert "as_usual(departs" in call("checks", "--failing").out
    assert call("open", inbox / "b.csv", "--name", "in", "--status", "refunded=refunded", "--yes").code == 0
    write(inbox / "c.csv", 300, "refunded", f"{HEADER},Tip", ",0.50")
    assert call("run").code == 0
    assert departures(call) == []
    assert "as_usual(departs" not in call("checks", "--failing").out
