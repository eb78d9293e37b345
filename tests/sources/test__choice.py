"""Which source reads a file, by its name and its first bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import UnreadableFile
from tillhouse.sources import open_all, source_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("sales.png", PNG, r"sales.png cannot be read: its content is a PNG image.\nReadable are .*\.csv"),
        ("sales.csv", PNG, "sales.csv is not CSV data: its content is a PNG image."),
        ("sales.xlsx", b"a,b\n1,2\n", "sales.xlsx is not XLSX data: its content is text."),
    ],
)
def test_a_file_that_nothing_reads_says_what_it_is(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    (file,) = open_all(tmp_path / name)
    with pytest.raises(UnreadableFile, match=said):
        source_of(file)
