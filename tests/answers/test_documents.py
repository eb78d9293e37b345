"""What commands print with `--json` is the document of an answer, as declared, and as it was committed.

`make goldens` writes the committed documents again, after a change that is meant.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from documents import CLASSES, PRINTED, TYPES, fields, kind_of
from tests.cli.calls import Call, Called, caller
from tests.documents import faults, steady
from tillhouse.answers.document import encoded
from tillhouse.cli import program
from tillhouse.cli._output import Output

GOLDEN = Path(__file__).parent / "documents"
REWRITES = os.environ.get("TILLHOUSE_GOLDENS") == "write"
#: What types are made of.
WORDS = {*TYPES, *CLASSES, "of"}
#: What these say depends on where they run.
OF_THE_MACHINE = {"doctor"}
#: Commands that only read, by the name of their document; all are called in one lake.
READING = {
    "metric": ("metric", "average_order_value", "--by", "month", "--limit", "2"),
    "metric_partial": (
        "metric",
        "revenue_month_over_month",
        "--where",
        "month>=2011-11",
        "--by",
        "month,country",
    ),
    "metrics": ("metrics",),
    "metrics_one": ("metrics", "repeat_rate"),
    "checks": ("checks", "--failing"),
    "checks_rows": ("checks", "ledger", "not_null(customer_id)", "--limit", "2"),
    "quality": ("quality", "ledger"),
    "forecast": ("forecast", "--horizon", "monthly", "--scenario", "pessimistic"),
    "explain": ("explain", "customer", "12396"),
    "clv": (
        "clv",
        "transactions.csv",
        "--customer",
        "who",
        "--date",
        "day",
        "--amount",
        "paid",
        "--calibration-end",
        "2011-12-20",
        "--unit",
        "day",
    ),
    "baskets": ("baskets", "baskets.csv", "--support", "0.3", "--confidence", "0.6"),
    "tables": ("tables",),
    "tables_one": ("tables", "monthly_sales"),
    "describe": ("describe", "monthly_sales"),
    "show": ("show", "monthly_sales", "--limit", "2"),
    "sql": (
        "sql",
        "select month, sum(net_sales) n, 1 n from monthly_sales group by 1 order by 1",
        "--limit",
        "2",
    ),
    "fingerprint": ("fingerprint", "monthly_sales", "--recompute"),
    "doctor": ("doctor",),
    "config": ("config",),
    "quarantine_list": ("quarantine", "list"),
    "quarantine_show": ("quarantine", "show", "sales.csv:134"),
    "deliveries_list": ("deliveries", "list"),
    "deliveries_show": ("deliveries", "show", "sales.csv"),
    "releases_list": ("releases", "list"),
    "releases_show": ("releases", "show", "1"),
    "releases_diff": ("releases", "diff", "1", "2", "--table", "coverage"),
    "verify": ("verify",),
    "statement": ("statement",),
    "statement_month": ("statement", "--month", "2011-11", "--feed", "sales"),
    "statement_by_file": ("statement", "--by", "file"),
    "status": ("status",),
    "lineage": ("lineage", "daily_sales"),
    "lineage_column": ("lineage", "sales_bridge.amount"),
    "graph": ("graph",),
    "why": ("why", "net_sales", "--month", "2011-11", "--where", "country=United Kingdom", "--limit", "2"),
    "why_quotient": ("why", "average_order_value", "--day", "2011-11-03", "--limit", "1"),
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sample of 2,000 lines, its lake and its analytics. Read it; do not change it."""
    from click.testing import CliRunner

    folder = tmp_path_factory.mktemp("documents")
    (folder / "baskets.csv").write_text("tea,milk\ntea,milk,cake\ncake\ntea\n\nmilk,tea,tea\n")
    days = [f"2011-12-{day:02}" for day in range(1, 31)]
    bought = [f"A{day % 7},{written},{10 + day % 5}.50" for day, written in enumerate(days)]
    (folder / "transactions.csv").write_text("\n".join(["who,day,paid", *bought]) + "\n")
    at = ["--root", str(folder / "lake")]
    for words in (
        ["sample", str(folder / "sales.csv"), "--lines", "2000", "--seed", "7"],
        [*at, "open", str(folder / "sales.csv"), "--yes"],
        [*at, "analyse"],
    ):
        done = CliRunner().invoke(program, words, catch_exceptions=False)
        assert done.exit_code == 0, done.output
    return folder


