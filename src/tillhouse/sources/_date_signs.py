"""What speaks for day first or month first where every date fits both: how it is written, in what order, and where.

Dots between numbers: each locale of the Unicode CLDR that writes dates so, with the year last, writes the day first.
A decimal comma and names of columns in German, French, Spanish, Italian, Dutch, Portuguese or Polish: these locales
write the day first as well. US dollars and states of the USA: the month first. The order of the rows, or that of
the numbers of their orders: dates rise in one reading and not in the other. Dates that have not come yet are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from tillhouse.errors import Leaning
from tillhouse.sources._spelling import plain

_FORM = r"^\s*(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})\b"
#: How many dates have to follow each other before their order tells.
_ENOUGH = 5
_STATES = frozenset(
    word
    for line in (
        "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok",
        "or pa ri sc sd tn tx ut vt va wa wv wi wy dc alabama alaska arizona arkansas california colorado connecticut",
        "delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland",
        "massachusetts michigan minnesota mississippi missouri montana nebraska nevada newhampshire",
        "newjersey newmexico newyork northcarolina northdakota ohio oklahoma oregon pennsylvania rhodeisland",
        "southcarolina southdakota tennessee texas utah vermont virginia",
        "washington westvirginia wisconsin wyoming districtofcolumbia",
    )
    for word in line.split()
)
_NEARLY_ALL = 0.9
_LANGUAGES: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "German": "datum bestelldatum rechnungsdatum belegdatum verkaufsdatum uhrzeit menge anzahl stuck preis"
        " einzelpreis vk artikel artikelnr artikelnummer bezeichnung kunde kundennr kundennummer"
        " betrag summe gesamt gesamtpreis rechnungsnr rechnungsnummer rechnung bestellnr bestellnummer belegnr"
        " belegnummer beleg wahrung waehrung steuer rabatt warengruppe filiale umsatz",
        "French": "datedecommande datedevente datefacture datecommande quantite qte prixunitaire prix montant libelle"
        " designation client pays devise remise tva nocommande numerocommande commande nofacture magasin puht"
        " montantht montantttc heure",
        "Spanish": "fecha fechapedido fechadeventa fechafactura fechaventa cantidad cant precio preciounitario importe"
        " cliente descripcion pedido pais moneda producto descuento articulo tienda nofactura numerofactura hora",
        "Italian": "dataordine datavendita datafattura quantita qta prezzo prezzounitario importo cliente"
        " descrizione fattura ordine paese valuta prodotto sconto articolo codicearticolo negozio nordine ora",
        "Dutch": "datum besteldatum factuurdatum aantal prijs stuksprijs bedrag klant"
        " klantnummer omschrijving factuur factuurnummer bestelling bestelnummer artikelnummer korting winkel tijd",
        "Portuguese": "datapedido datavenda datadavenda quantidade qtd preco precounitario valor cliente descricao"
        " fatura pedido pais moeda produto desconto loja hora",
        "Polish": "datasprzedazy datazamowienia ilosc cena cenajednostkowa kwota klient opis faktura zamowienie waluta"
        " produkt rabat sklep godzina",
    }.items()
}


@dataclass
class DateSigns:
    """Gathers the signs of the batches of one file. header: its columns. dates, orders: those of dates and orders."""

    header: Sequence[str] = ()
    dates: str = ""
    orders: str = ""
    today: int = field(default_factory=lambda: int(datetime.now(UTC).strftime("%Y%m%d")))
    values: int = 0
    dotted: int = 0
    future: Counter[str] = field(default_factory=Counter)
    rows: dict[str, _Rising] = field(default_factory=dict)
    numbers: dict[str, _Rising] = field(default_factory=dict)
    states: dict[str, tuple[int, int, set[str]]] = field(default_factory=dict)

    def add(self, frame: pl.DataFrame) -> None:
        """Look at the rows of one batch."""
        parts = frame[self.dates].str.extract_groups(_FORM).struct.unnest()
        one, two, year = (pl.col(name).cast(pl.Int64) for name in ("1", "3", "4"))
        whole = pl.when(year < 100).then(year + 2000).otherwise(year) * 10_000
        both = parts.select(mark="2", day=whole + two * 100 + one, month=whole + one * 100 + two)
        numbered = self.orders and self.orders in frame.columns
        order = frame[self.orders].str.extract(r"(\d{1,15})\D*$").cast(pl.Int64) if numbered else None
        self._count(both.with_columns((order if order is not None else pl.lit(None)).alias("order")))
        self._look_for_states(frame)

    def _count(self, found: pl.DataFrame) -> None:
        found = found.filter(pl.col("day").is_not_null())
        self.values += len(found)
        self.dotted += int((found["mark"] == ".").sum())
        ordered = found.filter(pl.col("order").is_not_null()).sort("order", maintain_order=True)
        for name in ("day", "month"):
            self.future[name] += int((found[name] > self.today).sum())
            self.rows.setdefault(name, _Rising()).add(found[name])
            self.numbers.setdefault(name, _Rising()).add(ordered[name])

    def _look_for_states(self, frame: pl.DataFrame) -> None:
        for name in self.header:
            if not plain(name).endswith(("state", "province", "region", "statecode")):
                continue
            counted = frame[name].drop_nulls().value_counts(name="n")
            there, fit, kinds = self.states.get(name, (0, 0, set()))
            for value, lines in counted.head(1000).rows():
                is_one = plain(value) in _STATES
                there, fit = there + lines, fit + lines * is_one
                kinds |= {plain(value)} if is_one else set()
            self.states[name] = there, fit, kinds

    def of(self, decimal: str, currency: str) -> dict[Leaning, list[str]]:
        """What speaks for each order of dates, in words. decimal, currency: of the file's amounts, empty if unknown."""
        day, month = [*self._for_days(decimal)], [*self._for_months(currency)]
        for rising, where in ((self.rows, "rows"), (self.numbers, "orders by their numbers")):
            if self._rises(rising, "day", "month"):
                day.append(f"dates of {where} rise only so")
            if self._rises(rising, "month", "day"):
                month.append(f"dates of {where} rise only so")
        return {"day-first": day, "month-first": month}

    def _for_days(self, decimal: str) -> Iterator[str]:
        if self.values and self.dotted == self.values:
            yield "dots stand between its numbers"
        if decimal == ",":
            yield "amounts have a decimal comma"
        names = {plain(name) for name in self.header}
        language, shared = max(
            ((language, len(names & words)) for language, words in _LANGUAGES.items()), key=lambda one: one[1]
        )
        if shared > 1:
            yield f"names of columns are {language}"
        if self.future["month"] and not self.future["day"]:
            yield "dates would be in the future else"

    def _for_months(self, currency: str) -> Iterator[str]:
        if currency == "USD":
            yield "amounts are in US dollars"
        for name, (there, fit, kinds) in self.states.items():
            if len(kinds) > 1 and fit >= _NEARLY_ALL * there:
                yield f"{name} has states of the USA"
        if self.future["day"] and not self.future["month"]:
            yield "dates would be in the future else"

    @staticmethod
    def _rises(rising: Mapping[str, _Rising], one: str, other: str) -> bool:
        """Whether dates follow each other in one reading, and not in the other."""
        if not rising or rising[one].changes < _ENOUGH or rising[other].changes < _ENOUGH:
            return False
        return rising[one].is_sorted and not rising[other].is_sorted


@dataclass
class _Rising:
    """Whether numbers only rise, or only fall, over all batches. changes: how often one differs from that before it."""

    rises: int = 0
    falls: int = 0
    last: int | None = None

    def add(self, numbers: pl.Series) -> None:
        """Count the steps of one batch."""
        if not len(numbers):
            return
        first = pl.Series(numbers.name, [self.last if self.last is not None else numbers[0]], numbers.dtype)
        steps = pl.concat([first, numbers]).diff().drop_nulls()
        self.rises += int((steps > 0).sum())
        self.falls += int((steps < 0).sum())
        self.last = int(numbers[-1])

    @property
    def changes(self) -> int:
        """Steps to another number."""
        return self.rises + self.falls

    @property
    def is_sorted(self) -> bool:
        """Whether all steps go one way."""
        return not (self.rises and self.falls)
