"""Words of the rows that exports have besides records: totals, and what programs write around a table.

Patterns are for text in lower case. `STARTS` and `NOTE_STARTS` are what such texts begin with, so that a file in
which no cell begins so needs no second look.
"""

from __future__ import annotations

import re

_TOTAL = (
    "total|totals|subtotal|subtotals|sub-total|sub total|grand total|grandtotal|overall total|report total|net total|"
    "summe|zwischensumme|gesamtsumme|endsumme|gesamt|gesamtergebnis|insgesamt|gesamtbetrag|gesamtumsatz|"
    "total général|total general|sous-total|sous total|totaux|somme|montant total|totales|totale|totale generale|"
    "subtotale|totali|totais|total geral|totaal|subtotaal|eindtotaal|razem|ogółem|celkem|yhteensä|sammanlagt|summa|"
    "toplam|genel toplam|összesen|итого|всего|合計|小計|总计|合计"
)
#: Words that mean other things as well are a total only by themselves.
_ALONE = f"{_TOTAL}|sum|suma|ergebnis|gesamt"
_MORE = (
    r"\s*[:(=#].*|\s+\S{1,12}|\s+(?:of|for|on|in|per|par|pour|für|von|der|des|de|del|do|di|da|sales|revenue|amount|"
    r"net|gross|orders?|items?|rows?|lines?|qty|quantity|units?|umsatz|brutto|netto|ventes|ventas|ht|ttc)\b.*"
)
#: A total with nothing behind it.
BARE_TOTAL = re.compile(rf"(?:{_ALONE})\s*[:.]?")
#: A total that may say of what.
TOTAL = re.compile(rf"(?:{_TOTAL})(?:{_MORE})?|{BARE_TOTAL.pattern}")
#: The total of a group as spreadsheets write it: ``7001 Total``. Not in lower case.
ENDS = (" Total", " TOTAL", " Ergebnis", " Totaal", " Totale", " Summe", " Gesamt")
GROUP_TOTAL = re.compile(rf".{{1,60}}(?:{'|'.join(ENDS)})")
STARTS = (
    *(
        "total",
        "subtotal",
        "sub-total",
        "sub total",
        "grand",
        "overall total",
        "report total",
        "net total",
        "sum",
    ),
    *("zwischensumme", "gesamt", "endsumme", "insgesamt", "ergebnis", "summe"),
    *("sous-total", "sous total", "totaux", "somme", "montant total", "totaal", "eindtotaal"),
    *(
        "razem",
        "ogółem",
        "celkem",
        "yhteensä",
        "sammanlagt",
        "toplam",
        "genel toplam",
        "összesen",
        "Összesen",
    ),
    *("итого", "Итого", "ИТОГО", "всего", "Всего", "ВСЕГО", "合計", "小計", "总计", "合计"),
)
NOTE_STARTS = (
    *(
        "generated",
        "printed",
        "exported",
        "created",
        "produced",
        "report",
        "run ",
        "end of",
        "source:",
        "copyright",
    ),
    *("confidential", "note:", "notes:", "filter", "period", "page", "erstellt", "gedruckt", "exportiert"),
    *("druckdatum", "stand:", "quelle:", "hinweis:", "ende", "zeitraum", "seite"),
    *(
        "imprimé",
        "exporté",
        "édité",
        "généré",
        "fin du",
        "generado",
        "impreso",
        "fuente:",
        "página",
        "pagina",
    ),
    *("stampato", "generato", "afgedrukt", "bron:", "(", "©", "*", "eof"),
)
#: How many rows there are, as databases write it below a result.
COUNTED = re.compile(r"\(?\d[\d,.]* (?:rows?|records?|zeilen?|datensätze?|lignes?|filas?)\b.*")
COUNTED_WORDS = (" row", " record", " zeile", " datens", " ligne", " fila")
NOTE = re.compile(
    rf"(?:{'|'.join(map(re.escape, NOTE_STARTS))})\D.*|{COUNTED.pattern}|eof|ende|page.*|seite.*"
)