#: Commands that write, called one after the other in a lake of their own.
WRITING = {
    "init": ("init", "examples"),
    "sample": ("sample", "more.csv", "--lines", "300", "--seed", "3"),
    "open_plan": ("open", "more.csv", "--name", "more", "--plan"),
    "apply": ("apply", "3"),
    "open_again": ("open", "more.csv", "--yes"),
    "run": ("run",),
    "costs_load": ("costs", "load", "costs.csv"),
    "rates_load": ("rates", "load", "rates.csv", "--base", "GBP"),
    "rates_show": ("rates", "show", "--currency", "USD"),
    "rates_fetch": ("rates", "fetch"),
    "analyse": ("analyse", "coverage"),
    "quarantine_fix": (
        "quarantine",
        "fix",
        "--reason-is",
        "quantity_unreadable",
        "--rule",
        "set quantity=1",
        "--reason",
        "typed",
    ),
    "quarantine_replay": ("quarantine", "replay", "--plan"),
    "quarantine_withdraw": ("quarantine", "withdraw", "1", "--reason", "it was right"),
    "quarantine_discard": (
        "quarantine",
        "discard",
        "--reason-is",
        "quantity_unreadable",
        "--reason",
        "tests",
    ),
    "deliveries_retract": ("deliveries", "retract", "more.csv", "--reason", "tests"),
    "deliveries_restore": ("deliveries", "restore", "more.csv", "--reason", "ours", "--plan"),
    "config_set": ("config", "set", "keep_releases", "12"),
    "config_feed": ("config", "feed", "more", "day_ends=04:00"),
    "export": ("export", "monthly_sales", "--to", "monthly_sales.csv"),
    "warehouse_load": ("warehouse", "load", "--to", "sqlite"),
    "warehouse_check": ("warehouse", "check", "--to", "sqlite"),
    "warehouse_advise": ("warehouse", "advise", "--to", "sqlite"),
    "dbt": ("dbt", "project"),
    "releases_rollback": ("releases", "rollback", "2"),
    "vacuum": ("vacuum", "--keep", "1", "--older-than", "0"),
}


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    for name in ("ROOT", "ENGINE", "DEBUG", "WAREHOUSE_URL", "WAREHOUSE_TO"):
        monkeypatch.delenv(f"TILLHOUSE_{name}", raising=False)
    return caller(capsys)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The answers that commands give to their output."""
    found: list[Any] = []
    printed = Output.document
    monkeypatch.setattr(Output, "document", lambda out, one: (found.append(one), printed(out, one))[1])
    return found


def held(name: str, words: tuple[str, ...], called: Called, answers: list[Any], folder: Path) -> None:
    """What was printed is the document of the one answer, as its class declares it and as it is committed."""
    assert len(answers) == 1, called.err
    (answer,) = answers
    assert called.json == json.loads(encoded(answer))
    assert dataclasses.is_dataclass(answer) and type(answer).__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert not type(answer).__module__.startswith("tillhouse.cli")
    command = next(one for one in (" ".join(words[:2]), words[0]) if one in PRINTED)
    assert min((faults(called.json, kind) for kind in PRINTED[command]), key=len) == []
    if name in OF_THE_MACHINE:
        return
    golden = GOLDEN / f"{name}.json"
    text = json.dumps(steady(called.json, str(folder)), ensure_ascii=False, indent=1) + "\n"
    if REWRITES:
        golden.write_text(text)
    assert json.loads(text) == json.loads(golden.read_text()), "if it is meant:  make goldens"


@pytest.mark.parametrize("name", READING)
def test_a_command_prints_the_document_of_its_answer(
    name: str, lake: Path, call: Call, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lake)
    words = READING[name]
    held(name, words, call("--root", "lake", *words, "--json"), answers, lake)


@pytest.fixture(scope="module")
def written(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the lake, with costs and rates to take in."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copytree(lake, folder, dirs_exist_ok=True)
    config = folder / "lake" / "tillhouse.toml"
    config.write_text(config.read_text().replace(str(lake), str(folder)))
    (folder / "costs.csv").write_text("stock_code,cost,currency\nNO-SUCH,1.20,GBP\n")
    (folder / "rates.csv").write_text("date,currency,rate\n2011-03-10,USD,1.610\n2011-03-11,EUR,1.15\n")
    return folder


@pytest.mark.parametrize("name", WRITING)
def test_a_command_that_writes_prints_the_document_of_its_answer(
    name: str, written: Path, call: Call, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written)
    words = WRITING[name]
    held(name, words, call("--root", "lake", *words, "--json"), answers, written)


def test_every_document_is_of_a_command_that_is_called() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {*READING, *WRITING} - OF_THE_MACHINE


def test_a_command_that_fails_says_so_as_a_document(lake: Path, call: Call, answers: list[Any]) -> None:
    called = call("--root", lake / "lake", "metric", "revenu", "--json")
    (answer,) = answers
    assert called.code and called.json == json.loads(encoded(answer))
    assert faults(called.json, "Failure") == []
    assert called.json["error"]["kind"] == "UnknownName"


def commands(group: click.Group, *before: str) -> Iterator[str]:
    """The words of every command that answers --json."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        if any("--json" in one.opts for one in command.params):
            yield " ".join((*before, name))


