"""Codes without a digit are products where a shop sells them, whatever the dialect of its header says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.evidence.test_weighing import REFERENCE, said


def read(folder: Path, *codes: str, number: str = "10") -> tuple[Any, list[str]]:
    """The feed of a file with the reference's header, and what is said of its codes."""
    lines = [
        f"{number}{n},{code},Pen,{-1 if n == 9 else 2},2024-01-{n:02},5.00,K{n},France"
        for n, code in enumerate(codes, 1)
    ]
    feed, findings = said(folder, REFERENCE, *lines)
    return feed, [one.name for one in findings]


@pytest.mark.parametrize(
    ("codes", "unlisted"),
    [
        (("A", "A", "A"), "product"),
        (("M", "S", "MUG"), "product"),
        (("85123A", "22423", "MUG", "85123A"), "product"),
        (("85123A", "POST", "m", "GIFT_OX"), "by_digit"),
        (("85123A", "22423", "84077", "22423", "84879", "85123A", "POST"), "by_digit"),
        (("85123A", "22423", "84077"), "by_digit"),
    ],
    ids=["letters", "letters that the dialect lists", "a quarter", "listed", "postage", "digits"],
)
def test_the_codes_of_a_shop_say_what_its_products_are(
    tmp_path: Path, codes: tuple[str, ...], unlisted: str
) -> None:
    feed, found = read(tmp_path, *codes)
    assert (feed.dialect, feed.unlisted) == ("online_retail", unlisted)
    assert ("lettered_codes" in found) == (unlisted == "product")
    assert bool(feed.line_types) == (unlisted == "by_digit")


def test_a_prefix_and_the_codes_of_another_shop(tmp_path: Path) -> None:
    feed, found = read(tmp_path, "A", "A", "A", number="C10")
    assert {"prefix", "lettered_codes"} <= {*found}
    assert (feed.prefixes, feed.line_types, feed.unlisted) == ({}, {}, "product")
