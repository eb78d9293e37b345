"""Headers of columns about persons and of free text are known in the languages of exports; others are not taken."""

from __future__ import annotations

import pytest

from tillhouse.settings.personal import why_personal


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("Customer Name", "a person's name"),
        ("Billing Name", "a person's name"),
        ("customer_first_name", "a person's name"),
        ("recipientName", "a person's name"),
        ("Vorname", "a person's name"),
        ("Prénom", "a person's name"),
        ("Cashier", "a person's name"),
        ("Email", "an e-mail address"),
        ("Buyer E-mail", "an e-mail address"),
        ("Shipping Phone", "a telephone number"),
        ("Téléphone portable", "a telephone number"),
        ("Shipping Address1", "an address"),
        ("Ship Postal Code", "an address"),
        ("PLZ", "an address"),
        ("Notes", "free text"),
        ("Gift message", "free text"),
        ("Bemerkungen", "free text"),
        ("Date of Birth", "a date of birth"),
        ("browser_ip", "contacts"),
        ("customername", "a person's name"),
        ("Kundenname", "a person's name"),
        ("shiptoname", "a person's name"),
        ("emailaddress", "an e-mail address"),
        ("phonenumber", "a telephone number"),
        ("Straße", "an address"),
        ("deliveryaddress1", "an address"),
        ("Imię i nazwisko", "a person's name"),
        ("ordernotes", "free text"),
        ("Image URL", "contacts"),
        ("氏名", "a person's name"),
        ("注文者氏名", "a person's name"),
        ("お名前", "a person's name"),
        ("メールアドレス", "an e-mail address"),
        ("電話番号", "a telephone number"),
        ("お届け先住所", "an address"),
        ("郵便番号", "an address"),
        ("備考", "free text"),
        ("收货人", "a person's name"),
        ("手机号", "a telephone number"),
        ("收货地址", "an address"),
        ("수취인명", "a person's name"),
        ("주문자", "a person's name"),
        ("휴대폰번호", "a telephone number"),
        ("배송메시지", "free text"),
        ("Имя покупателя", "a person's name"),
        ("ФИО", "a person's name"),
        ("Телефон", "a telephone number"),
        ("Адрес доставки", "an address"),
        ("Комментарий к заказу", "free text"),
        ("Дата рождения", "a date of birth"),
        ("Όνομα πελάτη", "a person's name"),
        ("Τηλέφωνο", "a telephone number"),
        ("müşteri adı", "a person's name"),
        ("Alıcı", "a person's name"),
        ("Ad Soyad", "a person's name"),
        ("Cep Telefonu", "a telephone number"),
        ("Teslimat Adresi", "an address"),
        ("E-Posta", "an e-mail address"),
        ("imię", "a person's name"),
        ("Kod pocztowy", "an address"),
        ("Jméno a příjmení", "a person's name"),
        ("PSČ", "an address"),
        ("Vásárló neve", "a person's name"),
        ("Irányítószám", "an address"),
        ("Sähköposti", "an e-mail address"),
        ("Nume client", "a person's name"),
        ("Nome do cliente", "a person's name"),
        ("CPF", "a number of a card or an account"),
        ("Codice fiscale", "a number of a card or an account"),
    ],
)
def test_what_is_about_a_person_is_said(header: str, why: str) -> None:
    assert why_personal(header) == why


@pytest.mark.parametrize(
    "header",
    [
        "Region", "Segment", "Sub-Category", "Profit", "Brand", "Department", "Colour", "Size", "Season", "City",
        "State", "Ship Mode", "Product Name", "Payment Method", "Gift Card", "Margin", "Cost", "Weight", "Vendor",
        "Promotion", "Notebook", "Mailing campaign", "Cellar", "Streetwear", "Discount Code", "Supplier", "Hotel",
        "Gender", "Market", "Payment", "Linked product", "Notebooks", "Birthplace", "Addressed",
        "商品名", "品名", "数量", "店舗名", "支払方法", "商品名称", "상품명", "결제방법", "Название товара",
        "Бренд", "Όνομα προϊόντος",
        "Ürün Adı", "Mağaza Adı", "Kategori", "Şehir", "Nume produs", "Ime proizvoda", "Termék neve", "Naziv", "Nimike",
    ],
)  # fmt: skip
def test_what_is_about_sales_is_not(header: str) -> None:
    assert why_personal(header) is None
