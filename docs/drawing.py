"""Pictures of what a command prints: an SVG that needs no font and no page beside it."""

from __future__ import annotations

import io

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

_INK = (220, 224, 230)
_GREEN = (126, 200, 120)
_THEME = TerminalTheme((24, 28, 36), _INK, [_INK] * 2 + [_GREEN] + [_INK] * 5, None)
# Rich's own format asks a server for its font; this one takes what the reader has, and fits it to the grid.
_FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 WIDTH HEIGHT">
<style>
.{unique_id}-matrix {{
font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>
{lines}
</defs>
<rect fill="rgb(24,28,36)" width="WIDTH" height="HEIGHT" rx="10"/>
<g transform="translate(12, 10)">
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
#: A cell of Rich's grid, and the edge around all cells.
_CELL_WIDTH, _CELL_HEIGHT, _EDGE = 12.2, 24.4, 24


def picture(command: str, answer: str) -> str:
    """A command at its prompt and what it prints, as SVG; equal texts give equal pictures."""
    lines = answer.rstrip("\n").splitlines()
    width = max(len(line) for line in (f"$ {command}", *lines))
    console = Console(record=True, file=io.StringIO(), width=width, force_terminal=True, legacy_windows=False)
    console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
    console.print(Text("\n".join(lines)))
    svg = console.export_svg(theme=_THEME, code_format=_FORMAT, unique_id="tillhouse")
    svg = svg.replace("WIDTH", f"{width * _CELL_WIDTH + _EDGE:.0f}")
    svg = svg.replace("HEIGHT", f"{(len(lines) + 1) * _CELL_HEIGHT + _EDGE:.0f}")
    return "\n".join(line.strip() for line in svg.splitlines()) + "\n"
