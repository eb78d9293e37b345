"""Files with names in other languages are read as those with English ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.settings.feed import CANONICAL, Feed
from tillhouse.sources import detect, open_all
from tillhouse.sources._synonyms import SYNONYMS
from tillhouse.sources._synonyms.world import of_world

FILES = {
    "Turkish": ("Fiş No;Tarih;Ürün Kodu;Ürün Adı;Adet;Birim Fiyat;Tutar;Müşteri No", "cp1254"),
    "Japanese": ("注文番号,注文日,商品コード,商品名,数量,単価,金額,顧客番号", "cp932"),
    "Chinese": ("订单号,订单日期,商品编码,商品名称,数量,单价,金额,客户编号", "gb18030"),
    "Korean": ("주문번호,주문일,상품코드,상품명,수량,단가,금액,고객번호", "euc_kr"),
    "Russian": ("Номер чека;Дата;Артикул;Наименование;Количество;Цена;Сумма;Код клиента", "cp1251"),
    "Greek": ("Αριθμός παραγγελίας;Ημερομηνία;Κωδικός;Περιγραφή;Ποσότητα;Τιμή;Αξία;Κωδικός πελάτη", "cp1253"),
    "Hungarian": ("Számlaszám;Dátum;Cikkszám;Megnevezés;Mennyiség;Egységár;Összeg;Vevőkód", "utf-8"),
    "Romanian": ("Nr factură;Dată;Cod produs;Denumire;Cantitate;Preț;Valoare;Client", "utf-8"),
    "Finnish": ("Kuittinumero;Päivämäärä;Tuotekoodi;Tuote;Määrä;Hinta;Summa;Asiakasnumero", "utf-8"),
}
MEANINGS = [
    "invoice_no",
    "sold_at",
    "stock_code",
    "description",
    "quantity",
    "unit_price",
    "amount",
    "customer_id",
]
SOLD = ("1001", "2026-03-13", "A1", "X", "2", "3.25", "6.50", "K7")


@pytest.mark.parametrize("language", FILES)
def test_names_of_a_language_are_known(tmp_path: Path, language: str) -> None:
    header, encoding = FILES[language]
    mark = ";" if ";" in header else ","
    path = tmp_path / "sales.csv"
    path.write_bytes(f"{header}\n{mark.join(SOLD)}\n".encode(encoding))
    columns = detect(open_all(path)[0], Feed("shop", str(path))).feed.columns
    assert columns == dict(zip(MEANINGS, header.split(mark), strict=True))


def test_no_name_of_the_world_takes_another_meaning() -> None:
    known = [name for ranks in SYNONYMS.values() for rank in ranks for name in rank]
    assert len(known) == len({*known})
    assert any(map(of_world, CANONICAL)) and not of_world("no meaning")
