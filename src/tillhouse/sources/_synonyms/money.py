"""Names of money, of a line and of an order."""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.sources._synonyms.ranks import Ranks, joined, ranks

#: What is written before or behind a discount or a tax that is a rate.
_BEHIND = "percent pct perc prozent procent prosent percentage rate satz sats ratepercent inpercent inprozent"
_BEFORE = "percent pct taux tauxde aliquota aliquotade percentuale porcentaje porcentajede"


def _rates(names: str) -> str:
    """Names of rates of what these names mean."""
    return joined(names, _BEHIND) + joined(_BEFORE, names)


MONEY: Mapping[str, Ranks] = {
    "unit_price": ranks(
        "unitprice perunitprice priceperunit priceeach einzelpreis stuckpreis stueckpreis preisprostuck"
        " preisjeeinheit"
        " priceperitem unitsellingprice unitsaleprice pricepereach eachprice unitpriceamount salesunitprice"
        " einheitspreis epreis einzel einzelvk einzelpreisnetto einzelpreisbrutto stuckpreisbrutto stuckpreisnetto"
        " prixunitaire pu prixunit puht puttc prixunitaireht prixunitairettc prixht prixttc preciounitario"
        " precioporunidad punitario prezzounitario prezzounit prezzounitarionetto stuksprijs eenheidsprijs"
        " prijsperstuk precounitario precounit valorunitario vlrunitario cenajednostkowa cenajedn cenanetto"
        " cenabrutto cenajednostkowanetto cenajednostkowabrutto enhedspris styckpris apris jednotkovacena"
        " unitamount netpr",
        "price sellingprice saleprice retailprice productprice lineitemprice preis prix precio prezzo prijs preco"
        " cena pris salesprice soldprice listprice mrp verkaufspreis vkpreis vk verkaufspreisbrutto ladenpreis"
        " prixdevente prixvente precioventa preciodeventa preciodevente prezzovendita prezzodivendita verkoopprijs"
        " precodevenda precovenda cenasprzedazy salgspris forsaljningspris pricepaid avgprice averageprice"
        " discountedprice discountprice discprice discpric priceafterdiscount discountedunitprice preisnachrabatt"
        " prezzolordo preciobruto precioneto prixbrut prixnet precobruto precoliquido brutoprijs nettoprijs bruttopris"
        " nettopris artikelpreis produktpreis grossprice basispreis actualprice netprice nettopreis bruttopreis"
        " priceusd",
        "itemprice originalprice purchaseprice baseprice grundpreis regularprice",
        "rate",
    ),
    "amount": ranks(
        "amount lineamount linetotal linetotalamount lineitemtotal totalprice gesamtpreis betrag montant importe"
        " lineprice extendedprice extprice extendedamount extamount lineextensionamount linevalue netamount"
        " nettotal netlineamount netsales netrevenue netvalue linenet linenettotal itemtotal itemsubtotal"
        " linesubtotal rowtotal totallineamount amountnet itemamount positionswert positionsbetrag zeilensumme"
        " zeilenbetrag nettobetrag betragnetto nettowert nettoumsatz umsatznetto summenetto gesamtnetto"
        " gesamtpreisnetto warenwert montantht totalht prixtotalht montantligne totalligne totalligneht prixtotal"
        " caht montantnet importeneto importelinea totallinea baseimponible subtotallinea importo importonetto"
        " importoriga totaleriga imponibile totalenetto bedrag regelbedrag regeltotaal nettobedrag bedragexclbtw"
        " totaalexclbtw bedragexbtw valortotal valorliquido vlrtotal valor kwota wartosc wartoscnetto kwotanetto"
        " wartoscsprzedazy belob belop belopp radtotal linjetotal castka lineitemamount sellingamount"
        " transactionamount netwr productnetrevenue settlementvalue settlementamount vendprice"
        " taxablevalue taxableamount amountexcltax amountexclvat totalexcltax totalexclvat totalexvat netto",
        "sales saletotal salesamount saleamount totalsales revenue turnover umsatz chiffredaffaires ventas venta"
        " salesvalue salesrevenue totalrevenue itemrevenue productrevenue productsales umsatzeur ca"
        " chiffreaffaires vendite fatturato omzet omzetexclbtw vendas faturamento receita sprzedaz obrot"
        " omsaetning omsattning trzba erlos erlose dollarsales",
        "subtotal soustotal zwischensumme subtotale subtotaal ordersubtotal productsubtotal productssubtotal",
        "total totalamount gesamt gesamtbetrag summe montanttotal importetotal totale importototale totaal"
        " totaalbedrag razem suma sum finalprice totalpaidprice value wert valeur valore waarde totalspent"
        " amountspent transactionvalue purchaseamount slutpris sluttpris slutbelopp endpreis prixfinal preciofinal"
        " prezzofinale eindprijs precofinal cenakoncowa",
    ),
    "amount_with_tax": ranks(
        "amountwithtax amountincltax amountinclvat amountincludingvat amountincludingtax totalinclvat totalincltax"
        " totalincludingtax totalincludingvat totalwithvat totalwithtax linetotalincltax linetotalinclvat"
        " linetotalincludingtax grossamountincltax salespriceinclvat salesinclvat netamountinclvat"
        " wartoscbrutto kwotabrutto totalbrutto bruttobetrag betragbrutto gesamtbrutto bruttoumsatz umsatzbrutto"
        " gesamtpreisbrutto summebrutto bruttowert montantttc totalttc prixtotalttc totalligettc totallignettc"
        " cattc"
        " importeconiva totalconiva totallineaconiva importototaleivato totaleivato totalivato importoivato"
        " totaleivainclusa importolordo totalelordo totaalinclbtw bedraginclbtw totaalinclusiefbtw brutto"
        " totalcomiva valorcomiva pristotalinklmoms belobinklmoms totaltinklmoms"
    ),
    "gross_amount": ranks(
        "grossamount grosssales grossvalue grosslineamount linegross grossrevenue grosstotal totalbeforediscount"
        " amountbeforediscount pricebeforediscount grossitemsales totalavantremise montantavantremise"
        " importeantesdescuento importesindescuento totaleprimasconto betragvorrabatt summevorrabatt"
        " bedragvoorkorting valorbruto totalbruto vendasbrutas ventasbrutas venditelorde ventesbrutes"
        " linesubtotalbeforediscount netbeforediscount netamountbeforediscount nettovorrabatt nettobetragvorrabatt"
    ),
    "discount": ranks(
        "discount discountamount linediscount linediscountamount itemdiscount itemdiscountamount discountvalue"
        " discounts discountgiven lineitemdiscount productdiscount totallinediscount discountapplied rabatt"
        " rabattbetrag nachlass preisnachlass zeilenrabatt positionsrabatt remise remises montantremise reduction"
        " rabais remiseligne descuento descuentos importedescuento descuentolinea dto sconto sconti importosconto"
        " scontoriga korting kortingsbedrag regelkorting desconto descontos valordesconto rabat kwotarabatu znizka"
        " upust opust sleva discountsales promotiondiscount itempromotiondiscount markdown",
        "discountpercent linediscountpercent dtopercent dctopercent discountpct discountpercentage discountrate"
        " percentdiscount rabattprozent rabattsatz"
        + _rates(
            "discount disc linediscount itemdiscount rabatt nachlass remise reduction rabais descuento dto sconto"
            " sconti korting desconto rabat znizka opust sleva markdown"
        )
        + " rabattinprozent tauxremise remisepercent descuentopercent porcentajedescuento scontopercent"
        " percentualesconto kortingpercent kortingspercentage descontopercent rabatpercent rabatprocent",
    ),
    "tax": ranks(
        "tax taxamount taxamt mwsbp linetax linetaxamount itemtax vat vatamount salestax gst gstamount"
        " linevat taxvalue"
        " salestaxamount vatvalue lineitemtax itemtaxamount producttax mwst mwstbetrag ust ustbetrag"
        " umsatzsteuer steuer"
        " steuerbetrag mehrwertsteuer umsatzsteuerbetrag tva montanttva taxe montanttaxe iva importeiva cuotaiva"
        " importoiva imposta impuesto impuestos btw btwbedrag imposto impostos valoriva vlrimposto kwotavat"
        " podatek podatekvat wartoscvat moms momsbelob momsbelopp dph ivaamount consumptiontax hst",
        "vatpercent taxpercent taxrate vatrate gstpercent gstrate mwstsatz steuersatz ustsatz mwstpercent"
        " ustpercent"
        + _rates(
            "tax vat salestax gst hst mwst ust umsatzsteuer steuer mehrwertsteuer tva taxe iva imposta impuesto btw"
            " imposto podatek moms dph"
        )
        + " tauxtva tvapercent ivapercent aliquotaiva aliquota tipoiva porcentajeiva btwpercent btwpercentage"
        " btwtarief stawkavat vatstawka momssats salestaxrate",
    ),
    "shipping": ranks(
        "shipping shippingamount shippingcost shippingprice shippingfee shippingcharge shippingtotal ordershipping"
        " shippingcharges shippingcosts freight freightvalue freightamount freightcharge postage"
        " postageandpackaging"
        " postageandpacking deliveryfee deliverycharge deliverycost deliveryamount deliveryprice"
        " shippingandhandling"
        " shippingandhandlingamount pandp versand versandkosten versandbetrag porto frachtkosten fracht"
        " versandpreis"
        " lieferkosten fraisdeport fraisdelivraison fraislivraison port fraisport montantlivraison livraison"
        " gastosdeenvio gastosenvio costeenvio costodeenvio envio portes spedizione spesedispedizione"
        " spesespedizione costospedizione costidispedizione verzendkosten verzending bezorgkosten frete valorfrete"
        " custodeenvio kosztwysylki kosztdostawy kwotadostawy wysylka przesylka fragt frakt doprava postovne"
        " shippingpaid invoiceshipping ingresosporenvio"
        " ordershippingtotal shippingprices freightcost"
    ),
    "order_discount": ranks(
        "orderdiscount orderdiscountamount cartdiscount cartdiscountamount totaldiscount totaldiscounts"
        " discounttotal"
        " orderdiscounttotal totaldiscountamount couponamount coupondiscount voucheramount coupondiscountamount"
        " ordercoupondiscount totaldiscountgiven orderleveldiscount invoicediscount invoicediscountamount"
        " receiptdiscount"
        " bestellrabatt gesamtrabatt auftragsrabatt gutscheinbetrag gutscheinwert remisecommande remisetotale"
        " remiseglobale descuentototal descuentopedido scontoordine scontototale totalekorting kortingtotaal"
        " descontototal descontopedido rabatlacznie billdiscount basketdiscount checkdiscount discountpromotion"
    ),
    "order_tax": ranks(
        "ordertax totaltax taxtotal taxes ordertaxamount totaltaxamount ordertaxtotal totaltaxes totalvat vattotal"
        " invoicetax salestaxtotal steuergesamt gesamtsteuer mwstgesamt totaltva tvatotale totaliva ivatotal"
        " impuestototal totaleiva totaalbtw btwtotaal totalimpostos vatrazem checktax ordervat"
    ),
    "tip": ranks(
        "tip tips gratuity gratuities tipamount totaltip trinkgeld pourboire propina mancia fooi gorjeta napiwek"
        " tipsamount trinkgelder autogratuity gratuityamount drikkepenge dricks"
    ),
    "fee": ranks(
        "servicecharge servicecharges servicefee surcharge surcharges handlingfee handling handlingcharge orderfee"
        " orderfees bookingfee packagingfee bagfee deposit bottledeposit giftwrapprice giftwrapcharge codfee"
        " paymentsurcharge bedienungsgeld aufschlag zuschlag pfand bearbeitungsgebuhr fraisdeservice supplement"
        " fraissupplementaires cargoporservicio recargo supplemento statiegeld toeslag taxadeservico serviceamount"
        " servicechargeamount ordersurcharge feetotal cartfee cartfees"
    ),
    "refund": ranks(
        "refund refundamount refundedamount amountrefunded totalrefunded totalrefund orderrefundamount refunds"
        " ordersrefund refundtotal refundvalue amountrefund erstattung erstattungsbetrag erstattet ruckerstattung"
        " partialrefund partialrefundamount partiallyrefunded remboursement montantrembourse reembolso"
        " importereembolsado importodelrimborso rimborso terugbetaling"
        " anulacionesyreembolsos cancelamentosereembolsos"
        " terugbetaald valorreembolsado zwrot kwotazwrotu tilbagebetaling aterbetalning refunded"
    ),
    "order_total": ranks(
        "ordertotal ordertotalamount totaldue grandtotal grandtotalpurchased invoicetotal invoiceamount totalorder"
        " receipttotal transactiontotal ordertotalprice totalorderamount ordervalue orderamount basketvalue"
        " basketamount baskettotal checktotal billtotal billamount carttotal totalinvoiceamount invoicevalue"
        " amountpaid totalpaid paidamount totalcollected orderrevenue rechnungsbetrag rechnungssumme bestellsumme"
        " bestellwert gesamtsumme auftragswert bonsumme belegsumme endsumme endbetrag montantcommande"
        " totalcommande montantfacture totalfacture montantpaye totalpedido importepedido totalfactura"
        " importefactura totaleordine totalefattura totalescontrino totaalbestelling ordertotaal factuurbedrag"
        " orderbedrag totaldopedido valorpedido valordopedido totalencomenda wartosczamowienia kwotazamowienia"
        " sumazamowienia ordretotal ordersumma celkovacena paymentvalue totalpayment totalpaymentamount"
    ),
}
