"""Names under which exports carry each meaning: per meaning, ranks of equally good names, the best first.

Names are written as `_headers.plain` gives them: lower case, letters and digits only. English, German, French,
Spanish.
"""

from __future__ import annotations

from collections.abc import Mapping

Ranks = tuple[frozenset[str], ...]


def _ranks(*ranks: str) -> Ranks:
    return tuple(frozenset(rank.split()) for rank in ranks)


SYNONYMS: Mapping[str, Ranks] = {
    "invoice_no": _ranks(
        "invoiceno invoice invoicenumber invoiceid invoicenr invoicenum invno rechnungsnummer rechnungsnr "
        "rechnungnr rechnung belegnummer belegnr numerofacture nofacture facture numfacture factura numerofactura "
        "nfactura nofactura",
        "receipt receiptno receiptnumber receiptid bon bonnummer bonnr ticket ticketno ticketnumber ticketid "
        "numeroticket",
        "orderid orderno ordernumber ordernr order bestellnummer bestellnr bestellung auftragsnummer auftragsnr "
        "numerocommande nocommande commande numcommande pedido numeropedido idpedido",
        "transactionid transactionno transactionnumber transaction transid saleid saleno documentno documentnumber "
        "transaktionsnummer idtransaction idventa",
    ),
    "stock_code": _ranks(
        "stockcode sku skucode skuid artikelnummer artikelnr artnr referenceproduit refproduit codeproduit "
        "codearticle codigoproducto codigoarticulo",
        "productid productcode productno productnumber itemcode itemid itemno itemnumber articleno articlenumber "
        "produktnummer produktnr produktid referencia reference ean gtin barcode upc asin",
        "item product article artikel produkt produit producto articulo",
    ),
    "description": _ranks(
        "description productdescription itemdescription bezeichnung artikelbezeichnung produktbezeichnung "
        "beschreibung designation libelle descripcion",
        "productname itemname articlename producttitle title lineitemname produktname artikelname nomproduit "
        "nomarticle nombreproducto",
    ),
    "quantity": _ranks(
        "quantity qty menge anzahl stuckzahl stueckzahl quantite qte cantidad",
        "units quantitysold qtysold unitssold orderquantity orderqty quantityordered lineitemquantity stuck stueck "
        "unites unidades pieces pcs",
    ),
    "sold_at": _ranks(
        "invoicedate invoicedatetime soldat saledate salesdate rechnungsdatum belegdatum verkaufsdatum datefacture "
        "datevente fechafactura fechaventa",
        "orderdate orderdatetime transactiondate transactiondatetime transactiontime purchasedate receiptdate "
        "orderedat bestelldatum auftragsdatum datecommande dateachat fechapedido fechacompra",
        "datetime timestamp createdat zeitstempel horodatage fechahora",
        "date datum fecha jour",
    ),
    "unit_price": _ranks(
        "unitprice priceperunit priceeach einzelpreis stuckpreis stueckpreis prixunitaire preciounitario",
        "price itemprice sellingprice saleprice retailprice productprice lineitemprice preis prix precio",
    ),
    "amount": _ranks(
        "amount lineamount linetotal linetotalamount lineitemtotal totalprice gesamtpreis betrag montant importe",
        "sales saletotal salesamount saleamount totalsales revenue turnover umsatz chiffredaffaires ventas venta",
        "total totalamount gesamt gesamtbetrag summe montanttotal importetotal",
    ),
    "customer_id": _ranks(
        "customerid customerno customernumber customercode custid clientid memberid loyaltyid kundennummer kundennr "
        "kundenid numeroclient noclient codeclient idclient idcliente numerocliente codigocliente",
        "customer client userid buyerid shoppercode shopperid kunde cliente",
        "customeremail email buyeremail",
        "customername clientname buyername kundenname nomclient nombrecliente",
    ),
    "country": _ranks(
        "country land pays pais countrycode countryname",
        "shipcountry shippingcountry deliverycountry shiptocountry lieferland paysdelivraison paisenvio",
        "billingcountry customercountry rechnungsland",
    ),
    "currency": _ranks("currency currencycode wahrung waehrung devise moneda divisa"),
}
