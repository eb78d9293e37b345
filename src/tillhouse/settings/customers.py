"""Settings of customers: the day they are scored as of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tillhouse.errors import BadSetting
from tillhouse.setting import figure


@dataclass(frozen=True)
class Customers:
    """The day customers are scored as of (docs/explanation/customers.md)."""

    reference_date: str = figure(
        "",
        "the day to which recency is counted, such as `2011-11-30`; sales after it move no score; empty: the last day",
    )

    def __post_init__(self) -> None:
        try:
            _ = self.day
        except ValueError as error:
            raise BadSetting(
                f"[customers] in tillhouse.toml: reference_date is {self.reference_date!r}; a day was expected.",
                "Write it as 2011-11-30, or leave it empty for the end of the data.",
            ) from error

    @property
    def day(self) -> date | None:
        """The reference date; None for the end of the data."""
        return date.fromisoformat(self.reference_date) if self.reference_date else None
