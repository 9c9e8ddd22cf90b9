# Every target does its own set-up; Python 3.11 or later and make are all that it needs.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-engines record check soak serve lock clean

# The folder of this file, wherever make was started; it may have spaces in it.
ROOT := $(shell dirname "$$(printf '%s' "$(MAKEFILE_LIST)" | sed 's/^ *//')")
here := cd "$(ROOT)" &&
python := .venv/bin/python
example := examples/online-retail
# What long tests make up, unless SEED is given.
ifndef SEED
SEED := $(shell date +%s)
endif
page := $(example)/.retainer/weekly-retention.html

help: ## Show this list
	@$(here) sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

setup: ## Make .venv with the locked packages (every other target does this itself)
	@$(here) sh tools/setup.sh

demo: setup ## Print the example shop's weekly retention briefing and write it as HTML
	@$(here) mkdir -p $(example)/.retainer
	@$(here) .venv/bin/retainer -w $(example) brief weekly-retention --html $(page)
	@$(here) echo && echo "As a page, with charts: $$(pwd)/$(page)"

# Tests start the command often: what is compiled once need not be compiled by each process.
test: setup ## Run the test suite on the embedded parts, without network, key or server
	@$(here) PYTHONDONTWRITEBYTECODE= $(python) -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-engines: setup ## Run the suites that need an engine (a browser, PostgreSQL, Spark, llama.cpp), installing what is missing
	@$(here) sh tools/chromium.sh
	@$(here) sh tools/postgresql.sh
	@$(here) sh tools/spark.sh
	@$(here) sh tools/llama.sh
	@$(here) $(python) -m pytest -m "browser or postgresql or spark or elsewhere or llama"

record: setup ## Record a language model's traffic anew: MODEL=gpt-5-mini with OPENAI_API_KEY set, or BASE_URL= of a server
	@$(here) sh tools/llama.sh
	@$(here) $(python) -m tests.support.record "$(MODEL)" "$(BASE_URL)"

check: setup ## Check format, lint, types and the import contracts
	@$(here) $(python) -m ruff format --check .
	@$(here) $(python) -m ruff check .
	@$(here) $(python) -m mypy
	@$(here) $(python) .venv/bin/lint-imports --no-logo

soak: setup ## Run the long property, fault and attack tests: PART=tests/attacks for some, SEED=101 to make up the same again
	@$(here) echo "make soak SEED=$(SEED) makes up the same examples again." && \
		$(python) -m pytest -m soak -n auto --dist worksteal --hypothesis-seed=$(SEED) $(PART)

serve: setup ## Say what serves today for the example workspace
	@$(here) .venv/bin/retainer -w $(example) serve

lock: setup ## Work out requirements.lock again; LOCK_OPTIONS=--upgrade takes newer versions
	@$(here) $(python) -m pip install --quiet uv
	@$(here) .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--extra dev --extra postgresql pyproject.toml --output-file requirements.lock $(LOCK_OPTIONS)
	@$(here) .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --constraint requirements.lock \
		--extra dev --extra postgresql --extra spark --extra engines pyproject.toml --output-file requirements-engines.lock $(LOCK_OPTIONS)

clean: ## Remove .venv and every cache; state in a workspace's .retainer stays
	@$(here) rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@$(here) find . -name __pycache__ -type d -prune -exec rm -rf {} +
