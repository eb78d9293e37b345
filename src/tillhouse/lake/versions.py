"""Lakes of another version: what was received is kept as it was kept then, and is never read as something else."""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.errors import FixTheSetup
from tillhouse.lake.releases import Release
from tillhouse.table import Table


def refuse_other(release: Release, tables: Mapping[str, Table]) -> None:
    """Raise `FixTheSetup` where a release keeps what was received in other columns than this version reads."""
    received = (table for table in tables.values() if table.written_by == "intake")
    for table in received:
        state = release.tables.get(table.name)
        if state and state.shape and state.shape != table.shape:
            raise FixTheSetup(
                f"This lake was made by an earlier Tillhouse ({release.software}), "
                f"which kept other columns in {table.name}.",
                "Take its files into a new lake:  tillhouse --root NEW open PATH\n"
                "That version still reads this one; nothing in it was changed.",
            )
