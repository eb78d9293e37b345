"""A configured warehouse gets every release as it is published; one that cannot be loaded undoes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call
from tests.warehouses.asking import asked
from tillhouse import cli
from tillhouse.warehouses import Place
from tillhouse.warehouses._postgres import connection

UNREACHABLE = "postgresql://shop:s3cret@127.0.0.1:1/shop?connect_timeout=1"


@pytest.fixture
def copy(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A configured SQLite warehouse; nothing is loaded yet."""
    path = shop / "copy.sqlite"
    monkeypatch.setenv("TILLHOUSE_WAREHOUSE_URL", f"sqlite:///{path}")
    return Place("sqlite", str(path))


def held(copy: Place) -> int:
    return int(asked(copy, "SELECT release FROM @loaded_release")[0][0])


def test_whatever_publishes_is_copied(copy: Place, call: Call) -> None:
    assert "sqlite holds release 2" in call("open", "december.csv", "--yes").out
    assert held(copy) == 2
    assert "sqlite holds release 3" in call("releases", "rollback", "1").out
    assert held(copy) == 3
    assert call("open", "december.csv", "--plan", "--yes").code == 0
    assert held(copy) == 3
    assert call("apply", "4").code == 0
    assert held(copy) == 4
    assert call("warehouse", "check").code == 0


def test_what_publishes_nothing_copies_nothing(copy: Place, call: Call) -> None:
    assert call("open", "shop.csv").code == 0
    assert not Path(copy.url).exists()


def test_json_is_one_value_though_a_copy_is_made(copy: Place, call: Call) -> None:
    answer = call("open", "december.csv", "--yes", "--json")
    assert answer.code == 0
    assert answer.json["release"]
    assert held(copy) == 2


def test_a_failed_copy_leaves_the_release_and_says_how_to_repeat_it(
    shop: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(connection, "TRIES", 1)
    monkeypatch.setenv("TILLHOUSE_WAREHOUSE_URL", UNREACHABLE)
    answer = call("open", "december.csv", "--yes")
    assert answer.code == 5
    assert "release 2 is published, but the warehouse does not hold it" in answer.err
    assert "tillhouse warehouse load" in answer.err
    assert "s3cret" not in answer.err + answer.out
    assert call("fingerprint", "--json").json["number"] == 2


def test_the_kind_in_the_settings_is_enough(shop: Path, call: Call) -> None:
    assert call("config", "set", "warehouse.to", "duckdb").code == 0
    assert "duckdb holds release 2" in call("open", "december.csv", "--yes").out
    assert (shop / "tillhouse-data" / "warehouse.duckdb").exists()


def test_a_password_is_not_shown(shop: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "s3cret" not in call("config", "set", "warehouse.url", UNREACHABLE).out
    said = call("config").out
    assert "s3cret" not in said
    assert "shop:***@127.0.0.1" in said


def test_a_check_that_finds_something_ends_with_1_and_names_it(copy: Place, call: Call) -> None:
    from tests.warehouses.asking import told

    assert call("warehouse", "load").code == 0
    told(copy, "DELETE FROM @dim_country")
    answer = call("warehouse", "check")
    assert answer.code == 1
    assert "dim_country" in answer.out
    assert call("warehouse", "check", "--json").json["differences"][0]["missing"] == 1
    assert call("warehouse", "load", "--all").code == 0
    assert call("warehouse", "check").code == 0


def test_without_an_address_the_hint_shows_one(shop: Path, call: Call) -> None:
    answer = call("warehouse", "load")
    assert answer.code == 4
    assert "TILLHOUSE_WAREHOUSE_URL" in answer.err


def test_a_kind_that_does_not_exist_is_told_the_nearest(shop: Path, call: Call) -> None:
    assert "Did you mean postgres?" in call("warehouse", "load", "--to", "postgre").err


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Stopped. Release 2 had been published and stands."),
        (cli.Terminated(), 143, "Stopped. Release 2 had been published and stands."),
        (ZeroDivisionError("odd"), 1, "the warehouse does not hold it: ZeroDivisionError: odd"),
    ],
)
def test_a_copy_that_is_stopped_or_fails_unforeseen_says_that_the_release_stands(
    copy: Place, call: Call, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, said: str
) -> None:
    def ends(*_given: object, **_named: object) -> None:
        raise raised

    with monkeypatch.context() as patch:
        patch.setattr("tillhouse.runs.afterwards.warehouse.load", ends)
        answer = call("open", "december.csv", "--yes")
    assert answer.code == code
    assert said in answer.err
    assert ("tillhouse warehouse load" if code == 1 else "tillhouse status") in answer.err
    assert "the warehouse holds no release of 2" in call("status").out
    assert "the warehouse holds no release of 2" in call("doctor").out
    assert call("run").code == 0
    assert held(copy) == 2
    assert "the warehouse" not in call("status").out


def test_a_warehouse_whose_release_was_vacuumed_is_to_be_loaded(copy: Place, call: Call) -> None:
    assert call("warehouse", "load").code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TILLHOUSE_WAREHOUSE_URL")
        assert call("open", "december.csv", "--yes").code == 0
    assert call("vacuum", "--keep", "1", "--older-than", "0").code == 0
    answer = call("warehouse", "check")
    assert answer.code == 4
    assert "holds release 1, which cannot be read in the lake any more" in answer.err
    assert "tillhouse warehouse load --to sqlite" in answer.err
    assert call("warehouse", "load", "--to", "sqlite").code == 0
    assert call("warehouse", "check").code == 0


def test_a_second_lake_does_not_replace_the_warehouse_of_the_first(copy: Place, call: Call) -> None:
    assert call("open", "december.csv", "--yes").code == 0
    answer = call("--root", "second", "open", "december.csv", "--yes")
    assert answer.code == 4
    assert "release 1 is published, but the warehouse does not hold it" in answer.err
    assert "holds release 2 of another lake" in answer.err
    assert "tillhouse warehouse load --all --to sqlite" in answer.err
    assert held(copy) == 2
    assert call("--root", "second", "warehouse", "load", "--all").code == 0
    assert held(copy) == 1
