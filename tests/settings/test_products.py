"""The shop's own words for what a product is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import BadSetting
from tillhouse.settings.products import Products
from tillhouse.settings.settings import load


def test_own_words_are_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "tillhouse.toml").write_text(
        '[products.categories]\n"yoga mat" = "sports"\n[products.brands]\nacme = "Acme"\n'
    )
    assert load(str(tmp_path)).products == Products({"yoga mat": "sports"}, {"acme": "Acme"})


@pytest.mark.parametrize("term", ["", "(mug", "x*", "mug|"])
def test_what_finds_everything_or_nothing_is_refused(term: str) -> None:
    with pytest.raises(BadSetting, match=r"\[products.categories\]"):
        Products({term: "kitchen"})


def test_a_word_needs_a_meaning() -> None:
    with pytest.raises(BadSetting, match="brands"):
        Products(brands={"acme": " "})
