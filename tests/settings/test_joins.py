"""Keys of files that belong together, as a feed has them, and what files of what came back are called."""

from __future__ import annotations

import pytest

from tillhouse.errors import BadSetting
from tillhouse.settings.joins import Join, is_back, joined_by


def test_a_key_is_read_as_it_is_written() -> None:
    join = joined_by("tickets", "store+no=lines.store+ticket")
    assert join == Join("tickets", ("store", "no"), "lines", ("store", "ticket"))
    assert join.text == "store+no=lines.store+ticket"


@pytest.mark.parametrize("text", ["", "id", "id=lines", "a+b=lines.c"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="The key of orders"):
        joined_by("orders", text)


@pytest.mark.parametrize(
    "part",
    [
        *(
            "refunds",
            "order_refunds",
            "returns",
            "returned_orders",
            "credit_notes",
            "creditmemos",
            "retouren",
        ),
        *("gutschriften", "remboursements", "devoluciones", "resi", "returns_export", "chargebacks", "rma"),
    ],
)
def test_files_of_what_came_back(part: str) -> None:
    assert is_back(part)


@pytest.mark.parametrize(
    "part",
    [
        "orders",
        "order_items",
        "payments",
        "orders_and_returns",
        "products",
        "returns_policy_text",
        "karma_points",
    ],
)
def test_other_files(part: str) -> None:
    assert not is_back(part)
