.DEFAULT_GOAL := help
SHELL := /bin/bash
# Where it is set, every process would compile anew all that it imports.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
UV := $(BIN)/uv
MEMBERS := packages/shared packages/lake packages/local_aws packages/operations packages/devkit infrastructure \
	services/api services/stream_etl services/user_erasure services/lake_jobs
LOCAL_PACKAGES := $(foreach name,tasklake tasklake-lake local-aws tasklake-operations tasklake-devkit tasklake-infrastructure \
	tasklake-api tasklake-stream-etl tasklake-user-erasure tasklake-lake-jobs,--no-emit-package $(name))
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.13 --no-annotate \
	--custom-compile-command "make lock" $(LOCAL_PACKAGES)

.PHONY: help setup lock upgrade up demo test e2e test-trino random faults fuzz fuzz-sql record-sql bench docs client lint types check format clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.complete ## make .venv from the lock, members installed editable

# pyvenv.cfg is newer where Pulumi, or anyone, made .venv again.
.venv/.complete: requirements.lock Makefile setup.sh pyproject.toml $(wildcard .venv/pyvenv.cfg) $(foreach member,$(MEMBERS),$(member)/pyproject.toml)
	@sh setup.sh $(MEMBERS)

lock: ## renew the hash-pinned requirement files after a change of dependencies
	$(COMPILE) pyproject.toml --group dev -o requirements.lock
	$(COMPILE) services/api/pyproject.toml -c requirements.lock -o services/api/requirements.lock
	$(COMPILE) services/stream_etl/pyproject.toml -c requirements.lock -o services/stream_etl/requirements.lock
	$(COMPILE) services/user_erasure/pyproject.toml -c requirements.lock -o services/user_erasure/requirements.lock
	$(COMPILE) services/lake_jobs/pyproject.toml -c requirements.lock -o services/lake_jobs/requirements.lock
	$(COMPILE) bench/references/requirements.in -c requirements.lock -o bench/references/requirements.lock

upgrade: ## renew the locks with the newest versions allowed
	$(MAKE) lock COMPILE='$(COMPILE) --upgrade'

up: setup ## the whole local system in the foreground, until Ctrl-C
	@$(BIN)/tasklake up

demo: setup ## replay the example activity and hold the lake against it
	@$(BIN)/tasklake demo

test: setup ## every test that needs only PyPI, but for the journeys of e2e
	@$(BIN)/pytest

e2e: setup ## the long ways through whole systems: the demo, stops, kills, repairs; with STACK=dev what a deployed stack can show
ifdef STACK
	@$(BIN)/pytest tests/e2e/system --stack=$(STACK) --numprocesses=0 --timeout=900
else
	@$(BIN)/pytest -m journey
endif

test-trino: setup ## every statement of the lake on Trino too; needs Java 24 or newer and Maven Central
	@$(BIN)/pytest tests/trino --numprocesses=0 --timeout=300

random: setup ## the random tests with other examples each time, ten times as many; SEED=n repeats a run
	$(BIN)/pytest -m hypothesis --hypothesis-profile=changing --hypothesis-seed=$(or $(SEED),$(shell echo $$RANDOM$$RANDOM)) --timeout=0

faults: setup ## 5,000 histories of faults, or FAULTS=n, fresh or of SEED=n, and the mutants they tell; renews docs/faults.md
	@$(BIN)/python -m tests.faults.command

fuzz: setup ## requests made from the OpenAPI document, for FUZZ_SECONDS (600)
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(BIN)/pytest tests/e2e/system/test_schema_conformance.py -m journey --numprocesses=0 --capture=no --timeout=0

fuzz-sql: setup ## random queries on the local engine and on Trino, for FUZZ_SECONDS (600); SEED=n repeats a run
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(BIN)/pytest tests/trino/test_random_statements.py --numprocesses=0 --capture=no --timeout=0

record-sql: setup ## renew what Trino says of the recorded statements and of the calls of each function
	@$(BIN)/python -m tests.trino.recording.command

bench: setup ## every claim of docs/performance.md beside its reference, or CLAIMS="api etl"; counts instructions where valgrind is
	@$(UV) venv --quiet --allow-existing --python $(BIN)/python bench/.venv
	@$(UV) pip sync --quiet --require-hashes --python bench/.venv/bin/python bench/references/requirements.lock
	@$(BIN)/python -m bench.run $(CLAIMS)

docs: setup ## renew what is generated: OpenAPI document, picture of the program, resource types, pages of analysts, cost, performance and scale
	@$(BIN)/tasklake openapi
	@$(BIN)/python -m tests.infrastructure.picture
	@$(BIN)/python -m tests.infrastructure.settings_schema
	@$(BIN)/python -m local_aws.realizer.type_table
	@$(BIN)/python -m tests.integration.lake.analysts.renew_page
	@$(BIN)/python -m tests.unit.operations.cost.page
	@$(BIN)/python -m bench.page

OPENAPI := services/api/tasklake_api/openapi.json
DIST := dist

client: setup ## the API's Python client as a wheel in dist/, made from the OpenAPI document
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m openapi_python_client generate --overwrite --fail-on-warning --meta uv \
		--path $(OPENAPI) --output-path $(DIST)/client
	@$(UV) build --quiet --wheel --out-dir $(DIST) $(DIST)/client

lint: setup ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## basedpyright, strict
	@$(BIN)/basedpyright

check: lint types test ## lint, types and test

format: setup ## rewrite the code as ruff formats it
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## remove .venv and caches; local state is dropped by "tasklake reset"
	rm -rf .venv bench/.venv .pytest_cache .ruff_cache .hypothesis .schemathesis
