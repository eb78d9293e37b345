"""The rules of the house. Each takes what it judges and returns the faults it finds, as sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import quantiles

from tillhouse.table import Table

LONGEST_FILE = 300
LONG_FUNCTION = 25
LONGEST_FUNCTION = 60
JUNK_NAMES = {
    "utils",
    "util",
    "core",
    "common",
    "manager",
    "base",
    "enhanced",
    "helpers",
    "helper",
    "misc",
    "new",
    "old",
}
JUNK_WORDS = re.compile(
    r"\b(TODO|FIXME|(?<![\x22`])XXX|HACK|(?i:mock\w*|placeholder\w*)|raise NotImplementedError)\b"
)
#: What computes with rows, and the calls by which rows are read or JSON is put together.
FRAMES = {"narwhals", "polars", "pyarrow", "duckdb", "numpy", "pandas"}
READS = {"frame", "rows", "collect", "to_native", "iter_rows", "group_by", "agg", "json"}
#: Functions whose results are frames, or are counted in one.
FRAMED = {"counted", "matching", "selected"}
CHANCE = {"random", "secrets", "numpy.random"}
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_DOCUMENTED = (*_FUNCTION, ast.ClassDef)


def undeclared(table: Table) -> Iterator[str]:
    """A table says who owns it, what identifies a row, what a row is, what must hold, what each column means."""
    if not table.owner:
        yield f"{table.name} has no owner"
    if not table.key or set(table.key) - set(table.columns):
        yield f"{table.name} has no key among its columns"
    if not table.grain.startswith("One row per "):
        yield f"{table.name}: the docstring does not begin with 'One row per'"
    if not table.checks:
        yield f"{table.name} has no checks"
    if table.by == "month" and "month" not in table.columns:
        yield f"{table.name} is by month and has no column month"
    if table.money is not None and table.money not in table.columns:
        yield f"{table.name} has no column {table.money}"
    for name, column in table.columns.items():
        if len(column.meaning) < 4:
            yield f"{table.name}.{name} has no meaning"


def imports(source: str) -> Iterator[str]:
    """Every module a source imports, at the top or inside a function, by full name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_siblings(entry: str, source: str, entries: Iterable[str]) -> Iterator[str]:
    """An entry of a folder imports no other entry: each can be added, read and deleted alone."""
    for module in sorted(set(imports(source)) & set(entries) - {entry}):
        yield f"{entry} imports {module}"


def too_long(path: Path, source: str) -> Iterator[str]:
    """A file can be read in one go."""
    lines = source.count("\n")
    if lines > LONGEST_FILE:
        yield f"{path} has {lines} lines"


def junk_name(path: Path) -> Iterator[str]:
    """A name says what is inside."""
    for part in path.with_suffix("").parts:
        if set(part.strip("_").split("_")) & JUNK_NAMES:
            yield f"{path}: {part} says nothing"


def function_lengths(source: str) -> Iterator[tuple[str, int]]:
    """Functions with their lines of code, docstring left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _FUNCTION):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            yield node.name, (node.end_lineno or first.lineno) - first.lineno + 1


def long_functions(lengths: Iterable[int]) -> Iterator[str]:
    """Nine functions of ten fit on half a screen, and each on one."""
    known = list(lengths)
    ninth = quantiles(known, n=10)[8]
    if ninth >= LONG_FUNCTION:
        yield f"one function in ten has {ninth:.0f} lines or more"
    if max(known) > LONGEST_FUNCTION:
        yield f"a function has {max(known)} lines"


def prints(path: Path, source: str) -> Iterator[str]:
    """One module talks to people; all others return."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"{path}:{node.lineno} prints"


def chance(path: Path, source: str) -> Iterator[str]:
    """No result depends on chance."""
    for module in imports(source):
        if any(f"{module}.".startswith(f"{name}.") for name in CHANCE):
            yield f"{path} imports {module}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "random":
            yield f"{path}:{node.lineno} asks for random numbers"


def computes(path: Path, source: str) -> Iterator[str]:
    """A command lays out text: what it says comes from an answer, which read the frames and added up."""
    for module in imports(source):
        if module.partition(".")[0] in FRAMES:
            yield f"{path} imports {module}"
        if module.rpartition(".")[2] in FRAMED:
            yield f"{path} imports {module}"
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in READS:
            yield f"{path}:{node.lineno} calls .{node.func.attr}("
        if isinstance(node.func, ast.Name) and node.func.id == "sum":
            yield f"{path}:{node.lineno} adds up"


def unfinished(path: Path, source: str) -> Iterator[str]:
    """What is not built is not there."""
    for number, line in enumerate(source.splitlines(), 1):
        if found := JUNK_WORDS.search(line):
            yield f"{path}:{number} says {found.group()}"


def broad_excuses(path: Path, source: str) -> Iterator[str]:
    """No error is swallowed: an `except` that catches everything does something with it."""
    for node in ast.walk(ast.parse(source)):
        broad = isinstance(node, ast.ExceptHandler) and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
        if broad and all(isinstance(step, ast.Pass | ast.Continue) for step in node.body):  # type: ignore[attr-defined]
            yield f"{path}:{node.lineno} swallows every error"  # type: ignore[attr-defined]


def undocumented(path: Path, source: str) -> Iterator[str]:
    """Every module, and every public function, class and method of it, says what it means."""
    tree = ast.parse(source)
    if source.strip() and not ast.get_docstring(tree):
        yield f"{path} does not say what it is"
    for node in _public(tree):
        if not ast.get_docstring(node):
            yield f"{path}:{node.lineno} {node.name} has no docstring"


def _public(
    tree: ast.Module | ast.ClassDef,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, _DOCUMENTED) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def missing_from(page: str, names: Iterable[str]) -> Iterator[str]:
    """A page of the docs names each of these."""
    for name in names:
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", page):
            yield f"{name} is not documented"


def addresses(path: Path, text: str) -> Iterator[str]:
    """Pins name packages and hashes, not places to download from."""
    for line in text.splitlines():
        if re.search(r"https?:|://|--(extra-)?index-url|--find-links|\.local\b|@ ", line):
            yield f"{path}: {line.strip()}"
        if "==" in line and not line.startswith(" ") and not line.endswith("\\"):
            yield f"{path}: {line.strip()} has no hash"
