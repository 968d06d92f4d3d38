# Two commands: `make run` and `make test`. Both set up whatever is missing first.
SHELL := /bin/bash -o pipefail
PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
export PATH := $(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
SOURCES := $(shell find frontend/src -type f 2>/dev/null) frontend/index.html frontend/vite.config.ts

.PHONY: run setup setup-test frontend test lint types imports python typescript schema e2e \
	test-services api bench fuzz format constraints clean

run: setup
	@$(BIN)/python -m annotator.serve

setup: $(VENV)/.installed frontend/dist/index.html

$(VENV)/.installed: requirements.txt requirements/web.txt requirements/ml.txt requirements/build.txt requirements/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Maskwright needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || { echo "Making the virtual environment …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the pinned Python packages (PyTorch is large: some minutes the first time) …"
	@$(BIN)/python -m pip install --progress-bar on -c requirements/constraints.txt \
		-r requirements.txt -r requirements/build.txt \
		| { grep --line-buffered -E '^(Collecting|Installing|Successfully|ERROR)' || true; } | cut -c1-160
	@$(BIN)/python -c 'import django, celery, torch' && touch $@

frontend: frontend/dist/index.html

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json $(VENV)/.installed
	@echo "Installing the pinned frontend packages …"
	@cd frontend && npm ci --no-audit --no-fund && touch node_modules/.installed

frontend/dist/index.html: $(SOURCES) frontend/node_modules/.installed
	@echo "Building the frontend …"
	@cd frontend && npm run --silent build && touch dist/index.html

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet -c requirements/constraints.txt -r requirements/dev.txt
	@touch $@

setup-test: setup $(VENV)/.installed-dev
	@$(BIN)/python -m tests.install_chromium
	@$(BIN)/python -m tests.readers.cityscapes_env

test: setup-test lint types imports schema python typescript e2e test-services

lint:
	ruff check .
	ruff format --check .
	cd frontend && npm run --silent lint

types:
	mypy annotator labeling ml_assist benchmarks
	cd frontend && npm run --silent types

imports:
	lint-imports
	python manage.py makemigrations --check --dry-run

# The OpenAPI schema and the TypeScript types made from it are committed; a difference fails.
schema:
	@mkdir -p var
	python manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	diff -u docs/openapi.yaml var/openapi.yaml
	cd frontend && npx openapi-typescript ../var/openapi.yaml -o ../var/schema.d.ts > /dev/null
	diff -u frontend/src/api/schema.d.ts var/schema.d.ts

python:
	pytest -q -n 2 --dist loadfile -m "not e2e and not services and not gpu and not weights"

typescript:
	cd frontend && npm run --silent test

e2e: frontend
	pytest -q -n 2 --dist loadfile -m e2e

test-services:
	python -m tests.run_services

# Regenerates what `schema` compares.
api:
	python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
	cd frontend && npm run --silent api

bench: setup
	python -m benchmarks.$(NAME)

# Fuzzes one reader with coverage as its guide; what it finds is kept in var/fuzz.
fuzz: $(VENV)/.installed-dev
	python -m tests.fuzz.harness $(FORMAT) -max_total_time=$(or $(SECONDS),300)

format:
	ruff check --fix .
	ruff format .
	cd frontend && npm run --silent format

# Freezes what is installed; run it in a fresh environment after changing a requirement.
constraints: $(VENV)/.installed-dev
	@(echo "# Every package at the version that the tests ran with; made by \`make constraints\`."; \
		$(BIN)/python -m pip freeze | grep -E '^[A-Za-z0-9_.-]+==') > requirements/constraints.txt

clean:
	rm -rf frontend/dist frontend/node_modules $(VENV)
