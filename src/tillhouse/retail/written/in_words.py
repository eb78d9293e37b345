"""Words around the numbers of a moment, as regular expressions and what stands instead: the forms of moments follow.

They are of the languages whose months are known: days of the week, marks of a year, words before and behind a clock,
halves of a day, and months in other letters than Latin. ``\\1`` is a group. They are replaced in this order, in any
case of letters; Polars and databases read them alike. Formats of the user's own are matched with what is written.
"""

from __future__ import annotations

_MONTHS = (
    "янв(?:аря|арь)?|януари|січня|січень|ιαν(?:ου[αά]ρ[ιί]ο[υς])?",
    "фев(?:раля|раль|р|руари)?|лютого|лютий|φεβ(?:ρου[αά]ρ[ιί]ο[υς])?",
    "мар(?:та|т)?|березня|березень|μ[αά]ρ(?:τ[ιί]ο[υς])?",
    "апр(?:еля|ель|ил)?|квітня|квітень|απρ(?:[ιί]λ[ιί]ο[υς])?",
    "мая|май|травня|травень|μ[αά][ΐϊι](?:ο[υς])?",
    "июн(?:я|ь)?|юни|червня|червень|ιο[υύ]ν(?:[ιί]ο[υς])?",
    "июл(?:я|ь)?|юли|липня|липень|ιο[υύ]λ(?:[ιί]ο[υς])?",
    "авг(?:уста|уст)?|серпня|серпень|α[υύ]γ(?:ο[υύ]στο[υς])?",
    "сен(?:т|тября|тябрь)?|септември|вересня|вересень|σεπ(?:τεμβρ[ιί]ο[υς]|τ[εέ]μβριος)?",
    "окт(?:ября|ябрь|омври)?|жовтня|жовтень|οκτ(?:ωβρ[ιί]ο[υς]|[ωώ]βριος)?",
    "ноя(?:бря|брь|б)?|ноември|листопада|νο[εέ](?:μβρ[ιί]ο[υς])?",
    "дек(?:абря|абрь|ември)?|грудня|грудень|δεκ(?:εμβρ[ιί]ο[υς]|[εέ]μβριος)?",
)
_LATIN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_NAMES = """
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi
    dimanche lunes martes mi[ée]rcoles jueves viernes s[áa]bado domingo luned[ìi] marted[ìi] mercoled[ìi] gioved[ìi]
    venerd[ìi] sabato domenica segunda(?:-feira)? ter[çc]a(?:-feira)? quarta(?:-feira)? quinta(?:-feira)?
    sexta(?:-feira)? maandag dinsdag woensdag donderdag vrijdag zaterdag zondag m[åa]ndag ti[rs]dag onsdag torsdag
    fredag l[øö]rdag s[øö]ndag poniedzia[łl]ek wtorek [śs]roda czwartek pi[ąa]tek sobota niedziela pond[ěe]l[íi]
    [úu]ter[ýy] st[řr]eda [čc]tvrtek p[áa]tek ned[ěe]le pazartesi sal[ıi] [çc]ar[şs]amba per[şs]embe cuma cumartesi
    pazar h[ée]tf[őo] kedd szerda cs[üu]t[öo]rt[öo]k p[ée]ntek szombat vas[áa]rnap luni mar[țţt]i miercuri joi vineri
    s[âa]mb[ăa]t[ăa] duminic[ăa] maanantai(?:na)? tiistai(?:na)? keskiviikko(?:na)? torstai(?:na)? perjantai(?:na)?
    lauantai(?:na)? sunnuntai(?:na)? понедельник вторник среда четверг пятница суббота воскресенье δευτέρα τρίτη
    τετάρτη πέμπτη παρασκευή σάββατο κυριακή
"""
_DAYS = "|".join(_DAY_NAMES.split())
#: Short names are one only before a day and its month: mar is a month of its own in many languages.
_SHORT_DAYS = (
    "mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mi[ée]|jue|vie|s[áa]b|dom|gio|seg|ter|qua"
    "|qui|sex|ma|wo|vr|za|zo|m[åa]n|tir?s?|ons?|tors?|fre|l[øö]r?|s[øö]n?|pon|wt|[śs]r|czw|pt|sob|ndz|nd|po|[úu]t|st|[čc]t|p[áa]"
    "|ne|пн|вт|ср|чт|пт|сб|вс"
)
_AT = "v|ve|o|om|um|à|às|as|a las?|alle(?: ore)?|(?:la )?or[ae]|klo|kello|kl|godz|godzina|о|в|u|ob|saat|hora|heures?"
_CLOCK = "[0-9]{1,2}:[0-9:]+"
_MORNING, _AFTERNOON = r"午前|上午|오전|öö|π\. ?μ\.?|πμ", r"午後|下午|오후|ös|μ\. ?μ\.?|μμ"

