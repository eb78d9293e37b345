"""Encodings of one country or region, told by what their texts look like: letters in words, and one script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

#: Lines that are looked at.
MOST = 500
#: Of text in one script: names of encodings, and the letters that nearly all characters beyond ASCII are.
_SCRIPTS = (
    ("cp932", re.compile("[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff9f\u3001-\u301f\u00d7\u2010-\u203b]")),
    ("euc_kr", re.compile("[\uac00-\ud7a3]")),
    ("gb18030", re.compile("[\u4e00-\u9fff\uff01-\uff5e\u3001-\u301f]")),
    ("cp1251", re.compile("[\u0400-\u045f№«»–—’]")),
    ("cp1253", re.compile("[\u0370-\u03ff«»–—’€]")),
)
_KANA = re.compile("[\u3040-\u30ff]")
#: Letters of two scripts in one word: no text of the second.
_MIXED = re.compile("[A-Za-z][^\\x00-\\x7f]|[^\\x00-\\x7f][A-Za-z]")
_LOWER = {"cp1251": re.compile("[а-яё]"), "cp1253": re.compile("[α-ωά-ώ]")}
_OF_SCRIPT = 0.95
#: Characters beyond ASCII that tell a script, and the bytes beyond ASCII that one of two bytes has.
_FEWEST, _BYTES = 4, 1.8
#: Encodings of one letter a byte beside the Western one, and the letters that only they have in common words.
_LETTERS = {
    "cp1250": frozenset("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰăâîșțĂÂÎȘȚđĐľĺŕáéíóúýöüäôÁÉÍÓÚÝÖÜÄÔçëß"),
    "cp1254": frozenset("ğışĞİŞçöüÇÖÜâîûÂÎÛ"),
}
#: Letters of the Western alphabet that are, in words of another encoding, those of Turkish; Icelandic has accents too.
_TURKISH, _ICELANDIC = re.compile("[A-Za-zçöüÇÖÜ][ðýþ]|[ÐÝÞ][a-zçöü]"), frozenset("áéíóúæÁÉÍÓÚÆ")
#: What words of Polish, Czech and Hungarian look like in the Western encoding, and words of the West do not.
_CENTRAL = (
    re.compile("[œæêñ³¿¹Ÿ¯¦][œæêñ³¿¹Ÿ¯¦]|[a-z][³¿¹¯][a-z]|[¿¯][a-z]|[a-z][³¹]\\b"),
    re.compile("(?s)[žšŽŠ].*[øìèùòØÌÈÙÒ]|[øìèùòØÌÈÙÒ].*[žšŽŠ]"),
    re.compile("(?s)[õÕ].*[ûÛ]|[ûÛ].*[õÕ]"),
)


def told(lines: Sequence[bytes]) -> str:
    """The encoding of lines that are no UTF-8; empty where nothing speaks against the Western one."""
    text = b"\n".join(lines)
    return next((name for name, script in _SCRIPTS if _is_in(text, name, script)), "") or _of_letters(text)


def _is_in(text: bytes, name: str, script: re.Pattern[str]) -> bool:
    try:
        read = text.decode(name)
    except UnicodeDecodeError:
        return False
    beyond = "".join(one for one in read if ord(one) > 127)
    found = len(script.findall(beyond))
    if len(beyond) < _FEWEST or found < _OF_SCRIPT * len(beyond):
        return False
    if name == "cp932":
        return bool(_KANA.search(beyond))
    if name in _LOWER:
        mixed = len(_MIXED.findall(read))
        mixed += sum(one.islower() and two.isupper() for one, two in pairwise(read))
        return mixed < (1 - _OF_SCRIPT) * found and 2 * len(_LOWER[name].findall(beyond)) > found
    return sum(byte > 127 for byte in text) > _BYTES * found


def _of_letters(text: bytes) -> str:
    """Of encodings that differ in some letters, the one in which words have letters alone."""
    west = text.decode("cp1252", "replace")
    if len(_TURKISH.findall(west)) > 1 and not _ICELANDIC & {*west}:
        return _fitting(text, "cp1254")
    return _fitting(text, "cp1250") if any(one.search(west) for one in _CENTRAL) else ""


def _fitting(text: bytes, name: str) -> str:
    """The encoding, if letters beyond ASCII are those that its languages have."""
    read = text.decode(name, "replace")
    letters = [one for one in read if ord(one) > 127 and one.isalpha()]
    known = sum(one in _LETTERS[name] for one in letters)
    return name if letters and known >= _OF_SCRIPT * len(letters) else ""
