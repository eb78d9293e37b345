"""`tillhouse releases` and `tillhouse vacuum`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.calls import Call


@pytest.fixture
def two(call: Call, shop: Path) -> Call:
    """The shop with a second release."""
    assert call("open", "december.csv", "--yes").code == 0
    return call


def test_releases_are_listed_and_shown(two: Call) -> None:
    listed = two("releases", "list", "--json").json
    assert [(one["release"], one["parent"], one["retired"]) for one in listed] == [
        (1, None, False),
        (2, 1, False),
    ]
    shown = two("releases", "show", "2", "--json").json
    assert shown["tables"]["ledger"]["rows"] == listed[1]["rows"]
    assert "Did you mean" in two("releases", "shwo").err
    assert two("releases", "show", "7").code == 4


def test_a_difference_is_in_rows_and_money(two: Call) -> None:
    changes = two("releases", "diff", "1", "2", "--table", "monthly_sales", "--json").json["changes"]
    december = next(change for change in changes if change["month"] == "2011-12")
    net = two("why", "net_sales", "--month", "2011-12", "--json").json["value"]
    assert (december["rows"], december["amount"][1], december["difference"]) == ([0, 1], net, net)
    assert "2011-12" in two("releases", "diff", "1", "2").out
    assert "do not differ" in two("releases", "diff", "2", "2").out
    back = two("releases", "diff", "2", "1", "--table", "monthly_sales", "--json").json["changes"]
    assert Decimal(next(c for c in back if c["month"] == "2011-12")["difference"]) == -Decimal(net)


def test_a_rollback_publishes_what_was(two: Call) -> None:
    said = two("releases", "rollback", "1", "--json").json
    assert said == {"release": 3, "published": True, "equals": 1}
    assert two("releases", "diff", "1", "3", "--json").json["changes"] == []
    assert (
        two("fingerprint", "--json").json["tables"]
        == two("fingerprint", "--release", "1", "--json").json["tables"]
    )
    assert "Nothing to do" in two("releases", "rollback", "1").out
    assert two("statement", "--json").json["release"] == 3


def test_files_taken_in_since_a_rollback_are_new_again(two: Call) -> None:
    before = two("fingerprint", "--json").json["release"]
    two("releases", "rollback", "1")
    assert two("open", "december.csv", "--yes").code == 0
    assert two("fingerprint", "--json").json["release"] == before


def test_a_vacuum_retires_what_it_does_not_keep(two: Call) -> None:
    planned = two("vacuum", "--keep", "1", "--older-than", "0", "--dry-run", "--json").json
    assert two("show", "daily_sales", "--release", "1").code == 0
    done = two("vacuum", "--keep", "1", "--older-than", "0", "--json").json
    assert {**planned, "dry_run": False} == done
    assert (done["retired"], done["kept"]) == ([1], [2])
    assert done["files"] > 0
    refused = two("show", "daily_sales", "--release", "1")
    assert (refused.code, "is retired" in refused.err) == (4, True)
    assert two("releases", "rollback", "1").code == 4
    assert [one["retired"] for one in two("releases", "list", "--json").json] == [True, False]
    assert two("releases", "diff", "1", "2", "--json").json["changes"]
    assert two("verify").code == 0


def test_a_plan_survives_a_vacuum(call: Call, shop: Path) -> None:
    call("open", "december.csv", "--plan")
    assert call("vacuum", "--keep", "1", "--older-than", "0").code == 0
    assert call("apply", "2").code == 0
    assert call("verify").code == 0
