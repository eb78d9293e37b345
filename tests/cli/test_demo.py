"""`tillhouse demo` and `tillhouse sample`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calls import Call


def test_the_demo_ends_with_its_books_and_can_be_shown_again(call: Call, tmp_path: Path) -> None:
    first = call("demo", "--lines", 2000)
    again = call("demo", "--lines", 2000)
    assert (first.code, again.code) == (0, 0)
    books = first.out[first.out.index("Statement of release 1") :]
    assert again.out.endswith(books)
    assert "tillhouse --root tillhouse-demo why net_sales" in books
    truth = json.loads((tmp_path / "tillhouse-demo" / "demo" / "shop.truth.json").read_text())
    said = call("--root", "tillhouse-demo", "statement", "--json").json
    for fate in ("loaded", "duplicate", "quarantined"):
        assert said["fates"][fate]["rows"] == truth["fates"][fate]["rows"]


def test_another_size_replaces_the_demo_only_when_asked(call: Call) -> None:
    call("demo", "--lines", 1000)
    refused = call("demo", "--lines", 1500)
    assert refused.code == 4
    assert "--yes" in refused.err
    assert call("demo", "--lines", 1500, "--yes", "--json").json["release"] == 1


def test_a_lake_that_is_no_demo_is_not_touched(call: Call, shop: Path) -> None:
    before = sorted(p for p in shop.rglob("*"))
    refused = call("--root", "tillhouse-data", "demo", "--yes")
    assert refused.code == 4
    assert sorted(p for p in shop.rglob("*")) == before


def test_a_demo_is_not_put_into_a_shared_store(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_STORE", "s3://the-shops-own/lake")
    refused = call("demo", "--lines", 1000)
    assert refused.code == 4
    assert "The demo stays on this disk" in refused.err


def test_a_demo_is_not_copied_to_the_warehouse_of_another_lake(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILLHOUSE_WAREHOUSE_URL", f"sqlite:///{tmp_path / 'shop.sqlite'}")
    refused = call("demo", "--lines", 1000)
    assert refused.code == 4
    assert "TILLHOUSE_WAREHOUSE_URL= TILLHOUSE_WAREHOUSE_TO= tillhouse demo" in refused.err
    assert not (tmp_path / "tillhouse-demo").exists()
    assert not (tmp_path / "shop.sqlite").exists()


@pytest.mark.parametrize("words", [[], ["--daily"], ["--form", "iso"], ["--mess", "0"]])
def test_samples_are_the_same_for_the_same_seed(call: Call, tmp_path: Path, words: list[str]) -> None:
    made = [call("sample", tmp_path / name / "s.csv", "--lines", 500, *words, "--json").json for name in "ab"]
    assert len(made[0]["files"]) == (1 if "--daily" not in words else len(made[1]["files"]))
    for one, other in zip(made[0]["files"], made[1]["files"], strict=True):
        assert Path(one).read_bytes() == Path(other).read_bytes()
    assert Path(made[0]["truth"]).exists()
