# `make run` starts Tocsin, `make test` runs the whole suite; both set up .venv from the hashed locks first.
PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes

# Where the memory has room, stores of the tests lie there: half of the suite's time on a slow disk is its waiting for it.
ROOM = $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 && $$6 == "/dev/shm" { print "TMPDIR=/dev/shm" }')

# Compiles matching once for this machine, about a minute; after that it takes a second.
READY := $(BIN)/python -m bot.domain.matching

.PHONY: run test check format lock clean
.DELETE_ON_ERROR:

run: .venv/run.stamp
	@$(READY)
	@$(BIN)/python -m bot run --or-sandbox

test: .venv/test.stamp
	@$(READY)
	$(ROOM) $(BIN)/python -m pytest -n 4 --dist worksteal

check: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/test.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs uv (any recent one). The locks name no package host and serve every Python from 3.11 on.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group test -o requirements-test.lock pyproject.toml

clean:
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Tocsin needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	    { rm -rf .venv; echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

.venv/run.stamp: requirements.lock | .venv/bin/python
	@echo "Installing what requirements.lock says into .venv ..."
	@$(PIP_INSTALL) -r requirements.lock
	@touch $@

.venv/test.stamp: requirements-test.lock | .venv/bin/python
	@echo "Installing what requirements-test.lock says into .venv ..."
	@$(PIP_INSTALL) -r requirements-test.lock
	@touch $@ .venv/run.stamp
