"""Equal lines: which repeat another within their delivery, and which came in another delivery too."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from tillhouse.frame import Frame

_ONE = nw.lit(1, nw.Int64)
_ZERO = nw.lit(0, nw.Int64)
c = nw.col


def repeats(lines: Frame, sale: Sequence[str]) -> Frame:
    """The lines that repeat another, with `occurrence` and `redelivered`; all others are the first of their kind.

    sale: the columns that make two lines the same sale. Equal lines share invoice and code, so only lines that
    share those are compared. A record that a person corrected or discarded stands for its copies in other deliveries:
    they come to what it came to, and are not sold instead.
    """
    sure = lines.filter(c("reasons").is_null() & c("ruling").is_null())
    sure = sure.filter(~c("decided") | (c("position") == c("line_id")))
    keyed = sure.with_columns(**{f"_{name}": _comparable(name) for name in ("invoice_no", "stock_code")})
    alike = keyed.with_columns(alike=nw.len().over("_invoice_no", "_stock_code")).filter(c("alike") > 1)
    names = (*sale, "role", "treatment")
    same = [f"_{name}" for name in names]
    named = alike.with_columns(one=_ONE, **{f"_{name}": _comparable(name) for name in names})
    ones, place = _first_decided(named, same), ["position", "part"]
    counted = ones.with_columns(
        occurrence=c("one").cum_sum().over(*same, "delivery_counted", order_by=place)
    ).with_columns(
        copy=c("one").cum_sum().over(*same, "occurrence", order_by=["open", "delivery_counted", *place])
    )
    repeats = counted.filter((c("occurrence") > 1) | (c("copy") > 1))
    return repeats.select("line_id", "part", "occurrence", redelivered=c("copy") > 1)


def _first_decided(lines: Frame, same: list[str]) -> Frame:
    """Add `open`, 0 for decided records and 1 for others; without those that were put back as they had been."""
    marked = lines.with_columns(open=nw.when(c("decided")).then(_ZERO).otherwise(_ONE))
    kept = marked.with_columns(stand=c("open").sum().over(*same, "position", "part"))
    return kept.filter((c("open") == 1) | (c("stand") == 0))


def _comparable(name: str) -> nw.Expr:
    """A column as text in which null equals null: engines disagree on null keys."""
    return c(name).cast(nw.String).fill_null("") if name != "sold_at" else c(name)
