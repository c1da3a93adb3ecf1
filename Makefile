# Every command of the project; `make` or `make help` lists them.

PYTHON := .venv/bin/python
ENVIRONMENT := .venv/.complete
SEMANTIC := .venv-semantic/.complete
SUPERSET := .venv-superset/.complete
SITE := .venv-docs/.complete
# What PostgreSQL and object stores need beside it.
EXTRA := .venv/.export
REPORT := .venv-report/.complete
REPORT_TESTS := .venv-report/.tests

# Of the user's own warehouse: a folder of raw tables, a YAML file with the source systems, where to
# build, and dbt vars. TESTS=all proves the formulas on their examples too. STORAGE=latest writes the
# published copy in the newest format of DuckDB. VERBOSE=1 shows dbt's own output.
RAW ?=
SOURCES ?=
WAREHOUSE ?= warehouse
VARS ?=
TESTS ?=
STORAGE ?=
VERBOSE ?=
# The published copy that `make diff` compares with.
BASE ?=
# Where `make export` writes, and as what; the database of `make postgres`, and who may read there.
TO ?=
FORMAT ?=
URL ?=
READER ?=
# Where Superset listens on the loopback address, and the Python that it runs in.
PORT ?=
SUPERSET_PYTHON ?= python3
# The part that `make bench` measures; none is all of them.
ONLY ?=

# The scripts read these from the environment, so that a quote in VARS needs no second quoting.
export RAW SOURCES WAREHOUSE VARS TESTS STORAGE BASE TO FORMAT URL READER PORT ONLY

# Start-up takes twice as long when Python may not keep its compiled files.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help build publish rollback export postgres superset diff report docs test test-report \
	test-readers test-semantic test-superset test-docs lint demo-data bench mutants soak clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) \
		| while IFS='|' read -r target text; do printf '  make %-14s %s\n' "$$target" "$$text"; done

build: $(ENVIRONMENT) ## Build, test and publish: [RAW=folder] [SOURCES=file.yml] [WAREHOUSE=folder] [VARS='{name: value}'] [TESTS=all] [STORAGE=latest] [VERBOSE=1]
	@$(PYTHON) -m scripts.build --raw "$$RAW" --sources "$$SOURCES" --warehouse "$$WAREHOUSE" \
		--vars "$$VARS" --tests "$$TESTS" --storage "$$STORAGE" $(if $(VERBOSE),--verbose)

publish: $(ENVIRONMENT) ## Publish the last complete build again: [WAREHOUSE=folder] [STORAGE=latest]
	@$(PYTHON) -m scripts.publish --warehouse "$$WAREHOUSE" --storage "$$STORAGE"

rollback: $(ENVIRONMENT) ## Return to the published copy of the build before: [WAREHOUSE=folder]
	@$(PYTHON) -m scripts.publish --warehouse "$$WAREHOUSE" --rollback

