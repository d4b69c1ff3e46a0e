# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# A lock is installed exactly as written: every file is checked against its hash.
LOCKED := --require-hashes --only-binary :all:
# Dozens of processes start in a demo and in the tests: each would compile the whole program anew
# where somebody keeps Python from writing down what it compiled. pip does it one file at a time.
unexport PYTHONDONTWRITEBYTECODE
COMPILE := $(BIN)/python -m compileall -q -j 0 $(VENV)/lib src >/dev/null 2>&1 || true

.PHONY: demo test format lint types contracts pytest docs lock clean help

help:
	@echo "make demo [ARGS='--seconds 20 --json']   both halves, against the simulator; writes demo.html"
	@echo "make test                                format, lint, contracts, types, tests"
	@echo "make docs                                write docs/settings.md anew"
	@echo "make lock [UPGRADE=--upgrade]            resolve the requirement files anew"

# An environment without pip is half-made (python3-venv was missing, say): it is made anew.
$(BIN)/pip:
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what Maneki runs on ..." >&2
	@$(PIP) $(LOCKED) --no-compile -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need ..." >&2
	@$(PIP) $(LOCKED) --no-compile -r requirements/dev.txt
	@$(COMPILE)
	@touch $@

demo: $(VENV)/run.stamp
	@$(BIN)/maneki demo --page demo.html $(ARGS)

# Types are checked beside the tests, on a core that some test leaves idle while it waits.
test: format lint contracts
	@$(MAKE) --no-print-directory -j 2 types pytest

format: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run '$(BIN)/ruff format .'" >&2; exit 1; }

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check --quiet .

contracts: $(VENV)/dev.stamp
	@$(BIN)/lint-imports --no-logo >$(VENV)/contracts.txt 2>&1 || { cat $(VENV)/contracts.txt; exit 1; }

types: $(VENV)/dev.stamp
	@$(BIN)/mypy --no-error-summary

pytest: $(VENV)/dev.stamp
	@$(BIN)/pytest -q -n 3 --dist loadgroup $(ARGS)

docs: $(VENV)/run.stamp
	@$(BIN)/maneki settings --markdown > docs/settings.md

lock: $(VENV)/dev.stamp
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	@$(VENV)/lock/bin/uv pip compile pyproject.toml --group build $(LOCK_FLAGS) -o requirements/run.txt
	@$(VENV)/lock/bin/uv pip compile pyproject.toml --group build --group dev -c requirements/run.txt $(LOCK_FLAGS) -o requirements/dev.txt

# One lock for every Python from 3.11 on and every platform; what is pinned stays as it is unless
# UPGRADE says otherwise. tests/test_requirements.py looks whether something is missing.
UPGRADE ?=
LOCK_FLAGS := --quiet $(UPGRADE) --universal --python-version 3.11 --only-binary :all: --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean:
	rm -rf $(VENV) demo.html .mypy_cache .ruff_cache .hypothesis .import_linter_cache
