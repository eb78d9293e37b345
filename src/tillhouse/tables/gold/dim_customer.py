"""Customers, with the history of what changes about them."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from tillhouse.checks.no_gap import no_gap
from tillhouse.checks.no_overlap import no_overlap
from tillhouse.checks.not_null import not_null
from tillhouse.checks.one_current import one_current
from tillhouse.checks.row_count import row_count
from tillhouse.checks.unique import unique
from tillhouse.frame import Frame, rows_like, with_key
from tillhouse.retail.events import ANONYMOUS
from tillhouse.table import Column, table

_COLUMNS = {
    "customer_version_key": Column("integer", "Stable key of this version: customer and `valid_from`."),
    "customer_key": Column("integer", "Durable key of the customer, the same in all versions."),
    "customer_id": Column("text", "Customer as the shop knows it, or `ANONYMOUS`.", "personal"),
    "country": Column("text", "Country in this version; null for the anonymous member."),
    "version": Column("integer", "1 for the first version."),
    "valid_from": Column("datetime", "First sale in this version."),
    "valid_to": Column("datetime", "First sale of the next version; null in the current one."),
    "is_current": Column("boolean", "True in exactly one version of each customer."),
}
c = nw.col
_ONE = nw.lit(1, nw.Int64)


@table(
    key=("customer_version_key",),
    owner="customers",
    columns=_COLUMNS,
    checks=[
        unique("customer_version_key", on_fail="stop"),
        row_count(low=1, on_fail="warn"),
        not_null("customer_id", on_fail="stop"),
        no_gap("customer_id", "valid_from", "valid_to", on_fail="stop"),
        no_overlap("customer_id", "valid_from", "valid_to", on_fail="stop"),
        one_current("customer_id", "is_current", on_fail="stop"),
    ],
)
def dim_customer(receipts: Frame) -> Frame:
    """One row per version of a customer (SCD type 2 on the country), and one member `ANONYMOUS`.

    Computed from all receipts, never accumulated: late data takes its place in the history. Where one moment
    names two countries the first by alphabet is taken, so that a moment belongs to one version.
    """
    seen = (
        receipts.filter(~c("customer_id").is_null())
        .group_by("customer_id", "sold_at")
        .agg(c("country").min())
        .with_columns(known=c("country").fill_null(""))
    )
    order = {"order_by": ["sold_at"]}
    changes = seen.with_columns(before=c("known").shift(1).over("customer_id", **order)).filter(
        c("before").is_null() | (c("before") != c("known"))
    )
    versions = changes.with_columns(
        one=_ONE, valid_from=c("sold_at"), valid_to=c("sold_at").shift(-1).over("customer_id", **order)
    ).with_columns(
        version=c("one").cum_sum().over("customer_id", **order).cast(nw.Int64),
        is_current=c("valid_to").is_null(),
    )
    keyed = with_key(
        with_key(versions, "customer_key", "customer_id"), "customer_version_key", "customer_id", "valid_from"
    )
    return nw.concat([keyed.select(*_COLUMNS), _anonymous(receipts).select(*_COLUMNS)])


def _anonymous(receipts: Frame) -> Frame:
    """The anonymous member, valid since the first receipt of all; none in an empty shop."""
    member: dict[str, list[Any]] = {
        "customer_id": [ANONYMOUS],
        "country": [None],
        "version": [1],
        "valid_to": [None],
        "is_current": [True],
        "since": [""],
    }
    types = {name: _COLUMNS[name].type if name in _COLUMNS else "text" for name in member}
    start = receipts.select(valid_from=c("sold_at").min()).filter(~c("valid_from").is_null())
    row = rows_like(receipts, member, types).join(start, how="cross")
    return with_key(
        with_key(row, "customer_key", "customer_id"), "customer_version_key", "customer_id", "since"
    )
