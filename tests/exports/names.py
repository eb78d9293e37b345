"""Names and words of invented exports, in five languages: what columns are called, and how statuses are said."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS = [
    "order",
    "code",
    "name",
    "quantity",
    "at",
    "price",
    "total",
    "discount",
    "percent",
    "customer",
    "country",
    "status",
    "kind",
    "tax",
    "rate",
    "shipping",
    "order_discount",
    "order_tax",
    "tip",
    "order_total",
    "refund",
    "currency",
    "store",
]

_NAMES = {
    "en": "Order ID,SKU,Description,Quantity,Order Date,Unit Price,Line Total,Discount,Discount %,Customer ID,"
    "Country,Status,Type,Tax,Tax Rate,Shipping,Order Discount,Total Tax,Tip,Order Total,Refunded Amount,Currency,"
    "Store",
    "snake": "order_id,sku,product_name,qty,order_date,unit_price,line_total,discount,discount_percent,customer_id,"
    "country,status,type,tax_amount,tax_rate,shipping_amount,order_discount,total_tax,tip_amount,order_total,"
    "refund_amount,currency,store",
    "de": "Rechnungsnummer,Artikelnummer,Bezeichnung,Menge,Rechnungsdatum,Einzelpreis,Gesamtpreis,Rabatt,Rabatt %,"
    "Kundennummer,Land,Status,Typ,MwSt,MwSt-Satz,Versandkosten,Gesamtrabatt,Gesamtsteuer,Trinkgeld,Bestellsumme,"
    "Erstattung,Währung,Filiale",
    "fr": "Numéro facture,Référence produit,Désignation,Quantité,Date facture,Prix unitaire,Montant,Remise,Remise %,"
    "N° client,Pays,Statut,Type,TVA,Taux TVA,Frais de port,Remise totale,Total TVA,Pourboire,Total commande,"
    "Montant remboursé,Devise,Magasin",
    "es": "Número factura,Código artículo,Descripción,Cantidad,Fecha factura,Precio unitario,Importe,Descuento,"
    "Descuento %,Código cliente,País,Estado,Tipo,IVA,Tipo IVA,Gastos de envío,Descuento total,Total IVA,Propina,"
    "Total pedido,Importe reembolsado,Moneda,Tienda",
}
LANGUAGES = tuple(_NAMES)
_STATUSES = {
    "en": "Completed,Cancelled,Pending,Refunded",
    "snake": "paid,voided,pending,refunded",
    "de": "abgeschlossen,storniert,ausstehend,erstattet",
    "fr": "payée,annulée,en attente,remboursée",
    "es": "completado,cancelado,pendiente,reembolsado",
}
_KINDS = {
    "en": "Sale,Return",
    "snake": "sale,refund",
    "de": "Verkauf,Rückgabe",
    "fr": "vente,retour",
    "es": "venta,devolución",
}


def headers(language: str) -> Mapping[str, str]:
    """What each column is called."""
    return dict(zip(MEANINGS, _NAMES[language].split(","), strict=True))


def status(language: str, word: str) -> str:
    """How a language says that an order is done, cancelled, pending or refunded."""
    return dict(
        zip(("done", "cancelled", "pending", "refunded"), _STATUSES[language].split(","), strict=True)
    )[word]


def kind(language: str, *, is_back: bool) -> str:
    """How a language says that a row is a sale or a return."""
    return _KINDS[language].split(",")[is_back]


def totals_word(language: str) -> str:
    """What a row of totals begins with."""
    return {"de": "Summe", "fr": "Total général", "es": "Total"}.get(language, "Total")
