# Everything from a clean clone: `make run`, `make test`. Windows: make.bat has the same targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check format docs clean

run: $(VENV)/.run
	$(BIN)/torikumi build sample --output output

# The sample is written once; `make clean` forgets it.
$(VENV)/.run: $(VENV)/.installed
	test -d sample || $(BIN)/torikumi init sample --sample
	touch $@

test: check
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(VENV)/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Editable in the strict mode, whose tree of links mypy can read; a new file is a new link, so a changed folder installs again.
$(VENV)/.installed: setup.cfg pyproject.toml etl etl/begin etl/checks etl/figures schemas workbooks workbooks/committee workbooks/formats
	test -d $(VENV) || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --upgrade pip; }
	rm -rf build
	$(BIN)/python -m pip install --quiet --editable ".[dev]" --config-settings editable_mode=strict
	touch $@

docs: $(VENV)/.installed
	$(BIN)/python -m tools.finding_docs
	$(BIN)/python -m tools.readme
	$(BIN)/python -m tools.pictures

clean:
	rm -rf $(VENV) sample build *.egg-info
	find output -type f ! -name .gitkeep -delete
