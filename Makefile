# The front door. Needs make and Python 3.11 or newer with venv; everything else goes into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UNFINISHED := $(VENV)/.unfinished
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check coverage bench format lock clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

demo: $(READY) ## The whole bot on a local Discord and a local image API (ARGS="--script": a tour)
	@$(BIN)/darkroom demo $(ARGS)

# A file's tests stay together, with the bot that they share; the slow files come first by name.
SIDE_BY_SIDE := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

# Counting branches doubles the time of the tests in a simulated Discord, so `make test` counts only
# where every branch must be gone through; `make coverage` counts all over, with a floor.
EVERY_BRANCH := tests/domain tests/engine

test: check ## Every check and every test; every branch of domain and engine (ARGS=tests/...: just those)
ifeq ($(ARGS),)
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m pytest --no-header $(SIDE_BY_SIDE) $(EVERY_BRANCH) --cov=bot.domain --cov=bot.engine \
		--cov-report= --cov-fail-under=0
	@echo "Domain and engine: every branch"
	@$(BIN)/python -m coverage report --include='bot/domain/*,bot/engine/*' --fail-under=100
	@$(BIN)/python -m pytest --no-header $(SIDE_BY_SIDE) -m "not quiet" $(EVERY_BRANCH:%=--ignore=%)
	@$(BIN)/python -m pytest --no-header -m quiet
else
	@$(BIN)/python -m pytest --no-header $(ARGS)
endif

coverage: $(READY) ## What the tests go through of all the code
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m pytest --no-header $(SIDE_BY_SIDE) -m "not quiet" --cov

check: $(READY) ## Format, lint, types, import directions
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(READY) ## The measurements, each beside its baseline
	@$(BIN)/python -m bench $(ARGS)

format: $(READY) ## Format, and repair what the linter can
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

COMPILE = $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links $(ARGS)

lock: $(READY) ## Lock the dependencies anew (ARGS=--upgrade: newer releases, too)
	@$(COMPILE) pyproject.toml --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --all-extras --constraint requirements/run.txt --output-file requirements/dev.txt
	@echo hatchling | $(COMPILE) - --constraint requirements/dev.txt --output-file requirements/build.txt

clean: ## Remove the environment, builds, caches and coverage; keep data/ and config.toml
	@rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache
	@rm -rf .mypy_cache .pytest_cache .ruff_cache
	@find bot cogs sandbox tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# The lock is whole: without --no-deps, pip would look at newer releases that an extra allows.
# An install that was interrupted leaves its mark behind, and the next one starts from nothing.
$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Darkroom needs Python 3.11 or newer, and $(PYTHON) is %d.%d: say make PYTHON=... to choose another." % sys.version_info[:2])'
	@if [ -e $(UNFINISHED) ]; then rm -rf $(VENV); fi
	@mkdir -p $(VENV) && touch $(UNFINISHED)
	@echo "Setting up $(VENV); this takes a minute or two, once"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@mv $(UNFINISHED) $(READY)
