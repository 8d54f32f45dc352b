PYTHON ?= python3
WORKERS ?= 3
# Bots that die wait most of the time, for leases and for what Slack shows late.
CHAOS_WORKERS ?= 5
ARGS ?=

# Compiled modules are kept, whatever the shell says: the tests start the bot many times.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := targets
.PHONY: targets demo test slow chaos chaos-full sabotage install check format bench lock clean python

targets: ## list what make can do (this list)
	@echo 'Drumbeat. A newcomer needs two of these: make demo, make test.'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'Settings: PYTHON=python3.12 (which Python), ARGS="…" (passed on), WORKERS=3 (tests at the same time).'

demo: python ## run the bot with a Slack that lives on this laptop; sets itself up
	@$(PYTHON) scripts/set_up.py .venv-demo requirements/runtime.txt
	@exec .venv-demo/bin/drumbeat demo $(ARGS)

test: install ## run the tests; sets itself up (ARGS="-k wrap_up" runs some)
	@exec .venv/bin/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow and not chaos" $(ARGS)

slow: install ## run what starts many processes or a browser; CI runs it too
	@exec .venv/bin/python -m pytest -n $(WORKERS) --dist worksteal -m slow $(ARGS)

chaos: install ## kill the bot hundreds of times while everything fails, and count what people see (at most 20 minutes)
	@exec .venv/bin/python -m pytest -n $(CHAOS_WORKERS) --maxschedchunk 1 -m chaos tests/chaos $(ARGS)

CHAOS_NOTES = build/chaos-notes

chaos-full: install ## five times as much, each promise broken on purpose, and the table in docs/reliability.md (hours)
	@mkdir -p build && rm -f $(CHAOS_NOTES)
	DRUMBEAT_CHAOS=full DRUMBEAT_CHAOS_NOTES=$(CURDIR)/$(CHAOS_NOTES) .venv/bin/python -m pytest -n $(CHAOS_WORKERS) --maxschedchunk 1 \
		-m chaos tests/chaos $(ARGS)
	.venv/bin/python -m tests.chaos.sabotage
	.venv/bin/python -m tests.chaos.table $(CHAOS_NOTES) "make chaos-full"

sabotage: install ## break each promise of delivery on purpose: a named test has to notice (ARGS=lease breaks some)
	@exec .venv/bin/python -m tests.chaos.sabotage $(ARGS)

install: python ## make .venv with drumbeat, its postgres extra and every tool for development
	@$(PYTHON) scripts/set_up.py .venv requirements/development.txt

check: install ## ruff, mypy --strict and the import contracts; changes nothing
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy $(wildcard bot scripts tests benchmarks)
	.venv/bin/lint-imports --no-logo

format: install ## put every file into the one format, and right what ruff can right
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

BENCHMARKS = startup commands reports verbs fanout together

bench: install ## run the benchmarks, each against its budget
	@broken=0; for name in $(BENCHMARKS); do \
		echo "== $$name"; .venv/bin/python -m benchmarks.$$name $(ARGS) || broken=1; done; exit $$broken

LOCK = .venv-installer/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(ARGS)

lock: install ## write the locks anew from pyproject.toml (ARGS=--upgrade takes newer versions)
	$(LOCK) --group installer --output-file requirements/installer.txt
	$(LOCK) pyproject.toml --group build --output-file requirements/runtime.txt
	$(LOCK) pyproject.toml --group build --group dev --extra postgres --output-file requirements/development.txt

clean: ## remove what the set-ups, the tools and the tests made
	rm -rf .venv .venv-demo .venv-installer .venv-pip build dist .coverage
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find bot tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v $(PYTHON) >/dev/null || { echo 'There is no $(PYTHON) here. Install Python 3.11 or newer,' \
		'or name another: make test PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("%s is Python %d.%d; Drumbeat needs 3.11 or newer." \
		" Name another: make test PYTHON=python3.12" % ((sys.executable,) + tuple(sys.version_info[:2])))'
