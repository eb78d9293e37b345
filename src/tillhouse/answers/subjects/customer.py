"""What is known of a customer, and why they are where they are."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

import polars as pl

from tillhouse.answers.subjects import Account, Section, _names, _scores, _sections
from tillhouse.lake.snapshot import Snapshot

_KEYS = ("customer_key",)
#: Analytics that are told in words of their own.
_APART = ("customer_rfm", "customer_cohorts", "customer_days")
_MONTHS = 12


def account(snapshot: Snapshot, name: str) -> Account:
    """Sales, months, returns, scores, cohort, and every analytic about customers, of the customer of this id."""
    _names.require(snapshot, "customer", "customer_sales", "customer_id", name)
    about = {"customer_id": name, "customer_key": _key(snapshot, name)}
    others = _sections.analytics_of(snapshot.catalog, _KEYS, _APART)
    published = snapshot.release.tables
    wanted = (*_APART, *others)
    sections = (
        *_books(snapshot, name),
        *_standing(snapshot, name),
        *_sections.generic(snapshot, others, about),
    )
    stale = [table for table in snapshot.stale if table in wanted]
    where = f"--where {quote(f'customer_id={name}')}"
    return Account(
        "customer",
        name,
        [each for each in sections if each.rows or each.said],
        [table for table in wanted if table not in published],
        stale,
        [f"show receipts {where}", f"show ledger {where}", f"show fact_returns {where}"],
    )


def _key(snapshot: Snapshot, name: str) -> object:
    found = _own(snapshot, "customer_sales", name).select("customer_key").head(1).collect()
    return found.item()


def _own(snapshot: Snapshot, table: str, name: str) -> pl.LazyFrame:
    return _sections.rows_of(snapshot, table).filter(pl.col("customer_id") == name)


def _books(snapshot: Snapshot, name: str) -> Iterator[Section]:
    """What the books say: totals, countries, months and returns."""
    told = ("customer_key", "customer_id")
    totals = _own(snapshot, "customer_sales", name).sort("currency").collect()
    yield _sections.section(
        snapshot.table("customer_sales"), totals, without=told, title="Sales over all time"
    )
    versions = _own(snapshot, "dim_customer", name).sort("version")
    places = versions.select("version", "country", "valid_from", "valid_to").collect()
    yield _sections.section(snapshot.table("dim_customer"), places, title="Country")
    months = (
        _own(snapshot, "receipts", name)
        .group_by("month", "currency")
        .agg(
            pl.struct("feed", "order_id")
            .filter(pl.col("sale_lines") > 0)
            .n_unique()
            .cast(pl.Int64)
            .alias("orders"),
            pl.col("lines", "units", "sold", "reversed", "amount").sum(),
        )
    )
    yield _sections.section(
        snapshot.table("receipts"),
        months.sort("month", "currency").collect(),
        title="Months with a receipt, by the day of each",
        limit=_MONTHS,
    )
    back = (
        _own(snapshot, "fact_returns", name)
        .group_by("currency", "unmatched")
        .agg(
            pl.struct("line_id", "part").n_unique().cast(pl.Int64).alias("lines"),
            pl.col("quantity", "amount").sum(),
        )
    )
    returns = back.sort("currency", "unmatched").collect()
    named = returns.with_columns(pl.col("unmatched").fill_null("matched with a sale").alias("match"))
    shown = named.select("currency", "match", "lines", "quantity", "amount")
    said = [] if shown.height else ["Nothing came back."]
    yield _sections.section(snapshot.table("fact_returns"), shown, title="What came back", said=said)


def _standing(snapshot: Snapshot, name: str) -> Iterator[Section]:
    """Where the customer stands among others."""
    published = snapshot.release.tables
    if "customer_rfm" in published:
        yield from _scores.sections(
            _sections.rows_of(snapshot, "customer_rfm"), name, snapshot.settings.own_segments
        )
    if "customer_cohorts" in published and "customer_days" in published:
        yield _cohorts(snapshot, name)


def _cohorts(snapshot: Snapshot, name: str) -> Section:
    """The cohort of each grain, in the last period, beside what the customer kept."""
    own = (
        _own(snapshot, "customer_days", name)
        .group_by("currency")
        .agg(pl.col("business_date").min().alias("first_day"), pl.col("net").sum().alias("of_this_customer"))
    )
    cells = (
        _sections.rows_of(snapshot, "customer_cohorts")
        .join(own, on="currency")
        .filter(pl.col("cohort_start") <= pl.col("first_day"))
    )
    key = ["currency", "grain"]
    born = cells.filter(pl.col("cohort_start") == pl.col("cohort_start").max().over(key))
    last = born.filter(pl.col("period_offset") == pl.col("period_offset").max().over(key)).sort(key)
    columns = (
        *("currency", "grain", "cohort", "cohort_size", "period", "active_customers", "retention"),
        *("cumulative_per_customer", "of_this_customer"),
    )
    title = "Cohort: those who first bought in the same period, and the last period of the data"
    return _sections.section(snapshot.table("customer_cohorts"), last.select(columns).collect(), title=title)
