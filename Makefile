# Everything a contributor does. Each target does its own set-up; on a fresh machine only Python and make are needed.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first interpreter that the wheels exist for (see requires-python in pyproject.toml).
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BUNDLE := server/static/.built
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help run test lint format bench bench-hearing eval generate vendors screenshots gallery lock clean

help:  ## Show this list.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 22

$(READY): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found on the PATH." >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON). This is done once and takes about a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BUNDLE): $(READY) $(WEB_SOURCES)
	@echo "Building the pages."
	@$(BIN)/python web/build.py
	@touch $@

run: $(BUNDLE)  ## Run the product on http://127.0.0.1:8000 with embedded defaults.
	@$(BIN)/adventure-art serve

# One more than two cores have: browsers and servers are waited for a third of the time.
WORKERS ?= 3
test: $(BUNDLE) lint  ## Lint, then every test. Browser tests need Chromium and say so where it is missing.
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

lint: $(BUNDLE)  ## Formatting, types, import directions, drift of generated files.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/pyright
	$(BIN)/python -m server.generate --check
	$(BIN)/python web/build.py --check

format: $(READY)  ## Format and fix what can be fixed.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

generate: $(READY)  ## Write the generated files: JSON Schema, docs/protocol.md, the web client's types.
	$(BIN)/python -m server.generate

bench: $(BUNDLE)  ## Measure; results are printed and kept in benchmarks/results/.
	$(BIN)/python -m benchmarks

EVAL ?= --seen
eval: $(READY)  ## Score the storyteller on labelled conversations; EVAL="--unseen" for those it was not tuned on.
	$(BIN)/python -m benchmarks.eval $(EVAL)

vendors: $(READY)  ## Serve the vendors' wire formats on this machine; prints what to export for `make run`.
	@PYTHONPATH=tests $(BIN)/python -m vendors

bench-hearing: $(READY)  ## What the offline recogniser understands, per voice and noise, and how fast.
	$(BIN)/python -m benchmarks.hearing

screenshots: $(BUNDLE)  ## Take the pictures of README and docs anew; all screens are left in screenshots/. Needs Chromium.
	$(BIN)/python docs/screenshots.py

gallery: $(READY)  ## Paint the README's gallery anew with the offline painter.
	$(BIN)/python docs/gallery.py

COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate \
	--no-header pyproject.toml

lock:  ## Resolve both lock files anew: hashes, no hosts. Needs uv on the PATH.
	$(COMPILE) --extra dev -o requirements.txt
	$(COMPILE) -c requirements.txt -o requirements-run.txt

clean:  ## Remove what make made (the data folder of `make run` stays).
	rm -rf $(VENV) server/static web/node_modules dist build
