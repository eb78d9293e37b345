"""Settings of exchange rates: in which currency sales are reported, and where rates come from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tillhouse.errors import BadSetting
from tillhouse.setting import check, figure, row

_PLACE = re.compile(r"\{(\w*)\}")


def _shown(source: str) -> str:
    """Where rates come from, without what may be a key: of an address, the host alone."""
    host = re.match(r"(\w+://)(?:[^/?#]*@)?([^/?#]*)", source)
    return f"{host[1]}{host[2]}/***" if host else source


@dataclass(frozen=True)
class Rates:
    """In which currency sales are reported, and where exchange rates come from (docs/guides/enrichment.md). An address
    with a key belongs in the environment.
    """

    from_: str = row(
        "",
        "the path of a CSV file, or an address that answers for one day, such as `https://example.org/{date}?base={base}`",
        outside=True,
        shown=_shown,
    )
    to: str = figure(
        "",
        "the currency in which sales are reported, ISO 4217; empty for the one of all sales, where there is one",
        outside=True,
    )
    base: str = row(
        "", "the currency whose one unit is worth the rate; empty for the one in which sales are reported"
    )
    max_age: int = figure(
        7, "days by which a rate may be older than the sale, for days on which none is published", least=0
    )
    timeout: int = row(10, "seconds that one call may take, from the connection to the last byte", least=1)
    tries: int = row(4, "calls for one day before the source counts as down", least=1)
    wait: int = row(1, "seconds before the second try; each further wait is twice as long", least=0)

    def __post_init__(self) -> None:
        where = "[rates] in tillhouse.toml"
        check(self, where)
        for name, code in (("to", self.to), ("base", self.base)):
            if code:
                _known(code, f"{where}: {name}")
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
        """Where rates come from, without what may be a key."""
        return _shown(self.from_)


def _known(code: str, name: str) -> None:
    from tillhouse.retail.currencies import (  # brings all countries, which --help need not pay
        currencies,
        instead_of,
    )

    if code not in currencies():
        raise BadSetting(f"{name} is {code!r}, which is no currency.", instead_of(code))
