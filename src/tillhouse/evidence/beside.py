"""Money in columns without a meaning: it is in no figure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tillhouse.evidence.finding import Finding
from tillhouse.sources import Reading as FileReading


def found(readings: Iterable[FileReading]) -> tuple[Finding, ...]:
    """A finding that names each such column with its sum over all files; none where there is no such column."""
    sums: dict[str, Decimal] = {}
    lines = 0
    for reading in readings:
        lines += reading.records
        for name, total in reading.beside.items():
            sums[name] = sums.get(name, Decimal(0)) + total
    if not sums:
        return ()
    named = " · ".join(f"{name} {total:,.2f}" for name, total in sums.items())
    says = (
        f"Money in columns without a meaning, in no figure: {named}."
        " Name one with --column MEANING=HEADER, or declare it with --own HEADER=measure."
    )
    return (Finding("money_beside", says, lines),)
