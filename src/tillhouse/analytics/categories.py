"""What products are, by their names: declared terms, and a classifier for names in which none is found.

The classifier learns from the products that terms name, with every word hidden that a term is found in: what is left
is what a name without such a word looks like. It is used only as far as it was right on products it had not seen
(`Worth`), and only for guesses that are confident enough (`CONFIDENT`). Colours and sizes of one product, which share
the digits of their stock code, and products that are left with the same words, are never on both sides of that test.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from tillhouse.analytics._kept import computed_once
from tillhouse.analytics._terms import Term, Terms

if TYPE_CHECKING:
    from tillhouse.analytics._text_classifier import Guesses

#: The lowest probability with which a guess is given.
CONFIDENT = 0.7
#: The parts that products are divided in, each guessed by what is learned from the others.
FOLDS = 5
#: One-sided 97.5 %.
_Z = 1.959963984540054
Source = Literal["rule", "classifier", "none"]
Verdict = Literal[
    "used", "not right often enough", "no better than the baseline", "never confident", "not measured"
]


@dataclass(frozen=True)
class Category:
    """What is said of one product. words: of its name, that a rule found. confidence: of a classifier's guess."""

    name: str | None
    source: Source
    words: str | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Worth:
    """What the classifier was worth for one category, on products it had not seen.

    tested: products of the category. guessed: products of any category given this one with confidence. right: those
    of them that are of it. verdict: whether the classifier may give this category, or why not.
    """

    tested: int = 0
    guessed: int = 0
    right: int = 0
    verdict: Verdict = "not measured"


@dataclass(frozen=True)
class Categorised:
    """What is said of products, in their order, and what the classifier is worth, by category.

    tested: products named by a rule, with a word left. right: those whose most probable category was right.
    largest: those of the largest category, all that a guess of always that one would get right.
    """

    products: tuple[Category, ...] = ()
    worth: Mapping[str, Worth] = field(default_factory=dict)
    tested: int = 0
    right: int = 0
    largest: int = 0

    @property
    def beats_the_baseline(self) -> bool:
        """Whether the classifier is right more often than a guess of always the largest category, beyond chance."""
        return self.tested > 0 and at_least(self.right, self.tested) > self.largest / self.tested


def category_terms(own: Mapping[str, str]) -> tuple[Term, ...]:
    """The terms of a shop, which win over all others, and those declared for every shop."""
    return (*(Term(term, name, 0) for term, name in own.items()), *_declared("product_categories.csv"))


def brand_terms(own: Mapping[str, str]) -> tuple[Term, ...]:
    """The same for brands."""
    return (*(Term(term, name, 0) for term, name in own.items()), *_declared("product_brands.csv"))


@cache
def _declared(name: str) -> tuple[Term, ...]:
    text = files("tillhouse").joinpath("data", name).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Term(row["term"], row["meaning"], int(row["priority"])) for row in rows)


def brands(names: Sequence[str | None], terms: Sequence[Term]) -> list[str | None]:
    """The brand of each name, None where no term is found in it."""
    known = Terms(terms)
    found = [known.found(name) if name else None for name in names]
    return [one.meaning if one else None for one in found]


def categorised(products: tuple[tuple[str, str | None], ...], terms: tuple[Term, ...]) -> Categorised:
    """What each product, given by stock code and name, is. Two tables of a run are made of one answer."""
    return computed_once("categories", (products, terms), lambda: _categorised(products, terms))


def _categorised(products: Sequence[tuple[str, str | None]], terms: Sequence[Term]) -> Categorised:
    known = Terms(terms)
    by_rule = [known.found(name) if name else None for _, name in products]
    lessons = [
        (code, rest, found.meaning)
        for (code, name), found in zip(products, by_rule, strict=True)
        if found and name and (rest := known.without(name))
    ]
    measured = _measured(lessons)
    unnamed = [name or "" for (_, name), found in zip(products, by_rule, strict=True) if not found]
    guesses = iter(_guessed(lessons, unnamed, measured))
    given = [Category(one.meaning, "rule", one.words) if one else next(guesses) for one in by_rule]
    unmeasured = {term.meaning: Worth() for term in terms}
    return replace(measured, products=tuple(given), worth=unmeasured | dict(measured.worth))


