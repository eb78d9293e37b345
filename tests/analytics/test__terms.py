"""Which of the terms in a name decides."""

from __future__ import annotations

import pytest

from tillhouse.analytics._terms import Found, Term, Terms

TERMS = Terms(
    [
        Term("christmas", "christmas", 1),
        Term("gift box", "wrap", 2),
        Term("mug", "kitchen", 3),
        Term("tea", "kitchen", 3),
        Term("tea towel", "kitchen", 3),
        Term("garden", "garden", 3),
        Term("sign", "pictures", 3),
        Term("box", "storage", 3),
        Term("t-? ?light", "lights", 3),
    ]
)


@pytest.mark.parametrize(
    ("name", "meaning", "words"),
    [
        ("RED MUG", "kitchen", "mug"),
        ("Set of 6 mugs", "kitchen", "mugs"),
        ("TWO BOXES", "storage", "boxes"),
        ("HEART T-LIGHTS", "lights", "t-lights"),
        ("HEART T LIGHT", "lights", "t light"),
        ("BLUE TEA TOWEL", "kitchen", "tea towel"),
        ("GARDEN SIGN", "pictures", "sign"),
        ("SIGN FOR THE GARDEN", "pictures", "sign"),
        ("BIRD GARDEN MUG", "kitchen", "mug"),
        ("MUG IN BOX", "kitchen", "mug"),
        ("MUG IN GIFT BOX", "kitchen", "mug"),
        ("RED MUG GIFT BOX", "wrap", "gift box"),
        ("MUG WITH CHRISTMAS TREE", "christmas", "christmas"),
        ("MUG W SIGN", "kitchen", "mug"),
        ("IN A BOX", "storage", "box"),
        ("CAT WITH MUG", "kitchen", "mug"),
        ("BIRDS IN CHRISTMAS BOX", "christmas", "christmas"),
        ("SIGN ON GIFT BOX", "pictures", "sign"),
        ("CHRISTMAS MUG IN BOX", "christmas", "christmas"),
    ],
)
def test_the_strongest_term_decides_then_the_noun(name: str, meaning: str, words: str) -> None:
    assert TERMS.found(name) == Found(meaning, words)


def test_what_a_product_comes_in_is_not_what_it_is() -> None:
    assert TERMS.found("15 CHICKS IN BOX") is None
    assert TERMS.without("15 CHICKS IN BOX") == "15 chicks in"


@pytest.mark.parametrize("name", ["MUGGY", "SMUG", "TEAPOT", "DESIGNER", "", "6", "MUG2"])
def test_parts_of_words_are_no_terms(name: str) -> None:
    assert TERMS.found(name) is None
    assert TERMS.without(name) == name.lower()


def test_all_words_that_any_term_is_found_in_are_hidden() -> None:
    assert TERMS.without("Christmas Tea Towels, red  MUG in box") == ", red in"
    assert TERMS.without("MUG") == ""


def test_terms_declared_later_do_not_win() -> None:
    two = Terms([Term("red mug", "first", 1), Term("mug", "second", 1)])
    assert two.found("RED MUG") == Found("first", "red mug")
    assert Terms([]).found("RED MUG") is None
