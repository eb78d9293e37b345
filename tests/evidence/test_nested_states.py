"""A state within a list of payments that takes a sale back is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tillhouse.evidence import weighed
from tillhouse.settings.feed import Feed
from tillhouse.sources import detect, open_all


@pytest.mark.parametrize(("state", "said"), [("refunded", 1), ("paid", 0), ("cancelled", 1)])
def test_a_state_of_a_payment_is_said_where_it_takes_back(tmp_path: Path, state: str, said: int) -> None:
    orders = [
        {
            "number": str(n),
            "date": f"2026-03-{13 + n}",
            "items": [{"sku": "A", "quantity": 1, "price": 10 + n}],
            "payments": [{"stateMachineState": {"technicalName": state if n == 1 else "paid"}}],
        }
        for n in range(3)
    ]
    path = tmp_path / "orders.json"
    path.write_text(json.dumps(orders))
    files = open_all(path)
    feed = detect(files[0], Feed("shop", str(path))).feed
    _, findings = weighed(files, feed, ())
    found = [one for one in findings if one.name == "nested_states"]
    assert len(found) == said
    assert all(f"payments says {state!r} of 1 record" in one.says for one in found)
