"""A classifier of short texts, and how it is judged on what it has not seen."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.analytics.catalogues import TERMS, Products, in_colours, telling
from tillhouse.analytics._terms import Terms
from tillhouse.analytics._text_classifier import TextClassifier, _folds, cross_validated

KNOWN = Terms(TERMS)


def lessons(products: Products) -> tuple[list[str], list[str], list[str]]:
    """Codes, what is left of the names, and what they are."""
    found = [KNOWN.found(name) for _, name in products]
    return (
        [code for code, _ in products],
        [KNOWN.without(name) for _, name in products],
        [one.meaning for one in found if one],
    )


def accuracy(products: Products, of_a_kind: int) -> float:
    """The share of products that are guessed right when those whose codes begin alike are kept on one side."""
    codes, texts, truth = lessons(products)
    guesses = cross_validated(texts, truth, [code[:of_a_kind] for code in codes], 5)
    return float(np.mean(guesses.labels == np.asarray(truth)))


def test_words_that_go_with_a_label_are_learned() -> None:
    _, texts, truth = lessons(telling())
    fitted = TextClassifier(texts, truth)
    guesses = fitted.guesses(["dotted steaming morning", "winter woolly small", "wholly unheard words"])
    assert list(guesses.labels[:2]) == ["mugs", "scarfs"]
    assert guesses.confidence[0] > 0.9
    assert guesses.confidence[2] == pytest.approx(0.2)  # nothing but how frequent the five labels are


def test_what_it_learned_holds_for_texts_it_has_not_seen() -> None:
    assert accuracy(telling(), of_a_kind=5) > 0.95


def test_variants_on_both_sides_would_be_cheating() -> None:
    """Colours of one product: by themselves they are looked up, kept together they say nothing."""
    assert accuracy(in_colours(), of_a_kind=6) > 0.95
    assert accuracy(in_colours(), of_a_kind=5) < 0.4


def test_no_group_is_in_two_folds_and_labels_are_dealt_evenly() -> None:
    codes, _, truth = lessons(in_colours())
    groups = [code[:5] for code in codes]
    folds = _folds(truth, groups, 5)
    assert len({(group, fold) for group, fold in zip(groups, folds, strict=True)}) == len(set(groups))
    counts = np.bincount(folds, minlength=5)
    assert counts.max() - counts.min() <= 6
    assert all(a <= b for a, b in pairwise(sorted(counts)))


def test_the_same_texts_give_the_same_guesses_in_any_order() -> None:
    codes, texts, truth = lessons(telling())
    one = cross_validated(texts, truth, codes, 5)
    other = cross_validated(texts[::-1], truth[::-1], codes[::-1], 5)
    assert list(one.labels) == list(other.labels[::-1])
    assert np.abs(one.confidence - other.confidence[::-1]).max() < 1e-12