def at_least(right: int, of: int) -> float:
    """The lower end of Wilson's 95 % interval of a share (Wilson 1927, *JASA* 22(158)); 0 of nothing."""
    if not of:
        return 0.0
    share, z2 = right / of, _Z * _Z
    spread = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (share + z2 / (2 * of) - spread) / (1 + z2 / of)


_Lesson = tuple[str, str, str]


def _measured(lessons: Sequence[_Lesson]) -> Categorised:
    """What a classifier is worth that learns from these, by cross-validation."""
    groups = _kin(lessons)
    sizes = Counter(
        meaning for meaning, _ in {(one[2], group) for one, group in zip(lessons, groups, strict=True)}
    )
    kept = [(one, group) for one, group in zip(lessons, groups, strict=True) if sizes[one[2]] >= FOLDS]
    truth = [meaning for (_, _, meaning), _ in kept]
    if len(set(truth)) < 2 or not _has_common_words([rest for (_, rest, _), _ in kept]):
        return Categorised()
    from tillhouse.analytics._text_classifier import cross_validated

    guesses = cross_validated([rest for (_, rest, _), _ in kept], truth, [group for _, group in kept], FOLDS)
    tested = Counter(truth)
    right = sum(a == b for a, b in zip(guesses.labels, truth, strict=True))
    measured = Categorised((), {}, len(truth), right, max(tested.values()))
    return replace(measured, worth=_worth(guesses, truth, tested, measured.beats_the_baseline))


def _has_common_words(texts: Sequence[str]) -> bool:
    """Whether a word is in two of the texts: from others nothing can be learned."""
    words = Counter(word for text in texts for word in set(re.findall(r"[^\W\d_]{2,}", text)))
    return any(count > 1 for count in words.values())


def _worth(guesses: Guesses, truth: Sequence[str], tested: Counter[str], beats: bool) -> dict[str, Worth]:
    sure = [
        (guess, meaning)
        for guess, share, meaning in zip(guesses.labels, guesses.confidence, truth, strict=True)
        if share >= CONFIDENT
    ]
    guessed = Counter(guess for guess, _ in sure)
    right = Counter(guess for guess, meaning in sure if guess == meaning)
    return {
        name: Worth(count, guessed[name], right[name], _verdict(guessed[name], right[name], beats))
        for name, count in tested.items()
    }


def _verdict(guessed: int, right: int, beats: bool) -> Verdict:
    if not beats:
        return "no better than the baseline"
    if not guessed:
        return "never confident"
    return "used" if at_least(right, guessed) > 0.5 else "not right often enough"


def _guessed(lessons: Sequence[_Lesson], names: Sequence[str], measured: Categorised) -> list[Category]:
    """What a classifier says of names in which no term is found."""
    nothing = Category(None, "none")
    learned = [one for one in lessons if one[2] in measured.worth]
    if not names or not measured.beats_the_baseline:
        return [nothing] * len(names)
    from tillhouse.analytics._text_classifier import TextClassifier

    fitted = TextClassifier([rest for _, rest, _ in learned], [meaning for _, _, meaning in learned])
    guesses = fitted.guesses([name.lower() for name in names])
    return [
        Category(str(name), "classifier", None, float(share))
        if share >= CONFIDENT and measured.worth[name].verdict == "used"
        else nothing
        for name, share in zip(guesses.labels, guesses.confidence, strict=True)
    ]


def _kin(lessons: Sequence[_Lesson]) -> list[str]:
    """What holds products together that are much alike: the digits their codes begin with, or the words left."""
    parent: dict[str, str] = {}

    def top(one: str) -> str:
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    stems = [re.match(r"\d*", code)[0] or code for code, _, _ in lessons]  # type: ignore[index]
    for stem, (_, rest, _) in zip(stems, lessons, strict=True):
        parent[top(f"code {stem}")] = top(f"words {rest}")
    return [top(f"code {stem}") for stem in stems]
