"""Which columns are about persons, or are free text: they are kept as received and never become columns to ask by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

#: What a column holds, by the words of its header that say so; a phrase is found as whole words, or as all of a word.
_SAYS: Mapping[str, str] = MappingProxyType(
    {
        "a person's name": (
            "recipient|first name|last name|full name|middle name|given name|family name|maiden name|surname"
            "|(?:customer|client|buyer|recipient|contact|cardholder|person|consumer|guest|patient|member|user|billing"
            "|shipping|ship to|bill to|ship|bill|delivery|sender|attention|kunden|kaufer|empfanger|familien) ?names?"
            "|cardholder|employee|salesperson|sales rep|cashier|staff|staff member|team member|vorname|nachname"
            "|kassierer|mitarbeiter|ansprechpartner|prenom|nom client|nom du client|nom de famille|nombre"
            "|nombre cliente|apellidos?|nome cliente|cognome|voornaam|achternaam|klantnaam|sobrenome|imie"
            "|nazwisko|imie i nazwisko"
        ),
        "an e-mail address": "email|e mail|mail|courriel|correo|correo electronico",
        "a telephone number": "phone|telephone|tel|mobile|mobil|cell|fax|telefon|handy|telefono|telefoon|portable",
        "an address": (
            "address ?[1-3]?|street ?[1-3]?|zip|zip code|postcode|post code|postal code|postal|plz|adresse|anschrift"
            "|strasse|hausnummer|direccion|endereco|indirizzo|adres|straat|rue|calle|latitude|longitude|geolocation"
            "|code postal"
        ),
        "contacts": "contacts?|kontakt|company|firma|ip|ip address|user agent|device id|cookie|url|link",
        "a date of birth": "birthday|birthdate|date of birth|birth date|birth|dob|geburtsdatum|geburtstag",
        "a number of a card or an account": (
            "card number|credit card|iban|bic|account number|passport|ssn|social security|tax id|vat id|vat number|card"
            " last 4|pan suffix"
        ),
        "a secret": "password|secret|token",
        "free text": (
            "notes?|comments?|remarks?|message|memo|gift message|instructions?|feedback|reviews?|notiz|notizen"
            "|bemerkung|bemerkungen|kommentar|anmerkung|hinweis|commentaire|comentarios?|notas?|opmerking|osservazioni"
            "|observacoes|observaciones|uwagi|description2"
        ),
    }
)
#: What may stand around such words in a header of one word: `emailaddress`, `kundentelefon`, `ordernotes`.
_BEFORE = "customer|client|buyer|recipient|contact|billing|shipping|ship|bill|delivery|home|work|order|kunden|gift|the"
_AFTER = "address|adresse|number|nummer|no|line|field|text|[0-9]"
_ACCENTS = str.maketrans(
    dict(zip("áàâäãåéèêëíìîïóòôöõúùûüñçęąłøżźśćń", "aaaaaaeeeeiiiiooooouuuuncealozzscn", strict=True))
    | {"ß": "ss", "æ": "ae"}
)


def why_personal(header: str) -> str | None:
    """What a header says that its column holds of persons or as free text, in words; None for any other."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", header)
    plain = " ".join(re.findall(r"[a-z0-9]+", split.lower().translate(_ACCENTS)))
    joined = plain.replace(" ", "")
    for what, words in _SAYS.items():
        whole = re.sub(r" (?!\?)", "", words)
        if re.search(rf"\b(?:{words})\b", plain) or re.fullmatch(
            rf"(?:{_BEFORE})*(?:{whole})(?:{_AFTER})*", joined
        ):
            return what
    return None
