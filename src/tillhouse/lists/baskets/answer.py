"""The baskets of a file and their rules, as they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tillhouse.lists.baskets.files import BasketFile
from tillhouse.lists.baskets.rules import Asked, Mined

_PLACES = 9
_MEASURES = ("support", "confidence", "lift", "leverage", "conviction")


@dataclass(frozen=True)
class Answer:
    """What was found in a file. limit: of rules in the document; None is all."""

    file: str
    convention: str
    baskets: BasketFile
    asked: Asked
    found: Mined
    limit: int | None = None

    @property
    def itemsets(self) -> int:
        """Frequent itemsets of any length."""
        return sum(self.found.itemsets)

    @property
    def rule_count(self) -> int:
        """All rules."""
        return int(self.found.rules.whole.size)

    @property
    def warnings(self) -> list[str]:
        """What makes the answer another than may be expected."""
        said = self.baskets.doubts()
        if self.found.cut:
            said.append(
                f"Itemsets of more than {self.found.longest} items are left out: with the next length there are more"
                f" than {self.asked.most:,}. A higher --support leaves fewer, and so does --max-basket."
            )
        return said

    def rules(self, most: int | None) -> Iterator[dict[str, Any]]:
        """The first rules with counts and measures; conviction is None where a rule never fails."""
        made = self.found.rules.first(self.rule_count if most is None else most)
        columns = {
            "count": made.whole.tolist(),
            "antecedent_count": made.left.tolist(),
            "consequent_count": made.right.tolist(),
            **{name: getattr(made, name).round(_PLACES).tolist() for name in _MEASURES},
        }
        for (left, right), values in zip(made.sides(), zip(*columns.values(), strict=True), strict=True):
            rule = dict(zip(columns, values, strict=True))
            yield {
                "antecedent": [self.baskets.names[n] for n in left],
                "consequent": [self.baskets.names[n] for n in right],
                **rule,
                "conviction": None if rule["conviction"] == float("inf") else rule["conviction"],
            }

    def document(self) -> dict[str, Any]:
        """Baskets and rules, for programs.

        file: text. Its name.
        convention: text. `tillhouse` or `arules`.
        layout: text. `lines` of baskets, or `rows` of items.
        delimiter: text or null. What stands between fields.
        braces: boolean. Whether braces stood around each basket.
        columns: list of any. The columns of the file, as far as they have names.
        header: boolean. Whether the first line is a header.
        quantity_column: text or null. The column by which returns are known.
        baskets: integer. Baskets that count.
        items: integer. Distinct items in them.
        items_in_baskets: integer. Distinct items, summed over baskets.
        largest_basket: integer. Items of the largest.
        empty: integer. Lines or rows without a basket or an item.
        returned_rows: integer. Rows left out as returns.
        unreadable_quantity_rows: integer. Rows whose quantity is no number; they count.
        repeats: integer. Items met again in their basket.
        too_large_baskets, items_in_too_large_baskets: integer. Baskets left out for their size, and their items.
        support, confidence: number. The least that was asked for, as shares.
        minimum_count: integer. Baskets from which on an itemset is frequent.
        min_length, max_length: integer. Items of a rule, at least and at most.
        max_basket: integer or null. Items of the largest basket that counts.
        complete_to_length: integer. The length up to which no itemset was left out.
        itemsets: integer. Frequent itemsets.
        itemsets_by_length: object of integer. The same by number of items.
        rule_count: integer. All rules.
        rules: list. The rules asked for, greatest lift first.
        rules[].antecedent, rules[].consequent: list of text. Items of the left and of the right side.
        rules[].count, rules[].antecedent_count, rules[].consequent_count: integer. Baskets with both, and with each.
        rules[].support, rules[].confidence, rules[].lift, rules[].leverage: number. Measures of the rule.
        rules[].conviction: number or null. Another; null where the rule never fails.
        warnings: list of text. What makes the answer another than may be expected.
        """
        return {
            "file": self.file,
            "convention": self.convention,
            **self._read(),
            **self._counted(),
            "rules": list(self.rules(self.limit)),
            "warnings": self.warnings,
        }

    def _read(self) -> dict[str, Any]:
        baskets = self.baskets
        return {
            "layout": baskets.layout,
            "delimiter": baskets.delimiter,
            "braces": baskets.braces,
            "columns": list(baskets.columns),
            "header": baskets.named if baskets.layout == "rows" else bool(baskets.columns),
            "quantity_column": baskets.quantity,
        }

    def _counted(self) -> dict[str, Any]:
        baskets, asked, found = self.baskets, self.asked, self.found
        return {
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
            "itemsets": self.itemsets,
            "itemsets_by_length": {str(n): many for n, many in enumerate(found.itemsets, start=1)},
            "rule_count": self.rule_count,
        }
