# Interlock: `make demo` plans a made-up cluster and serves it, `make test` runs the tests; both do all set-up.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
JOBS ?= 2
# Tests of the platform wait for a database, a browser or another process about a third of their time.
PLATFORM_JOBS ?= 3
PYTEST = $(BIN)/python -m pytest --dist worksteal
PLATFORM := --ignore tests/interlock
# Tests start hundreds of processes; each would compile all sources again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test coverage journeys check bench messages lock clean format

help: ## list what make can do
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## make a sample cluster, plan it, serve the site that shows it (CI=1: and end)
	@mkdir -p $(DEMO)
	@$(BIN)/interlock-hub demo --data $(DEMO) $(if $(CI),--once)

test: $(VENV)/.dev ## run all tests: the engine's with branch coverage; the platform's on SQLite and on PostgreSQL
	@rm -f .coverage .coverage.*
	@$(BIN)/python tests/support/warm.py
	@$(PYTEST) -n $(JOBS) --cov=interlock --cov-report= tests/interlock
	@$(BIN)/coverage report --fail-under=90
	@$(PYTEST) -n $(PLATFORM_JOBS) $(PLATFORM)
	@$(BIN)/python tests/support/with_postgres.py $(PYTEST) -n $(PLATFORM_JOBS) tests/interlock_hub tests/journeys \
		--ignore tests/interlock_hub/planning/board --ignore tests/interlock_hub/site/test_site_demo.py  # need none

coverage: $(VENV)/.dev ## branch coverage of the platform, too (tracing makes its tests half as long again)
	@rm -f .coverage .coverage.*
	@$(PYTEST) -n $(PLATFORM_JOBS) --cov=interlock_hub --cov-report= $(PLATFORM)
	@$(BIN)/coverage report --fail-under=90

journeys: $(VENV)/.dev ## stories of each role in a real browser, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest tests/journeys
	@$(BIN)/python tests/support/with_postgres.py $(BIN)/python -m pytest tests/journeys

check: $(VENV)/.dev ## lint, format, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code into the house's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev ## measure what the README claims, as one table
	@$(BIN)/python benchmarks/table.py

messages: $(VENV)/.dev ## bring the platform's catalogues up to what it says
	@DJANGO_SETTINGS_MODULE=interlock_hub.site.settings $(BIN)/python -m interlock_hub.site.translations

lock: $(VENV)/.dev ## pin the newest requirements, with hashes
	@for f in run dev; do $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate requirements/$$f.in -o requirements/$$f.txt; done

clean: ## remove what make has made
	@rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf src/*.egg-info

# A stamp says that the environment holds what a requirements file names, so that a repeated make is quick.
$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/pip
	@echo "installing what the product needs (once; a few minutes)" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "installing what tests and checks need (once)" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bin/pip:
	@command -v $(PYTHON) >/dev/null || { echo "missing: $(PYTHON). On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "missing: Python 3.11 or newer; $(PYTHON) is older. Give another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "missing: python3-venv. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
