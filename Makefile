# Everything here sets up what it needs; Python 3.11 or newer is all it asks for.
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
PYTHON ?= python3
SECONDS ?= 600

VENV := .venv
BIN := $(VENV)/bin
DATA := $(or $(FINDER_DATA_DIR),data)
UV_VERSION := 0.13.9
# uv lives in an environment of its own, so that it never removes itself.
UV := $(VENV)-uv/bin/uv
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)

.PHONY: help run test bench soak import postcodes coverage clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.for-keeping $(DATA)/postcodes/current $(DATA)/snapshots/current $(DATA)/secret_key ## Serve on http://127.0.0.1:8000
	@echo "Serving on http://$(HOST):$(PORT) (Ctrl-C stops it)"
	@set -a; . deploy/granian.env; \
	  FINDER_SECRET_KEY=$${FINDER_SECRET_KEY:-$$(cat $(DATA)/secret_key)}; \
	  if [ -n "$$FINDER_METRICS" ]; then \
	    PROMETHEUS_MULTIPROC_DIR=$${PROMETHEUS_MULTIPROC_DIR:-$$(mktemp -d)}; \
	  fi; \
	  exec $(BIN)/granian --host $(HOST) --port $(PORT) --workers $(WORKERS) app:serve

test: $(VENV)/.for-testing $(DATA)/postcodes/current ## Run every check and test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/audit_dependencies.py $(UV)
	$(BIN)/pytest -n auto --dist loadfile

bench: $(VENV)/.for-measuring $(DATA)/postcodes/current $(DATA)/snapshots/current ## Measure against peers, as ratios
	$(BIN)/python -m benchmarks $(OPTIONS)

soak: $(VENV)/.for-testing $(DATA)/postcodes/current $(DATA)/snapshots/current ## Load it with journeys and faults: make soak SECONDS=600
	$(BIN)/python -m benchmarks.soak --seconds $(SECONDS) --data $(DATA) $(OPTIONS)

import: $(VENV)/.for-keeping $(DATA)/postcodes/current ## Import a listing: make import FILE=listing.csv OPTIONS=--publish
	$(BIN)/python scripts/import_centres.py $(FILE) $(OPTIONS)

postcodes: $(VENV)/.for-keeping ## Build the postcode index anew, or from FILE=….zip
	$(BIN)/python scripts/build_postcode_index.py $(if $(FILE),--file $(FILE)) $(OPTIONS)

coverage: $(VENV)/.for-keeping $(DATA)/postcodes/current $(DATA)/snapshots/current ## Report where no centre is near: a page and CSV
	$(BIN)/python scripts/coverage_report.py --data $(DATA) $(OPTIONS)

clean: ## Remove the environments and all that was built
	rm -rf $(VENV) $(VENV)-uv data/postcodes data/snapshots data/reports data/secret_key

$(UV):
	@echo "Preparing the environment (once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV)-uv
	@$(VENV)-uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.for-keeping: uv.lock pyproject.toml | $(UV)
	@echo "Installing the locked dependencies"
	@$(UV) sync --quiet --locked --inexact --python $(PYTHON) --no-dev --all-extras
	@touch $@

$(VENV)/.for-testing: uv.lock pyproject.toml | $(UV)
	@echo "Installing the locked dependencies, and those of the tests"
	@$(UV) sync --quiet --locked --inexact --python $(PYTHON) --all-extras
	@touch $@ $(VENV)/.for-keeping

$(VENV)/.for-measuring: uv.lock pyproject.toml | $(UV)
	@echo "Installing the locked dependencies, and those of the benchmarks"
	@$(UV) sync --quiet --locked --inexact --python $(PYTHON) --all-extras --group bench
	@touch $@ $(VENV)/.for-testing $(VENV)/.for-keeping

$(DATA)/postcodes/current: data/islands.csv | $(VENV)/.for-keeping
	@echo "Building the postcode index (once, about half a minute)"
	@$(BIN)/python scripts/build_postcode_index.py --data $(DATA)

$(DATA)/snapshots/current: | $(VENV)/.for-keeping $(DATA)/postcodes/current
	@echo "Importing the demonstration listing"
	@$(BIN)/python scripts/import_centres.py data/demo/centres.csv \
	  --services data/demo/services.csv --demonstration --publish --data $(DATA)

$(DATA)/secret_key: | $(VENV)/.for-keeping
	@umask 077; mkdir -p $(DATA); \
	  $(BIN)/python -c 'from finder.web.sealed import new_key; print(new_key())' > $@
