# fittrace on a fresh Debian or Ubuntu machine: Python 3.11 or newer and make are all it takes.
#
#   make demo                train the example under the recorder and write walkthrough.html
#   make test                the whole test suite
#   make test-all-pythons    the suite on every Python from 3.11 to 3.13 that is installed here
#   make lint                style, types and the arrows between the packages
#   make bench               what a hook costs, with nobody recording and with a recording
#   make screenshots         the README's picture, taken from walkthrough.html with Chromium
#   make clean               remove what make made
#
# make PYTHON=/usr/bin/python3.12 ... takes that Python; make demo DATA=mnist trains on the full MNIST set.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?=
VENV ?= .venv
DATA ?= digits
PAGE ?= walkthrough.html
WORKERS ?= 2
PYTHONS ?= 3.11 3.12 3.13
export PYTHON

# Each worker of the tests computes on one core: more threads than cores only wait for each other.
TEST_ENVIRONMENT := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

.PHONY: help demo test test-all-pythons lint bench screenshots clean

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

# --- environments: a stamp an extra, so that a second run installs nothing

$(VENV)/.python.stamp:
	@python=$$(.ci/python) && .ci/venv $(VENV) "$$python"
	@touch $@

$(VENV)/.%.stamp: pyproject.toml | $(VENV)/.python.stamp
	@echo "Installing fittrace[$*] into $(VENV) (once; takes a minute or two)"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@

# --- what people run

demo: $(VENV)/.examples.stamp
	@$(VENV)/bin/fittrace run -o $(PAGE) examples/mnist_mlp.py --data $(DATA)

test: $(VENV)/.test.stamp
	@$(TEST_ENVIRONMENT) $(VENV)/bin/python -m pytest -n $(WORKERS) $(ARGS)

test-all-pythons:
	@tested=0; failed=; \
	for version in $(PYTHONS); do \
	    python=$$(.ci/python $$version) || { echo "Python $$version: not installed here"; continue; }; \
	    echo "Python $$version: $$python"; tested=$$((tested + 1)); \
	    $(MAKE) --no-print-directory test VENV=.venv-$$version PYTHON="$$python" || failed="$$failed $$version"; \
	done; \
	if [ $$tested = 0 ]; then echo "None of the Pythons $(PYTHONS) is installed here." >&2; exit 1; fi; \
	if [ -n "$$failed" ]; then echo "The suite fails on Python$$failed." >&2; exit 1; fi; \
	echo "The suite passes on $$tested of the Pythons $(PYTHONS)."

lint: $(VENV)/.dev.stamp
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/.examples.stamp
	@$(VENV)/bin/python -m tests.benchmarks

screenshots: $(VENV)/.test.stamp
	@test -f $(PAGE) || $(MAKE) --no-print-directory demo
	@FITTRACE_CHROMIUM=$$(.ci/chromium) $(VENV)/bin/python .ci/screenshots.py $(PAGE) docs/images

clean:
	rm -rf $(VENV) .venv-3.* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f $(PAGE)
	find fittrace tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
