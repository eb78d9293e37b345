"""Which columns are about persons, or are free text: they are kept as received and never become columns to ask by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

#: What a column holds, by the words of its header that say so; a phrase is found as whole words.
_SAYS: Mapping[str, str] = MappingProxyType(
    {
        "a person's name": (
            "customer name|client name|buyer name|recipient name|recipient|first name|last name|full name|surname"
            "|contact name|shipping name|billing name|ship name|bill name|firstname|lastname|cardholder|employee"
            "|salesperson|sales rep|cashier|staff|staff member|team member|vorname|nachname|kundenname|kassierer"
            "|mitarbeiter|prenom|nom client|nom du client|nombre|apellido|apellidos|nome cliente|cognome|voornaam"
            "|achternaam"
        ),
        "an e-mail address": "email|e mail|mail|courriel|correo|correo electronico",
        "a telephone number": "phone|telephone|tel|mobile|mobil|cell|fax|telefon|handy|telefono|telefoon|portable",
        "an address": (
            "address|address1|address2|address 1|address 2|street|street1|street2|zip|zip code|zipcode|postcode"
            "|postal code|postal|plz|adresse|anschrift|strasse|hausnummer|direccion|indirizzo|adres|straat"
            "|latitude|longitude|code postal"
        ),
        "contacts": "contact|contacts|kontakt|company|firma|ip|ip address|user agent|device id|cookie",
        "a date of birth": "birthday|birthdate|date of birth|birth date|dob|geburtsdatum",
        "a number of a card or an account": (
            "card number|credit card|iban|bic|account number|passport|ssn|social security|tax id|vat id|vat number|card"
            " last 4|pan suffix"
        ),
        "a secret": "password|secret|token",
        "free text": (
            "note|notes|comment|comments|remark|remarks|message|memo|gift message|instructions|feedback|review"
            "|notiz|notizen|bemerkung|bemerkungen|kommentar|anmerkung|commentaire|comentario|comentarios|nota|opmerking"
        ),
    }
)
_ACCENTS = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüñçß", "aaaaaeeeeiiiiooooouuuuncs")


def why_personal(header: str) -> str | None:
    """What a header says that its column holds of persons or as free text, in words; None for any other."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", header)
    plain = " ".join(re.findall(r"[a-z0-9]+", split.lower().translate(_ACCENTS)))
    for what, words in _SAYS.items():
        if re.search(rf"\b(?:{words})\b", plain):
            return what
    return None
