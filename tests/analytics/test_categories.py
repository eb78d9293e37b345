"""What products are, by terms and by what can be learned from them."""

from __future__ import annotations

import math

import pytest

from tests.analytics.catalogues import TERMS, in_colours, telling, telling_nothing
from tillhouse.analytics import categories
from tillhouse.analytics._terms import Term, Terms
from tillhouse.analytics.categories import (
    CONFIDENT,
    Category,
    at_least,
    brand_terms,
    brands,
    categorised,
    category_terms,
)

UNNAMED = (("90001", "RED MORNING STEAMING"), ("90002", "LARGE WOOLLY WINTER"), ("90003", "QUITE UNHEARD"))


def test_products_named_by_no_term_are_guessed_where_that_was_right() -> None:
    found = categorised((*telling(), *UNNAMED), TERMS)
    steaming, woolly, unheard = found.products[-3:]
    assert (steaming.name, steaming.source, woolly.name) == ("mugs", "classifier", "scarfs")
    assert steaming.confidence is not None
    assert steaming.confidence >= CONFIDENT
    assert unheard == Category(None, "none")
    assert found.products[0] == Category("mugs", "rule", "mug")
    assert {worth.verdict for worth in found.worth.values()} == {"used"}


def test_with_labels_shuffled_the_classifier_is_not_used() -> None:
    found = categorised((*telling_nothing(), *UNNAMED), TERMS)
    assert not found.beats_the_baseline
    assert [one.source for one in found.products[-3:]] == ["none"] * 3
    assert {worth.verdict for worth in found.worth.values()} == {"no better than the baseline"}


def test_colours_of_one_product_teach_nothing() -> None:
    assert not categorised(in_colours(), TERMS).beats_the_baseline


def test_without_kin_kept_together_it_would_look_as_if_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "_kin", lambda lessons: [code for code, _, _ in lessons])
    assert categorised(in_colours(), TERMS).beats_the_baseline


def test_products_of_which_the_same_words_are_left_are_kin() -> None:
    lessons = [
        ("10A", "red", "x"),
        ("10B", "blue", "x"),
        ("20", "blue", "x"),
        ("30", "green", "x"),
        ("C2", "", "x"),
    ]
    one, two, three, four, five = categories._kin(lessons)
    assert one == two == three
    assert len({one, four, five}) == 3


def test_the_counts_are_of_all_tested_products() -> None:
    found = categorised(telling(), TERMS)
    assert found.tested == len(telling()) == sum(worth.tested for worth in found.worth.values())
    assert found.largest == max(worth.tested for worth in found.worth.values())
    assert all(worth.right <= worth.guessed for worth in found.worth.values())


@pytest.mark.parametrize(
    "products",
    [
        (),
        (("1", None),),
        (("1", "MUG"), ("2", "CANDLE")),
        (("1", "RED MUG"), ("2", "BLUE CANDLE"), ("3", "PLAIN")),
        tuple((str(n), f"W{n} MUG") for n in range(9))
        + tuple((str(n), f"V{n} CANDLE") for n in range(20, 29)),
        tuple((str(n), f"MORNING {n} MUG") for n in range(50)),
    ],
)
def test_too_little_to_learn_from_is_not_measured(products: tuple[tuple[str, str | None], ...]) -> None:
    found = categorised((*products, ("x", "RED MORNING")), TERMS)
    assert found.products[-1] == Category(None, "none")
    assert {worth.verdict for worth in found.worth.values()} == {"not measured"}


def test_the_interval_is_wilsons() -> None:
    """Against the quadratic that defines it: |share - p| = z * sqrt(p (1 - p) / n)."""
    for right, of in ((5, 9), (9, 9), (1, 100), (80, 100)):
        p = at_least(right, of)
        assert right / of - p == pytest.approx(1.959963984540054 * math.sqrt(p * (1 - p) / of))
    assert at_least(0, 9) == pytest.approx(0.0)
    assert at_least(0, 0) == 0.0


def test_the_terms_of_a_shop_win() -> None:
    terms = Terms(category_terms({"christmas mug": "seasonal mugs"}))
    seasonal, christmas = terms.found("CHRISTMAS MUG"), terms.found("CHRISTMAS CARD")
    assert seasonal
    assert christmas
    assert (seasonal.meaning, christmas.meaning) == ("seasonal mugs", "christmas")


def test_every_declared_term_is_an_expression_and_declared_once() -> None:
    for terms in (category_terms({}), brand_terms({})):
        assert len({term.pattern for term in terms}) == len(terms)
        assert all(Terms([term]).found("no such thing at all") is None for term in terms)
        assert all(isinstance(term, Term) and term.meaning and term.priority >= 1 for term in terms)


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Red retrospot lunch bag", "bags & purses"),
        ("Hot water bottle babushka", "home textiles"),
        ("Water bottle", "kitchen & dining"),
        ("Garden metal sign", "wall & pictures"),
        ("Pen in gift box", "stationery"),
        ("Silver drop earrings with bead", "jewellery"),
        ("Wall clock", "clocks"),
        ("Christmas tree lights", "christmas"),
        ("Damages", None),
        ("?", None),
    ],
)
def test_declared_terms_name_what_a_gift_shop_sells(name: str, category: str | None) -> None:
    found = Terms(category_terms({})).found(name)
    assert (found.meaning if found else None) == category


def test_a_brand_is_named_or_there_is_none() -> None:
    names = ["CHARLIE+LOLA DOORSIGN", "CHARLIE AND LOLA BAG", "MUG , DOTCOMGIFTSHOP.COM", "PLAIN MUG", None]
    assert brands(names, brand_terms({"plain": "Plain & Co"})) == [
        "Charlie and Lola",
        "Charlie and Lola",
        "dotcomgiftshop",
        "Plain & Co",
        None,
    ]
