"""What is said of the baskets of a file: to people as tables, to programs as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tillhouse.cli._output import Output, count

if TYPE_CHECKING:
    from tillhouse.lists.baskets.files import BasketFile
    from tillhouse.lists.baskets.rules import Asked, Mined

_FIGURES = {"support": 4, "confidence": 3, "lift": 2, "leverage": 4}
_PLACES = 9


def print_baskets(out: Output, name: str, baskets: BasketFile, asked: Asked, found: Mined, most: int) -> None:
    """How the file was read, itemsets by length, and the first rules."""
    mean = found.pairs / found.baskets if found.baskets else 0
    out.text(
        f"{name}: {baskets.said()}.",
        f"{count(found.baskets)} baskets, {count(found.items)} items,"
        f" {mean:.1f} a basket, at most {count(found.largest)}.",
        *_left_out(baskets, found),
        "",
    )
    out.table(("items", "itemsets"), list(enumerate(found.itemsets, start=1)), "rr")
    rules = found.rules.whole.size
    out.text(
        "",
        f"{count(sum(found.itemsets))} itemsets in at least {count(found.minimum)} baskets (a support of"
        f" {float(asked.support):g}), {count(rules)} rules of confidence {float(asked.confidence):g} or more.",
    )
    if rules and most:
        out.text("")
        rows = [_row(rule) for rule in _rules(baskets, found, most)]
        out.table(("bought", "and with it", "baskets", *_FIGURES), rows, "llrrrrr")
    if rules > most:
        out.text("", f"The first {count(most)} of {count(rules)} rules: --limit N shows more, --json all.")


def warnings(baskets: BasketFile, asked: Asked, found: Mined) -> list[str]:
    """What makes the answer another than may be expected."""
    said = baskets.doubts()
    if found.cut:
        said.append(
            f"Itemsets of more than {found.longest} items are left out: with the next length there are more than"
            f" {count(asked.most)}. A higher --support leaves fewer, and so does --max-basket."
        )
    return said


def as_json(baskets: BasketFile, asked: Asked, found: Mined, most: int | None) -> dict[str, Any]:
    """Everything that was counted, and the rules, all or the first."""
    return {
        "layout": baskets.layout,
        "delimiter": baskets.delimiter,
        "braces": baskets.braces,
        "columns": list(baskets.columns),
        "header": baskets.named if baskets.layout == "rows" else bool(baskets.columns),
        "quantity_column": baskets.quantity,
        "baskets": found.baskets,
        "items": found.items,
        "items_in_baskets": found.pairs,
        "largest_basket": found.largest,
        "empty": baskets.empty,
        "returned_rows": baskets.returned,
        "unreadable_quantity_rows": baskets.unreadable.total(),
        "repeats": found.repeats,
        "too_large_baskets": found.too_large,
        "items_in_too_large_baskets": found.items_too_large,
        "support": float(asked.support),
        "confidence": float(asked.confidence),
        "minimum_count": found.minimum,
        "min_length": asked.shortest,
        "max_length": asked.longest,
        "max_basket": asked.largest,
        "complete_to_length": found.longest,
        "itemsets": sum(found.itemsets),
        "itemsets_by_length": {str(n): many for n, many in enumerate(found.itemsets, start=1)},
        "rule_count": found.rules.whole.size,
        "rules": list(_rules(baskets, found, most)),
        "warnings": warnings(baskets, asked, found),
    }


def _left_out(baskets: BasketFile, found: Mined) -> list[str]:
    said = []
    if baskets.empty:
        empty = "lines without an item" if baskets.layout == "lines" else "rows without a basket or an item"
        said.append(f"Not counted: {count(baskets.empty)} {empty}.")
    if baskets.returned:
        said.append(
            f"Left out as returned: {count(baskets.returned)} rows with a negative {baskets.quantity}."
        )
    if found.repeats:
        said.append(f"Counted once: {count(found.repeats)} items met again in their basket.")
    if found.too_large:
        said.append(
            f"Left out as too large: {count(found.too_large)} baskets with {count(found.items_too_large)} items."
        )
    return said


def _row(rule: dict[str, Any]) -> list[object]:
    sides = (" + ".join(rule["antecedent"]) or "(anything)", "→ " + " + ".join(rule["consequent"]))
    return [*sides, rule["count"], *(f"{rule[name]:.{places}f}" for name, places in _FIGURES.items())]


def _rules(baskets: BasketFile, found: Mined, most: int | None) -> Iterator[dict[str, Any]]:
    """The first rules with counts and measures; conviction is null where a rule never fails."""
    made = found.rules.first(found.rules.whole.size if most is None else most)
    measures = ("support", "confidence", "lift", "leverage", "conviction")
    columns = {
        "count": made.whole.tolist(),
        "antecedent_count": made.left.tolist(),
        "consequent_count": made.right.tolist(),
        **{name: getattr(made, name).round(_PLACES).tolist() for name in measures},
    }
    for (left, right), values in zip(made.sides(), zip(*columns.values(), strict=True), strict=True):
        rule = dict(zip(columns, values, strict=True))
        yield {
            "antecedent": [baskets.names[n] for n in left],
            "consequent": [baskets.names[n] for n in right],
            **rule,
            "conviction": None if rule["conviction"] == float("inf") else rule["conviction"],
        }
