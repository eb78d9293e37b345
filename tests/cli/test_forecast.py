"""`tillhouse forecast`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call


def test_without_forecasts_the_command_says_how_to_build_them(call: Call, shop: Path) -> None:
    answer = call("forecast")
    assert answer.code == 4
    assert "tillhouse analyse sales_forecast" in answer.err


def test_people_and_programs_are_told_the_same(call: Call, shop: Path) -> None:
    assert call("analyse", "sales_forecast").code == 0
    said = call("forecast", "--horizon", "daily", "--json").json
    assert (said["horizon"], said["scenario"]) == ("daily", "baseline")
    (one,) = said["forecasts"]
    assert (one["split"], one["series"], len(one["periods"])) == ("total", "all", 28)
    text = call("forecast", "--horizon", "daily").out
    for period in one["periods"]:
        assert period["period"] in text
    assert "MASE" in text


def test_a_horizon_that_is_too_short_says_so(call: Call, shop: Path) -> None:
    call("analyse", "sales_forecast")
    answer = call("forecast", "--horizon", "monthly")
    assert answer.code == 0
    assert "too short: 9 whole months, 12 are needed" in answer.out or "whole months" in answer.out
    assert call("forecast", "--horizon", "monthly", "--json").json["forecasts"][0]["periods"] == []


def test_an_unknown_series_is_corrected(call: Call, shop: Path) -> None:
    call("analyse", "sales_forecast")
    answer = call("forecast", "United Kingdon")
    assert answer.code == 4
    assert "United Kingdom" in answer.err
