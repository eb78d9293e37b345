"""Money that the data of a feed cannot show: a sum over it is unknown, and not zero."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tillhouse.lake.snapshot import Snapshot

#: By metric: the columns that hold its money, and the line type that does.
_HELD: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "tax": (("tax", "order_tax"), "tax"),
        "discounts": (("discount", "order_discount"), "discount"),
        "postage": (("shipping",), "postage"),
        "tips": (("tip",), "tip"),
        "fees": (("fee",), "fee"),
        "refunds": (("refund",), "refund"),
    }
)
#: Two columns of the same money, before and after what is asked about.
_BETWEEN = {
    "tax": ("amount_with_tax", "amount unit_price gross_amount"),
    "discounts": ("gross_amount", "amount"),
}


def absent(snapshot: Snapshot, metric: str) -> dict[str, str]:
    """By feed whose data has none of the money of a metric: why. Empty for metrics that every file can give."""
    if metric not in _HELD:
        return {}
    reasons = {name: _reason(name, feed, metric) for name, feed in snapshot.release.feeds.items()}
    return {name: reason for name, reason in reasons.items() if reason}


def _reason(name: str, feed: Mapping[str, Any], metric: str) -> str:
    columns, (names, line_type) = feed["columns"], _HELD[metric]
    words = {*feed.get("statuses", {}).values(), *feed.get("kinds", {}).values()}
    words |= {*feed.get("line_types", {}).values()}
    whole, others = _BETWEEN.get(metric, ("", ""))
    is_between = whole in columns and bool({*others.split()} & columns.keys())
    is_rate = (
        "tax" in columns
        and feed.get("tax_as", "amount") not in {"amount", "unit"}
        and not feed.get("tax_basis")
    )
    if metric == "tax" and is_rate and "order_tax" not in columns:
        return (
            f"Feed {name} has rates of tax, and nothing says whether amounts have the tax. Say it:  tillhouse config"
            f" feed {name} tax_basis=included  (or excluded), then tillhouse run"
        )
    if {*names} & columns.keys() or line_type in words or is_between:
        return ""
    return f"No {_in_words(metric)} is in the data of feed {name}."


def _in_words(metric: str) -> str:
    return {"discounts": "discount", "tips": "tip", "fees": "fee", "refunds": "refund"}.get(metric, metric)
