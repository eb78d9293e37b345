"""Names of what a line belongs to: its order, its product, its customer."""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.sources._synonyms.ranks import Ranks, joined, ranks

_NO = "no number num nr id code key ref reference"
_NR = "nummer nr id no code"

IDENTITY: Mapping[str, Ranks] = {
    "invoice_no": ranks(
        "invoice bill salesinvoice taxinvoice rechnung faktura faktuur facture factura fattura factuur fatura"
        + joined("invoice inv bill salesinvoice taxinvoice creditnote creditmemo", _NO)
        + joined("rechnungs rechnung belegs beleg faktura fakturen", _NR)
        + "beleg numerofacture nofacture numfacture nfacture numerofactura nfactura nofactura numfactura"
        " numerofattura nodevente numerodevente numerovente nvente ndevente numerodeventa nodeventa ndeventa"
        " nfattura nofattura factuurnummer factuurnr nrfaktury numerfaktury numerfaktur numerofatura nofatura"
        " notafiscal nonotafiscal nnotafiscal numeronotafiscal numeronf vbeln fakturanummer fakturanr"
        " cislofaktury numeropiece nopiece",
        "receipt salesreceipt check cheque ticket slip bon kassenbon kassabon paragon ricevuta scontrino cupom"
        " recibo"
        + joined("receipt salesreceipt tillreceipt check cheque ticket slip", _NO)
        + joined("bon kassenbon kassabon kvitterings", _NR)
        + "tillreceipt numeroticket noticket numticket nticket ticketdecaisse numeroscontrino nscontrino"
        " numeroricevuta numerocupom cupomfiscal numerorecibo nrparagonu numerparagonu kvitto kvittonr kvittonummer"
        " uctenka cislouctenky",
        "order salesorder customerorder bestellung auftrag commande pedido ordine encomenda zamowienie objednavka"
        + joined(
            "order orders salesorder customerorder orderheader amazonorder marketplaceorder weborder", _NO
        )
        + joined("bestellungs bestell auftrags auftrag bestel", _NR)
        + "purchaseid purchaseorderid orderincrementid incrementid ordername numerocommande nocommande numcommande"
        " idcommande referencecommande refcommande ncommande numeropedido idpedido nopedido numpedido npedido"
        " pedidoid numeroordine idordine nordine noordine numeroencomenda idencomenda numerzamowienia nrzamowienia"
        " idzamowienia ordernummer ordrenummer cisloobjednavky",
        "transaction trans txn basket cart document vorgang transaktion transactie documento"
        + joined("transaction trans txn basket cart checkout document doc visit sale postransaction", _NO)
        + joined("transaktions transaktion vorgangs dokumenten dokument", _NR)
        + "salesid salesno salesnumber voucherno vouchernumber vouchernr idtransaction notransaction"
        " numerotransaction"
        " idtransaccion idventa numeroventa nventa idvente numerovente idtransazione idvendita numerodocumento"
        " numdocumento ndocumento numerodocument nodocument idvenda numerovenda idtransacao transactienummer"
        " transactieid nrdokumentu numerdokumentu idtransakcji nrtransakcji numertransakcji",
    ),
    "stock_code": ranks(
        "stockcode sku matnr skucode skuid itemsku productsku variantsku sellersku merchantsku sygnatura"
        " articleordernumber skunumber skuno productcodeinmap"
        " merchantsku skuoffre offersku skuoferta skuangebot skuofferta"
        " listingsku inventoryitemcode articlesku lineitemsku materialno plu plucode plunumber plunr"
        " productreference"
        + joined("artikel art artikels", "nummer nr nrn no code")
        + " referenceproduit refproduit codeproduit codearticle refarticle referencearticle codigoproducto"
        " codigoarticulo codarticulo codproducto codicearticolo codicearticulo codiceprodotto codarticolo"
        " artikelnummer artikelcode codigoproduto codproduto codigodoproduto indeks indekstowaru kodtowaru"
        " kodproduktu symboltowaru symbol varenummer varenr artikelnr kodzbozi cislozbozi codigodelproducto",
        joined(
            "product item article material goods merchandise part variant menuitem",
            "id code no number num nr key",
        )
        + joined("produkt produkts waren material", "nummer nr id code kennung")
        + " referencia reference referencedelarticle idproduit idarticle idproducto idarticulo idprodotto"
        " idarticolo"
        " productnummer productcode idproduto idproduktu nrproduktu variationid catalogobjectid itemmodelno",
        "ean gtin barcode upc asin isbn ean13 eancode codebarre codebarres codigobarras codigodebarras codiceabarre"
        " codigoean barcodenummer strichcode kodkreskowy streckkod",
        "item product productservice itemtype article artikel produkt produit producto articulo prodotto"
        " articolo produto artigo produkty"
        " towar vare vara zbozi material",
    ),
    "description": ranks(
        "description arktx productdescription itemdescription articledescription materialdescription linedescription"
        " goodsdescription bezeichnung artikelbezeichnung produktbezeichnung warenbezeichnung bezeichnungartikel"
        " beschreibung artikelbeschreibung designation designationarticle designationproduit libelle libellearticle"
        " libelleproduit descripcion descripcionarticulo descripcionproducto descrizione descrizionearticolo"
        " descrizioneprodotto omschrijving artikelomschrijving productomschrijving descricao descricaodoproduto"
        " descricaoproduto opis opistowaru beskrivelse beskrivning popis materialtext artikeltext kurztext",
        "productname itemname articlename producttitle title titre titel titolo titulo lineitemname lineitem"
        " menuitem menuitemname stockitemname"
        " produktname artikelname warenname nomproduit nomarticle nomduproduit nombreproducto nombrearticulo"
        " nombredelproducto nomeprodotto nomearticolo productnaam artikelnaam nomeproduto nomedoproduto"
        " nazwaproduktu nazwatowaru nazwa produktnavn varenavn produktnamn artikelbenamning benamning"
        " nazevproduktu nazevzbozi"
        " itemtitle listingtitle variantname goodsname nazwaoferty skuname productdesc productdetail itemdesc"
        " materialname",
        "productselectioninfo productselection selectioninfo"
        " itemproduct dish drink productvariant artikelkurz productlabel itemlabel",
    ),
    "customer_id": ranks(
        joined("customer cust client member loyalty loyaltycard membership", _NO)
        + joined("kunden kunde debitor debitoren mitglieds klanten klant kunde kund", "nummer nr id no code")
        + " kunnr customerref customerreference kundennummer kundenid idkunde numeroclient noclient codeclient idclient"
        " numclient nclient codetiers comptetiers idcliente numerocliente codigocliente codcliente ncliente"
        " clienteid codicecliente codcliente idklienta nrklienta kodklienta kundenr cislozakaznika idzakaznika"
        " customeraccount soldtoparty soldto selltocustomerno billtocustomerno"
        " loyaltyid cardnumber loyaltycardnumber householdkey householdid customeruniqueid contactid",
        "customer client userid buyerid shoppercode shopperid shopper kunde cliente klant klient zakaznik user"
        " buyer buyerusername buyeruserid username acheteur acheteurid compradorid comprador debitor debiteur"
        " visitorid personid guestid patronid memberid auftraggeber partner partnerid soldtocustomer",
        "customeremail memberemail email buyeremail emailaddress customeremailaddress contactemail"
        " billingemail kundenemail"
        " emailclient correo correoelectronico correocliente emailcliente emailkunde mail courriel adressemail"
        " emailadresse emailadres useremail shopperemail",
        "customername clientname buyername kundenname nomclient nombrecliente nomduclient nombredelcliente"
        " nomecliente ragionesociale klantnaam naamklant nomedocliente nazwaklienta klientnazwa kundnamn kundenavn"
        " jmenozakaznika customerfullname membername guestname billtoname",
    ),
}
