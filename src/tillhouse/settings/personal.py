"""Which columns are about persons, or are free text: they are kept as received and never become columns to ask by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

#: What a column holds, by the words of its header that say so; a phrase is found as whole words, or as all of a word.
_SAYS: Mapping[str, str] = MappingProxyType(
    {
        "a person's name": (
            "recipient|first name|last name|full name|middle name|given name|family name|maiden name|surname"
            "|(?:customer|client|buyer|recipient|contact|cardholder|person|consumer|guest|patient|member|user|billing"
            "|shipping|ship to|bill to|ship|bill|delivery|sender|attention|kunden|kaufer|empfanger|familien) ?names?"
            "|cardholder|employee|salesperson|sales rep|cashier|staff|staff member|team member|vorname|nachname"
            "|kassierer|mitarbeiter|ansprechpartner|prenom|nom client|nom du client|nom de famille|nombre"
            "|nombre cliente|apellidos?|nome cliente|cognome|voornaam|achternaam|klantnaam|sobrenome|imie"
            "|nazwisko|imie i nazwisko|login kupujacego|nabywca|odbiorca|kupujacy|jmeno|prijmeni|jmeno a prijmeni"
            "|fornavn|etternavn|efternavn|fornamn|kundnamn|kundenavn|etunimi|sukunimi|asiakkaan nimi|nimi|prezime"
            "|ime kupca|ime i prezime|prenume|nume client|nume complet|vezeteknev|keresztnev|teljes nev"
            "|vasarlo neve|ugyfel neve"
            "|vevo neve|nev|musteri adi|musteri isim|alici|alici adi|alici isim|isim|ad soyad|adi soyadi|soyad|soyadi"
            "|musteri adi soyadi|nome do cliente|nome completo|nombre del cliente|comprador|destinatario|destinataire"
            "|acheteur|nom complet|nom acheteur"
        ),
        "an e-mail address": (
            "email|e mail|mail|courriel|correo|correo electronico|eposta|e posta|sahkoposti|e post|epost"
            "|posta elettronica"
        ),
        "a telephone number": (
            "phone|telephone|tel|mobile|mobil|cell|fax|telefon|handy|telefono|telefoon|portable|telefone|celular"
            "|cellulare|telefonszam|telefonnummer|telefoonnummer|mobiltelefon|cep telefonu|puhelin"
            "|gsm no|puhelinnumero|mobitel|telefon numarasi|nr telefonu|numero de telephone"
        ),
        "an address": (
            "address ?[1-3]?|street ?[1-3]?|zip|zip code|postcode|post code|postal code|postal|plz|adresse|anschrift"
            "|strasse|hausnummer|direccion|endereco|indirizzo|adres|straat|rue|calle|latitude|longitude|geolocation"
            "|code postal|codigo postal|domicilio|cep|bairro|logradouro|kod pocztowy|ulica|nr domu|nr lokalu|ulice|psc"
            "|adresse de livraison|gatuadress|postnummer|postnr|adress|osoite|katuosoite|postinumero|adresa|strada"
            "|cod postal|postanski broj|cim|szallitasi cim|szamlazasi cim|iranyitoszam|utca|hazszam|adresi"
            "|teslimat adresi|fatura adresi|posta kodu|huisnummer"
        ),
        "contacts": "contacts?|kontakt|company|firma|ip|ip address|user agent|device id|cookie|url|link",
        "a date of birth": (
            "birthday|birthdate|date of birth|birth date|birth|dob|geburtsdatum|geburtstag|dogum tarihi"
            "|date de naissance|fecha de nacimiento|data di nascita|data de nascimento|geboortedatum|data urodzenia"
            "|datum narozeni|fodselsdato|fodelsedatum|syntymaaika|datum rodenja|szuletesi datum|data nasterii"
        ),
        "a number of a card or an account": (
            "card number|credit card|iban|bic|account number|passport|ssn|social security|tax id|vat id|vat number|card"
            " last 4|pan suffix|dni|cpf|cnpj|cuit|rut|curp|nip|codice fiscale|partita iva|tc kimlik no|vergi no"
        ),
        "a secret": "password|secret|token",
        "free text": (
            "notes?|comments?|remarks?|message|memo|gift message|instructions?|feedback|reviews?|notiz|notizen"
            "|bemerkung|bemerkungen|kommentar|anmerkung|hinweis|commentaire|comentarios?|notas?|opmerking|osservazioni"
            "|observacoes|observaciones|uwagi|description2|poznamka|merknad|anteckning"
            "|huomautus|lisatiedot|napomena|observatii|megjegyzes|notlar|musteri notu|siparis notu|remarques"
            "|commentaires|opmerkingen|mensaje|mensagem|messaggio"
        ),
    }
)
#: The same in other letters: a phrase is found in any place, and one with ``$`` is a whole header.
_IN_OTHER_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "a person's name": (
            "氏名|^お?名前$|宛名|姓名|収货人|收货人|收貨人|收件人|买家姓名|買家姓名|联系人|聯絡人|受取人|購入者名|注文者名|顧客名|客户名称|担当者"
            "|고객명|이름|성명|수취인|수령인|받는 ?분|구매자|주문자|имя|фамилия|отчество|^фио$|получатель|покупател"
            "|ім.я|прізвище|^піб$|όνομα πελάτη|^όνομα$|επώνυμο|ονοματεπώνυμο|παραλήπτης"
        ),
        "an e-mail address": (
            "メール|邮箱|郵箱|电子邮件|電子郵件|이메일|메일 ?주소|почта|електронна пошта|ηλεκτρονικ"
        ),
        "a telephone number": "電話|电话|手机|手機|携帯|전화|연락처|휴대폰|телефон|^тел[.]?$|τηλέφωνο|κινητό",
        "an address": (
            "住所|地址|郵便番号|邮编|邮政编码|郵遞區號|番地|建物名|お届け先|주소|우편번호|адрес|улица"
            "|вулиця|^индекс$|почтовый индекс|διεύθυνση|οδός|^τ[.]?κ[.]?$"
        ),
        "contacts": "会社名|公司名|회사명|компания|организация|εταιρεία",
        "a date of birth": "生年月日|生日|생년월일|дата рождения|дата народження|ημερομηνία γέννησης",
        "free text": (
            "備考|备注|備註|留言|メモ|コメント|비고|메모|요청 ?사항|배송 ?메시지"
            "|комментар|примечани|коментар|σχόλια|παρατηρήσεις"
        ),
    }
)
#: What may stand around such words in a header of one word: `emailaddress`, `kundentelefon`, `ordernotes`.
_BEFORE = "customer|client|buyer|recipient|contact|billing|shipping|ship|bill|delivery|home|work|order|kunden|gift|the"
_AFTER = "address|adresse|number|nummer|no|line|field|text|[0-9]"
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ł": "l", "ø": "o", "ı": "i", "đ": "d"})


def why_personal(header: str) -> str | None:
    """What a header says that its column holds of persons or as free text, in words; None for any other."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", header)
    bare = unicodedata.normalize("NFKD", split.lower().translate(_LETTERS))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    plain = " ".join(re.findall(r"[a-z0-9]+", bare))
    joined = plain.replace(" ", "")
    for what, words in _SAYS.items():
        whole = re.sub(r" (?!\?)", "", words)
        if re.search(rf"\b(?:{words})\b", plain) or re.fullmatch(
            rf"(?:{_BEFORE})*(?:{whole})(?:{_AFTER})*", joined
        ):
            return what
    written = unicodedata.normalize("NFKC", header).casefold().strip()
    return next((what for what, words in _IN_OTHER_LETTERS.items() if re.search(words, written)), None)
