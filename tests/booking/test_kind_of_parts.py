"""Money of an order keeps its own type, whatever the type of the record that it stands on."""

from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest

from tillhouse.booking.treatment import with_treatment, with_words
from tillhouse.settings.feed import Feed

FEED = Feed(
    "shop",
    columns={"invoice_no": "No", "stock_code": "SKU", "kind": "Type", "shipping": "Shipping"},
    kinds={"product": "product", "promotion": "discount"},
)


@pytest.mark.parametrize(
    ("role", "kind", "expect"),
    [
        (None, "product", "product"),
        (None, "promotion", "discount"),
        ("postage", "product", "postage"),
        ("postage", "promotion", "postage"),
    ],
)
def test_the_type_of_a_record_is_not_that_of_its_shipping(role: str | None, kind: str, expect: str) -> None:
    line = pl.DataFrame(
        {"stock_code": ["A"], "description": ["a"], "kind": [kind], "status": [None], "role": [role], "part": [0],
         "invoice_no": ["1"], "quantity": [1.0], "unit_price": [1.0], "amount": [1.0]},
        schema_overrides={"role": pl.String, "status": pl.String},
    )  # fmt: skip
    words = with_words(with_treatment(nw.from_native(line.lazy()), FEED), FEED)
    assert nw.to_native(words).collect()["line_type"].to_list() == [expect]
