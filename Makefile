# make setup | run | test | nightly | demo | bench | check | clean
PYTHON ?= python3
PORT ?= 8000
BENCH ?= append verify asof proofs rebuild http signatures

VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
MODULES := node_modules/.package-lock.json
VENDORED := api/pages/static/vendor/integrity.json

.PHONY: setup run test nightly demo bench check clean browser
.DEFAULT_GOAL := setup

setup: $(INSTALLED) $(VENDORED)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing; on Debian, as root: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(LOCKED): requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(INSTALLED): pyproject.toml $(LOCKED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(MODULES): package.json package-lock.json .npmrc
	@command -v node >/dev/null && command -v npm >/dev/null || \
		{ echo "node and npm (18 or newer) are missing; on Debian, as root: apt-get install nodejs npm" >&2; exit 1; }
	npm ci --no-progress --loglevel=error
	@touch $@

$(VENDORED): scripts/vendor.mjs $(MODULES)
	node scripts/vendor.mjs

run: setup
	SOCAI_DEMO=1 $(BIN)/socai run --port $(PORT)

browser:
	@scripts/browser.sh

test: setup browser
	$(BIN)/python -m pytest -n 2 -m "not nightly"

nightly: setup browser
	$(BIN)/python -m pytest -n 2 -m nightly

demo: setup
	$(BIN)/socai demo --dir var/demo

bench: setup
	@for name in $(BENCH); do $(BIN)/python -m bench $$name --json || exit 1; done

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --python-version 3.10 -p verify
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) node_modules api/pages/static/vendor build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