def test_every_command_that_answers_json_has_its_documents() -> None:
    assert set(commands(program)) == set(PRINTED)
    assert {one for names in PRINTED.values() for one in names} <= set(CLASSES)


def test_no_document_is_declared_for_nothing() -> None:
    named = {
        word
        for name in CLASSES
        for one in fields(kind_of(name))
        for kind in one.types
        for word in kind.split()
    }
    assert set(CLASSES) <= named | {"Failure"} | {one for names in PRINTED.values() for one in names}


def test_every_field_is_declared_in_words() -> None:
    for name in CLASSES:
        declared = list(fields(kind_of(name)))
        assert declared, name
        assert {word for one in declared for kind in one.types for word in kind.split()} <= WORDS, name


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"amount": 1.5}, "amount is 1.5, which is no decimal"),
        ({"amount": "1"}, "amount is '1', which is no decimal"),
        ({"rows": "1"}, "rows is '1', which is no integer"),
        ({"rows": True}, "rows is True, which is no integer"),
        ({"kind": None}, "kind is None, which is no text"),
        ({"more": 1}, "more is not declared"),
    ],
)
def test_a_document_that_is_not_as_declared_is_found(change: dict[str, Any], fault: str) -> None:
    sound = {"kind": "doubts", "rows": 1, "amount": "1.00", "text": "lines"}
    assert faults(sound, "Observation") == []
    assert faults(sound | change, "Observation") == [f"Observation.{fault}"]


def test_a_field_that_is_not_there_is_found() -> None:
    assert faults({"rows": 1, "amount": "1.00"}, "Line") == ["Line lacks unknown", "Line lacks records"]
    assert faults([{"rows": 1}], "Definitions")


def test_a_line_that_declares_no_field_is_refused() -> None:
    class Answer:
        def document(self) -> dict[str, Any]:
            """An answer.

            rows, which are many
            """
            return {}

    with pytest.raises(ValueError, match="declares no field"):
        list(fields(Answer))


def test_what_differs_from_run_to_run_is_left_out() -> None:
    document = {"created_at": "2026-01-02", "files": ["/tmp/a/x.csv"], "last_delivery": None}
    assert steady(document, "/tmp/a") == {
        "created_at": "<created_at>",
        "files": ["<folder>/x.csv"],
        "last_delivery": None,
    }
