"""Encodings of a country are told by the letters and the script of its texts; Western texts stay Western."""

from __future__ import annotations

import pytest

from tillhouse.sources._encoding import Tally
from tillhouse.sources._legacy import told

TEXTS = {
    "cp1250": [
        "Data sprzedaży;Ilość;Wartość\n2026-03-01;2;zł 3,50\nMasło świeże;Żółty ser",
        "Datum;Množství;Položka\n1. 3. 2026;2;Řecký sýr, žlutá paprika",
        "Dátum;Mennyiség\nTejföl;Őszibarack, fűszer, gyümölcs, zöldség",
    ],
    "cp1254": ["Tarih;Ürün;Müşteri;Satış\n01.03.2026;Ekşi mayalı ekmek;Ayşe Yıldız;İyi"],
    "cp932": ["注文番号,商品名,数量\n1,オーガニックTシャツ,2\n2,りんごジュース,1"],
    "gb18030": ["订单号,商品名称,数量\n1,有机苹果,2\n2,绿茶,1"],
    "euc_kr": ["주문번호,상품명,수량\n1,유기농 사과,2\n2,녹차,1"],
    "cp1251": ["Дата;Товар;Количество\n01.03.2026;Молоко;2\n02.03.2026;Хлеб ржаной;1"],
    "cp1253": ["Ημερομηνία;Προϊόν;Ποσότητα\n01.03.2026;Γάλα φρέσκο;2"],
}
WESTERN = [
    "1,Crème brûlée,2.50\n2,Café,1.00",
    "Straße;Größe;Stück\nKäsekuchen;Übergröße",
    "Año;Niño;¿Qué?;1º;Peña",
    "Ação;São João;Pão de queijo;maçã",
    "Blåbær;Rødgrød med fløde;Ærø;Smörgås",
    "Það;ýsa;þorskur;mjólk;brauð á borðinu; ísbúð",
    "£2.50;½ kg;10 °C;€ 5",
    "STÜCK;GRÖSSE;ÜBER",
    "œuf;bœuf;cœur;sœur",
]


@pytest.mark.parametrize(
    ("encoding", "text"), [(encoding, text) for encoding, texts in TEXTS.items() for text in texts]
)
def test_a_text_of_a_region_is_told(encoding: str, text: str) -> None:
    assert told(text.encode(encoding).split(b"\n")) == encoding


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_is_nothing_else(text: str) -> None:
    assert told(text.encode("cp1252").split(b"\n")) == ""


@pytest.mark.parametrize("stray", [b"Caf\xff", b"\xe9", b"2\xb3 a\x9c", b"\xd0"])
def test_a_stray_byte_tells_nothing(stray: bytes) -> None:
    assert told([stray]) == ""


def test_a_file_says_what_told_it() -> None:
    tally = Tally()
    tally.add(TEXTS["cp1250"][0].encode("cp1250"), 1)
    assert (tally.encoding(), tally.fact()) == ("cp1250", "Windows-1250 (a ż at line 1)")
