# Every target sets up .venv by itself; a fresh machine needs Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench fuzz soak messages lock

run: .venv/ready
	@if [ -n "$$TELEGRAM_BOT_TOKEN" ]; then exec $(BIN)/python -m bot run; else exec $(BIN)/python -m bot preview; fi

test: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	DATA_DIR=$(INDEX) $(BIN)/python -m bot check $(if $(GITHUB_ACTIONS),--format github)
	$(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder

INDEX := .pytest_cache/d/index# where the tests keep it, so that it is trained once

LANGUAGE ?= ru
check: .venv/ready
	@$(BIN)/python -m bot check --lang $(LANGUAGE)

# Our matching and our delivery beside their peers, and what one machine carries: tests/benchmarks/README.md.
bench: .venv/bench
	PYTHONPATH=. $(BIN)/python tests/benchmarks/matching.py
	PYTHONPATH=. $(BIN)/python tests/benchmarks/footprint.py
	PYTHONPATH=. $(BIN)/python tests/benchmarks/delivery.py
	PYTHONPATH=. $(BIN)/python tests/benchmarks/capacity.py

# Questions asked while the bot is killed two hundred times, refused and cut off: half an hour.
soak: .venv/ready
	$(BIN)/python -m tests.soak

# Damaged updates, taps, pages and questions, half an hour of them on two cores: tests/fuzz/README.md.
fuzz: .venv/fuzz
	$(BIN)/python -m tests.fuzz

# After a change of the bot's own words: renew bot.pot and each language's bot.po, and tell how much of each is translated.
# What Babel guesses it marks as fuzzy, and the bot takes that for untranslated. A new language: make messages NEW=tr.
messages: .venv/ready
	$(BIN)/pybabel -q extract --no-location --sort-output --omit-header $(KEYWORDS:%=-k %) -o locales/bot.pot bot
	$(if $(NEW),$(BIN)/pybabel -q init -D bot -i locales/bot.pot -d locales -l $(NEW) -w 120)
	$(BIN)/pybabel -q update -D bot -i locales/bot.pot -d locales -w 120 --ignore-obsolete
	sed -i -E '1,20{/^"(Project-Id-Version|Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d;/^#( |$$)/d;/^$$/{1d}}' $(CATALOGUES)
	@for file in $(CATALOGUES); do $(BIN)/pybabel compile --statistics -i $$file -o /dev/null; done
CATALOGUES := locales/*/LC_MESSAGES/bot.po
KEYWORDS := msgid BotError ConfigError PagesError StorageError TextsError ConnectionFailed

# The pinned files hold names, versions and hashes only.
lock: .venv/ready
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile $(LOCK) --extra postgres --extra charts --output-file deploy/requirements.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra dev --extra postgres --extra charts --constraint deploy/requirements.txt --output-file deploy/requirements-dev.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra bench --constraint deploy/requirements.txt --output-file deploy/requirements-bench.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra fuzz --constraint deploy/requirements.txt --output-file deploy/requirements-fuzz.txt pyproject.toml
LOCK := --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --strip-extras

.venv/ready: deploy/requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements-dev.txt
	@touch .venv/ready

.venv/bench: .venv/ready deploy/requirements-bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements-bench.txt
	@touch .venv/bench

.venv/fuzz: .venv/ready deploy/requirements-fuzz.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements-fuzz.txt
	@touch .venv/fuzz
