"""How a moment may be written: regular expressions with the part that each group gives, for Polars and databases alike.

A form is tried after another until one gives a day and an hour that exist. White space is allowed where strptime skips
it, because the likeliest form of an order is read by strptime first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tillhouse.retail.written.in_words import IN_WORDS

#: What a moment is made from. month: digits or a name; half: a or p; zone: an offset or the short name of a zone.
PARTS = ("year", "month", "day", "hour", "minute", "second", "fraction", "half", "zone")
#: Names of months in seventeen languages, without accents, in lower case. Short names that two months share are absent:
#: `cer` begins June and July in Czech. Names that `CROATIAN` holds are those of Polish and Czech.
MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene gennaio gen januari janeiro janner "
            "stycznia styczen sty leden ledna led sijecanj sijecnja sij "
            "ocak oca ianuarie ian tammikuuta tammikuu",
            "feb february februar fevrier fevr fev febrero febbraio februari fevereiro "
            "lutego luty lut unor unora uno veljaca veljace velj vlj "
            "subat sub februarie helmikuuta helmikuu",
            "mar march marz maerz mrz mars marzo maart mrt marco marts marzec marca brezen brezna bre "
            "ozujak ozujka ozu mart martie marcius maaliskuuta maaliskuu",
            "apr april avril avr abril abr aprile kwietnia kwiecien kwi duben dubna dub travanj travnja tra "
            "nisan nis aprilie aprilis huhtikuuta huhtikuu",
            "may mai mayo maggio mag mei maio maj maja kveten kvetna kve svibanj svibnja svi "
            "mayis majus toukokuuta toukokuu",
            "jun june juni juin junio giugno giu junho czerwca czerwiec cze cerven cervna cvn lipanj lipnja "
            "haziran haz iunie iun junius kesakuuta kesakuu",
            "jul july juli juillet juil julio luglio lug julho lipca lipiec lip cervenec cervence cvc "
            "srpanj srpnja temmuz tem iulie iul julius heinakuuta heinakuu",
            "aug august aout aou agosto ago augustus augusti sierpnia sierpien sie srpen srpna srp "
            "kolovoz kolovoza kol agustos agu augusztus elokuuta elokuu",
            "sep sept september septembre septiembre settembre set sett setembro "
            "wrzesnia wrzesien wrz zari zar rujan rujna ruj "
            "eylul eyl septembrie szeptember szept syyskuuta syyskuu",
            "oct october oktober okt octobre octubre ottobre ott outubro out "
            "pazdziernika pazdziernik paz rijen rijna rij "
            "ekim eki octombrie lokakuuta lokakuu",
            "nov november novembre noviembre novembro listopada listopad listopadu lis "
            "studeni studenoga studenog stu kasim kas noiembrie marraskuuta marraskuu",
            "dec december dezember dez decembre diciembre dic dicembre dezembro "
            "desember des grudnia grudzien gru prosinec prosince pro prosinac prosinca "
            "aralik ara decembrie joulukuuta joulukuu",
        ),
        start=1,
    )
    for name in names.split()
}
#: Names that are another month in Croatian.
CROATIAN: Mapping[str, int] = {"listopada": 10, "listopad": 10, "lis": 10, "srp": 7, "lip": 6}
#: In a text, such a name in any case of letters, and what stands for its month.
IN_CROATIAN = tuple(
    (f"(^|[^A-Za-z])(?:{words})([^A-Za-z]|$)", rf"\1{month}\2")
    for words, month in (("lis|listopada?", "oct"), ("srp", "jul"), ("lip", "jun"))
)
ACCENTED = "ĞğŞşİıÜüÖöŐőÄäÁáÀàÉéÈèÊêÛûÚúÇçĚěÍíŃńŇňŘřŚśŠšŤťŮůÝýŹźŻżŽžĆćČčŁłÓó"
PLAIN = "GgSsIiUuOoOoAaAaAaEeEeEeUuUuCcEeIiNnNnRrSsSsTtUuYyZzZzZzCcCcLlOo"
#: Short names of zones and their minutes from UTC. Without a zone of the store they are not asked: the clock counts.
ZONES: Mapping[str, int] = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "WET": 0, "WEST": 60,
    "EET": 120, "EEST": 180, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "JST": 540,
}  # fmt: skip
#: An offset within the text of a zone: sign, hours, minutes.
OFFSET = "([+\u2212-])([0-9]{1,2}):?([0-9]{2})?$"
#: Per order of a date, what strptime tries first, and how dates are written: y is a year of two digits.
FIRST: Mapping[str, str] = {
    "year-first": "%Y-%m-%d %H:%M:%S",
    "month-first": "%m/%d/%Y %H:%M",
    "day-first": "%d/%m/%Y %H:%M",
}
#: The orders of dates that are numbers.
NUMERIC = ("excel-serial", "epoch-s", "epoch-ms")
_DAYS: Mapping[str, tuple[str, ...]] = {
    "year-first": ("Y-M-D", "YMD"),
    "month-first": ("M-D-Y", "M-D-y"),
    "day-first": ("D-M-Y", "D-M-y"),
    "croatian": ("D-M-Y", "D-M-y", "Y-M-D"),
}
_W, _SPACE = "{white}*", "{white}+"
_NUMBER = "([0-9]{1,2})"
#: The last number before another one: two digits, or one and white space. It is never read as less than that.
_LAST = "([0-9]{2}|[0-9](?:{white}+|$))"
_LONG_YEAR = "(?:[+]0*)?([0-9]{4})"
#: With a sign a year takes all digits there are.
_LAST_YEAR = "([0-9]{4}|[+]0*[0-9]{4}(?:{white}+|$))"
_MARKS = ("-", ">")
_JOINED = f"{_W}(?:T|,|@|-|at|um|à){_W}"
_CLOCK = f"{_NUMBER}:{_W}{_NUMBER}(?::{_W}{_NUMBER}(?:[.,]([0-9]+))?)?"
_HALF = f"(?:{_W}([AaPp])[.]?{_W}[Mm][.]?)?(?:{_W}Uhr)?"
_ZONE = f"(?:{_W}(Z|z|(?:UTC|GMT)?{_W}[+\u2212-][0-9]{{1,2}}(?::?[0-9]{{2}})?|[A-Z]{{3,4}}))?"
_TIME = f"{_CLOCK}{_HALF}{_ZONE}(?:{_W}[(][A-Za-z ]+[)])?"
_TIME_PARTS = ("hour", "minute", "second", "fraction", "half", "zone")
_NAME = f"([A-Za-z{ACCENTED}]{{3,12}})[.]?"
_WEEKDAY = f"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)[A-Za-z]*[.]?,?{_W})?"
_NTH = "(?:st|nd|rd|th|er|[.º°])?"
_BETWEEN = f"(?:{_SPACE}|{_W}[-/.,]{_W})"
_SHORT_OR_LONG = "([0-9]{4}|[0-9]{2})"
_NAMED = (
    (f"{_WEEKDAY}{_NUMBER}{_NTH}{_W}[-/.]?{_W}(?:de{_SPACE})?{_NAME}{_W}[-/.,']?{_W}(?:del?{_SPACE})?{_SHORT_OR_LONG}[.]?",
     ("day", "month", "year")),
    (f"{_WEEKDAY}{_NAME}{_W}[-/]?{_W}{_NUMBER}{_NTH}{_BETWEEN}{_SHORT_OR_LONG}", ("month", "day", "year")),
    (f"([0-9]{{4}}){_W}[-/.]?{_W}{_NAME}{_W}[-/.]?{_W}{_NUMBER}", ("year", "month", "day")),
)  # fmt: skip
_DIRECTIVES: Mapping[str, tuple[str, str]] = {
    "Y": ("([0-9]{4})", "year"),
    "y": ("([0-9]{2})", "year"),
    "m": (f"{_W}{_NUMBER}", "month"),
    "d": (f"{_W}{_NUMBER}", "day"),
    "e": (f"{_W}{_NUMBER}", "day"),
    "b": (_NAME, "month"),
    "B": (_NAME, "month"),
    "H": (f"{_W}{_NUMBER}", "hour"),
    "I": (f"{_W}{_NUMBER}", "hour"),
    "M": (_NUMBER, "minute"),
    "S": (_NUMBER, "second"),
    "f": ("([0-9]+)", "fraction"),
    "p": (f"([AaPp])[.]?{_W}[Mm][.]?", "half"),
    "z": (f"({_W}(?:Z|(?:UTC|GMT)?[+\u2212-][0-9]{{1,2}}(?::?[0-9]{{2}})?))", "zone"),
    "Z": (f"({_W}[A-Z]{{1,4}})", "zone"),
}
_WHOLE = {"T": "%H:%M:%S", "R": "%H:%M", "F": "%Y-%m-%d", "D": "%m/%d/%y"}
_SKIPPED = {"a": "[A-Za-z.]+", "A": "[A-Za-z.]+", "%": "%"}


class Form(NamedTuple):
    """A regular expression with ``{white}`` for white space, and the part that each of its groups gives."""

    pattern: str
    parts: tuple[str, ...]


def forms(order: str) -> tuple[Form, ...]:
    """How a moment may be written in an order of day, month and year, or in a strptime format."""
    if order not in _DAYS:
        return tuple(_of_format(order))
    return (*in_digits(order), *named())


def replaced(order: str) -> tuple[tuple[str, str], ...]:
    """What is replaced in a text before the forms of an order are tried, see `IN_WORDS`; nothing before a format."""
    if order not in _DAYS:
        return ()
    return (*IN_WORDS, *(IN_CROATIAN if order == "croatian" else ()))


def in_digits(order: str) -> tuple[Form, ...]:
    """The forms of an order that have a number for the month."""
    return (*(form for day in _DAYS[order] for form in _timed(day)), *_compact(order))


def named() -> tuple[Form, ...]:
    """How a moment may be written whose month has a name, in any order."""
    return tuple(Form(*_with_time(pattern, parts)) for pattern, parts in _NAMED)


def _timed(day: str) -> Iterator[Form]:
    plain, joined = _day(day), _day(day + ">")
    yield Form(f"{plain.pattern}(?:{_W}{_TIME})?", (*plain.parts, *_TIME_PARTS))
    yield Form(joined.pattern + _TIME, (*joined.parts, *_TIME_PARTS))


def _with_time(pattern: str, parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return f"{pattern}(?:(?:{_SPACE}|{_JOINED}){_TIME})?", (*parts, *_TIME_PARTS)


def _compact(order: str) -> Iterator[Form]:
    if order == "year-first":
        two = "([0-9]{2})"
        yield Form(f"([0-9]{{4}}){two}{two}[T ]?{two}{two}{two}{_ZONE}",
                   ("year", "month", "day", "hour", "minute", "second", "zone"))  # fmt: skip


def _day(layout: str) -> Form:
    """A date: Y and y a year of four and of at most two digits, M, D, marks between them, > before a joined clock."""
    pattern, parts = "", []
    for place, letter in enumerate(layout):
        following = layout[place + 1 : place + 2] or "nothing"
        if letter in "YyMD":
            before_mark, last = (_LONG_YEAR, _LAST_YEAR) if letter == "Y" else (_NUMBER, _LAST)
            number = before_mark if following in _MARKS else last
            # a dot stands behind each number in Croatian
            pattern += _W * bool(pattern) + number + "[.]?" * (following == "nothing" or following == ">")
            parts.append({"Y": "year", "y": "year", "M": "month", "D": "day"}[letter])
        else:
            pattern += _JOINED if letter == ">" else "[-/.]"
    return Form(pattern, tuple(parts))


def _of_format(layout: str) -> Iterator[Form]:
    """A format of the user's own; where it has no hour, a clock may follow."""
    for short, whole in _WHOLE.items():
        layout = layout.replace(f"%{short}", whole)
    pattern = ""
    parts: list[str] = []
    for directive, blank, literal in re.findall(r"%(.)|(\s+)|(.)", layout):
        if directive in _DIRECTIVES:
            expression, part = _DIRECTIVES[directive]
            pattern, parts = pattern + expression, [*parts, part]
        elif directive and directive not in _SKIPPED:
            raise ValueError(f"%{directive} is not known")
        else:
            pattern += _SKIPPED.get(directive, "") or (_SPACE if blank else re.escape(literal))
    if not {"year", "month", "day"} <= {*parts} or len({*parts}) < len(parts):
        raise ValueError("it needs a year, a month and a day, each once")
    yield Form(*_with_time(pattern, tuple(parts))) if "hour" not in parts else Form(pattern, tuple(parts))


def zone_minutes(zone: str) -> int | None:
    """Minutes from UTC of an offset or a short name; None where it is none."""
    if found := re.search(OFFSET, zone):
        hours, minutes = int(found[2]), int(found[3] or 0)
        size = hours * 60 + minutes if hours <= 23 and minutes <= 59 else None
        return -size if size is not None and found[1] != "+" else size
    return ZONES.get(zone.strip().upper())
