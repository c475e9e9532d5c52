# Two commands matter: `make run` and `make test`. Both set up everything they need.
PYTHON ?= python3
BIN := .venv/bin
CITY := $(notdir $(or $(SANITATION_CITY),shenzhen))
DEMO := SANITATION_HOME=var/demo-$(CITY) SANITATION_DEMO=1
BENCHMARKS := $(patsubst benchmarks/%.py,%,$(wildcard benchmarks/[a-z]*.py))

.PHONY: setup run test check bench format contracts clean migration golden pictures $(addprefix bench-,$(BENCHMARKS))

setup: .stamps/python .stamps/assets .stamps/translations

.stamps/python: setup.cfg pyproject.toml
	@mkdir -p .stamps
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.[dev,fast]' \
		|| $(BIN)/python -m pip install --quiet --editable '.[dev,fast]'
	@touch $@

.stamps/assets: .stamps/python $(shell find webapp/frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
	$(BIN)/python webapp/frontend/build.py
	@touch $@

.stamps/translations: .stamps/python $(wildcard webapp/translations/parts/*.po) webapp/translations/build.py
	$(BIN)/python webapp/translations/build.py
	@touch $@

run: setup ## load the demo quarter once, then serve it
	@$(DEMO) $(BIN)/python -m sanitation demo load
	@$(DEMO) $(BIN)/python -m webapp

test: setup ## everything that runs here, on SQLite, PostgreSQL and in a browser; says what was left out
	@$(BIN)/python tests/run_suite.py

check: setup ## format, lint, types, import contracts, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python webapp/translations/build.py --check

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup $(addprefix bench-,$(BENCHMARKS)) ## every benchmark, one JSON object a line

$(addprefix bench-,$(BENCHMARKS)): bench-%: setup
	@$(BIN)/python -m benchmarks.$*

golden: setup ## write the golden files again; the commit says which published numbers move
	$(BIN)/python -m tests.golden.draws.make

pictures: setup ## photograph the loaded demo for the documentation
	@$(DEMO) $(BIN)/python -m tests.browser.pictures docs/pictures

migration: setup ## write the next migration from the models: make migration M="why"
	@$(BIN)/python -m sanitation db revision "$(M)"

clean:
	rm -rf .venv .stamps var build webapp/static/dist webapp/frontend/node_modules *.egg-info
