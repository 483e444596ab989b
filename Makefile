# Redress: everything a newcomer types. Bare `make` lists it.

PYTHON ?= python3
PORT   ?=
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-reset test lint types format lock openapi docs screenshot bench clean

help: ## list these targets
	@awk 'BEGIN { FS = ":[^#]*## " } /^[a-z-]+:[^#]*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.run ## start the demonstration in the foreground (PORT=8080 chooses a port, Ctrl-C stops it)
	@exec $(BIN)/redress demo $(if $(PORT),--port $(PORT))

demo-reset: $(VENV)/.run ## throw the demonstration's data away and start it afresh (honours PORT=)
	@exec $(BIN)/redress demo --reset $(if $(PORT),--port $(PORT))

test: $(VENV)/.test ## lint, types, floors and every test, on SQLite and on PostgreSQL if it is installed
	@exec $(BIN)/python tests/run.py

lint: $(VENV)/.test ## ruff: lint rules and formatting, changing nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test ## mypy --strict
	$(BIN)/mypy

format: $(VENV)/.test ## ruff: put the code in its one format and mend what can be mended
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi: $(VENV)/.run ## write openapi.yaml anew from the code
	@$(BIN)/redress openapi > openapi.yaml.new || { rm -f openapi.yaml.new; exit 1; }
	@mv openapi.yaml.new openapi.yaml
	@echo "==> openapi.yaml is written; 'git diff openapi.yaml' shows what changed."

docs: $(VENV)/.run ## write the tables in docs/ anew that are made from the code
	$(BIN)/python docs/generate_tables.py

screenshot: $(VENV)/.test ## take the README's pictures anew (needs chromium)
	$(BIN)/python docs/screenshot.py

bench: $(VENV)/.test ## run every measurement in bench/, one after another
	@set -e; for script in bench/[!_]*.py; do echo "==> $$script"; $(BIN)/python "$$script"; done

LOCK = "$$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	$(if $(UPGRADE),--upgrade) pyproject.toml --extra postgres --extra pdf

lock: check-python ## make both lock files anew from pyproject.toml (UPGRADE=1 also takes newer versions)
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	echo "==> Fetching uv into a throw-away environment (about 10 seconds)"; \
	$(PYTHON) -m venv "$$tools"; "$$tools/bin/python" -m pip install --quiet --quiet --disable-pip-version-check uv; \
	echo "==> requirements/run.lock (up to a minute)"; \
	$(LOCK) --output-file requirements/run.lock > /dev/null; \
	echo "==> requirements/test.lock (up to a minute)"; \
	$(LOCK) --group test -c requirements/run.lock --output-file requirements/test.lock > /dev/null

clean: ## remove the environment, caches and build products (never var/, which holds data)
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache .schemathesis openapi.yaml.new
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- The environment ----------------------------------------------------------
# A stamp is younger than everything it was installed from. test.lock holds all
# of run.lock (a test proves it), so the test environment also serves the demo.

.PHONY: check-python
check-python:
	@command -v $(PYTHON) > /dev/null || { \
		echo "There is no '$(PYTHON)' here. Redress needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11"; exit 1; } >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Redress needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another with: make PYTHON=/path/to/python3.11"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
		echo "$(PYTHON) cannot make environments: its 'venv' or 'ensurepip' module is missing. On Debian: apt-get install python3-venv"; exit 1; } >&2

define INSTALL
@if ! $(BIN)/python -m pip --version > /dev/null 2>&1; then \
	echo "==> Making the environment in $(VENV) (about 5 seconds)"; \
	rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); \
fi
@echo "==> Installing $(1) (about a minute the first time, seconds after that)"
@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r $(1)
@echo "==> Installing Redress itself (about 3 seconds)"
@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endef

$(VENV)/.run: requirements/run.lock pyproject.toml | check-python
	$(call INSTALL,requirements/run.lock)
	@touch $@

$(VENV)/.test: requirements/test.lock requirements/run.lock pyproject.toml | check-python
	$(call INSTALL,requirements/test.lock)
	@touch $(VENV)/.run $@
