"""From bytes to UTF-8 text: decided over the whole input, and never by replacing what cannot be read.

What cannot be decoded becomes `MARK` and the bytes spelled out (``<c3>``); lines with the mark are quarantined.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tillhouse.retail.counts import number_of
from tillhouse.sources import _legacy

#: A code point that Unicode reserves for use inside programs: no text may carry it.
MARK = "\ufdd0"
#: What other programs leave where they destroyed a character; such a line is damaged too.
DESTROYED = "\ufffd"
BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
#: Up to here it is faster to look for each byte than to look at each line.
_FEW_DISTINCT, _FEW = 16, 50_000
_ASCII = bytes(range(128))
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")
#: Encodings as people call them.
SHOWN = {
    "utf-8": "UTF-8",
    "iso-8859-1": "ISO-8859-1",
    "cp932": "Shift-JIS",
    "gb18030": "GB 18030",
    "euc_kr": "EUC-KR",
    **{name: f"Windows-{name[2:]}" for name in ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254")},
}
_ALONE = frozenset("àÀéÉóÓöÖáÁèÈ")
_WITHIN_WORDS = frozenset("’‘–—·´­ºª-")


def _spelled(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    return MARK + "".join(f"<{byte:02x}>" for byte in bad), error.end


codecs.register_error("tillhouse-spelled", _spelled)


def strange(block: bytes) -> list[str]:
    """The characters in the block that no text may carry: NUL, `MARK`, `DESTROYED`."""
    # one byte is found many times faster than three, and hardly any export has it
    possible = ("\0", MARK, DESTROYED) if b"\xef" in block else ("\0",)
    return [character for character in possible if character.encode() in block]


def shown(text: str) -> str:
    """Text with its marks taken out and destroyed characters spelled out, fit to be stored as a raw line."""
    return text.rstrip("\r\n").replace(MARK, "").replace(DESTROYED, "<fffd>")


def bom(head: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark names and the mark's length; ``("", 0)`` without one."""
    return next(((name, len(mark)) for mark, name in BOMS.items() if head.startswith(mark)), ("", 0))


def wide(head: bytes) -> str:
    """UTF-16 without a byte order mark, told by zero bytes in every other place; else empty."""
    sample = head[:4096]
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 4:
        return ""
    if zeros_odd > 0.6 * half and zeros_even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if zeros_even > 0.6 * half and zeros_odd < 0.1 * half else ""


def regional(head: bytes) -> str:
    """The encoding of one country or region, where the first lines tell it; else empty."""
    if head.isascii():
        return ""
    tally = Tally()
    tally.add(head[: head.rfind(b"\n") + 1] or head, 1)
    return tally.encoding() if _legacy.told(tally.sample) else ""


