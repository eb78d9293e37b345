from __future__ import annotations

import gzip
import hashlib
import io
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import zstandard

from tests.sources.files import HINTS, detect_and_read, line, one, text
from tillhouse import sources
from tillhouse.errors import UnreadableFile
from tillhouse.sources import _archive

GOOD = line()
CONTENT = text(GOOD, GOOD)


def zipped(entries: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("shop.csv", CONTENT.encode()),
        ("shop.csv.gz", gzip.compress(CONTENT.encode())),
        ("shop.csv.zst", zstandard.compress(CONTENT.encode())),
        (
            "two_frames.csv.zst",
            zstandard.compress(CONTENT[:100].encode()) + zstandard.compress(CONTENT[100:].encode()),
        ),
        ("shop.zip", zipped({"inner/shop.csv": CONTENT})),
        ("stdin", CONTENT.encode()),
        ("stdin-packed", gzip.compress(CONTENT.encode())),
    ],
)
def test_plain_and_packed_files_give_the_same_rows(tmp_path: Path, name: str, content: bytes) -> None:
    file = one(tmp_path, content, name)
    _, rows = detect_and_read(file)
    assert len(rows) == 2


def test_ing_21_the_hash_is_of_the_bytes_as_stored_whatever_the_name(tmp_path: Path) -> None:
    packed = gzip.compress(CONTENT.encode())
    first, second = one(tmp_path, packed, "a.csv.gz"), one(tmp_path, packed, "b.csv.gz")
    assert first.sha256 == second.sha256 == hashlib.sha256(packed).hexdigest()
    assert one(tmp_path, text(GOOD), "b.csv.gz").sha256 != first.sha256


def test_ing_21_members_of_one_zip_have_hashes_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"x.csv": CONTENT, "y.csv": text(GOOD), "readme.md": "no"}))
    (tmp_path / "b.zip").write_bytes(zipped({"other/x.csv": CONTENT}))
    x, y = sources.open_all(tmp_path / "a.zip")
    (again,) = sources.open_all(tmp_path / "b.zip")
    assert (x.name, y.name) == ("a.zip/x.csv", "a.zip/y.csv")
    assert x.sha256 == again.sha256 != y.sha256


def test_folders_and_globs_are_sorted_and_leave_out_what_is_not_data(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "notes.md", ".hidden.csv", "deep/c.csv.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [f.name for f in sources.open_all(tmp_path)] == ["a.csv", "b.csv", "deep/c.csv.gz"]
    assert [f.name for f in sources.open_all(tmp_path / "*.csv")] == ["a.csv", "b.csv"]
    with pytest.raises(UnreadableFile, match="There is no file"):
        sources.open_all(tmp_path / "*.xls")


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.csv.zst", "bomb.zip"])
def test_ing_08_bombs_are_refused(tmp_path: Path, name: str) -> None:
    zeros = b"0" * (70 << 20)
    content = {
        "bomb.csv.gz": lambda: gzip.compress(zeros),
        "bomb.csv.zst": lambda: zstandard.compress(zeros),
        "bomb.zip": lambda: zipped({"bomb.csv": zeros}),
    }[name]()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match="100 times its size"):
        for file in sources.open_all(tmp_path / name):
            with file.open() as stream:
                while stream.read(1 << 20):
                    pass


def test_ing_08_too_many_entries_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    entries = {f"{n}.csv": "" for n in range(_archive.MOST_ENTRIES + 1)}
    with pytest.raises(UnreadableFile, match="10,001 entries; the limit is 10,000"):
        one(tmp_path, zipped(entries), "many.zip")


def test_ing_08_overlapping_entries_are_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": CONTENT, "b.csv": CONTENT}))
    second = content.rfind(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)
    with pytest.raises(UnreadableFile, match="entries that overlap"):
        one(tmp_path, bytes(content), "overlap.zip")


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.csv", "/abs.csv", "C:/x.csv", "..\\x.csv"])
def test_ing_13_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="points outside"):
        one(tmp_path, zipped({name: CONTENT}), "slip.zip")


def test_ing_13_links_are_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("link.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(UnreadableFile, match="holds a link"):
        one(tmp_path, out.getvalue(), "link.zip")


def test_ing_08_archives_in_archives_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="holds another archive"):
        one(tmp_path, zipped({"inner.zip": zipped({"a.csv": CONTENT})}), "outer.zip")


@pytest.mark.parametrize(
    ("name", "content", "seen"),
    [
        ("a.csv", zipped({"x": "y"}), "a ZIP archive"),
        ("a.csv", b"\x7fELF\x02\x01\x01" + bytes(60), r"a program \(ELF\)"),
        ("a.csv", b"<!DOCTYPE html><html><body>", "an HTML page"),
        ("a.csv", b"%PDF-1.7\n", "a PDF document"),
        ("a.csv", b'{"a": 1}', "JSON"),
        ("a.xlsx", CONTENT.encode(), "text"),
        ("a.json", gzip.compress(b"[]", mtime=0), "gzip data"),
        ("a.parquet", CONTENT.encode(), "text"),
        ("a.avro", b"PAR1" + bytes(20), "a Parquet file"),
    ],
)
def test_ing_14_content_that_is_not_what_the_name_says(
    tmp_path: Path, name: str, content: bytes, seen: str
) -> None:
    with pytest.raises(UnreadableFile, match=f"its content is {seen}"):
        sources.detect(one(tmp_path, content, name), HINTS)


@pytest.mark.parametrize("name", ["cut.csv.gz", "cut.csv.zst"])
def test_a_packed_file_that_was_cut_off_is_refused_not_read_in_part(tmp_path: Path, name: str) -> None:
    data = "".join(f"{n},{n * 7919 % 10007}\n" for n in range(20_000)).encode()
    packed = gzip.compress(data) if name.endswith("gz") else zstandard.compress(data)
    file = one(tmp_path, packed[:-40], name)
    with pytest.raises(UnreadableFile, match=r"damaged after [\d,]+ bytes"), file.open() as stream:
        while stream.read(1 << 16):
            pass


def test_importing_sources_imports_no_heavy_library() -> None:
    program = "import sys, tillhouse.sources; print([m for m in ('polars', 'fastavro') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_left_out_is_named_with_the_reason(tmp_path: Path) -> None:
    for name in ("jan.csv", "~$jan.xlsx", ".~lock.jan.ods#", ".hidden.csv", "notes.md", "deep/README"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "more.zip").write_bytes(zipped({"x.csv": CONTENT, "y.md": "no"}))
    assert [file.name for file in sources.open_all(tmp_path)] == ["jan.csv", "more.zip/x.csv"]
    assert sources.left_out(tmp_path) == [
        ".hidden.csv (hidden)",
        ".~lock.jan.ods# (a lock of an open document)",
        "deep/README (no kind of file that is read: no ending)",
        "more.zip/y.md (no kind of file that is read: .md)",
        "notes.md (no kind of file that is read: .md)",
        "~$jan.xlsx (a lock of an open document)",
    ]
    assert sources.left_out(tmp_path / "jan.csv") == []


def test_a_glob_of_one_ending_means_it_and_of_several_only_what_is_read(tmp_path: Path) -> None:
    for name in ("a.dat", "b.dat", "c.csv", "~$c.csv"):
        (tmp_path / name).write_bytes(b"x")
    assert [file.name for file in sources.open_all(tmp_path / "*.dat")] == ["a.dat", "b.dat"]
    assert [file.name for file in sources.open_all(tmp_path / "*")] == ["c.csv"]
    assert [one.split(" ")[0] for one in sources.left_out(tmp_path / "*")] == ["a.dat", "b.dat", "~$c.csv"]
