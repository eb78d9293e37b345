"""What a file is, from its first bytes, whatever its name says."""

from __future__ import annotations

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or spreadsheet"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ\x90", "a program (Windows)"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an Excel 97 workbook or other Office file"),
    (b"PAR1", "a Parquet file"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML document"),
    (b"<!doctype", "an XML document"),
)


def found(head: bytes) -> str:
    """What the first bytes show, in words; ``text`` when they show nothing else."""
    for sign, name in _SIGNS:
        if head.startswith(sign):
            return name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for sign, name in _MARKUP:
        if start.startswith(sign):
            return name
    if start[:1] in {b"{", b"["}:
        return "JSON"
    return "text" if start else "empty"