def is_utf8(block: bytes) -> bool:
    """Whether all of the block is UTF-8; decoded in pieces so that the text is never held twice."""
    if block.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(block)
    try:
        for start in range(0, len(view), 1 << 20):
            decoder.decode(view[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def to_utf8(block: bytes, encoding: str) -> bytes:
    """The block as UTF-8; `MARK` stands where bytes have no meaning in the encoding.

    A block beyond ASCII that is UTF-8 throughout is taken as UTF-8 in every encoding: in none do words look like
    that, and a shop that changes its export would otherwise store mojibake without a word.
    """
    if is_utf8(block):
        return block
    if encoding == "iso-8859-1":
        high = set(block.translate(None, _ASCII))
        if len(high) == 1:
            byte = bytes(high)
            return block.replace(byte, byte.decode("latin-1").encode())
    return block.decode(encoding, "tillhouse-spelled").encode("utf-8", "backslashreplace")


@dataclass
class Tally:
    """What the lines of a file say about its encoding, gathered block by block."""

    utf8_lines: int = 0
    other_lines: int = 0
    plausible: int = 0
    implausible: int = 0
    high: Counter[int] = field(default_factory=Counter)
    first: tuple[int, bytes] | None = None
    sample: list[bytes] = field(default_factory=list)

    def add(self, block: bytes, line: int) -> bool:
        """Count a block whose first physical line has the number ``line``; whether all of it is UTF-8."""
        if block.isascii():
            return True
        whole = is_utf8(block)
        for start, end in _lines_beyond_ascii(block):
            if whole or is_utf8(block[start:end]):
                self.utf8_lines += 1
            else:
                self._add_other(block, start, end, line)
        return whole

    def _add_other(self, block: bytes, start: int, end: int, line: int) -> None:
        text = block[start:end]
        self.other_lines += 1
        if len(self.sample) < _legacy.MOST:
            self.sample.append(text)
        self.high.update(text.translate(None, _ASCII))
        if self.first is None:
            self.first = (line + block.count(b"\n", 0, start), text)
        if _plausible(text):
            self.plausible += 1
        else:
            self.implausible += 1

    def encoding(self) -> str:
        """The encoding of the whole file.

        Lines that are UTF-8 by accident are very rare, so a share of them decides for UTF-8, and the other lines
        are quarantined. Without them a single-byte encoding is taken if most odd lines read as words in it.
        """
        if not self.other_lines or self.utf8_lines * 20 >= self.other_lines:
            return "utf-8"
        if regional := _legacy.told(self.sample):
            return regional
        if self.plausible == 0:
            return "utf-8"
        if self.implausible > self.plausible:
            return "utf-8"
        return "cp1252" if any(0x80 <= byte <= 0x9F for byte in self.high) else "iso-8859-1"

    def fact(self) -> str:
        """The decision and what decided it, for people."""
        name = self.encoding()
        if self.first is None:
            return "UTF-8" if self.utf8_lines else "ASCII"
        number, text = self.first
        if name == "utf-8":
            lines = number_of(self.other_lines, "line is not", "lines are not")
            return f"UTF-8 ({lines}: the first is line {number:,})"
        shown = SHOWN.get(name, name)
        character = next((c for c in text.decode(name, "ignore") if ord(c) > 127), "byte")
        return f"{shown} (a {character} at line {number:,})"


def _lines_beyond_ascii(block: bytes) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end that hold a byte beyond ASCII."""
    high = block.translate(None, _ASCII)
    distinct = set(high)
    if len(distinct) > _FEW_DISTINCT or len(high) > _FEW:
        start = 0
        for text in block.split(b"\n"):
            if not text.isascii():
                yield start, start + len(text)
            start += len(text) + 1
        return
    starts = set()
    for byte in distinct:
        at = block.find(byte)
        while at >= 0:
            starts.add(block.rfind(b"\n", 0, at) + 1)
            at = block.find(byte, at + 1)
    for start in sorted(starts):
        end = block.find(b"\n", start)
        yield start, len(block) if end < 0 else end


def _plausible(text: bytes) -> bool:
    """Whether the line reads as words and signs in Windows-1252: a stray byte does not."""
    high = set(text.translate(None, _ASCII))
    if high & (_UNDEFINED | {0xFE, 0xFF}):
        return False
    decoded = text.decode("cp1252")
    return all(_in_place(decoded, text, at) for at, character in enumerate(decoded) if ord(character) > 127)


def _in_place(decoded: str, text: bytes, at: int) -> bool:
    """One byte is one character here, so ``at`` is the same place in both."""
    character = decoded[at]
    before, after = decoded[at - 1 : at] if at else "", decoded[at + 1 : at + 2]
    if 0xC2 <= text[at] <= 0xF4 and 0x80 <= (text + b" ")[at + 1] <= 0xBF:
        return False
    if not character.isalpha():
        return character in _WITHIN_WORDS or not (before.isalpha() and after.isalpha())
    if not before.isalpha() and not after.isalpha():
        return character in _ALONE
    return not (character.isupper() and before.islower())
