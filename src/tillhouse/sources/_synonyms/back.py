"""Names of quantities of a line that came back, or that were called off."""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.sources._synonyms.ranks import Ranks, joined, ranks

_UNITS = (
    "quantity qty units items pieces pcs menge anzahl stuck stuckzahl quantite qte cantidad quantita aantal"
)
_RETURNED = "returned refunded return retourniert retour retournee retournees remboursee devuelta resa retour"
_CANCELLED = "cancelled canceled voided storniert annulee annulees cancelada annullata geannuleerd"

BACK: Mapping[str, Ranks] = {
    "returned_quantity": ranks(
        joined(_UNITS, _RETURNED)
        + joined(_RETURNED, _UNITS)
        + "retourmenge retouremenge rucknahmemenge retourenmenge lineitemrefundedquantity refundquantity refundqty"
    ),
    "cancelled_quantity": ranks(joined(_UNITS, _CANCELLED) + joined(_CANCELLED, _UNITS) + "stornomenge"),
}
