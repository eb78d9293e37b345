"""Writes the pages that follow from declarations, and the answers to the commands of the README.

Run it by `make docs`; tests compare.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path

import click
from diagrams import drawn
from readme import readme
from writing import codes, page, python, text

import dialects as dialect_pages
import documents
from tillhouse import cli, errors, folder
from tillhouse.answers.metrics.dimensions import DIMENSIONS
from tillhouse.catalog import LAYERS, catalog
from tillhouse.metrics.definitions import METRICS
from tillhouse.metrics.formulas import Metric
from tillhouse.setting import Setting, settings_of
from tillhouse.settings import feed
from tillhouse.settings.settings import GROUPS, Settings
from tillhouse.table import Table
from tillhouse.warehouses._postgres import migration as migrations
from tillhouse.warehouses._postgres import shaping as shaping

HERE = Path(__file__).parent
REFERENCE = HERE / "reference"
WIDTH = 100
LAYER_MEANING = {
    "bronze": "what arrived, as received",
    "silver": "the ledger, and what it folds to",
    "gold": "the star schema",
    "marts": "answers",
    "books": "the statement",
}


def tables() -> str:
    """Every table: what a row is, key, owner, inputs, readers, checks, columns."""
    parts = [
        "# Tables",
        "Data flows down this page. A table is the file of its name in `src/tillhouse/tables/`.",
    ]
    for layer in LAYERS:
        parts.append(f"## {layer}: {LAYER_MEANING[layer]}")
        parts += [_table(t) for t in catalog().tables.values() if t.layer == layer]
    return page(parts)


def _table(table: Table) -> str:
    readers = catalog().readers(table.name)
    facts = [
        f"Key: {codes(table.key)}. Owner: {table.owner}. Rebuilt {'by month' if table.by else 'whole'}.",
        f"Reads: {codes((*table.inputs, *(f'{name} (earlier months)' for name in sorted(table.past))))}."
        if table.inputs
        else "Written by intake.",
        f"Read by: {codes(readers)}." if readers else "Read by no table.",
        f"Money: `{table.money}`." if table.money else "",
    ]
    columns = [
        f"| `{name}` | {c.type} | {c.meaning} | {c.classification}{', provenance' if c.provenance else ''} |"
        for name, c in table.columns.items()
    ]
    checks = [f"* `{check.name}`: {check.dimension}, {check.on_fail}" for check in table.checks]
    header = ["| column | type | meaning | class |", "| --- | --- | --- | --- |"]
    return "\n\n".join(
        [
            f"### {table.name}",
            inspect.getdoc(table.body) or "",
            " ".join(fact for fact in facts if fact),
            "\n".join([*header, *columns]),
            "Checks:\n\n" + "\n".join(checks),
        ]
    )


def checks() -> str:
    """The vocabulary of checks, and which tables use each."""
    intro = (
        "A check returns the rows that break it. `on_fail` is `stop` (nothing is published) or `warn` (published and "
        "reported). An outcome is `pass`, `fail`, `error` or `not_run`; only `pass` is green. Each file of "
        "`src/tillhouse/checks/` is one word of this vocabulary."
    )
    parts = ["# Checks", intro]
    for name, module in folder.entries("tillhouse.checks").items():
        check = getattr(module, name)
        used = [t.name for t in catalog().tables.values() if any(c.kind == name for c in t.checks)]
        use = f"Used by: {codes(used)}." if used else "Used by no table yet."
        words = [f"## {name}", inspect.getdoc(module) or "", python(_signature(name, check))]
        parts += [*words, inspect.getdoc(check) or "", use]
    return page(parts)


HEADINGS = {
    "feeds": "A feed: `[feeds.NAME]`",
    "calendar": "The calendar: `[calendar]`",
    "rates": "Exchange rates: `[rates]`",
    "warehouse": "The warehouse: `[warehouse]`",
}


def settings() -> str:
    """Settings of a lake, of a feed and of what else stands together in the file."""
    parts = [
        "# Settings",
        "The command line wins over the environment, the environment over `tillhouse.toml` in the root of "
        "the lake. The root itself is no key of that file.",
        _rows(Settings, ""),
    ]
    for group, kind in {"feeds": feed.Feed, **GROUPS}.items():
        parts.append(f"## {HEADINGS.get(group, f'{group.capitalize()}: `[{group}]`')}")
        parts += [inspect.getdoc(kind) or "", _rows(kind, group), *_figures(kind)]
    return page(parts)


def _rows(kind: type, group: str) -> str:
    """The table of the settings of a dataclass."""
    known = settings_of(kind)
    is_outside = any(one.row.outside for one in known.values())
    names = ["key" if group else "setting", *(["environment"] if is_outside else []), "default", "meaning"]
    lines = [names, ["---"] * len(names)]
    for key, one in known.items():
        variable = one.variable(group)
        default = f"`{_toml(one.default)}`"
        cells = [
            f"`{key}`",
            *([f"`{variable}`" * bool(variable)] if is_outside else []),
            default,
            _meaning(one),
        ]
        lines.append(cells)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _meaning(one: Setting) -> str:
    """What a setting means, as a sentence, and what it may be."""
    help_text = one.row.help
    said = f"{help_text[:1].upper()}{help_text[1:]}".removesuffix(".") + "."
    bounds = {"at least": one.row.least, "at most": one.row.most}
    limits = " and ".join(f"{word} {bound}" for word, bound in bounds.items() if bound is not None)
    choices = ", ".join(f"`{json.dumps(value)}`" for value in one.choices)
    return " ".join(
        [said, *([f"One of {choices}."] if choices else []), *([f"It is {limits}."] if limits else [])]
    )


def _figures(kind: type) -> list[str]:
    """Which settings of a dataclass figures depend on, if any do."""
    known = settings_of(kind)
    found = [key for key, one in known.items() if one.row.figures]
    which = "all of these" if len(found) == len(known) else codes(found)
    return [f"Figures depend on {which}: tables are stale when they change."] if found else []


def _toml(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, str) and '"' in value:
        return f"'{value}'"
    return json.dumps(list(value) if isinstance(value, tuple) else value)


def metrics() -> str:
    """Every metric, and what it can be asked by."""
    intro = (
        "A metric is declared once, in `src/tillhouse/metrics/definitions.py`. `tillhouse metric NAME` answers it. "
        "`tillhouse why NAME` leads from the number to the lines of the files. The table `kpis` holds all metrics by "
        "month. Every answer carries its release, what it covers and what it leaves out. Money of two currencies is "
        "never added: values, counts included, are within a currency."
    )
    changes = (
        "`_month_over_month` or `_year_over_year` can follow any name. The value is (value − value before) / value "
        "before. It is null if the value before is unknown or not above 0. A month is compared with the calendar month "
        "before, or with the same month a year before. A day and a retail week are compared with those 364 days "
        "earlier, as the retail calendar says. Any other period is compared with the one of its number. A value that "
        "was there before and is missing now is down by 100 %; a ratio has no value then. A period that is not whole "
        "in the data is flagged and compared as it is."
    )
    customers = (
        "A customer is counted by the products they bought: loaded lines, event `sale`, line type `product`, of an "
        "identified customer. The first such line ever in the currency, in any country, as the release knows, makes "
        "them new. So the new and the returning customers of a period are all its customers. An order of a customer is "
        "an invoice that sold them a product. Lines without a customer are in revenue and in orders, and in no "
        "customer figure. `daily_sales` and `monthly_sales` have `buyers`: customers with a sale line of any type. "
        "They also count those who bought only postage, a voucher or something entered by hand."
    )
    header = ["| dimension | meaning | looked up in |", "| --- | --- | --- |"]
    rows = [
        f"| `{one.name}` | {one.meaning} | {f'`{one.table}`' if one.table else ''} |" for one in DIMENSIONS
    ]
    asked = "A value of any of these can be compared, too: `--where month>=2011-06 --where country=IE`."
    return page(
        [
            *("# Metrics", intro, "## Customers", customers, "## Changes", changes),
            *("## Dimensions", asked, "\n".join([*header, *rows])),
            *(_metric(one) for one in METRICS),
        ]
    )


def _metric(one: Metric) -> str:
    said = one.definition()
    words = {"unit": "unit", "formula": "formula", "excludes": "left out", "adds_up": "adds up"}
    words |= {"covers": "covers", "tax_basis": "tax"}
    rows = [f"| {word} | {said[key]} |" for key, word in words.items()]
    return "\n\n".join([f"## {one.name}", said["meaning"], "\n".join(["| | |", "| --- | --- |", *rows])])


def commands() -> str:
    """The help of the program and of every command."""
    context = click.Context(cli.program, info_name="tillhouse", max_content_width=WIDTH, terminal_width=WIDTH)
    parts = ["# Commands", text(cli.program.get_help(context))]
    for name in folder.names("tillhouse.cli"):
        parts += _command(context, name, folder.entry("tillhouse.cli", name).command)
    return page(parts)


def _command(parent: click.Context, name: str, command: click.Command) -> list[str]:
    inside = click.Context(command, parent, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
    level = "##" if parent.parent is None else "###"
    parts = [f"{level} {inside.command_path.removeprefix('tillhouse ')}", text(command.get_help(inside))]
    if isinstance(command, click.Group):
        for sub in command.list_commands(inside):
            found = command.get_command(inside, sub)
            parts += _command(inside, sub, found) if found else []
    return parts


def errors_page() -> str:
    """The tree of errors, and what each means."""
    tree = (inspect.getdoc(errors) or "").split("\n\n", 1)
    rows = ["| error | exit code | meaning |", "| --- | --- | --- |"]
    names = re.findall(r"[├└]── (\w+)", tree[1])
    for name in ["TillhouseError", *names]:
        kind = getattr(errors, name)
        meaning = " ".join((inspect.getdoc(kind) or "").split())
        rows.append(f"| `{name}` | {kind.exit_code} | {meaning} |")
    others = "Wrong usage of a command exits with 2, Ctrl-C with 130, SIGTERM with 143. "
    others += "Whatever fails after such a signal counts as that stop. "
    others += "A second signal ends the process at once, and so do ten seconds."
    return page(["# Errors", tree[0], text(inspect.cleandoc(tree[1])), "\n".join(rows), others])


def json_page() -> str:
    """Every document that a command prints for programs."""
    return page(documents.parts())


PAGES: dict[str, Callable[[], str]] = {
    "tables.md": tables,
    "checks.md": checks,
    "settings.md": settings,
    "commands.md": commands,
    "errors.md": errors_page,
    "metrics.md": metrics,
    "json.md": json_page,
}


def _signature(name: str, function: Callable[..., object]) -> str:
    """A call with its parameters, as written in the source; one to a line."""
    signature = inspect.signature(function)
    unquoted = (re.sub(r": '([^']*)'", r": \1", str(one)) for one in signature.parameters.values())
    lines = "".join(f"    {one},\n" for one in unquoted)
    return f"{name}(\n{lines}) -> {signature.return_annotation}"


def main() -> None:
    """Write every page, and the statements of all migrations."""
    importlib.invalidate_caches()
    for name, written in PAGES.items():
        (REFERENCE / name).write_text(written(), encoding="utf-8")
    dialect_pages.GUIDES.mkdir(exist_ok=True)
    for name, said in dialect_pages.pages().items():
        (dialect_pages.GUIDES / name).write_text(said, encoding="utf-8")
    explained = HERE / "explanation" / "how-it-works.md"
    explained.write_text(drawn(explained.read_text(encoding="utf-8")), encoding="utf-8")
    for name, answered in readme().items():
        (HERE.parent / name).write_text(answered, encoding="utf-8")
    migrations.NEW.write_text(migrations.rendered(), encoding="utf-8")
    shaping.KEPT.write_text(shaping.rendered(), encoding="utf-8")


if __name__ == "__main__":
    main()
