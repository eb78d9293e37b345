"""Categories and brands of products, from their names."""

from __future__ import annotations

from tillhouse.checks.in_range import in_range
from tillhouse.checks.one_of import one_of
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, gathered, rows_like
from tillhouse.settings.products import Products
from tillhouse.table import Column, table

_COLUMNS = {
    "stock_code": Column("text", "Stock code, upper case."),
    "product_key": Column("integer", "Product."),
    "name": Column("text", "Product name, from which the rest is read."),
    "category": Column("text", "What the product is; null where nothing says it well enough."),
    "source": Column("text", "`rule`, `classifier`, or `none` where there is no category."),
    "matched": Column("text", "Words of the name that a rule names; null without a rule."),
    "confidence": Column("share", "Probability of a classifier's category; null where none was given by it."),
    "brand": Column("text", "Brand named in the name; null where none of those declared is."),
}


@table(
    key=("stock_code",),
    owner="products",
    computed_from={
        "stock_code category source confidence": "dim_product.stock_code",
        "product_key": "dim_product.product_key",
        "name category source matched confidence brand": ("dim_product.name"),
    },
    scope="products",
    extra="analytics",
    columns=_COLUMNS,
    checks=[
        unique("stock_code", on_fail="stop"),
        one_of("source", ("rule", "classifier", "none"), on_fail="stop"),
        in_range("confidence", low=0, high=1, on_fail="stop"),
    ],
)
def product_categories(dim_product: Frame, products: Products) -> Frame:
    """One row per product: its category and brand, and what says so.

    Declared terms name the category (`data/product_categories.csv`, and the shop's own under `[products]`). A name
    without such a term goes to a classifier that learned from the others. Its answer is used where
    `category_accuracy` finds it right often enough; else there is no category.
    """
    from tillhouse.analytics.categories import brand_terms, brands, categorised, category_terms
    from tillhouse.analytics.rounded import rounded

    known = gathered(dim_product.select("stock_code", "product_key", "name")).sort("stock_code")
    codes, names = known["stock_code"].to_list(), known["name"].to_list()
    found = categorised(tuple(zip(codes, names, strict=True)), category_terms(products.categories)).products
    rows = {
        "stock_code": codes,
        "product_key": known["product_key"].to_list(),
        "name": names,
        "category": [one.name for one in found],
        "source": [one.source for one in found],
        "matched": [one.words for one in found],
        "confidence": rounded([one.confidence for one in found], digits=9),
        "brand": brands(names, brand_terms(products.brands)),
    }
    return rows_like(dim_product, rows, product_categories.types)
