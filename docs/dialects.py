"""The pages about dialects: one of all, and one for each with its sample and the ledger that follows from it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from writing import codes, page

from tillhouse.catalog import catalog
from tillhouse.dialects import Dialect, dialects, folded
from tillhouse.setting import settings_of
from tillhouse.settings.feed import ORDER_MONEY, Feed

GUIDES = Path(__file__).parent / "guides" / "dialects"
SAMPLES = Path(__file__).parents[1] / "tests" / "dialects"
MEANINGS = {
    "sold_time": "Time of the day, where it stands apart from the day.",
    "kind": "Type of the row, as received.",
    "shipping": "Shipping of the order.",
    "order_discount": "A discount on the whole order.",
    "order_tax": "Tax of the order.",
    "tip": "A tip.",
    "fee": "A fee.",
    "refund": "Money that was paid back.",
    "amount_with_tax": "Money of the line with its tax.",
    "order_total": "What the order comes to. It is compared, never booked.",
}
WORDS = {
    "sale": "a sale",
    "return": "a return: quantity and amount are negative",
    "cancellation": "a cancellation: quantity and amount are negative",
    "refunded": "a sale that was paid back",
    "received": "a sale where money came in, else no sale",
    "not_sales": "no sale: listed with its money",
    "waiting": "no sale yet: listed with its money",
}
TABLES = {"statuses": "status", "kinds": "kind", "line_types": "code", "prefixes": "prefix"}
LEDGER = (
    *("line", "part", "fate", "event", "line_type", "stock_code", "quantity"),
    *("discount", "tax", "amount", "currency", "business_date"),
)
OWN = """
title = "Till of the corner shop"
says = "One row per item of a receipt."
cannot_say = ["who bought"]
header = ["Bon", "Datum", "Artikel", "Menge", "Betrag"]

[columns]
invoice_no = "Bon"
sold_at = "Datum"
description = ["Artikel", "Bezeichnung"]
quantity = "Menge"
amount = "Betrag"
status = "Art"

[feed]
order = "number_and_day"
tax_basis = "included"

