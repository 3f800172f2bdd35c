# fittrace on a fresh Debian or Ubuntu machine: Python 3.11 or newer and make are all it takes.
#
#   make demo                train the example under the recorder and write walkthrough.html
#   make test                the whole test suite
#   make test-all-pythons    the suite on every Python from 3.11 to 3.13 that is installed here
#   make lint                style, types and the arrows between the packages
#   make bench               what recording costs, beside TensorFlow and PyTorch (ARGS=hooks: only hooks)
#   make fuzz                feed hostile run files and command lines to fittrace for MINUTES=30
#   make docs                the documentation as HTML, in build/docs; warnings are errors
#   make audit               ask the vulnerability service about the locked dependencies
#   make lock                choose the versions of the development lock anew
#   make wheel               build the wheel into dist/; the same commit gives the same bytes
#   make translations        find the messages anew and compile the catalogues in fittrace/locale
#   make screenshots         the README's picture, taken from walkthrough.html with Chromium
#   make clean               remove what make made
#
# make PYTHON=/usr/bin/python3.12 ... takes that Python; make demo DATA=mnist trains on the full MNIST set;
# make LOCKED=1 ... installs exactly the versions in requirements/dev.lock into an environment of its own.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?=
LOCKED ?=
VENV ?= $(if $(LOCKED),.venv-locked,.venv)
DATA ?= digits
PAGE ?= walkthrough.html
WORKERS ?= 2
MINUTES ?= 30
LOCK := requirements/dev.lock
TOOLS := .venv-tools
PIP_INSTALL := python -m pip install --quiet --disable-pip-version-check
PYTHONS ?= 3.11 3.12 3.13
export PYTHON

# Each worker of the tests computes on one core: more threads than cores only wait for each other.
TEST_ENVIRONMENT := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

.PHONY: help demo test test-all-pythons lint bench fuzz docs audit lock wheel translations screenshots clean

help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

# --- environments: a stamp an extra, so that a second run installs nothing

$(VENV)/.python.stamp:
	@python=$$(.ci/python) && .ci/venv $(VENV) "$$python"
	@touch $@

$(VENV)/.%.stamp: pyproject.toml | $(VENV)/.python.stamp
	@echo "Installing fittrace[$*] into $(VENV) (once; takes a minute or two)"
ifdef LOCKED
	@$(VENV)/bin/$(PIP_INSTALL) --require-hashes --requirement $(LOCK)
	@$(VENV)/bin/$(PIP_INSTALL) --no-deps --editable .
else
	@$(VENV)/bin/$(PIP_INSTALL) --editable '.[$*]'
endif
	@touch $@

$(TOOLS)/.stamp: requirements/tools.txt
	@python=$$(.ci/python) && .ci/venv $(TOOLS) "$$python"
	@$(TOOLS)/bin/$(PIP_INSTALL) --requirement $<
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
	@$(VENV)/bin/python -m tests.benchmarks $(ARGS)

fuzz:
	@$(MAKE) --no-print-directory VENV=.venv-fuzz .venv-fuzz/.fuzz.stamp
	@$(TEST_ENVIRONMENT) nice -n 19 .venv-fuzz/bin/python -m tests.fuzz.run --minutes $(MINUTES)

docs: $(VENV)/.docs.stamp
	@$(VENV)/bin/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "build/docs/index.html"

audit: $(TOOLS)/.stamp
	@$(TOOLS)/bin/python .ci/audit.py $(TOOLS)/bin/pip-audit $(LOCK)

lock: $(TOOLS)/.stamp
	@$(TOOLS)/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
	    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -o $(LOCK)
	@echo "$(LOCK): $$(grep -c '^[a-z]' $(LOCK)) packages"

wheel: $(VENV)/.test.stamp
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(VENV)/bin/python -m build --wheel --no-isolation --outdir dist >/dev/null
	@sha256sum dist/*.whl

translations: $(VENV)/.test.stamp
	@mkdir -p build
	@$(VENV)/bin/pybabel --quiet extract -F pyproject.toml -k N_ -c TRANSLATORS: --no-location --omit-header \
	    --no-wrap -o build/fittrace.pot .
	@$(VENV)/bin/pybabel --quiet update -D fittrace -d fittrace/locale -i build/fittrace.pot --no-wrap \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(VENV)/bin/python .ci/compile_catalogues.py fittrace/locale

screenshots: $(VENV)/.test.stamp
	@test -f $(PAGE) || $(MAKE) --no-print-directory demo
	@FITTRACE_CHROMIUM=$$(.ci/chromium) $(VENV)/bin/python .ci/screenshots.py $(PAGE) docs/images

clean:
	rm -rf $(VENV) .venv-* .axe .fuzz build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f $(PAGE)
	find fittrace tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
