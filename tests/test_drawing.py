"""Pictures of what commands print."""

from __future__ import annotations

import re
from importlib import import_module
from xml.etree import ElementTree

picture = import_module("drawing").picture
_TEXT = "{http://www.w3.org/2000/svg}text"


def rows(svg: str) -> list[str]:
    """The text of each line of a picture, from top to bottom."""
    placed: dict[float, str] = {}
    for text in ElementTree.fromstring(svg).iter(_TEXT):
        at = float(text.attrib["y"])
        placed[at] = placed.get(at, "") + (text.text or "").replace("\xa0", " ")
    return [placed[at].rstrip() for at in sorted(placed)]


def test_every_line_is_in_the_picture_as_it_was_printed() -> None:
    answer = "Statement      lines\n  received  20,000  <£ 1>\n\n" + "x" * 150 + "\n"
    shown = [line for line in rows(picture("tillhouse statement", answer)) if line]
    assert shown == [
        "$ tillhouse statement",
        "Statement      lines",
        "  received  20,000  <£ 1>",
        "x" * 150,
    ]


def test_nothing_is_outside_of_it() -> None:
    svg = picture("tillhouse x", "short\n" * 40)
    _, _, width, height = map(float, re.findall(r'viewBox="(.*?)"', svg)[0].split())
    for text in ElementTree.fromstring(svg).iter(_TEXT):
        assert float(text.attrib["y"]) < height
        assert float(text.attrib["x"]) + float(text.attrib["textLength"]) <= width


def test_equal_texts_give_equal_pictures_and_others_do_not() -> None:
    assert picture("tillhouse x", "1\n") == picture("tillhouse x", "1\n")
    assert picture("tillhouse x", "1\n") != picture("tillhouse x", "2\n")


def test_it_asks_nothing_of_a_server() -> None:
    assert not re.findall(r"url\((?!#)|https?://(?!www\.w3\.org/)", picture("tillhouse x", "1\n"))
