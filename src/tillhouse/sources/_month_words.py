"""Names that Croatian gives to another month than Polish and Czech: all names of a column decide whose they are.

Listopad is October in Croatian, and November in Polish and Czech. Czech has srp, and Polish has lip, a month later.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from tillhouse.errors import AmbiguousReading
from tillhouse.retail.calendar import MONTHS as ENGLISH
from tillhouse.retail.written.moments import ACCENTED, CROATIAN, MONTHS, PLAIN
from tillhouse.sources._spelling import plain

#: Of the names, the share that the language of a column may not know.
_UNKNOWN = 0.01
_NAMES: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "Croatian": "sijecanj sijecnja sij veljaca veljace velj vlj ozujak ozujka ozu travanj travnja tra svibanj"
        " svibnja svi lipanj lipnja lip srpanj srpnja srp kolovoz kolovoza kol rujan rujna ruj listopad listopada"
        " lis studeni studenoga studenog stu prosinac prosinca pro",
        "Polish": "stycznia styczen sty lutego luty lut marca marzec mar kwietnia kwiecien kwi maja maj czerwca"
        " czerwiec cze lipca lipiec lip sierpnia sierpien sie wrzesnia wrzesien wrz pazdziernika pazdziernik paz"
        " listopada listopad lis grudnia grudzien gru",
        "Czech": "leden ledna led unor unora uno brezen brezna bre duben dubna dub kveten kvetna kve cerven cervna"
        " cvn cervenec cervence cvc srpen srpna srp zari zar rijen rijna rij listopad listopadu lis prosinec"
        " prosince pro",
    }.items()
}
#: Names of columns and currencies of shops that write these languages.
_CURRENCIES: Mapping[str, str] = {"Croatian": "HRK", "Polish": "PLN", "Czech": "CZK"}
_HEADERS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "Croatian": "kolicina cijena iznos kupac racun brojracuna artikl sifra ukupno datumprodaje popust",
        "Polish": "datasprzedazy datazamowienia ilosc cena cenajednostkowa kwota klient faktura zamowienie waluta rabat"
        " sklep",
        "Czech": "mnozstvi cena castka zakaznik faktura objednavka mena sleva datumprodeje cislofaktury",
    }.items()
}


@dataclass
class MonthWords:
    """Counts the names of months in one column. example: a value that two languages read in two ways."""

    counts: Counter[str] = field(default_factory=Counter)
    example: str = ""

    def add(self, counted: pl.DataFrame) -> None:
        """Some distinct values that have a month with a name: ``text``, and their ``count``."""
        words = pl.col("text").str.replace_many(list(ACCENTED), list(PLAIN)).str.to_lowercase()
        found = counted.select("text", "count", word=words.str.extract_all("[a-z]{3,}")).explode("word")
        found = found.filter(pl.col("word").is_in(list(MONTHS)))
        for word, count in found.group_by("word").agg(pl.col("count").sum()).rows():
            self.counts[word] += count
        if not self.example:
            two = found.filter(pl.col("word").is_in(list(CROATIAN)))["text"]
            self.example = str(two.min() or "")

    @property
    def differs(self) -> bool:
        """Whether a name stands for two months."""
        return any(word in CROATIAN for word in self.counts)

    def language(self) -> Literal["Croatian", "other", ""]:
        """Whose names they are; empty where they do not decide."""
        total = self.counts.total()
        unknown = {
            language: sum(count for word, count in self.counts.items() if word not in words)
            for language, words in _NAMES.items()
        }
        croatian, other = unknown.pop("Croatian"), min(unknown.values())
        if croatian == other or min(croatian, other) > _UNKNOWN * total:
            return ""
        return "Croatian" if croatian < other else "other"

    def signs(self, header: Collection[str], currency: str) -> dict[Literal["Croatian", "other"], str]:
        """What else speaks for a language: names of columns, or the currency of amounts."""
        names, said = {plain(name) for name in header}, {}
        for language, words in sorted(_HEADERS.items(), key=lambda one: len(names & one[1])):
            coin = _CURRENCIES[language]
            whose: Literal["Croatian", "other"] = "Croatian" if language == "Croatian" else "other"
            if currency == coin:
                said[whose] = f"amounts are in {coin}"
            elif len(names & words) > 1:
                said[whose] = f"names of columns are {language}"
        return said

    def refuse_format(self, header: str, file: str, layout: str) -> None:
        """Raise `AmbiguousReading` where names may be Croatian: a format of dates reads them as Polish and Czech."""
        if self.differs and self.language() != "other":
            self.refuse(header, file, f"year-first --date-format {shlex.quote(layout)}")

    def refuse(self, header: str, file: str, order: str) -> None:
        """Raise `AmbiguousReading`: both months of a name, and a command for each."""
        word = next(name for name in CROATIAN if name in plain(self.example))
        croatian, other = (ENGLISH[months[word] - 1] for months in (CROATIAN, MONTHS))
        theirs = {"srp": "Czech", "lip": "Polish"}.get(word, "Polish and Czech")
        error = AmbiguousReading(
            f"Cannot tell the language of months in column {header}: {self.example} is in {croatian} (Croatian) or in"
            f" {other} ({theirs}).",
            f"Say which:  tillhouse open {file} --date-order croatian\n"
            f"Or, as {theirs}:  tillhouse open {file} --date-order {order}",
        )
        error.is_open = True
        raise error
