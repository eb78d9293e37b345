"""Settings of exchange rates: in which currency sales are reported, and where rates come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tillhouse.errors import BadSetting
from tillhouse.settings.recorded import NO_FIGURE

_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Rates:
    """In which currency sales are reported, and where exchange rates come from (docs/guides/enrichment.md). The
    environment variables are `TILLHOUSE_RATES_FROM` and `TILLHOUSE_RATES_TO`; an address with a key belongs there.

    from: the path of a CSV file, or an address that answers for one day, such as `https://example.org/{date}?base={base}`.
    to: the currency in which sales are reported, ISO 4217; empty for the one of all sales, where there is one.
    base: the currency whose one unit is worth the rate; empty for the one in which sales are reported.
    max_age: days by which a rate may be older than the sale, for days on which none is published.
    timeout: seconds that one call may take, from the connection to the last byte.
    tries: calls for one day before the source counts as down.
    wait: seconds before the second try; each further wait is twice as long.
    """

    from_: str = field(default="", repr=False, metadata=NO_FIGURE)
    to: str = ""
    base: str = field(default="", metadata=NO_FIGURE)
    max_age: int = 7
    timeout: int = field(default=10, metadata=NO_FIGURE)
    tries: int = field(default=4, metadata=NO_FIGURE)
    wait: int = field(default=1, metadata=NO_FIGURE)

    def __post_init__(self) -> None:
        where = "[rates] in tillhouse.toml"
        for name, code in (("to", self.to), ("base", self.base)):
            if code:
                _known(code, f"{where}: {name}")
        least = {"max_age": 0, "timeout": 1, "tries": 1, "wait": 0}
        for name, lowest in least.items():
            if getattr(self, name) < lowest:
                raise BadSetting(
                    f"{where}: {name} is {getattr(self, name)}.", f"It must be at least {lowest}."
                )
        if self.is_address and not {"date"} <= set(_PLACE.findall(self.from_)) <= {"date", "base"}:
            raise BadSetting(
                f"{where}: the address in from does not ask for the rates of one day.",
                "Write {date} where the day goes, and {base} where the currency of the rates does.",
            )

    @property
    def is_address(self) -> bool:
        """Whether rates come from the network."""
        return "://" in self.from_

    @property
    def shown(self) -> str:
        """Where rates come from, without what may be a key: of an address, the host alone."""
        host = re.match(r"(\w+://)(?:[^/?#]*@)?([^/?#]*)", self.from_)
        return f"{host[1]}{host[2]}/***" if host else self.from_


def _known(code: str, name: str) -> None:
    from tillhouse.retail.currencies import (  # brings all countries, which --help need not pay
        currencies,
        instead_of,
    )

    if code not in currencies():
        raise BadSetting(f"{name} is {code!r}, which is no currency.", instead_of(code))
