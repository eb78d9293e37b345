"""Settings of products: the shop's own words for what a product is, besides the words that are declared for all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tillhouse.errors import BadSetting


@dataclass(frozen=True)
class Products:
    """What the names of a shop's products mean, besides the words declared for every shop (docs/guides/enrichment.md).

    categories: words in the name of a product, or a regular expression, to its category; they win over all others.
    brands: the same to its brand.
    """

    categories: Mapping[str, str] = field(default_factory=dict)
    brands: Mapping[str, str] = field(default_factory=dict)

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
