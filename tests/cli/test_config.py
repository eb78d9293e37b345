"""`tillhouse config`: every setting, where it comes from, and changing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call
from tillhouse.settings.settings import declared, load


def sources(call: Call, *options: str) -> dict[str, tuple[object, str]]:
    said = call(*options, "config", "--json").json["settings"]
    return {one["name"]: (one["value"], one["source"]) for one in said}


def test_every_setting_says_where_it_comes_from(
    call: Call, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {name for name, _, _ in declared()} <= set(sources(call))
    assert sources(call)["keep_releases"] == ("30", "default")
    call("config", "set", "keep_releases", "12")
    assert sources(call)["keep_releases"] == ("12", "file")
    monkeypatch.setenv("TILLHOUSE_KEEP_RELEASES", "9")
    assert sources(call)["keep_releases"] == ("9", "environment")
    assert sources(call, "--engine", "polars")["engine"] == ("polars", "option")
    assert sources(call)["feeds.shop.date_order"] == ("day-first", "file")


def test_the_rest_of_the_file_stays(call: Call, shop: Path) -> None:
    path = shop / "tillhouse-data" / "tillhouse.toml"
    path.write_text(f"# ours\n{path.read_text()}")
    before = load().feed("shop").line_types
    call("config", "set", "calendar.pattern", "4-4-5")
    call(
        "config",
        "feed",
        "shop",
        "duplicate_key=invoice_no,stock_code",
        "duplicates=key",
        "line_types.GIFT=voucher",
    )
    assert path.read_text().startswith("# ours\n")
    settings = load()
    assert settings.calendar.pattern == "4-4-5"
    assert settings.feed("shop").duplicate_key == ("invoice_no", "stock_code")
    assert settings.feed("shop").line_types == {**before, "GIFT": "voucher"}
    call("config", "feed", "shop", "line_types.GIFT=")
    assert load().feed("shop").line_types == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set", "keep_release", "3"], "Did you mean keep_releases?"),
        (["set", "keep_releases", "0"], "from 1"),
        (["set", "engine", "polar"], "Did you mean polars?"),
        (["set", "calendar.pattern", "4-4-6"], "4-5-4"),
        (["set", "calendar.last_month", "13"], "last_month"),
        (["feed", "shpo", "duplicates=keep"], "Did you mean shop?"),
        (["feed", "shop", "duplicate=keep"], "Did you mean duplicates?"),
        (["feed", "shop", "duplicates=some"], "redelivery"),
        (["feed", "shop", "duplicates"], "duplicates=exact"),
        (["feed", "shop", "time_zone=Europe/Lundon"], "no time zone"),
        (["feed", "shop", "columns=Date"], "columns.sold_at=Date"),
        (["feed", "shop", "columns.sold=Date"], "Did you mean sold_at?"),
    ],
)
def test_what_cannot_be_used_is_not_written(call: Call, shop: Path, words: list[str], said: str) -> None:
    path = shop / "tillhouse-data" / "tillhouse.toml"
    before = path.read_bytes()
    refused = call("config", *words)
    assert (refused.code, path.read_bytes()) == (4, before)
    assert said in refused.err


def test_secrets_of_spark_are_not_shown(call: Call, shop: Path) -> None:
    path = shop / "tillhouse-data" / "tillhouse.toml"
    spark = '[spark]\nremote = "sc://head:443/;token=s3cret"\n[spark.conf]\n"fs.s3a.secret.key" = "s3cret"\n'
    path.write_text(f"{path.read_text()}\n{spark}")
    for words in (["config"], ["config", "--json"]):
        said = call(*words).out
        assert "s3cret" not in said
        assert "sc://head:443/;token=***" in said
        assert "fs.s3a.secret.key" in said
    assert "s3cret" not in call("config", "set", "spark.remote", "sc://other:443/;token=s3cret").out


def test_config_sets_each_kind_and_says_what_it_means(call: Call, shop: Path) -> None:
    for name, text in (
        ("analyse", "true"),
        ("spark.max_executors", "3"),
        ("calendar.promotions", "2011-11-25 Sale"),
    ):
        assert call("config", "set", name, text).code == 0
    found = load()
    assert (found.analyse, found.spark.max_executors) == (True, 3)
    assert found.calendar.promotions == ("2011-11-25 Sale",)
    said = {one["name"]: one for one in call("config", "--json").json["settings"]}
    assert (said["analyse"]["value"], said["analyse"]["source"]) == ("true", "file")
    assert said["rates.to"]["help"].endswith("[TILLHOUSE_RATES_TO]")
