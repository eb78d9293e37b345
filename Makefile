# The only list of developer commands. Each sets up what it needs; nothing has to be installed first but Python and make.
#
#   make demo           a messy sample, taken in, with its statement       (base install)
#   make setup          .venv with the command tillhouse and every format  (base and extras)
#   make test           the tests                                          (everything)
#   make check          format, lint, types, import direction
#   make mutants        plant each fault of a list, and name those that no test notices
#   make coverage       which lines and branches a run of the tests with ARGS="-p tests.covered" has run
#   make bench          times and memory beside the same work by hand
#   make exports      open 2,000 invented exports of other habits: right, or asked about
#   make spark          the engine `spark`: its packages, its jars, and whether Java is there
#   make jars           only the JVM parts of the engine `spark`, by Maven
#   make dbt            a dbt project of the lake, built in DuckDB and compared  (dbt in .venv-dbt)
#   make docs           write the generated pages of docs/ again
#   make goldens        write the committed JSON documents and fingerprints again
#   make requirements   resolve the pinned sets again
#   make clean          remove .venv and caches

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo setup test check exports mutants coverage bench spark jars dbt dbt-tool docs goldens requirements clean format

VENV := .venv
BIN := $(VENV)/bin
# The first Python from 3.11 on that runs; set PYTHON to choose another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
PINNED := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
ARGS ?=
# Which file of bench/ `make bench` runs.
WHAT ?= run

# Without bytecode every start of the command would compile all it imports.
unexport PYTHONDONTWRITEBYTECODE

help:
	@sed -n '3,/^$$/s/^#   //p' Makefile

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Tillhouse needs Python 3.11 or newer: install it, or run  make PYTHON=/path/to/python"; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

# Three sets that agree with each other; a stamp says which is installed, so that a second call costs nothing.
$(VENV)/.base: requirements/base.txt pyproject.toml | $(BIN)/python
	@echo "Installing the base set"
	@$(PINNED) -r requirements/base.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.extras: requirements/extras.txt $(VENV)/.base
	@echo "Installing the extras"
	@$(PINNED) -r requirements/extras.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.extras
	@echo "Installing the development set"
	@$(PINNED) -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.base
	@$(BIN)/tillhouse --root tillhouse-demo demo $(ARGS)
	@echo "The program is $(BIN)/tillhouse; after  source $(BIN)/activate  it is tillhouse."

setup: $(VENV)/.extras
	@echo "Ready:  $(BIN)/tillhouse --help"

# By file, so that a costly fixture is made by one process.
test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

exports: $(VENV)/.dev
	TILLHOUSE_EXPORTS=2000 $(BIN)/python -m pytest -n auto tests/exports

# One room, one fault or a tenth of all:  make mutants ARGS="--only pipeline"  ARGS="--tenth COMMIT"
mutants: $(VENV)/.dev
	@$(BIN)/python -m tests.mutants $(ARGS)

coverage: $(VENV)/.dev
	@$(BIN)/python -m tests.covered

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python bench/$(WHAT).py $(ARGS)

$(VENV)/.spark: requirements/spark.txt $(VENV)/.base
	@echo "Installing Spark"
	@$(PINNED) -r requirements/spark.txt
	@touch $@

spark: $(VENV)/.spark jars
	@java -version >/dev/null 2>&1 || { echo "Spark needs Java 17 or newer:  apt-get install default-jre-headless"; exit 1; }
	@echo "Ready:  $(BIN)/tillhouse --engine spark run"

# Where the engine looks for them, beside the Spark they belong to; ARGS=-Ps3 adds what s3a:// needs, 690 MB.
jars: $(BIN)/python
	@command -v mvn >/dev/null || { echo "Fetching jars needs Maven:  apt-get install maven"; exit 1; }
	@mvn --quiet --batch-mode -f src/tillhouse/data/spark-jars.xml $(ARGS) \
		dependency:copy-dependencies -DoutputDirectory=$(abspath $(VENV))/share/tillhouse/jars

# dbt's own dependencies are not ours, so it has an environment of its own.
DBT := .venv-dbt
PROJECT ?= tillhouse-dbt
$(DBT)/.dbt: requirements/dbt.txt
	@echo "Making $(DBT)"
	@$(PYTHON) -m venv $(DBT)
	@$(DBT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dbt.txt
	@touch $@

dbt-tool: $(DBT)/.dbt

# ARGS names the lake: make dbt ARGS="--root shop"
dbt: $(VENV)/.extras $(DBT)/.dbt
	$(BIN)/tillhouse $(ARGS) dbt $(PROJECT)
	$(DBT)/bin/dbt build --project-dir $(PROJECT) --profiles-dir $(PROJECT)
	$(BIN)/tillhouse $(ARGS) dbt $(PROJECT) --check duckdb

docs: $(VENV)/.extras
	$(BIN)/python docs/generate.py

goldens: $(VENV)/.dev
	TILLHOUSE_GOLDENS=write $(BIN)/python -m pytest tests/answers/test_documents.py tests/test_golden_fingerprints.py

# What `make setup` installs; Spark, with its 400 MB, has a set of its own.
EXTRAS = analytics avro dbt duckdb excel pandas postgres rest s3 zstd
# No page address and no host goes into the pins: they hold on any index that serves the same files.
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)
requirements: $(VENV)/.dev
	$(COMPILE) --all-extras --group dev -o requirements/dev.txt
	$(COMPILE) $(addprefix --extra ,$(EXTRAS)) --group build -c requirements/dev.txt -o requirements/extras.txt
	$(COMPILE) --extra spark -c requirements/dev.txt -o requirements/spark.txt
	$(COMPILE) --group build -c requirements/dev.txt -o requirements/base.txt
	$(subst pyproject.toml,requirements/dbt.in,$(COMPILE)) --no-strip-extras -o requirements/dbt.txt

clean:
	rm -rf $(VENV) $(DBT) .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
