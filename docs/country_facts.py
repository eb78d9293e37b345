"""Writes `src/tillhouse/data/country_facts.csv` for every country listed: from the packages that hold Unicode CLDR, and
from the IANA Time Zone Database as the machine has it.

    npm pack cldr-core cldr-localenames-full       # two archives, in this folder or another
    python docs/country_facts.py FOLDER            # the folder that holds them

Figures are taken as they stand: nothing is estimated, rounded or filled in. What each column is, and of when, is said
in `country_sources.csv`, which is written with it, and in `enrichment.md`.
"""

from __future__ import annotations

import csv
import json
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tillhouse.retail.countries import countries

DATA = Path(__file__).parents[1] / "src" / "tillhouse" / "data"
#: The day on which the version was published on npm, as `npm view cldr-core time` says.
PUBLISHED = "2026-03-25"
#: The Time Zone Database, which is in the public domain: where the machine has it, its version, and the day of that.
ZONES, ZONES_VERSION, ZONES_PUBLISHED = Path("/usr/share/zoneinfo/zone.tab"), "2025b", "2025-03-22"
#: What CLDR calls a language that a country has made its own.
OFFICIAL = ("official", "de_facto_official")
#: The five regions of UN M49. What CLDR has beneath the world besides them is no region of it.
REGIONS = ("002", "009", "019", "142", "150")


def read(folder: Path, package: str, name: str) -> Any:
    """A file of a package, from its archive."""
    (archive,) = folder.glob(f"{package}-[0-9]*.tgz")
    with tarfile.open(archive) as packed:
        found = packed.extractfile(f"package/{name}")
        assert found is not None
        return json.load(found)


def regions(folder: Path) -> dict[str, tuple[str, str]]:
    """Country to the names of its region and its subregion, the nearest group of UN M49 that holds it."""
    groups = read(folder, "cldr-core", "supplemental/territoryContainment.json")
    holds = {
        code: group["_contains"]
        for code, group in groups["supplemental"]["territoryContainment"].items()
        if code.isdigit() and "_grouping" not in group
    }
    english = read(folder, "cldr-localenames-full", "main/en/territories.json")
    names = english["main"]["en"]["localeDisplayNames"]["territories"]
    return {
        country: (names[region], names[subregion])
        for region in REGIONS
        for subregion in holds[region]
        if subregion.isdigit()
        for country in holds[subregion]
    }


def currency(spans: list[Mapping[str, Mapping[str, str]]]) -> str:
    """The first currency that is legal tender with no end; empty where there is none."""
    standing = (
        code
        for span in spans
        for code, said in span.items()
        if "_to" not in said and said.get("_tender") != "false"
    )
    return next(standing, "")


def languages(said: Mapping[str, Any]) -> str:
    """The official languages of a country, by how many people use them."""
    known = said.get("languagePopulation", {})
    found = [code for code, one in known.items() if one.get("_officialStatus") in OFFICIAL]
    found.sort(key=lambda code: (-float(known[code]["_populationPercent"]), code))
    return " ".join(code.replace("_", "-") for code in found)


def zones() -> dict[str, tuple[str, str, str]]:
    """Country to its time zones, and the latitude and longitude of the place that the first is named after."""
    found: dict[str, tuple[str, str, str]] = {}
    for line in ZONES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, place, zone, *_ = line.split("\t")
            first = found.get(code, ("", *degrees(place)))
            found[code] = (f"{first[0]} {zone}".strip(), *first[1:])
    return found


def degrees(place: str) -> tuple[str, str]:
    """``+404251-0740023`` and ``+4230+00131`` as degrees, to the ten-thousandth."""
    cut = max(place.rfind("+"), place.rfind("-"))
    return tuple(_decimal(part, whole) for part, whole in ((place[:cut], 3), (place[cut:], 4)))  # type: ignore[return-value]


def _decimal(part: str, whole: int) -> str:
    minutes, seconds = int(part[whole : whole + 2]), int(part[whole + 2 :] or 0)
    size = int(part[1:whole]) + minutes / 60 + seconds / 3600
    return f"{-size if part[0] == '-' else size:.4f}"


def main(folder: Path) -> None:
    """Write both files."""
    version = read(folder, "cldr-core", "package.json")["version"]
    facts = read(folder, "cldr-core", "supplemental/territoryInfo.json")["supplemental"]["territoryInfo"]
    money = read(folder, "cldr-core", "supplemental/currencyData.json")["supplemental"]["currencyData"]
    placed, located = regions(folder), zones()
    rows = [
        (
            "alpha2",
            "region",
            "subregion",
            "currency",
            "population",
            "gdp_ppp",
            "languages",
            "time_zones",
            "latitude",
            "longitude",
        )
    ]
    for country in countries():
        if code := country.code:
            found = facts.get(code, {})
            figures = (found.get(f"_{name}", "") for name in ("population", "gdp"))
            tender = currency(money["region"].get(code, []))
            rows.append(
                (
                    code,
                    *placed.get(code, ("", "")),
                    tender,
                    *("" if n == "0" else n for n in figures),
                    languages(found),
                    *located.get(code, ("", "", "")),
                )
            )
    said = {
        "region": "UN M49, the names in CLDR's English",
        "subregion": "UN M49, the nearest group that holds the country, the names in CLDR's English",
        "currency": "ISO 4217, legal tender when CLDR was published; the first where there are several",
        "population": "people; CLDR takes it from the CIA World Factbook, else from the World Bank",
        "gdp_ppp": "international dollars at purchasing power parity; CLDR takes GDP from the CIA World Factbook,"
        " else GNI from the World Bank; for some territories scaled from another by population",
        "languages": "official languages as CLDR has them, by the share of people who use them; IETF BCP 47",
    }
    local = {
        "time_zones": "IANA time zones of the country, in the order of the database",
        "latitude": "degrees north of the place that the first zone is named after, not of a centre of the country",
        "longitude": "degrees east of the same place",
    }
    sources = [("column", "source", "version", "published", "meaning")]
    sources += [(name, "Unicode CLDR", version, PUBLISHED, meaning) for name, meaning in said.items()]
    zoned = ("IANA Time Zone Database", ZONES_VERSION, ZONES_PUBLISHED)
    sources += [(name, *zoned, meaning) for name, meaning in local.items()]
    for name, lines in (("country_facts.csv", rows), ("country_sources.csv", sources)):
        with (DATA / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
