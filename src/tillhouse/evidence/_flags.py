"""Columns that say by their name what became of a sale: those of states, and those of yes or no."""

from __future__ import annotations

import re
from typing import Literal

from tillhouse.sources._spelling import plain, spellings
from tillhouse.sources._synonyms import SYNONYMS
from tillhouse.sources._synonyms.ranks import ranks

#: What yes means: the sale is called off; its goods came back; the record is a return.
Flag = Literal["cancelled", "returned", "return"]
_STATE = re.compile(
    r"status|statut|zustand|stato$|estado|situacao"
    r"|(?:payment|order|invoice|sale|sales|transaction|document|line|item|ticket|check|bill|receipt)state$"
    r"|abgru|absagegrund|rejectionreason|reasonforrejection"
)
_REASON = re.compile(
    r"abgru|absagegrund|rejectionreason|reasonforrejection|cancel\w*reason|voidreason|stornogrund"
)
#: States of something that is not the sale.
_OTHER = re.compile(
    r"customer|client|kunde|member|account|stock|inventory|product|artikel|marital|civil|tax|email|review|user|loyalty"
    r"|subscription|abo|sync|print|marketing"
)
_DELIVERY = re.compile(r"ship|fulfil|deliver|liefer|versand|livraison|envio|entrega")
_CANCELLED = (
    r"cancell?ed|cancell?ation|void(?:ed)?|storno|storniert|annule|annulee|anulado|cancelado|annullato"
)
_RETURNED = (
    r"returned|refunded|chargeback|charged?back|returnedrefunded|retourniert|zuruckgegeben|erstattet|rembourse"
    r"|devuelto|reembolsado|reso|retour|retoure|ruckgabe|devolucion|return|refund"
)
_BILL = re.compile(
    r"invoice|facture\b|facture$|factura|fattura|fatura|faktur|factuur|rechnung(?:s?(?:nr|nummer|status|sstatus))?$"
)
_CREDIT = re.compile(
    r"creditnote|creditmemo|gutschrift|notedecredit|notadecredito|notadicredito|creditnota|kreditnota|^avoir"
)
_TYPE = re.compile(
    r"^(?:trans|transaction|tran|trn|txn|doc|document|record|rec|entry|movement|sales?|order|ticket|receipt|voucher"
    r"|invoice|line|item)(?:type|kind|class|art|indicator|category)(?:code|id)?$"
    r"|^(?:vbtyp|auart|fkart|shkzg|bwart|pstyv|vorgang|vorgangscode|sollhaben|debitcredit|drcr|trancode|transcode)$"
)
_REMARK = re.compile(
    r"observa|remark|bemerk|comment|kommentar|notes?$|notiz|anmerk|opmerk|uwagi|nota$|notas$|hinweis|info$|remarque"
)
_ENDS = r"(?:flag|yn|yesno|indicator)?$"
_YES, _NO = ranks(
    "yes y true t 1 x ja j oui o si sí s sim tak on ✓ ✔ wahr vrai",
    "no n false f 0 nein non nee não nao nie off - falsch faux",
)


def is_state(header: str) -> bool:
    """Whether a column says how far a sale is, or whether it is paid."""
    if any(word in rank for word in spellings(header) for rank in SYNONYMS["status"]):
        return True
    name = plain(header)
    return bool(_STATE.search(name)) and not _OTHER.search(name) and not _DELIVERY.search(name)


def is_type_name(header: str) -> bool:
    """Whether a column says by its name of what type a record is."""
    words = spellings(header)
    return any(word in SYNONYMS["kind"][0] or _TYPE.search(word) for word in words)


def is_remark(header: str) -> bool:
    """Whether a column holds what somebody remarked of a sale."""
    return bool(_REMARK.search(plain(header)))


def is_of_others(header: str) -> bool:
    """Whether a column says something of customers, products and others that are no sale."""
    return bool(_OTHER.search(plain(header)))


def is_reason(header: str) -> bool:
    """Whether a column says why a sale was called off: what has a value in it was."""
    return bool(_REASON.search(plain(header)))


def is_bill(header: str) -> bool:
    """Whether a column says by its name that records are invoices, which are sold whether they are paid or not."""
    return bool(_BILL.search(plain(header)))


def is_credit(header: str) -> bool:
    """Whether a column says by its name that records are credit notes."""
    return bool(_CREDIT.search(plain(header)))


def is_delivery(header: str) -> bool:
    """Whether a column says how far the delivery of a sale is."""
    name = plain(header)
    return not is_state(header) and bool(_STATE.search(name) and _DELIVERY.search(name))


def flag(header: str) -> Flag | None:
    """What a yes means in a column of this name; None where it is not one of yes and no."""
    name = next((word for word in spellings(header) if word == "isreturn"), plain(header))
    if re.match(rf"(?:is|was|has|hasbeen)?(?:{_CANCELLED}){_ENDS}", name):
        return "cancelled"
    if re.match(rf"is(?:return|refund)$|(?:return|refund)(?:flag|indicator){_ENDS}", name):
        return "return"
    return "returned" if re.match(rf"(?:is|was|has|hasbeen)?(?:{_RETURNED}){_ENDS}", name) else None


def answer(value: str) -> bool | None:
    """Whether a value says yes or no; None for another one."""
    return True if value in _YES else False if value in _NO else None
