"""The documents that commands print with ``--json``: their fields, as the docstrings of `document` declare them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: What commands print, by their words.
PRINTED: dict[str, tuple[str, ...]] = {
    "analyse": ("Analysed", "Unchanged"),
    "apply": ("Books",),
    "baskets": ("Baskets",),
    "checks": ("Checks", "Violations"),
    "clv": ("Lifetimes",),
    "config": ("Values",),
    "config feed": ("KeptFeed",),
    "config set": ("Kept",),
    "costs load": ("TakenCosts", "Unchanged"),
    "dbt": ("Project", "Comparison"),
    "demo": ("Books",),
    "deliveries list": ("DeliveryList",),
    "deliveries replace": ("Retracted",),
    "deliveries restore": ("Retracted",),
    "deliveries retract": ("Retracted",),
    "deliveries show": ("DeliveryRecord",),
    "describe": ("Description",),
    "doctor": ("Health",),
    "explain": ("Account",),
    "export": ("Exported",),
    "fingerprint": ("Fingerprints",),
    "forecast": ("Forecasts",),
    "graph": ("Graph",),
    "init": ("Initialised",),
    "lineage": ("TableLineage", "ColumnLineage", "WholeLineage"),
    "metric": ("Metric",),
    "metrics": ("Definitions", "Definition"),
    "open": ("Books", "Planned", "Unchanged"),
    "plan": ("Planned", "Unchanged"),
    "quality": ("Quality",),
    "quarantine discard": ("Outcome",),
    "quarantine fix": ("Recorded",),
    "quarantine list": ("Listing",),
    "quarantine replay": ("Outcome",),
    "quarantine show": ("Examination",),
    "quarantine withdraw": ("Withdrawn",),
    "rates fetch": ("FetchedRates",),
    "rates load": ("TakenRates",),
    "rates show": ("RatesInForce",),
    "releases diff": ("Differences",),
    "releases list": ("PublishedReleases",),
    "releases rollback": ("WentBack",),
    "releases show": ("ReleaseRecord",),
    "run": ("Books", "Planned", "Unchanged"),
    "sample": ("Sample",),
    "show": ("Rows",),
    "sql": ("Result",),
    "statement": ("Books", "SplitBooks"),
    "status": ("Status", "Empty"),
    "tables": ("Tables", "TableDetail"),
    "vacuum": ("Vacuumed",),
    "verify": ("Verdict",),
    "warehouse advise": ("Advice",),
    "warehouse check": ("WarehouseCheck",),
    "warehouse load": ("Loaded",),
    "why": ("Explanation", "Definitions"),
}
#: Documents and what they are made of, by the name that they have in the page.
CLASSES = {
    "Initialised": "runs.initialising.Initialised",
    "Metric": "answers.metrics.measured.Answer",
    "Row": "answers.metrics.measured.Row",
    "Coverage": "answers.metrics.coverage.Coverage",
    "Definition": "answers.metrics.definition.Definition",
    "Definitions": "answers.metrics.definition.Definitions",
    "Explanation": "answers.metrics.explanation.Explanation",
    "Leaf": "answers.metrics.explanation.Leaf",
    "Books": "answers.statement.Answer",
    "SplitBooks": "answers.statement.Split",
    "Statement": "books.Statement",
    "Line": "books.Line",
    "Observation": "answers.observations.Observation",
    "Status": "upkeep.status.Status",
    "FeedStatus": "upkeep.status.FeedStatus",
    "Empty": "upkeep.status.Empty",
    "Checks": "answers.checks.Checks",
    "CheckResult": "checks.CheckResult",
    "Violations": "answers.checks.Violations",
    "Quality": "answers.scores.Quality",
    "TableScore": "answers.scores.TableScore",
    "DimensionScore": "answers.scores.DimensionScore",
    "Trend": "answers.scores.Trend",
    "Recommendation": "answers.scores.Recommendation",
    "RowScore": "answers.scores.RowScore",
    "Forecasts": "answers.predictions.Forecasts",
    "Forecast": "answers.predictions.Forecast",
    "Period": "answers.predictions.Period",
    "Price": "answers.predictions.Price",
    "Account": "answers.subjects.Account",
    "Section": "answers.subjects.Section",
    "Lifetimes": "lists.lifetimes.Answer",
    "Baskets": "lists.baskets.answer.Answer",
    "Planned": "runs.planned.Planned",
    "MonthChange": "runs.planned.MonthChange",
    "TableChange": "runs.planned.TableChange",
    "Unchanged": "runs.unchanged.Unchanged",
    "Tables": "answers.tables.Tables",
    "TableSummary": "answers.tables.TableSummary",
    "TableDetail": "answers.tables.TableDetail",
    "Description": "answers.description.Description",
    "ColumnDescription": "answers.description.ColumnDescription",
    "FarOff": "answers.description.FarOff",
    "Rows": "answers.rows.Rows",
    "Result": "answers.rows.Result",
    "Exported": "answers.exports.Exported",
    "Fingerprints": "upkeep.portable.Fingerprints",
    "Health": "upkeep.health.Health",
    "Vacuumed": "upkeep.vacuuming.Vacuumed",
    "Analysed": "runs.analysing.Analysed",
    "Values": "runs.configuring.Values",
    "Kept": "runs.configuring.Kept",
    "KeptFeed": "runs.configuring.KeptFeed",
    "TakenCosts": "runs.costing.Taken",
    "TakenRates": "runs.rating.Taken",
    "FetchedRates": "runs.rating.Fetched",
    "RatesInForce": "runs.rating.RatesInForce",
    "DeliveryList": "runs.delivered.DeliveryList",
    "DeliveryRecord": "runs.delivered.DeliveryRecord",
    "Delivered": "runs.delivered.Delivered",
    "Decided": "runs.delivered.Decided",
    "Retracted": "runs.retracting.Retracted",
    "Listing": "quarantine.outcomes.Listing",
    "Record": "quarantine.records.Record",
    "Attempt": "quarantine.outcomes.Attempt",
    "Examination": "quarantine.examination.Examination",
    "Neighbour": "quarantine.examination.Neighbour",
    "Recorded": "quarantine.outcomes.Recorded",
    "Withdrawn": "quarantine.outcomes.Withdrawn",
    "Outcome": "quarantine.outcomes.Outcome",
    "Sample": "sample.Sample",
    "Project": "dbt.Project",
    "Comparison": "dbt._comparing.Comparison",
    "Loaded": "warehouses.Loaded",
    "WarehouseCheck": "warehouses.Check",
    "Advice": "warehouses._store.Advice",
    "TableLineage": "answers.lineage.paths.TableLineage",
    "ColumnLineage": "answers.lineage.paths.ColumnLineage",
    "WholeLineage": "answers.lineage.paths.WholeLineage",
    "Edge": "answers.lineage.edges.Edge",
    "Graph": "answers.graph.Graph",
    "Node": "answers.graph.Node",
    "HeldTo": "answers.graph.HeldTo",
    "PublishedReleases": "upkeep.published.PublishedReleases",
    "PublishedRelease": "upkeep.published.PublishedRelease",
    "ReleaseRecord": "upkeep.published.ReleaseRecord",
    "TableRecord": "upkeep.published.TableRecord",
    "Differences": "upkeep.published.Differences",
    "PartitionChange": "upkeep.published.PartitionChange",
    "WentBack": "upkeep.published.WentBack",
    "Verdict": "upkeep.verdict.Verdict",
    "Failure": "answers.document.Failure",
    "OpenedFiles": "runs.opened.OpenedFiles",
    "DeliveryFinding": "lake.delivery_findings.DeliveryFinding",
    "Finding": "evidence.finding.Finding",
    "Reading": "evidence.finding.Reading",
}
TYPES = {
    "text": "a string",
    "integer": "a number without a fraction",
    "number": "a number",
    "decimal": 'an exact number as a string: `"9747747.934"`',
    "boolean": "`true` or `false`",
    "date": 'a day as a string: `"2011-12-09"`',
    "moment": "date and time as a string, in ISO 8601",
    "object": "an object",
    "list": "an array",
    "any": "the value of a column",
    "null": "`null`",
}
_LINE = re.compile(r"(?P<paths>[^:]+): (?P<type>[^.]+)\. (?P<meaning>.+)")


@dataclass(frozen=True)
class Field:
    """One field. path: its place, such as ``rows[].value``. may_be_absent: some documents do not have it."""

    path: str
    types: tuple[str, ...]
    may_be_absent: bool
    meaning: str


def kind_of(name: str) -> type[Any]:
    """The class of a document, by its name in the page."""
    module, _, kind = CLASSES[name].rpartition(".")
    found: type[Any] = getattr(importlib.import_module(f"tillhouse.{module}"), kind)
    return found


def fields(kind: type[Any]) -> Iterator[Field]:
    """The fields that the docstring of ``kind.document`` declares. Raises `ValueError` for a line that is none."""
    _, _, lines = (inspect.getdoc(kind.document) or "").partition("\n\n")
    for line in re.sub(r"\n +", " ", lines).splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"{kind.__name__}.document declares no field by {line!r}: path: type. Meaning.")
        types, _, absent = found["type"].partition(", ")
        for path in found["paths"].split(", "):
            yield Field(path, tuple(types.split(" or ")), absent == "absent", found["meaning"])


def parts() -> list[str]:
    """The page, part by part."""
    types = [f"| {name} | {means} |" for name, means in TYPES.items()]
    printed = [f"| `{words}` | {' or '.join(map(_link, names))} |" for words, names in PRINTED.items()]
    return [
        "# JSON",
        "A command answers `--json` with one document, and nothing else on standard output. A page of the dashboard "
        "or a route reads the same. A field with a star may be absent. A command that fails prints "
        f"{_link('Failure')} and ends with its exit code.",
        "## Types",
        "\n".join(["| type | in JSON |", "| --- | --- |", *types]),
        "## Commands",
        "\n".join(["| command | prints |", "| --- | --- |", *printed]),
        *(part for name in CLASSES for part in _section(name)),
    ]


def _section(name: str) -> list[str]:
    said = (inspect.getdoc(kind_of(name).document) or "").partition("\n\n")[0]
    rows = [
        f"| {_path(one)} | {' or '.join(map(_type, one.types))} | {one.meaning} |"
        for one in fields(kind_of(name))
    ]
    return [f"## {name}", said, "\n".join(["| field | type | meaning |", "| --- | --- | --- |", *rows])]


def _path(one: Field) -> str:
    within = one.path.removesuffix("....")
    words = {"...": "all fields of", "[]": "each"}.get(one.path, f"`{within}`")
    words += ": all fields of" if within != one.path else ""
    return f"{words} *" if one.may_be_absent else words


def _type(text: str) -> str:
    words, _, last = text.rpartition(" ")
    return f"{words} {_link(last)}".strip() if last in CLASSES else text


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"
