"""Currencies: the codes of ISO 4217 that money and rates may have."""

from __future__ import annotations

from functools import cache

from tillhouse.errors import UnreadableFile
from tillhouse.retail.countries import countries
from tillhouse.retail.country_facts import facts

#: What ISO 4217 has for a transaction that names no currency.
NONE = "XXX"
#: Codes of ISO 4217 that are no country's first currency: funds and metals in which rates are given, and units kept
#: beside another.
_BESIDE = "BOV CHE CHW CLF COU CUC LSL MXV SVC SZL UYI VED XAG XAU XDR XPD XPT ZWL"
#: Withdrawn since 1990: those that became the euro, and those that were renamed.
_WITHDRAWN = (
    "ADP ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK XEU AFA ANG AON "
    "AZM BGL BYB BYR CSD CSK GHC MGF MRO MXP MZM PLZ ROL RUR SDD SLL SRG STD TMM TRL VEB VEF YUM ZMK ZWD ZWR"
)


@cache
def currencies() -> frozenset[str]:
    """The first currency of each country, others of ISO 4217, and those withdrawn that old files may hold."""
    codes = (one.code for one in countries() if one.code)
    first = {facts(code).currency for code in codes} - {None}
    return frozenset({*map(str, first), *_BESIDE.split(), *_WITHDRAWN.split()})


def known_currency(code: str, where: str) -> str:
    """The code, if it is one. Raises `UnreadableFile` that says where it stands and names the nearest."""
    if code in currencies():
        return code
    raise UnreadableFile(f"{where}: {code!r} is no currency.", instead_of(code))


def instead_of(code: str) -> str:
    """What to write instead of a code that is none: the nearest, where one is near."""
    nearest = _nearest(code.strip().upper())
    return f"Did you mean {nearest}?" if nearest else "Write its ISO 4217 code, such as GBP."


def _nearest(code: str) -> str | None:
    """The first by alphabet with the same letters, else with the same first two, else with two in their places."""

    def likeness(one: str) -> int:
        if sorted(one) == sorted(code):
            return 4
        return 3 if one[:2] == code[:2] else sum(a == b for a, b in zip(one, code, strict=True))

    if len(code) != len("GBP"):
        return None
    best = max(sorted(currencies()), key=likeness)
    return best if likeness(best) > 1 else None
