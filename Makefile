# Two commands: `make run` starts the app, `make test` runs every test. Both set up what they need.
# GNU make 4.3. PYTHON=python3.12 chooses an interpreter, PORT=9000 a port, TESTS="-k export" some tests.

PYTHON ?= python3
PORT ?=
TESTS ?=
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed-requirements
DEVELOPMENT := $(VENV)/.installed-requirements-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
STREAMLIT := $(BIN)/python -m streamlit run app.py --server.address 127.0.0.1 \
	--server.headless true --server.showEmailPrompt false --browser.gatherUsageStats false
NEW_ENOUGH := -c "import sys; sys.exit(sys.version_info < (3, 11))"

.PHONY: help setup run test check clean
.DEFAULT_GOAL := help

help:
	@echo "make run     set up what is missing and start the app on 127.0.0.1"
	@echo "make test    set up what is missing and run every test"
	@echo "make setup   only install (requirements.txt into $(VENV))"
	@echo "make check   style and types (ruff, mypy)"
	@echo "make clean   remove $(VENV) and caches; your data stays"

setup: $(RUNTIME)

# Streamlit prefers port 8501, takes the next free one, and prints the address.
run: $(RUNTIME)
	@echo "Starting the app; open the address below. Ctrl+C stops it, jobs go on."
	@$(STREAMLIT) $(if $(PORT),--server.port $(PORT))

test: $(DEVELOPMENT)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

check: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf tests/zenn/node_modules tests/aimock/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) $(NEW_ENOUGH) 2>/dev/null || { \
		echo "Python 3.11 or newer is needed; $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Install one and name it, for example: make setup PYTHON=python3.12" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "Could not create $(VENV). On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.txt | $(BIN)/python
	@$(BIN)/python $(NEW_ENOUGH) || { \
		echo "$(VENV) holds a Python older than 3.11: make clean, then again." >&2; exit 1; }
	@echo "Installing requirements.txt into $(VENV) (about 730 MB; a minute or two the first time)"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing requirements-dev.txt into $(VENV)"
	@$(PIP) -r requirements-dev.txt
	@touch $@