export: $(ENVIRONMENT) $(if $(findstring ://,$(TO)),$(EXTRA)) ## Write the published copy as files: TO=folder|s3://... [FORMAT=parquet|csv] [WAREHOUSE=folder]
	@$(PYTHON) -m scripts.export --warehouse "$$WAREHOUSE" --to "$$TO" --format "$$FORMAT"

postgres: $(EXTRA) ## Copy the published copy into PostgreSQL: URL=postgresql://... [READER=role] [WAREHOUSE=folder]
	@$(PYTHON) -m scripts.postgres --warehouse "$$WAREHOUSE" --url "$$URL" --reader "$$READER"

superset: $(SUPERSET) ## Dashboards of the published copy in the browser, until Ctrl-C: [PORT=8088] [WAREHOUSE=folder]
	@$(PYTHON) -m scripts.superset --warehouse "$$WAREHOUSE" --port "$$PORT"

diff: $(ENVIRONMENT) ## What differs from an older published copy, as Markdown: BASE=old.duckdb [WAREHOUSE=folder]
	@$(PYTHON) -m scripts.diff "$$BASE" "$$WAREHOUSE"

report: $(REPORT) ## Write the report, one HTML file: [WAREHOUSE=folder] [TO=report.html]
	@.venv-report/bin/python -m scripts.report --warehouse "$$WAREHOUSE" --to "$$TO"

docs: $(SITE) ## Write the documentation as a site that opens from disk: site/index.html
	@$(PYTHON) -m scripts.site

test: $(ENVIRONMENT) ## Everything that CI runs, and how long each part took
	@$(PYTHON) -m scripts.check

test-readers: $(ENVIRONMENT) ## Read the exports with pandas, an object store and PostgreSQL; needs packages
	@$(PYTHON) -m pytest -q -m readers tests/test_export.py tests/test_postgres.py \
		tests/adapters/test_dlt.py

test-report: $(REPORT_TESTS) $(ENVIRONMENT) ## The report in Chromium (apt-get install chromium), with pictures of every view (slow)
	@test -n "$$DEMO_WAREHOUSE" || $(PYTHON) -m scripts.build --warehouse target/report/warehouse
	@.venv-report/bin/python -m pytest -q --noconftest -p no:cacheprovider tests/test_report_page.py

test-semantic: $(SEMANTIC) ## The semantic layer against the marts, in an environment of its own (slow)
	@$(PYTHON) -m pytest -q tests/test_semantic_layer.py

test-superset: $(SUPERSET) ## Every chart of Superset against the marts, with a picture of each dashboard; needs Chromium (slow)
	@$(PYTHON) -m pytest -q -m superset tests/test_superset_server.py

test-docs: docs ## Every link of the site, and that it asks no other host
	@$(PYTHON) -m pytest -q -m docs tests/test_site.py

lint: $(ENVIRONMENT) ## The style of the SQL, and that dbt parses the project without a warning: [WHOLE=1]
	@$(PYTHON) -m scripts.lint $(if $(WHOLE),--whole)

demo-data: $(ENVIRONMENT) ## Write the raw seeds of the demo company anew
	$(PYTHON) -m scripts.demo_data

bench: $(ENVIRONMENT) ## Measure it beside SQL by hand, into docs/bench.md: [ONLY=identity|customers|web] (slow)
	$(PYTHON) -m scripts.bench --only "$$ONLY"

soak: $(ENVIRONMENT) ## The tests of many runs and many companies (an hour or more)
	@$(PYTHON) -m scripts.lint --whole
	@$(PYTHON) -m pytest -q -m slow

mutants: $(ENVIRONMENT) ## Break every formula and rule on purpose: a test must notice (slow)
	$(PYTHON) -m tests.mutants --all

clean: ## Remove what was built; the environment stays
	rm -rf warehouse/* target logs site .pytest_cache
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

$(ENVIRONMENT): requirements.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed as python3; this is $$(python3 --version 2>&1)." >&2; exit 1; }
	python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(PYTHON) -m compileall -q .venv/lib >/dev/null || true
	@touch $@

$(SEMANTIC): $(ENVIRONMENT) requirements-semantic.txt
	python3 -m venv .venv-semantic
	.venv-semantic/bin/pip install --quiet --disable-pip-version-check -r requirements-semantic.txt
	@touch $@

# The packages that Superset asks for have no wheels for newer Pythons.
$(SUPERSET): $(ENVIRONMENT) requirements-superset.txt
	@$(SUPERSET_PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null \
		|| { echo "Superset needs Python 3.11 or 3.12, and $(SUPERSET_PYTHON) is none. Name one: make superset SUPERSET_PYTHON=python3.11" >&2; exit 1; }
	@echo "Superset is installed into .venv-superset, once; this takes some minutes."
	@$(SUPERSET_PYTHON) -m venv --clear .venv-superset
	@.venv-superset/bin/pip install --quiet --disable-pip-version-check -r requirements-superset.txt
	@touch $@

$(REPORT): requirements-report.txt
	python3 -m venv .venv-report
	.venv-report/bin/pip install --quiet --disable-pip-version-check -r requirements-report.txt
	@touch $@

$(REPORT_TESTS): $(REPORT) requirements-report-test.txt
	.venv-report/bin/pip install --quiet --disable-pip-version-check -r requirements-report-test.txt
	@touch $@

$(SITE): requirements-docs.txt $(ENVIRONMENT)
	python3 -m venv .venv-docs
	.venv-docs/bin/pip install --quiet --disable-pip-version-check -r requirements-docs.txt
	@touch $@

$(EXTRA): requirements-export.txt $(ENVIRONMENT)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-export.txt
	@touch $@
