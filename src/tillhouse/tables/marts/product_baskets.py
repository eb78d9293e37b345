"""Rules of what is bought together."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.metrics.lines import basket_items
from tillhouse.table import Column, table

if TYPE_CHECKING:
    from tillhouse.analytics.association import Rules

c = nw.col
_SUPPORT, _CONFIDENCE = Fraction("0.005"), Fraction("0.2")
_LONGEST, _MOST = 10, 200_000
_AND = " + "


@table(
    key=("antecedent", "consequent"),
    owner="products",
    computed_from={
        "*": (
            "ledger.fate ledger.event ledger.line_type ledger.feed ledger.order_id "
            "ledger.stock_code ledger.currency ledger.invoice_no ledger.line_id"
        ),
        "antecedent consequent": "ledger.stock_code",
        "antecedent_names consequent_name": "dim_product.stock_code dim_product.name",
    },
    scope="baskets",
    extra="analytics",
    columns={
        "antecedent": Column("text", "Stock codes of the products that are bought, sorted, joined by ` + `."),
        "consequent": Column("text", "Stock code of the product that is bought with them."),
        "antecedent_names": Column(
            "text", "Names of the products that are bought, in the order of their codes."
        ),
        "consequent_name": Column("text", "Name of the product bought with them."),
        "products": Column("integer", "Products of the rule, on both sides."),
        "longest": Column("integer", "The most products of a rule that was looked for."),
        "count": Column("integer", "Baskets with all products of the rule."),
        "antecedent_count": Column("integer", "Baskets with all products that are bought."),
        "consequent_count": Column("integer", "Baskets with the product bought with them."),
        "baskets": Column("integer", "All baskets that were counted."),
        "support": Column("share", "Count, of all baskets."),
        "confidence": Column("share", "Count, of the baskets with the products that are bought."),
        "lift": Column("number", "How many times as often both sides are together as by chance."),
        "leverage": Column(
            "share", "Share of baskets by which both sides are together more often than by chance."
        ),
        "conviction": Column(
            "number", "How many times as often the rule would fail by chance; null where it never fails."
        ),
    },
    checks=[
        unique("antecedent", "consequent", on_fail="stop"),
        in_range("support", low=0, high=1),
        in_range("confidence", low=0, high=1),
    ],
)
def product_baskets(ledger: Frame, dim_product: Frame) -> Frame:
    """One row per rule: who buys the products of the antecedent buys the consequent in the same basket.

    A basket is an invoice of a feed, in one currency, with the products it sold, each once. Anonymous sales are in,
    returns and postage are not. Baskets of more than 100 products are left out; `basket_sizes` says how many they are
    and what they hold. A rule is here if at least 5 of 1,000 baskets have all its products. It must hold for at least
    one antecedent in 5, with one product as consequent and at most 10 products. Where more than 200,000 sets of
    products are bought that often, only shorter rules are here, and `longest` says how long. Rarer pairs are in
    `product_recommendations`. `tillhouse baskets` takes other thresholds, for a file of one's own. Support and
    confidence are compared exactly, before they are rounded.
    """
    from tillhouse.analytics.association import rules
    from tillhouse.analytics.baskets import numbered
    from tillhouse.analytics.itemsets import frequent, minimum_count

    baskets = numbered(gathered(basket_items(ledger)).to_native())
    minimum = minimum_count(_SUPPORT, baskets.size)
    found = frequent(baskets.basket, baskets.item, minimum, _LONGEST, _MOST)
    met = rules(found, baskets.size, _CONFIDENCE)
    names = dict(gathered(dim_product.select("stock_code", "name")).rows())
    longest = len(found.levels) if found.cut else _LONGEST
    columns = {"longest": [longest] * met.whole.size, **_texts(met, baskets.names, names), **_measures(met)}
    return rows_like(ledger, columns, product_baskets.types)


def _texts(met: Rules, codes: list[str], names: dict[str, str | None]) -> dict[str, list[str]]:
    sides = [([codes[n] for n in left], codes[right]) for left, (right,) in met.sides()]
    return {
        "antecedent": [_AND.join(left) for left, _ in sides],
        "consequent": [right for _, right in sides],
        "antecedent_names": [_AND.join(names.get(code) or code for code in left) for left, _ in sides],
        "consequent_name": [names.get(right) or right for _, right in sides],
    }


def _measures(met: Rules) -> dict[str, Any]:
    from tillhouse.analytics.rounded import rounded

    return {
        "products": met.length,
        "count": met.whole,
        "antecedent_count": met.left,
        "consequent_count": met.right,
        "baskets": [met.baskets] * met.whole.size,
        "support": rounded(met.support, 9),
        "confidence": rounded(met.confidence, 9),
        "lift": rounded(met.lift),
        "leverage": rounded(met.leverage, 9),
        "conviction": rounded(met.conviction),
    }
