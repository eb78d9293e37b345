"""Analytics from the command line: built when asked for, or after each release where that is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call
from tillhouse.errors import CheckStopped
from tillhouse.runs.afterwards import analytics


def test_they_are_built_and_shown_with_what_they_cover(call: Call, shop: Path) -> None:
    done = call("analyse", "coverage", "--json").json
    assert done == {"release": 2, "tables": {"basket_sizes": 1, "coverage": 5}, "left_out": {}}
    shown = call("show", "coverage").out
    assert "One row per scope and currency" in shown
    assert "(100.0 %)" in shown


def test_again_is_nothing_new(call: Call, shop: Path) -> None:
    call("analyse", "coverage")
    assert call("analyse", "coverage", "--json").json["nothing_new"]
    assert "up to date" in call("analyse", "coverage").out


def test_an_analytic_that_was_not_built_says_how(call: Call, shop: Path) -> None:
    done = call("show", "coverage")
    assert done.code != 0
    assert "tillhouse analyse" in done.err


def test_an_empty_lake_has_nothing_to_analyse(call: Call) -> None:
    done = call("analyse")
    assert "tillhouse open FILE" in done.err
    assert done.code == call("show", "coverage").code


def test_what_is_behind_is_said_until_it_is_not(call: Call, shop: Path) -> None:
    call("analyse", "coverage")
    assert call("status", "--json").json["analytics"]["stale"] == []
    more = shop / "more.csv"
    lines = (shop / "shop.csv").read_text().splitlines()
    other = lines[1].replace("2011", "2012").replace("500002", "600002")
    more.write_text("\n".join([lines[0], other]) + "\n")
    assert call("open", "more.csv", "--yes").code == 0
    assert call("status", "--json").json["analytics"]["stale"] == ["basket_sizes", "coverage"]
    assert "other sales or settings" in call("show", "coverage").out
    call("analyse", "coverage")
    assert call("status", "--json").json["analytics"]["stale"] == []


def test_set_so_a_release_is_followed_by_its_analytics(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILLHOUSE_ANALYSE", "true")
    done = call("run")
    assert "Nothing new" in done.out
    assert "analytics of release 1" in done.err
    assert call("status", "--json").json["analytics"]["tables"] > 0


def test_a_setting_that_says_neither_is_refused(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILLHOUSE_ANALYSE", "perhaps")
    assert "TILLHOUSE_ANALYSE is perhaps" in call("run").err


def test_analytics_that_stop_leave_the_release_and_say_so(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: object) -> None:
        raise CheckStopped("in_range stops the release: 4 rows.", "Nothing was published.")

    monkeypatch.setenv("TILLHOUSE_ANALYSE", "true")
    monkeypatch.setattr(analytics, "built", stopped)
    done = call("run")
    assert done.code == CheckStopped.exit_code
    assert "Warning: release 1 is published, but its analytics are not built: in_range stops" in done.err
    assert "Do it later:  tillhouse analyse" in done.err
    assert "Nothing was published" not in done.err


def test_dates_after_their_delivery_are_named(call: Call, shop: Path) -> None:
    lines = (shop / "shop.csv").read_text().splitlines()
    other = lines[1].replace("2011", "2111").replace("500002", "600002")
    (shop / "more.csv").write_text("\n".join([lines[0], other]) + "\n")
    assert call("open", "more.csv", "--yes").code == 0
    assert "1 line (" in (said := call("analyse", "coverage", "customer_days").err)
    assert "its date lies after its delivery" in said