[feed.statuses]
verkauf = "sale"
storno = "not_sales"
"""


def pages() -> dict[str, str]:
    """All pages by their name in the folder of guides."""
    known = dialects(None)
    return {"README.md": _all(known), **{f"{name}.md": _guide(one) for name, one in known.items()}}


def _all(known: Mapping[str, Dialect]) -> str:
    """The page that lists them, and says how to write one."""
    named = sorted(known.values(), key=lambda one: one.title.casefold())
    rows = [(f"[{one.title}]({one.name}.md)", one.says) for one in named]
    return page(
        [
            "# Exports that are known",
            "A *dialect* is what is known of the export of a named system: what its columns and statuses mean. A file "
            "is recognised by its headers. `tillhouse open FILE` says which dialect it is read as, and the feed keeps "
            "it. A file that no dialect knows is read by the names and values of its columns.",
            _table(("export", "what a row is"), rows),
            "## Another dialect than the one found",
            "`tillhouse open FILE --dialect NAME` reads a file as that dialect. What you say of a column wins over the "
            "dialect: `--column amount=HEADER`.",
            "## A dialect of your own",
            "Write a file `dialects/NAME.toml` in the folder of the lake. It can say all that the dialects here say. "
            "One with the name of a dialect that is listed here replaces it. A fault in it is named with its line.",
            f"```toml{OWN}```",
            "`header` names headers that are all in such a file, in any order; capitals, blanks, `_` and `-` do not "
            "count. Several forms of an export are lists in a list. Where several dialects fit, the one that names the "
            "most headers is taken. Of several headers of a column the first that the file has "
            "counts. Where that one is blank in a record, the second counts.",
            "A value of a status or of a kind is one of these:",
            _table(("word", "meaning"), [(f"`{word}`", said) for word, said in WORDS.items()]),
            "Or it is a line type: postage, fee, tax, tip, discount, voucher. The key `*` stands for any value that is "
            "not listed, and an empty key for a blank.",
            "Other fields are those of a [feed](../../reference/settings.md).",
        ]
    )


def _guide(dialect: Dialect) -> str:
    """The page of one dialect."""
    text = files("tillhouse.dialects").joinpath(f"{dialect.name}.toml").read_text("utf-8")
    forms = [f"All of these headers are in it: {codes(names)}." for names in dialect.header]
    return page(
        [
            f"# {dialect.title}",
            f"{dialect.says} Its columns are documented [here]({dialect.page}).",
            "## How it is recognised",
            "\n\nOr: ".join(forms),
            "## What each column means",
            _table(("header", "column", "meaning"), _columns(dialect)),
            *_feed(dialect),
            "## What it cannot say",
            "\n".join(f"* {_sentence(one)}" for one in dialect.cannot_say),
            *_sample(dialect),
            "## The dialect",
            f"It is the file `src/tillhouse/dialects/{dialect.name}.toml`.",
            f"```toml\n{text.strip()}\n```",
        ]
    )


def _columns(dialect: Dialect) -> list[tuple[str, ...]]:
    described = catalog()["ledger"].columns
    found = []
    for meaning, headers in dialect.columns.items():
        said = MEANINGS.get(meaning) or described[meaning].meaning
        if meaning in ORDER_MONEY:
            said += f" It becomes a line of its own, of type {ORDER_MONEY[meaning]}."
        found.append((" or ".join(f"`{one}`" for one in headers), f"`{meaning}`", said))
    return found


def _feed(dialect: Dialect) -> list[str]:
    """What the feed has to know besides."""
    known, parts = settings_of(Feed), []
    plain = {key: value for key, value in dialect.feed.items() if key not in TABLES}
    if plain:
        rows = [
            (f"`{key}`", f"`{_shown(value)}`", _sentence(known[key].row.help)) for key, value in plain.items()
        ]
        parts = ["## How the feed reads it", _table(("field", "value", "meaning"), rows)]
    for key, what in TABLES.items():
        table = dialect.feed.get(key, {})
        shown = {"*": "any other", "": "blank"}
        rows = [(shown.get(name) or f"`{name}`", WORDS.get(word, word)) for name, word in table.items()]
        parts += [f"## What each {what} means", _table((what, "meaning"), rows)] if rows else []
    return parts


def _sample(dialect: Dialect) -> list[str]:
    """A sample, and its ledger."""
    folder = SAMPLES / dialect.name
    path = next(folder.glob("sample.*"))
    rows = list(csv.DictReader(io.StringIO((folder / "ledger.csv").read_text("utf-8"))))
    there = [name for name in LEDGER if rows and name in rows[0]]
    parts = ["## A sample and its ledger", "The sample is invented. Only columns that are read are shown."]
    if path.suffix == ".json":
        parts = [parts[0], "The sample is invented. This is its first record.", _first_record(path)]
    elif path.suffix in {".csv", ".txt"}:
        parts.append(_table(*_read(path, dialect)))
    return [
        *parts,
        "These lines follow from it. Lines with a part below 0 are money of the whole order, or take another back.",
        _table(there, [[row[name] for name in there] for row in rows]),
    ]


def _first_record(path: Path) -> str:
    said = json.loads(path.read_text("utf-8"))
    found = (
        said if isinstance(said, list) else next(value for value in said.values() if isinstance(value, list))
    )
    return f"```json\n{json.dumps(found[0], indent=1, ensure_ascii=False)}\n```"


def _read(path: Path, dialect: Dialect) -> tuple[Sequence[str], list[list[str]]]:
    """Header and rows of the columns that are read, below whatever stands before the header."""
    lines = path.read_text("utf-8-sig").splitlines()
    mark = max("\t;,", key=path.read_text("utf-8").count)
    rows = list(csv.reader(lines, delimiter=mark))
    start = next(n for n, row in enumerate(rows) if dialect.fit(row))
    header, wanted = rows[start], {folded(one) for one in dialect.mapped(rows[start]).values()}
    kept = [n for n, name in enumerate(header) if folded(name) in wanted]
    return [header[n] for n in kept], [
        [row[n] if n < len(row) else "" for n in kept] for row in rows[start + 1 :]
    ]


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = [*header]
    cells = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(one.replace('|', chr(92) + '|') for one in row)} |" for row in cells)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".removesuffix(".") + "."


def _shown(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
