"""What deliveries say against their feeds, for people: each with the command that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tillhouse.cli._output import Output, money

if TYPE_CHECKING:
    from tillhouse.lake.delivery_findings import DeliveryFinding


def print_findings(out: Output, found: Iterable[DeliveryFinding]) -> None:
    """Findings that a person can decide, after the statement or plan that they came with."""
    asked = [one for one in found if one.command]
    if asked:
        out.text("", "To decide")
    for one in asked:
        out.text(
            f"  {one.file}: {one.said['says']}", *_readings(one), f"    {out.command(one.command or '')}"
        )


def _readings(one: DeliveryFinding) -> list[str]:
    """Both readings with their money."""
    both = [one.said[side] for side in ("proposed", "instead") if one.said[side]]
    return [f"    {side['says']}: {money(side['amount'])}" for side in both if side["amount"] is not None]
