"""Columns that tell of people, or hold free text: they are counted, never shown or offered as a dimension."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tillhouse.sources import _patterns
from tillhouse.sources._spelling import plain

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

_OF_PEOPLE = re.compile(
    r"(?:first|last|full|middle|given|family|sur|maiden|contact|customer|client|buyer|recipient|cardholder|person"
    r"|consumer|guest|patient|member|user|billing|shipping|shipto|billto|ship|bill|delivery|sender|attention)names?$"
    r"|^(?:vor|nach|familien|kunden|kaufer|empfanger)name$|^(?:prenom|nomclient|nomdefamille|apellidos?|cognome|voornaam"
    r"|achternaam|klantnaam|sobrenome|imie|nazwisko|nomecliente|nombrecliente|ansprechpartner|imieinazwisko)$"
)
_CONTACTS = re.compile(
    r"e?mail|phone|telefon|telefoon|tel$|^tel|mobile|handy|fax|address|adresse?|adres|indirizzo|direccion|endereco"
    r"|street|strasse|straat|^rue$|^calle$|postal|^zip|zip$|zipcode|postcode|plz$|codepostal|birth|geburt|passport|iban|vatid"
    r"|taxid|^ip$|ipaddress|latitude|longitude|geolocation"
)
_NOTES = re.compile(
    r"notes?$|comments?$|remarks?$|memo$|message|instruction|bemerkung|kommentar|notiz|hinweis|commentaire|nota$|notas$"
    r"|comentario|osservazion|opmerking|observac|uwagi|description2|giftmessage|useragent|^url|url$|link$|feedback|review"
)
#: From this length on, on average, text is prose.
_PROSE = 60


def is_private(name: str, looks: Looks | None = None) -> bool:
    """Whether a column holds names of people, their contacts, notes or other free text, by its name or its values."""
    word = plain(name)
    if _OF_PEOPLE.search(word) or _CONTACTS.search(word) or _NOTES.search(word):
        return True
    if looks is None or not looks.filled[name]:
        return False
    emails = (looks.share(name, _patterns.EMAIL) or 0) >= _patterns.MOST
    return emails or looks.length(name) >= _PROSE
