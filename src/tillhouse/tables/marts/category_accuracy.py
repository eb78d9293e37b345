"""How good the categories of products are."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from tillhouse.checks.in_range import in_range
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.settings.products import Products
from tillhouse.table import Column, table

if TYPE_CHECKING:
    from tillhouse.analytics.categories import Categorised

_COLUMNS = {
    "category": Column("text", "The category."),
    "products_by_rule": Column("integer", "Products given it by a rule."),
    "products_by_classifier": Column("integer", "Products given it by the classifier."),
    "tested": Column(
        "integer", "Of the products given it by a rule, those with a word left when the rules' are hidden."
    ),
    "guessed": Column("integer", "Tested products of any category that the classifier gave it, confidently."),
    "correct": Column("integer", "Those of them that are of it."),
    "precision": Column("share", "Correct of guessed."),
    "recall": Column("share", "Correct of tested."),
    "accuracy": Column(
        "share", "Of the tested products of all categories, those whose most probable one is right."
    ),
    "baseline": Column(
        "share", "Of them, those of the largest category: what a guess of always that one gets right."
    ),
    "verdict": Column("text", "`used`, or why the classifier gives it to no product."),
}


@table(
    key=("category",),
    owner="products",
    computed_from={
        "tested guessed correct precision recall accuracy baseline verdict": (
            "product_categories.stock_code product_categories.name"
        ),
        "products_by_rule products_by_classifier": "product_categories.category product_categories.source",
    },
    scope="products",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique("category", on_fail="stop"),
        in_range("precision", low=0, high=1, on_fail="stop"),
        in_range("recall", low=0, high=1, on_fail="stop"),
    ],
)
def category_accuracy(product_categories: Frame, products: Products) -> Frame:
    """One row per category: how many products have it, and how often the classifier was right about it.

    It is measured on products that rules name, with the rules' words hidden. The classifier had not seen them, nor
    anything much like them. These products have a telling name less the word that tells. Products without such a word
    from the start may be harder.
    """
    from tillhouse.analytics.categories import Categorised, categorised, category_terms

    known = gathered(product_categories.select("stock_code", "name", "category", "source")).sort("stock_code")
    pairs = tuple(zip(known["stock_code"].to_list(), known["name"].to_list(), strict=True))
    found = categorised(pairs, category_terms(products.categories)) if pairs else Categorised()
    given = Counter(zip(known["category"].to_list(), known["source"].to_list(), strict=True))
    return rows_like(product_categories, _rows(found, given), category_accuracy.types)


def _rows(found: Categorised, given: Counter[tuple[str | None, str]]) -> dict[str, Any]:
    from tillhouse.analytics.rounded import rounded

    names = sorted(found.worth)
    worth = [found.worth[name] for name in names]
    share = partial(rounded, digits=9)
    return {
        "category": names,
        "products_by_rule": [given[name, "rule"] for name in names],
        "products_by_classifier": [given[name, "classifier"] for name in names],
        "tested": [one.tested for one in worth],
        "guessed": [one.guessed for one in worth],
        "correct": [one.right for one in worth],
        "precision": share([one.right / one.guessed if one.guessed else None for one in worth]),
        "recall": share([one.right / one.tested if one.tested else None for one in worth]),
        "accuracy": share([found.right / found.tested if found.tested else None] * len(names)),
        "baseline": share([found.largest / found.tested if found.tested else None] * len(names)),
        "verdict": [one.verdict for one in worth],
    }
