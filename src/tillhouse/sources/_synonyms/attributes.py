"""Names of quantities, moments, places, and of what became of a sale."""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.sources._synonyms.ranks import Ranks, joined, ranks

ATTRIBUTES: Mapping[str, Ranks] = {
    "quantity": ranks(
        "quantity qty menge anzahl stuckzahl stueckzahl quantite qte cantidad cant quantita qta aantal hoeveelheid"
        " kwmeng fkimg productqty quantidade qtd qtde ilosc antal mnozstvi quant qnty",
        "units quantitysold qtysold soldqty soldquantity unitssold orderquantity orderqty quantityordered"
        " qtyordered"
        " qtyinvoiced quantityinvoiced invoicedquantity invoicedqty billedquantity billedqty lineitemquantity"
        " itemquantity itemqty productquantity quantitypurchased quantitysold salesquantity salesqty saleqty"
        " netquantity netqty netitemssold itemssold stuck stueck unites unidades unidadesvendidas unidadesvendidos"
        " pieces pcs pezzi stuks sztuk sztuki szt verkauftemenge verkaufsmenge verkaufteanzahl absatz absatzmenge"
        " bestellmenge fakturiertemenge fakturamenge liefermenge quantitevendue quantitecommandee qtevendue"
        " qtefacturee quantitefacturee cantidadvendida uds unds verkochteaantal verkochtaantal aantalverkocht"
        " quantidadevendida numberofitems numberofunits numberofitemspurchased numitems itemcount itemsqty"
        " unitcount"
        " volumesold howmany transactionqty transactionquantity weightqty count pzas piezas artikelmenge"
        " artikelanzahl positionsmenge netquantitysold liczbasztuk iloscsztuk cantidadvendidas nombredunites",
        "qtydelivered quantitydelivered quantityshipped qtyshipped shippedquantity deliveredquantity itemsinorder",
    ),
    "unit": ranks(
        "unitofmeasure unitofmeasurecode uom unitmeasure usageunit unidade unidad salesunit quantityunit"
        " qtyunit mengeneinheit einheit verkaufseinheit meinh"
        " unitedemesure unitevente unidadmedida unidaddemedida unitadimisura unitamisura um eenheid unidademedida"
        " unidadedemedida jednostka jednostkamiary jm jednmiary enhed enhet mernajednotka soldby unitcode basisunit",
        "unit",
    ),
    "sold_at": ranks(
        "invoicedate invoicedatetime lineitemdate soldat saledate salesdate saledatetime dateofsale billdate"
        " billingdate billedat fkdat audat creditnotedate creditmemodate gutschriftsdatum"
        " invoicetimestamp saletimestamp solddate dateofinvoice invoicedon datesold saledateandtime saletimelocal"
        " dateissued issuedate issuedon dateofissue"
        " rechnungsdatum belegdatum verkaufsdatum fakturadatum bondatum kaufdatum verkauftam datefacture datevente"
        " datedevente datedefacture datefacturation datepiece datedefacturation fechafactura fechaventa"
        " fechadeventa fechadefactura fechafacturacion datafattura datavendita datadocumento factuurdatum"
        " verkoopdatum datafatura datavenda datadavenda datavendas datasprzedazy datawystawienia datafaktury"
        " fakturadato salgsdato fakturadatum forsaljningsdatum datumprodeje datumvystaveni dataemissao emissao",
        "orderdate orderdatetime transactiondate transactiondatetime transactiontimestamp purchasedate receiptdate"
        " orderedat dateordered orderedon ordertimestamp orderpurchasetimestamp orderdateandtime purchasedatetime"
        " purchasetimestamp purchasedon dateofpurchase orderpurchasedate orderplacedat orderplacedon dateoforder"
        " receiptdatetime receiptcreatedat checkdate ticketdate purchaseddate salesorderdate orderdategmt"
        " bestelldatum auftragsdatum bestelltam datecommande datedecommande dateachat datedachat dateticket"
        " dateoperation datetransaction fechapedido fechacompra fechadepedido fechadecompra fechatransaccion"
        " dataordine dataacquisto datascontrino datatransazione besteldatum orderdatum aankoopdatum transactiedatum"
        " bondatum datapedido datacompra datadopedido dataencomenda datazamowienia datatransakcji datazakupu"
        " ordredato orderdatumochtid datumobjednavky datacreazione transaktionsdatum kassendatum zeitpunkt"
        " datahora",
        "createdonutc createdutc createdatutc authorizationtime authorisationtime machineauthorizationtime"
        " dateadded datetime timestamp created datecreatedgmt createdat createdon createddate creationdate"
        " datecreated createtime"
        " createdtime"
        " dateandtime datetimelocal localdatetime datetimeutc createddateutc orderopened opened openedat openeddate"
        " closedat closeddate completedat completedon completeddate zeitstempel datumzeit datumuhrzeit"
        " datumunduhrzeit erstelltam erstellt horodatage dateheure dateetheure creele datedecreation fechahora"
        " fechayhora fechacreacion fechadecreacion dataora dataeora datacreazione datumtijd datumentijd"
        " aangemaaktop datahora dataehora datacriacao datagodzina dataiczas datautworzenia datumtid",
        "date when datum fecha jour data dato day tag dia giorno dag soldon transactionday saleday businessdate"
        " businessday"
        " tradingday tradingdate postingdate documentdate docdate buchungsdatum geschaftstag verkaufstag"
        " journee fechadocumento fechacontable boekdatum dataksiegowania postdate",
        "settlementtime machinesettlementtime"
        " paidat paymentdate datepaid paiddate processedat settlementdate zahlungsdatum bezahltam datepaiement"
        " datedepaiement fechapago fechadepago datapagamento betaaldatum dataplatnosci",
    ),
    "sold_time": ranks(
        "time saletime salestime invoicetime ordertime transactiontime receipttime timeofday timeofsale hourminute"
        " tickettime purchasetime checktime uhrzeit verkaufszeit bestellzeit belegzeit kassenzeit zeit heure"
        " heurevente heurecommande heuredevente hora horaventa horadeventa horapedido ora oravendita orascontrino"
        " tijd verkooptijd tijdstip horavenda horadavenda czas godzina godzinasprzedazy tid klokkeslaet cas"
        " transtime"
    ),
    "country": ranks(
        "country land pays pais countrycode countryname paese nazione kraj zeme countryregion countryiso"
        " customercountry countryofsale laender landcode landerkennzeichen landkz codepays codigopais codicepaese"
        " landenkod kodkraju salescountry marketcountry",
        "shipcountry shippingcountry deliverycountry shiptocountry lieferland paysdelivraison paisenvio"
        " paislivraison paisentrega paesespedizione paesedispedizione shippingcountrycode shipcountrycode"
        " shippingaddresscountry deliveryaddresscountry recipientcountry destinationcountry landlevering"
        " verzendland leverland krajdostawy shiptocountrycode shippingaddresscountrycode arrivalcountry",
        "billingcountry rechnungsland paysfacturation paisfacturacion paesefatturazione billingcountrycode"
        " billcountry billtocountry billingaddresscountry buyercountry usercountry krajfaktury krajklienta"
        " paysclient paiscliente paesecliente kundenland",
    ),
    "currency": ranks(
        "currency currencycode currencyiso currencyid ordercurrency transactioncurrency salescurrency wahrung"
        " waerk ordercurrencycode"
        " waehrung waehrungscode wahrungscode wahrungskennzeichen belegwahrung devise codedevise moneda divisa"
        " codigomoneda valuta codicevaluta munteenheid moeda codigomoeda waluta mena valutakod valutakode"
        " itempricecurrency presentmentcurrency documentcurrency invoicecurrency"
    ),
    "store": ranks(
        "store shop branch outlet"
        + joined("store shop branch outlet", "id no number num nr code name key location")
        + joined("filial filiale filialen markt geschaft laden", "nummer nr id name")
        + " location locationid locationname locationcode filiale geschaft laden verkaufsstelle verkaufsort magasin"
        " idmagasin nommagasin codemagasin boutique nomboutique pointdevente tienda idtienda nombretienda sucursal"
        " local establecimiento negozio puntovendita codicenegozio winkel winkelnaam filiaal vestiging winkelnummer"
        " loja idloja nomeloja filial sklep idsklepu nazwasklepu punktsprzedazy oddzial butik butikk prodejna"
        " pobocka restaurant restaurantname venue site sitename sitecode revenuecenter businessunit",
        "register registerid registername terminal terminalid terminalname till tillid tillno pos posid posname"
        " kasse kassenr kassennummer kassenname caisse nocaisse caja cassa kassa kassanummer caixa kasa nrkasy"
        " pointofsale pointofsalename workstation device devicename",
        "warehouse warehousecode lager lagerort depot entrepot almacen magazzino magazijn armazem magazyn",
    ),
    "channel": ranks(
        "channel saleschannel orderchannel salechannel channelname channelid vertriebskanal verkaufskanal kanal"
        " canal canaldevente canalvente canalventa canaldeventa canale canaledivendita canalevendita kanaal"
        " verkoopkanaal canaldevenda canalvenda kanalsprzedazy distributionchannel vertriebsweg marketplace"
        " marketplacename shopchannel marktplatz orderoriginchannel",
        "source ordersource salessource sourcename platform origin ordertypechannel herkunft bestellquelle"
        " diningoption servicemode salesmode",
    ),
    "status": ranks(
        "status orderstatus salestatus transactionstatus orderstate invoicestatus documentstatus receiptstatus"
        " creditnotestatus creditmemostatus"
        " bestellstatus auftragsstatus belegstatus rechnungsstatus statut statutcommande etatcommande"
        " statutdelacommande estado estadopedido estadodelpedido stato statoordine statodellordine orderstatuscode"
        " bestelstatus situacao situacaopedido statuspedido statuszamowienia stan stav stavobjednavky"
        " salesstatus itemstatus linestatus lineitemstatus currentstatus",
        "financialstatus paymentstatus orderpaymentstate orderpaymentstatus paymentstate"
        " zahlungsstatus statutpaiement statutdepaiement estadopago estadodelpago"
        " statopagamento betaalstatus betalingsstatus statuspagamento statusplatnosci",
    ),
    "kind": ranks(
        "type transactiontype vouchertype documenttype doctype eventtype saletype entrytype recordtype"
        " movementtype invoicetype"
        " receipttype orderlinetype linetype itementrytype belegart vorgangsart buchungsart bontyp rechnungsart"
        " transaktionsart typedocument typepiece typetransaction typevente tipodocumento tipo tipomovimento"
        " tipotransaccion tipooperacion tipodevento tipovenda tipotransazione documenttypename typ art typdokumentu"
        " rodzajdokumentu rodzajtransakcji transactietype documentsoort soort tipoventa salesdocumenttype event"
        " transactionkind kind typeofsale billingtype",
        "isreturn returned returnflag isrefund isreturned voided isvoid voidflag cancelled canceled iscancelled"
        " storno retoure ruckgabe retour devolucion reso annullato",
    ),
    "category": ranks(
        "category productcategory itemcategory categoryname productcategoryname maincategory categories"
        " warengruppe kategorie produktkategorie artikelgruppe warengruppenname produktgruppe categorie"
        " categorieproduit famille famillearticle categoria categoriaproducto familia categoriaprodotto"
        " categoriaarticolo reparto productcategorie artikelgroep productgroep categoriaproduto kategoria"
        " kategoriaproduktu grupatowarowa kategori kategorienavn skupina productcategoryenglish",
        "productgroup itemgroup materialgroup productline productfamily productclass productcategorykey itemfamily"
        " merchandisecategory commodity commoditydesc categorydescription itemcategorycode producttypename"
        " salescategory menugroup rayon seccion warengruppennr genre",
        "department dept departmentname departmentdesc producttype abteilung departement departamento",
    ),
}
