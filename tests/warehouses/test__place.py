"""Which warehouse is meant, and that its password is not said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shops import Shop
from tillhouse.errors import BadSetting, StorageFailed, UnknownName
from tillhouse.settings.redaction import redacted
from tillhouse.settings.settings import Settings, Warehouse, load
from tillhouse.warehouses import Place, place_of
from tillhouse.warehouses._loading import load as load_warehouse

POSTGRES = "postgresql://shop:s3cret@db.example.org:5432/shop"


def settings(to: str = "", url: str = "") -> Settings:
    return Settings(Path("lake"), warehouse=Warehouse(to, url))


@pytest.mark.parametrize(
    ("configured", "to", "expected"),
    [
        (settings(url=POSTGRES), None, Place("postgres", POSTGRES)),
        (settings(url="postgres://x@y/z"), None, Place("postgres", "postgres://x@y/z")),
        (settings(url=POSTGRES), "sqlite", Place("sqlite", "lake/warehouse.sqlite")),
        (settings(to="duckdb"), None, Place("duckdb", "lake/warehouse.duckdb")),
        (settings("duckdb", "shop.db"), None, Place("duckdb", "shop.db")),
        (settings(url="sqlite:///shop.db"), None, Place("sqlite", "shop.db")),
        (settings(url="sqlite:////srv/shop.db"), None, Place("sqlite", "/srv/shop.db")),
        (settings(url="sqlite:////srv/shop.db"), "duckdb", Place("duckdb", "lake/warehouse.duckdb")),
        (settings("postgres", "host=db dbname=shop"), None, Place("postgres", "host=db dbname=shop")),
    ],
)
def test_the_address_says_the_kind_and_the_command_line_wins(
    configured: Settings, to: str | None, expected: Place
) -> None:
    assert place_of(configured, to) == expected


def test_a_kind_that_needs_an_address_asks_for_it() -> None:
    with pytest.raises(BadSetting, match="No warehouse is configured"):
        place_of(settings())
    with pytest.raises(BadSetting, match=r"sqlite:///shop\.db"):
        place_of(settings(url="sqlite:///shop.db"), "postgres")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownName, match="mysql"):
        place_of(settings(url="mysql://x@y/z"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (POSTGRES, "postgresql://shop:***@db.example.org:5432/shop"),
        ("postgresql://db/shop?user=a&password=s3cret", "postgresql://db/shop?user=a&password=***"),
        ("host=db password='s3 cret' dbname=shop", "host=db password=*** dbname=shop"),
        ("postgresql://shop@db/shop", "postgresql://shop@db/shop"),
    ],
)
def test_a_password_is_not_shown(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert "s3cret" not in repr(Place("postgres", text)) + repr(Warehouse("", text))


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tillhouse.toml").write_text('[warehouse]\nto = "sqlite"\nurl = "a.db"\n')
    monkeypatch.delenv("TILLHOUSE_WAREHOUSE_URL", raising=False)
    assert load(str(tmp_path)).warehouse == Warehouse("sqlite", "a.db")
    monkeypatch.setenv("TILLHOUSE_WAREHOUSE_URL", "b.db")
    assert load(str(tmp_path)).warehouse == Warehouse("sqlite", "b.db")


def test_a_connection_string_is_no_kind_though_its_password_looks_like_an_address() -> None:
    text = "host=db password=s3cret://x dbname=shop"
    assert place_of(settings("postgres", text)) == Place("postgres", text)
    with pytest.raises(BadSetting) as told:
        place_of(settings("sqlite", text), "postgres")
    assert "s3cret" not in str(told.value)


def test_a_place_is_shown_without_its_password() -> None:
    place = Place("postgres", "postgresql://me:s3cret@db.example.org/shop")
    assert "db.example.org/shop" in place.shown
    assert "s3cret" not in f"{place.shown} {place!r}"


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_a_folder_that_cannot_be_made_is_a_failure_of_storage(
    kind: str, small_lake: Shop, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailed, match="making"):
        load_warehouse(small_lake.settings, Place(kind, str(tmp_path / "file" / "copy.db")))
