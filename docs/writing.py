"""How generated pages are written: titles, prose in folded lines, code."""

from __future__ import annotations

import re
import textwrap

GENERATED = "<!-- Written by docs/generate.py; change the declaration, then run `make docs`. -->"
_AS_IT_IS = re.compile(r"\||#|-|<!--|```|    ")
_FOLD = textwrap.TextWrapper(120, break_long_words=False, break_on_hyphens=False)
_FOLD_ITEM = textwrap.TextWrapper(120, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def codes(names: tuple[str, ...] | list[str]) -> str:
    """Names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def python(code: str) -> str:
    """A block of Python."""
    return f"```python\n{code}\n```"


def text(words: str) -> str:
    """A block of text, without blanks at the ends of lines."""
    lines = "\n".join(line.rstrip() for line in words.strip("\n").splitlines())
    return f"```text\n{lines}\n```"


def page(parts: list[str]) -> str:
    """A page of its title and its parts, with the mark of generated pages."""
    title, *rest = parts
    folded = "\n\n".join(_folded(part) for part in (title, GENERATED, *rest) if part)
    return re.sub(r"(?<!`)``(?!`)", "`", folded).rstrip() + "\n"


def _folded(part: str) -> str:
    """Prose and lists in lines of at most 120 characters; code, tables and titles as they are."""
    if part.startswith("```"):
        return part
    return "\n\n".join(_folded_block(block) for block in part.split("\n\n"))


def _folded_block(block: str) -> str:
    if _AS_IT_IS.match(block):
        return block
    if not block.startswith("* "):
        return _FOLD.fill(block)
    return "\n".join(_FOLD_ITEM.fill(item) for item in re.sub(r"\n +", " ", block).splitlines())
