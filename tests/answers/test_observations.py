"""Worth a look: against counts made in another way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl

from tests.cli.calls import line, write_lines
from tests.shops import Shop, open_shop
from tillhouse.answers.observations import Observation, observations


def found(shop: Shop) -> dict[str, Observation]:
    return {one.kind: one for one in observations(shop.snapshot, shop.statement)}


def test_a_sample_against_its_own_ledger(small_lake: Shop) -> None:
    seen, ledger = found(small_lake), small_lake.table("ledger")
    loaded = ledger.filter(pl.col("fate") == "loaded")
    anonymous = loaded.filter(pl.col("customer_id").is_null())
    assert (seen["no_customer"].rows, seen["no_customer"].amount) == (
        anonymous.height,
        anonymous["amount"].sum(),
    )
    assert seen["quarantined"].rows == ledger.filter(pl.col("fate") == "quarantined").height
    versions = small_lake.table("dim_customer")["customer_id"].value_counts()
    assert seen["customers_moving"].rows == versions.filter(pl.col("count") > 1).height
    unmatched = small_lake.table("fact_returns").filter(pl.col("sale_line_id").is_null())
    assert (seen["unmatched_returns"].rows, seen["unmatched_returns"].amount) == (
        unmatched.height,
        unmatched["amount"].sum(),
    )


def test_what_other_policies_would_have_moved(tmp_path: Path) -> None:
    """Two deliveries share a line, and one line is twice in the first."""
    twice, shared, last = line(1, 3, day=21), line(2, 3, day=22), line(3, 3, day=23)
    write_lines(tmp_path / "in" / "a.csv", [twice, twice, shared])
    write_lines(tmp_path / "in" / "b.csv", [shared, last])
    amount = Decimal("5.10")
    expected = {
        "redelivery": {"repeated": (1, amount)},
        "exact": {"repeated": (1, amount)},
        "keep": {"repeated": (2, 2 * amount), "redelivered": (1, amount)},
    }
    for policy, said in expected.items():
        seen = found(open_shop(tmp_path / policy, tmp_path / "in", duplicates=policy))
        moved = {
            kind: (one.rows, one.amount) for kind, one in seen.items() if kind in {"repeated", "redelivered"}
        }
        assert moved == said


def test_nothing_is_worth_a_look_where_all_is_plain(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.csv", [line(1, 3, day=21), line(2, 3, day=22)])
    assert found(open_shop(tmp_path / "lake", path)) == {}


def test_unknown_codes_are_named(tmp_path: Path) -> None:
    odd = line(1, 3, day=21).replace("85123A", "SWEEPINGS")
    shop = open_shop(tmp_path / "lake", write_lines(tmp_path / "a.csv", [odd, line(2, 3, day=21)]))
    other = found(shop)["other_codes"]
    assert (other.rows, other.amount) == (1, Decimal("5.10"))
    assert other.text.endswith("SWEEPINGS")
