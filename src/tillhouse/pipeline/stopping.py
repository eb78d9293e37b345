"""A check that is declared to stop a release, and found rows."""

from __future__ import annotations

from tillhouse.catalog import Catalog
from tillhouse.errors import CheckStopped
from tillhouse.lake.releases import Release
from tillhouse.retail.counts import number_of


def stop_on_failures(release: Release, known: Catalog) -> None:
    """Raise `CheckStopped` when a check declared ``on_fail="stop"`` did not pass."""
    for name, state in release.tables.items():
        stops = {check.name for check in known[name].checks if check.on_fail == "stop"}
        # What no month can be blamed for, such as rows that could not be read, is found of the whole table.
        found = [("", state.failures), *((month, one.failures) for month, one in state.partitions.items())]
        for month, failures in found:
            for check, (rows, amount, outcome, said) in failures.items():
                if check in stops:
                    where = f"{name}, month {month}" if month else name
                    money = f", {amount}" if amount else ""
                    raise CheckStopped(
                        f"{check} stops the release: "
                        f"{number_of(rows, 'row')} of {where}{money} ({outcome}). {said}".rstrip(),
                        "Nothing was published. Correct the data or the feed and run again.",
                    )
