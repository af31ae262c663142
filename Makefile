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
	$(BIN)/python -m pytest

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(VENV)/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

docs: $(VENV)/.installed
	$(BIN)/python -m tools.finding_docs
	$(BIN)/python -m tools.readme
	$(BIN)/python -m tools.pictures

clean:
	rm -rf $(VENV) sample build *.egg-info
	find output -type f ! -name .gitkeep -delete
