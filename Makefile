# For developers; everybody else needs only ./zuka. `make` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help dev run test check fmt web pages e2e screenshots demo bench gen migration clean
PYTHON := .venv/bin/python
# npm of the project's own Node.js, in web/.
NPM := $(PYTHON) -m zuka.install.console npm

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

dev: ## Make the development environment in .venv and web/node_modules; quick when it is there
	@./zuka dev

run: ## Set this machine up and serve the platform
	./zuka up

test: ## Run the tests; ARGS goes to pytest, e.g. make test ARGS="tests/wallet -x"
	./zuka test $(ARGS)

check: dev ## Lint, formatting, types, layering, generated reference pages and API client
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m zuka.cli.reference --check
	$(NPM) run --silent lint
	$(NPM) run --silent format:check
	$(NPM) run --silent types
	$(NPM) run --silent check:api

fmt: dev ## Format, and fix what can be fixed by itself
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .
	$(NPM) run --silent format

web: dev ## Build the console that the platform serves, if its sources have changed
	$(PYTHON) -m zuka.install.console build --development

pages: dev ## Serve the console's sources and reload as you type; the API is that of a platform that runs
	$(NPM) run dev

e2e: ## The stories on a real server, real Incus and the real OpenSSH client
	./zuka test -m e2e $(ARGS)

screenshots: dev web ## Take the pictures of the console again that the documents show
	PYTHONPATH=tests $(PYTHON) -m screens $(ARGS)

demo: dev ## Live a new renter's day on the platform that runs here, and check the bill
	./zuka demo

bench: dev ## Measure; results go where bench/ says
	./zuka bench $(ARGS)

gen: dev ## Write the generated reference pages and the console's API client again
	$(PYTHON) -m zuka.cli.reference
	$(NPM) run --silent api

migration: dev ## Draft a migration from the tables; m="what it does"
	$(PYTHON) -m zuka.migrations.draft "$(m)"

clean: ## Remove the environment, the built console and every cache
	rm -rf web/node_modules src/zuka/app/console src/zuka/app/.console-*
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
