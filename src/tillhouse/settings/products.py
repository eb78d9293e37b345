"""Settings of products: the shop's own words for what a product is, besides the words that are declared for all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tillhouse.errors import BadSetting
from tillhouse.setting import figure


@dataclass(frozen=True)
class Products:
    """What the names of a shop's products mean, besides the words declared for every shop (docs/guides/enrichment.md).

    A word is text in the name of a product, or a regular expression; it wins over all others.
    """

    categories: Mapping[str, str] = figure(dict, "words to the category of a product")
    brands: Mapping[str, str] = figure(dict, "words to the brand of a product")

    def __post_init__(self) -> None:
        for name, words in (("categories", self.categories), ("brands", self.brands)):
            for term, meaning in words.items():
                if not (meaning.strip() and _reads_something(term)):
                    raise BadSetting(
                        f"[products.{name}] in tillhouse.toml: {term!r} is {meaning!r}.",
                        'Write words or a regular expression, and what they mean: "yoga mat" = "sports".',
                    )


def _reads_something(term: str) -> bool:
    """Whether a term is a regular expression that needs at least one character."""
    try:
        return re.compile(term).match("") is None
    except re.error:
        return False
