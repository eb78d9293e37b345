"""Association rules, against brute force, algebra and published counts."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analytics.counted import BASKETS, BUDGET, Basket, arrays, by_trying
from tillhouse.analytics import association
from tillhouse.analytics.association import Rules, rules
from tillhouse.analytics.itemsets import frequent, minimum_count
from tillhouse.errors import BadQuery

Sides = tuple[frozenset[int], frozenset[int]]
#: The 2,201 people on the Titanic (Dawson 1995, as R's `datasets::Titanic`): by class, sex and age, lost and saved.
TITANIC = {
    ("1st", "Male", "Child"): (0, 5),
    ("1st", "Female", "Child"): (0, 1),
    ("1st", "Male", "Adult"): (118, 57),
    ("1st", "Female", "Adult"): (4, 140),
    ("2nd", "Male", "Child"): (0, 11),
    ("2nd", "Female", "Child"): (0, 13),
    ("2nd", "Male", "Adult"): (154, 14),
    ("2nd", "Female", "Adult"): (13, 80),
    ("3rd", "Male", "Child"): (35, 13),
    ("3rd", "Female", "Child"): (17, 14),
    ("3rd", "Male", "Adult"): (387, 75),
    ("3rd", "Female", "Adult"): (89, 76),
    ("Crew", "Male", "Adult"): (670, 192),
    ("Crew", "Female", "Adult"): (3, 20),
}
PEOPLE = [
    (*who, fate)
    for who, counts in TITANIC.items()
    for fate, many in zip(("Lost", "Saved"), counts, strict=True)
    for _ in range(many)
]
WORDS = sorted(set(chain.from_iterable(PEOPLE)))


def mined(
    baskets: list[Basket], minimum: int, confidence: str, shortest: int = 2, consequents: int | None = 1
) -> Rules:
    found = frequent(*arrays(baskets), minimum)
    return rules(found, max(len(baskets), 1), Fraction(confidence), shortest, consequents)


def figures(made: Rules) -> dict[Sides, tuple[int, int, int]]:
    counts = zip(made.whole.tolist(), made.left.tolist(), made.right.tolist(), strict=True)
    sides = [(frozenset(left), frozenset(right)) for left, right in made.sides()]
    assert len(set(sides)) == len(sides)
    return dict(zip(sides, counts, strict=True))


def by_trying_rules(
    baskets: list[Basket], minimum: int, confidence: str, consequents: int
) -> dict[Sides, tuple[int, int, int]]:
    counts = by_trying(baskets, minimum, 10)
    found = {}
    for itemset, count in counts.items():
        for n in range(1, min(consequents, len(itemset) - 1) + 1):
            for right in map(frozenset, combinations(sorted(itemset), n)):
                left = itemset - right
                if Fraction(count, counts[left]) >= Fraction(confidence):
                    found[left, right] = (count, counts[left], counts[right])
    return found


@BUDGET
@given(
    BASKETS, st.integers(1, 3), st.sampled_from(["0", "0.5", "0.6", "0.75", "1"]), st.sampled_from([1, 2, 9])
)
def test_every_rule_is_found_once(baskets: list[Basket], minimum: int, confidence: str, most: int) -> None:
    made = mined(baskets, minimum, confidence, consequents=most if most < 9 else None)
    assert figures(made) == by_trying_rules(baskets, minimum, confidence, most)


def test_a_confidence_is_reached_exactly() -> None:
    baskets = [[1, 2]] * 3 + [[1]] * 2
    assert (frozenset({1}), frozenset({2})) in figures(mined(baskets, 1, "0.6"))
    assert (frozenset({1}), frozenset({2})) not in figures(mined(baskets, 1, "0.600000001"))


@BUDGET
@given(BASKETS)
def test_lift_and_leverage_are_the_same_both_ways(baskets: list[Basket]) -> None:
    made = mined(baskets, 1, "0", consequents=None)
    both = dict(zip(figures(made), zip(made.lift, made.leverage, strict=True), strict=True))
    assert all(both[right, left] == measures for (left, right), measures in both.items())


@BUDGET
@given(BASKETS)
def test_leverages_of_an_item_and_of_its_absence_sum_to_nothing(baskets: list[Basket]) -> None:
    told = [[*basket, *(10 + item for item in range(7) if item not in basket)] for basket in baskets]
    made = rules(frequent(*arrays(told), 1, longest=2), max(len(told), 1), Fraction(0))
    leverage = dict(zip(figures(made), made.leverage.tolist(), strict=True))
    for ((left,), (right,)), one in leverage.items():
        other = leverage.get((frozenset({left}), frozenset({(right + 10) % 20})))
        assert other is None or isclose(one, -other, abs_tol=1e-12)


@BUDGET
@given(BASKETS)
def test_measures_are_what_they_are_called(baskets: list[Basket]) -> None:
    n = max(len(baskets), 1)
    made = mined(baskets, 1, "0")
    columns = (made.support, made.confidence, made.lift, made.leverage, made.conviction)
    for (whole, left, right), *found in zip(figures(made).values(), *columns, strict=True):
        fails = left - whole
        expected = (
            whole / n,
            whole / left,
            (whole / n) / (left / n * right / n),
            whole / n - left / n * right / n,
            (1 - right / n) / (fails / left) if fails else float("inf"),
        )
        assert all(isclose(one, other, abs_tol=1e-12) for one, other in zip(found, expected, strict=True))


def _titanic(support: str, shortest: int) -> dict[tuple[frozenset[str], str], tuple[float, float, float]]:
    baskets = [[WORDS.index(word) for word in person] for person in PEOPLE]
    minimum = minimum_count(Fraction(support), len(PEOPLE))
    made = mined(baskets, minimum, "0.8", shortest)  # type: ignore[arg-type]
    return {
        (frozenset(WORDS[n] for n in left), WORDS[right]): (round(support, 7), round(sure, 7), round(lift, 7))
        for (left, (right,)), support, sure, lift in zip(
            made.sides(), made.support, made.confidence, made.lift, strict=True
        )
    }


def test_published_rules_of_arules_come_out() -> None:
    # `apriori(titanic.raw)` of the R package arules, with its defaults: Zhao, R and Data Mining (2012), section 9.2
    found = _titanic("0.1", shortest=1)
    assert len(found) == 27
    assert found[frozenset(), "Adult"] == (0.9504771, 0.9504771, 1.0)
    assert found[frozenset({"2nd"}), "Adult"] == (0.1185825, 0.9157895, 0.9635051)
    assert found[frozenset({"Female"}), "Adult"] == (0.1930940, 0.9042553, 0.9513700)
    assert found[frozenset({"Crew"}), "Male"] == (0.3916402, 0.9740113, 1.2384742)


def test_published_rules_of_who_was_saved_come_out() -> None:
    # the same with minlen = 2, supp = 0.005, and only the fate on the right side: section 9.3
    found = [rule for rule in _titanic("0.005", shortest=2).items() if rule[0][1] in ("Lost", "Saved")]
    assert len(found) == 12
    best = max(found, key=lambda rule: (rule[1][2], rule[1][0]))
    assert best == ((frozenset({"2nd", "Child"}), "Saved"), (0.0109041, 1.0, 3.0956399))


def test_rules_without_a_left_side_are_given_where_asked_for() -> None:
    baskets = [[1, 2], [1], [1]]
    nobody = (frozenset(), frozenset({1}))
    assert figures(mined(baskets, 1, "0.9", shortest=1))[nobody] == (3, 3, 3)
    assert nobody not in figures(mined(baskets, 1, "0.9", shortest=2))


def test_more_rules_than_anybody_reads_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(association, "_MOST", 5)
    with pytest.raises(BadQuery, match="More than 5 rules"):
        mined([[1, 2, 3]], 1, "0")
