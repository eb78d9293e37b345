"""What people are told of the baskets of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tillhouse.cli._output import Output, count
from tillhouse.retail.counts import either, number_of

if TYPE_CHECKING:
    from tillhouse.lists.baskets.answer import Answer
    from tillhouse.lists.baskets.files import BasketFile
    from tillhouse.lists.baskets.rules import Mined

_FIGURES = {"support": 4, "confidence": 3, "lift": 2, "leverage": 4}


def print_baskets(out: Output, answer: Answer, most: int) -> None:
    """How the file was read, itemsets by length, and the first rules."""
    baskets, asked, found = answer.baskets, answer.asked, answer.found
    mean = found.pairs / found.baskets if found.baskets else 0
    out.text(
        f"{answer.file}: {baskets.said()}.",
        f"{number_of(found.baskets, 'basket')}, {number_of(found.items, 'item')},"
        f" {mean:.1f} a basket, at most {count(found.largest)}.",
        *_left_out(baskets, found),
        "",
    )
    out.table(("items", "itemsets"), list(enumerate(found.itemsets, start=1)), "rr")
    rules = answer.rule_count
    out.text(
        "",
        f"{number_of(answer.itemsets, 'itemset')} in at least {number_of(found.minimum, 'basket')} (a support of"
        f" {float(asked.support):g}), {number_of(rules, 'rule')} of confidence {float(asked.confidence):g} or more.",
    )
    if rules and most:
        out.text("")
        rows = [_row(rule) for rule in answer.rules(most)]
        out.table(("bought", "and with it", "baskets", *_FIGURES), rows, "llrrrrr")
    if rules > most:
        out.text(
            "", f"The first {count(most)} of {number_of(rules, 'rule')}: --limit N shows more, --json all."
        )


def _left_out(baskets: BasketFile, found: Mined) -> list[str]:
    said = []
    if baskets.empty:
        what = "line without an item", "lines without an item"
        if baskets.layout != "lines":
            what = "row without a basket or an item", "rows without a basket or an item"
        said.append(f"Not counted: {number_of(baskets.empty, *what)}.")
    if baskets.returned:
        said.append(
            f"Left out as returned: {number_of(baskets.returned, 'row')} with a negative {baskets.quantity}."
        )
    if found.repeats:
        their = either(found.repeats, "its", "their")
        said.append(f"Counted once: {number_of(found.repeats, 'item')} met again in {their} basket.")
    if found.too_large:
        said.append(
            f"Left out as too large: {number_of(found.too_large, 'basket')} with "
            f"{number_of(found.items_too_large, 'item')}."
        )
    return said


def _row(rule: dict[str, Any]) -> list[object]:
    sides = (" + ".join(rule["antecedent"]) or "(anything)", "→ " + " + ".join(rule["consequent"]))
    return [*sides, rule["count"], *(f"{rule[name]:.{places}f}" for name, places in _FIGURES.items())]