#: Texts in which something may be replaced: with a letter that no half of a day has, or with a dot behind a year.
IS_WORDED = r"[^\x00-\x7F]|[B-LNOQ-SU-Yb-lnoq-su-y]|^[A-Za-z]|^[0-9]{4}[.] ?[0-9]"
IN_WORDS: tuple[tuple[str, str], ...] = (
    ("[\u00a0\u202f\u2007\u2009\u3000]", " "),
    ("[(（]?(?:(?:星期|周|週)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일)[)）]?", " "),
    ("([0-9] ?[日일.]? ?)[(（][月火水木金土日월화수목금토일一二三四五六][)）]", r"\1 "),
    ("([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日号號일]?", r"\1-\2-\3 "),
    ("([0-9]{1,2}) ?[時时點点시] ?([0-9]{1,2}) ?[分분]", r"\1:\2"),
    ("(:[0-9]{2}) ?([0-9]{1,2}) ?[秒초]", r"\1:\2"),
    *(
        (pattern, half)
        for words, half in ((_MORNING, r"\1 AM"), (_AFTERNOON, r"\1 PM"))
        for pattern in (f"(?:{words}) ?({_CLOCK})", f"({_CLOCK}) ?(?:{words})")
    ),
    *(
        (f"([^a-zа-яіїά-ώ]|^)(?:{names})[.]?([^a-zа-яіїά-ώ]|$)", rf"\1{month}\2")
        for names, month in zip(_MONTHS, _LATIN, strict=True)
    ),
    ("^(?:le|el|il|dne|den|am|dnia) +([0-9])", r"\1"),
    (f"(^|[ ,])(?:{_DAYS})[.,]*( |$)", r"\1"),
    (
        f"^(?:{_SHORT_DAYS})[.]?,? +([0-9]{{1,2}}[.]?[ -]+(?:de )?[^0-9 ]{{3}}|[0-9]{{1,2}}[./-] ?[0-9]{{1,2}}[./-])",
        r"\1",
    ),
    ("([0-9]{4})[.]? ?(?:r|roku|г|года|р|року)[.]?([ ,]|$)", r"\1\2"),
    (r"^([0-9]{4})[.] ?([0-9]{1,2})[.] ?([0-9]{1,2})[.]", r"\1-\2-\3 "),
    (r"^([0-9]{4})[.]? ?([a-záéíóöőúüű]{3,12})[.]? ([0-9]{1,2})[.]", r"\1-\2-\3 "),
    ("(^|[^0-9:.])([0-9]{1,2}) ?h ?([0-9]{2})(?: ?m(?:in)?[.]?)?", r"\1\2:\3"),
    ("(?:kl|klo|kello|or[ae])[.]? +([0-9]{1,2})[.]([0-9]{2})", r"kl \1:\2"),
    ("( [0-9]{1,2})[.]([0-9]{2}) ?(?:uhr|uur)", r"\1:\2"),
    (r"(:[0-9]{2}) ?(?:hs|hrs?|hod|h|uhr|uur|óra|ч)[.]?$", r"\1"),
    (f"[, ]+(?:{_AT})[.]?:? +([0-9]{{1,2}}:)", r" \1"),
)
