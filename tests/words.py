"""How pages are written: words that are not used, long lines, long sentences. Tables and code are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_LINE = 120
LONGEST_SENTENCE = 25
#: Words that compress, or that nobody says, with what to write in their place.
BANNED = {
    r"anew": "again",
    r"of which": "a sentence of its own",
    r"so many": "the number, or 'that many'",
    r"foret(?:ell|old)\w*": "predict",
    r"likewise": "too",
    r"silen(?:ce|t)": "churn, or 'no purchase'",
    r"thereby|therein|thereof|whereby|wherein": "a sentence of its own",
}
_FENCE = re.compile(r"^( *)```.*?^ *```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[*-]|\d+\.)\s+")
_END = re.compile(r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<=[.!?])([\"')*]*)\s+(?=[\"'(*]*[A-Z0-9])")


def prose(page: str) -> list[str]:
    """Paragraphs and items of lists, each as one line: no code, tables, headings, comments or addresses."""
    blocks: list[list[str]] = [[]]
    for line in _COMMENT.sub("", _FENCE.sub("\n", page)).splitlines():
        text = line.lstrip("> ")
        if not text.strip() or text.startswith(("|", "#")) or _is_code(line, blocks[-1]):
            blocks.append([])
        elif _ITEM.match(line):
            blocks.append([_ITEM.sub("", line)])
        else:
            blocks[-1].append(text)
    return [_plain(" ".join(block)) for block in blocks if block]


def _is_code(line: str, before: list[str]) -> bool:
    """Whether a line is indented code: four blanks that do not go on from a text."""
    return line.startswith("    ") and not before


def _plain(text: str) -> str:
    """Text with links as their words and each piece of code, or list of such, as one word."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = " ".join(re.sub(r"`[^`]*`", "CODE", text).split())
    return re.sub(r"CODE(?:, CODE)+", "CODE", text)


def sentences(page: str) -> list[str]:
    """The sentences of a page; a colon or a semicolon ends none."""
    return [sentence for block in prose(page) for sentence in _ends(block).split("\n") if sentence]


def _ends(block: str) -> str:
    """A paragraph with a line for each sentence."""
    return _END.sub(r"\1\n", block)


def words(sentence: str) -> int:
    """How many words a sentence has; numbers count, marks alone do not."""
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def long_sentences(page: str) -> Iterator[str]:
    """Sentences of more than 25 words, with their number of words."""
    for sentence in sentences(page):
        if (count := words(sentence)) > LONGEST_SENTENCE:
            yield f"{count} words: {sentence}"


def long_lines(page: str) -> Iterator[str]:
    """Lines of more than 120 characters that could be folded; tables and code are left out."""
    for line in _FENCE.sub("", page).splitlines():
        if len(line) > LONGEST_LINE and not line.startswith("|") and " " in line.strip():
            yield f"{len(line)} characters: {line[:60]}…"


def banned_words(page: str) -> Iterator[str]:
    """Words that are not used, tables included, with what to write instead."""
    text = re.sub(r"`[^`\n]*`", "CODE", _FENCE.sub("", page))
    for word, instead in BANNED.items():
        for found in re.findall(rf"\b(?:{word})\b", " ".join(text.split()), re.IGNORECASE):
            yield f"{found}: write {instead}"


def banned_names(code: str) -> Iterator[str]:
    """Words that are not used, anywhere in source code, names included; underscores part words."""
    text = " ".join(code.replace("_", " ").split())
    for word, instead in BANNED.items():
        for found in re.findall(rf"\b(?:{word})\b", text, re.IGNORECASE):
            yield f"{found}: write {instead}"
