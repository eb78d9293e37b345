"""Where most lines of a new feed could not be booked, its reading is wrong: nothing is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import narwhals as nw

from tillhouse.errors import FixTheData
from tillhouse.frame import gathered
from tillhouse.lake.snapshot import Snapshot
from tillhouse.pipeline.stages import Candidate
from tillhouse.retail.counts import number_of
from tillhouse.settings.feed import Feed
from tillhouse.settings.settings import Settings

#: From this share of its lines on that wait, a feed is read otherwise than it is written.
_MOST = 0.5
#: The column that a reason is about, where a person can say another one.
_ABOUT = {
    "invoice_no_missing": "invoice_no",
    "stock_code_missing": "stock_code",
    "quantity_unreadable": "quantity",
    "price_unreadable": "unit_price",
    "amount_unreadable": "amount",
    "sold_at_unreadable": "sold_at",
}
c = nw.col


def refuse_unbooked(settings: Settings, candidate: Candidate, feeds: Iterable[Feed]) -> None:
    """Raise `FixTheData` where most lines of a feed that is new with this release wait in quarantine."""
    snapshot = Snapshot(settings, candidate.release)
    for feed in feeds:
        lines = snapshot.frame("ledger").filter(
            c("feed") == feed.name, ~c("fate").is_in(["not_sales", "superseded"])
        )
        fates = gathered(lines.group_by("fate", "reasons").agg(nw.len()))
        waiting = Counter({why: rows for fate, why, rows in fates.iter_rows() if fate == "quarantined"})
        if waiting.total() > _MOST * sum(fates["len"].to_list()):
            raise _refused(waiting, sum(fates["len"].to_list()))


def _refused(waiting: Counter[str], lines: int) -> FixTheData:
    why, rows = waiting.most_common(1)[0]
    said = why.replace(", ", " and ").replace("_", " ")
    about = next((column for reason, column in _ABOUT.items() if reason in why), "")
    other = (
        f"Name its column:  --column {about}=HEADER        Or say that there is none:  --without {about}\n"
    )
    return FixTheData(
        f"{waiting.total():,} of {number_of(lines, 'line')} could not be booked; {rows:,} of them: {said}. "
        "The file is read otherwise than it is written.",
        (other if about else "")
        + "Nothing was published. To publish it all the same, plan and apply it:  --plan",
    )
