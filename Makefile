# `make help` lists the targets.
PORT ?= 8501
PYTHON ?= python3
RUNS ?= 1000000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run serve test lint fuzz bench calibrate charts screenshots lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

run: $(VENV)/.app ## install what the app needs and serve it (PORT=8501)
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.headless true

serve: $(VENV)/.app ## the same with the HTTP interface at /api/v1 beside it (PORT=8501)
	$(BIN)/streamlit run serve.py --server.port $(PORT) --server.headless true

test: $(VENV)/.dev ## install what testing needs, a browser and nginx too, and run every test
	sh tests/browser/install.sh $(BIN)/python
	sh tests/deploy/install.sh
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.dev ## ruff and the strict type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fuzz: $(VENV)/.fuzz ## feed mutated inputs to all that reads what others wrote (RUNS=1000000)
	$(BIN)/python -m tests.fuzz --runs $(RUNS)

bench: $(VENV)/.dev ## print the speed figures and write them to bench.json (NAMES=load_speed for some)
	sh tests/browser/install.sh $(BIN)/python
	$(BIN)/python -m bench $(NAMES)

calibrate: $(VENV)/.dev ## fit the model to the published runs again and print how well it predicts
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m model.calibration

charts: $(VENV)/.app ## build the chart specifications from their Altair source
	$(BIN)/python -m pages.charts

screenshots: $(VENV)/.dev ## take the pictures of the README
	sh tests/browser/install.sh $(BIN)/python
	$(BIN)/python -m tests.browser.screenshots

lock: $(VENV)/.lock ## pin every package of requirements*.in, with the hashes of its files
	for name in requirements requirements-dev requirements-fuzz; do \
	  $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; \
	done

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Debian and Ubuntu ship Python without the venv module's pip: bring it where that is allowed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq python3-venv; \
	  else sudo -n apt-get update -qq && sudo -n apt-get install -y -qq python3-venv; fi && \
	  $(PYTHON) -m venv $(VENV); } || \
	  { rm -rf $(VENV); echo "Install the venv module first: sudo apt install python3-venv"; exit 1; }

$(VENV)/.app: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(VENV)/.fuzz: requirements-fuzz.txt $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-fuzz.txt
	touch $@

$(VENV)/.lock: | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	touch $@
