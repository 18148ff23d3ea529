# make setup   .venv with the locked dependencies; a second run does nothing
# make run     the demonstration: five accounts, SQLite, a stand-in for WeChat's API, a page to try them in a browser
# make test    lint, types and every test
# make kill-test   imports, broadcasts and the service at work, killed at random sixty times each; make test kills some
# make lint    lint and types alone
# make bench   the benchmarks, printing one table
# make lock    resolve the dependencies anew and write requirements.lock
# make clean   remove what the other targets made; data/ stays

PYTHON ?= python3
PORT ?= 8080
KILLS ?= 60
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := -m pip --disable-pip-version-check --no-input
PACKAGES := chromium fonts-noto-cjk
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile  # many tests wait for others more than they reckon

.PHONY: setup run test kill-test lint bench lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python $(PIP) install --quiet --requirement requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python $(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

# Made anew as well when the interpreter that it was made from is gone.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is missing or older than Python 3.11. Install a newer one, or name it: make setup PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian: apt-get install python3-venv" >&2; \
	  exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

run: setup
	@echo "Try it in a browser: http://127.0.0.1:$(PORT)/simulator  (Ctrl-C stops it)"
	@exec $(BIN)/zhixietong --config config.example.toml serve --port $(PORT) --demonstration demo

test:
	@.ci/debian-packages $(PACKAGES) $$($(PYTHON) -c 'import ensurepip' 2>/dev/null || echo python3-venv)
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy

kill-test: setup
	ZXT_TEST_KILLS=$(KILLS) $(BIN)/python -m pytest tests/bot/test_killed_imports.py tests/bot/test_killed_enquiries.py \
	  tests/bot/broadcast/test_killed_sending.py

bench: setup
	@$(BIN)/python -m bench

# Exact versions from an environment of its own, made by the oldest Python that is supported: what it needs covers the
# newer ones. The project itself is left out.
lock:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "make the lock with Python 3.11, the oldest that is supported: make lock PYTHON=python3.11" >&2; exit 1; }
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python $(PIP) install --quiet --upgrade setuptools '.[dev]'
	{ echo '# Exact versions for Python 3.11 and later, written by `make lock`.'; \
	  build/lock/bin/python $(PIP) freeze --all --exclude pip --exclude wheel --exclude zhixietong; } > requirements.lock
	rm -rf build/lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
