# A newcomer needs Python (3.11 or newer) and make, nothing else.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := src autograde extensions/jupyterlab source tests docs/conf.py nbgrader_config.py

SCRIPTS := $(wildcard extensions/jupyterlab/terakoya_lab/settings/*/labextensions/*/static/*.js extensions/voila/templates/terakoya/static/*.js src/terakoya/*/*/templates/*.js src/terakoya/portal/static/*.js)
TEMPLATES := extensions/voila/templates src/terakoya

# Twice the cores of a small machine: many tests wait, for a limit or for a server.
WORKERS ?= 4
# More options of pytest: make test PYTEST=--durations=25
PYTEST ?=

.DEFAULT_GOAL := help
.PHONY: help demo office test test-fast conformance lint format docs goldens catalogues release release-check build constraints clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(VENV)/.run: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with venv was found. Install one (Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo:  ## a made-up cohort all the way, its table, then the site on this machine
	@test -f $(VENV)/.run || echo "寺子屋を .venv に入れてから、デモを動かします。はじめの1回は、入れるだけで数分かかります。 / Installs into .venv first: some minutes, once."
	@$(MAKE) --no-print-directory $(VENV)/.run
	$(BIN)/terakoya demo

office: $(VENV)/.run  ## the demonstration as an office: people log in, one made-up account for each role
	$(BIN)/terakoya serve --demo

test: $(VENV)/.dev  ## every test: units, real kernels and servers, a real browser where there is one
	@# Tests start hundreds of commands; where bytecode is not written, each would compile all it imports.
	@$(BIN)/python -m compileall -q src autograde extensions/jupyterlab benchmarks
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(PYTEST)

test-fast: $(VENV)/.dev  ## unit tests only
	$(BIN)/python -m pytest tests/unit

lint: $(VENV)/.dev  ## style, types, layers, spelling; the pages' scripts and templates
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/codespell
	DENO_NO_UPDATE_CHECK=1 $(BIN)/deno check --quiet --no-remote --no-npm --config extensions/voila/deno.json $(SCRIPTS)
	DENO_NO_UPDATE_CHECK=1 $(BIN)/deno lint --quiet --config extensions/voila/deno.json $(SCRIPTS)
	$(BIN)/djlint --quiet --lint -e j2 $(TEMPLATES) && $(BIN)/djlint --quiet --lint -e html $(TEMPLATES)

format: $(VENV)/.dev  ## put the code into the house style
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

conformance: $(VENV)/.dev  ## nbgrader's own tests, with stock kernels and with warm ones: no difference
	$(BIN)/python scripts/conformance.py

docs: $(VENV)/.dev  ## the documentation as HTML in docs/_build
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

goldens: $(VENV)/.dev  ## make the golden files anew; read the difference before you commit it
	$(BIN)/python -m pytest -q tests --goldens -m golden

catalogues: $(VENV)/.dev  ## collect new messages into the ja and en catalogues
	$(BIN)/python scripts/catalogues.py

release: $(VENV)/.run  ## learner versions of every assignment
	$(BIN)/terakoya release

release-check: $(VENV)/.run  ## prove that release/ is what source/ gives
	$(BIN)/terakoya release --check

build: $(VENV)/.dev  ## wheel and sdist in dist/
	$(BIN)/python -m build --outdir dist .

constraints: $(VENV)/.dev  ## write down what is installed
	$(BIN)/python -m pip freeze --exclude-editable --exclude terakoya | grep -E '^[A-Za-z0-9_.-]+==' > constraints.txt

clean:  ## remove environments, builds and caches; var/ stays
	rm -rf $(VENV) dist build docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
