"""Each check is green on clean data and finds what was planted for it; a check without a plant fails here."""

from __future__ import annotations

import pytest

from tests.checks.planted import CLEAN, PLANTED, TYPES, Columns, Plant
from tests.frames import Engine
from tillhouse import folder
from tillhouse.checks import Check, CheckResult
from tillhouse.frame import gathered
from tillhouse.lake.check_results import failing_rows
from tillhouse.pipeline.checking import run_checks
from tillhouse.table import Column, Table

VOCABULARY = folder.names("tillhouse.checks")
PLANTS = [pytest.param(p, id=f"{kind}-{i}") for kind, ps in PLANTED.items() for i, p in enumerate(ps)]


def declared(plant: Plant) -> Table:
    names = CLEAN[plant.table]
    return Table(
        name=plant.table,
        layer="silver",
        key=(next(iter(names)),),
        columns={name: Column(TYPES[name], "") for name in names},
        body=lambda frame: frame,
        owner="tests",
        checks=(plant.check,),
    )


def found(engine: Engine, plant: Plant, columns: Columns) -> CheckResult:
    others = {name: engine(clean, TYPES) for name, clean in CLEAN.items()}
    (result,) = run_checks(declared(plant), engine(columns, TYPES), others)
    return result


@pytest.mark.parametrize("kind", VOCABULARY)
def test_every_check_of_the_vocabulary_has_a_corruption_planted(kind: str) -> None:
    assert PLANTED.get(kind), f"plant a corruption for {kind} in tests/checks/planted.py"
    assert {plant.check.kind for plant in PLANTED[kind]} == {kind}


@pytest.mark.parametrize("kind", VOCABULARY)
def test_a_file_offers_the_one_function_it_is_named_for(kind: str) -> None:
    module = folder.entry("tillhouse.checks", kind)
    own = [
        n for n, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__ and n[0] != "_"
    ]
    assert [name for name in own if callable(getattr(module, name))] == [kind]


@pytest.mark.parametrize("plant", PLANTS)
def test_clean_data_is_green(engine: Engine, plant: Plant) -> None:
    result = found(engine, plant, CLEAN[plant.table])
    assert (result.outcome, result.rows, result.message) == ("pass", 0, "")


@pytest.mark.parametrize("plant", PLANTS)
def test_the_corruption_is_found(engine: Engine, plant: Plant) -> None:
    result = found(engine, plant, plant.corrupt(CLEAN[plant.table]))
    assert (result.outcome, result.rows) == ("fail", plant.rows), result.message


@pytest.mark.parametrize("plant", PLANTS)
def test_as_many_rows_are_shown_as_are_counted(engine: Engine, plant: Plant) -> None:
    others = {name: engine(clean, TYPES) for name, clean in CLEAN.items()}
    corrupted = engine(plant.corrupt(CLEAN[plant.table]), TYPES)
    rows = gathered(failing_rows(declared(plant), plant.check.name, corrupted, others))
    assert len(rows) == plant.rows
    if plant.check.scope == "rows":
        assert rows.columns == list(CLEAN[plant.table])


@pytest.mark.parametrize("plant", PLANTS)
def test_a_check_says_what_to_do(plant: Plant) -> None:
    check: Check = plant.check
    assert check.advice and check.name.startswith(f"{check.kind}(")
