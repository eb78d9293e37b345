"""Why a customer has the scores it has: values, cut points, the customers nearest to each cut, the rule that fits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import polars as pl

from tillhouse.analytics import rfm
from tillhouse.answers.subjects import Section
from tillhouse.retail.currencies import NONE
from tillhouse.settings.own_files import OwnFile

Row = dict[str, Any]
_SCORES = ("currency", "measure", "value", "score", "customers_worse", "customers")
_CUTS = (
    *("currency", "measure", "lower_score", "lower_value", "lower_customer"),
    *("upper_score", "upper_value", "upper_customer", "of_this_customer"),
)
_PLACES = ("currency", "rank", "customer_id", "monetary")


def sections(customers: pl.LazyFrame, customer_id: str, rules: OwnFile = OwnFile()) -> Iterator[Section]:
    """What `customer_rfm` says of a customer.

    customers: all rows of `customer_rfm`. rules: the shop's own, if it has any.
    """
    own = customers.filter(pl.col("customer_id") == customer_id).sort("currency").collect().to_dicts()
    groups = [(row, customers.filter(pl.col("currency") == row["currency"])) for row in own]
    said = [_sentence(row, rules) for row in own] or ["No product was sold to them."]
    scores = [found for row, group in groups for found in _scored(row, group)]
    yield Section("rfm", "Recency, frequency, monetary value", _SCORES, scores, said)
    cuts = [found for row, group in groups for found in _cuts(row, group)]
    yield Section("cuts", "Where scores are cut, and the customers nearest to each cut", _CUTS, cuts)
    places = [found for row, group in groups for found in _places(row, group)]
    yield Section("rank", "Next to them by money", _PLACES, places)


def _sentence(row: Row, rules: OwnFile) -> str:
    """The segment, and the rule that gives it."""
    since = f"Days are counted to {row['reference_date']}."
    currency = "" if row["currency"] == NONE else f" ({row['currency']})"
    if row["monetary_score"] is None:
        return f"{row['segment']}{currency}: what they kept is not above 0; no scores, no rule. {since}"
    rule = rfm.rule_of(row["recency_score"], row["frequency_score"], row["monetary_score"], rules)
    ranges = zip(rfm.MEASURES, (rule.recency, rule.frequency, rule.monetary), strict=True)
    words = ", ".join(f"{measure} {low} to {high}" for measure, (low, high) in ranges)
    place = f"rule {rule.number} of {len(rfm.rules(rules))}"
    return f"{row['segment']}{currency} by {place}: {words}. {rule.meaning} {since}"


def _scored(row: Row, group: pl.LazyFrame) -> Iterator[tuple[Any, ...]]:
    """Each measure with how many of the customers with scores are worse, which is what the score counts."""
    scored = group.filter(pl.col("monetary_score").is_not_null())
    for measure, column in rfm.MEASURES.items():
        own = pl.lit(row[column], pl.Decimal(38, 6) if measure == "monetary" else pl.Int64)
        value = pl.col(column)
        worse = value > own if measure == rfm.FEWER_IS_BETTER else value < own
        counts = scored.select(worse=worse.sum(), all=pl.len()).collect().row(0)
        score = row[f"{measure}_score"]
        yield (row["currency"], measure, row[column], score, *((None, None) if score is None else counts))


def _cuts(row: Row, group: pl.LazyFrame) -> Iterator[tuple[Any, ...]]:
    """Each cut between two scores that occur: the last customer before it and the first after it."""
    for measure, column in rfm.MEASURES.items():
        score, value, who = pl.col(f"{measure}_score").alias("score"), pl.col(column), pl.col("customer_id")
        low, high = (
            (value.max(), value.min()) if measure == rfm.FEWER_IS_BETTER else (value.min(), value.max())
        )
        ends = (
            group.filter(score.is_not_null())
            .group_by(score)
            .agg(
                low.alias("low"),
                who.filter(value == low).min().alias("low_customer"),
                high.alias("high"),
                who.filter(value == high).min().alias("high_customer"),
            )
        )
        for lower, upper in pairwise(ends.sort("score").collect().to_dicts()):
            side = {upper["score"]: "below", lower["score"]: "above"}.get(row[f"{measure}_score"])
            yield (
                *(row["currency"], measure),
                *(lower["score"], lower["high"], lower["high_customer"]),
                *(upper["score"], upper["low"], upper["low_customer"], side),
            )


def _places(row: Row, group: pl.LazyFrame) -> Iterator[tuple[Any, ...]]:
    """The customer among all by money, with the next above and below."""
    money = pl.col("monetary")
    own = pl.lit(row["monetary"], pl.Decimal(38, 6))
    order = [money, pl.col("customer_id")]
    above = group.filter(money > own).sort(order, descending=[False, True]).head(1)
    below = group.filter(money < own).sort(order, descending=[True, False]).head(1)
    for found in (above.collect().to_dicts(), [row], below.collect().to_dicts()):
        for each in found:
            better = group.filter(money > pl.lit(each["monetary"], pl.Decimal(38, 6)))
            rank = better.select(pl.len()).collect().item() + 1
            yield (row["currency"], rank, each["customer_id"], each["monetary"])
