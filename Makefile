# Every way to set up, try, test and measure Drillproof. `make` alone prints this list.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check -qq --no-input
ON_POSTGRES := tests/runners/acts tests/runners/channels tests/runners/core tests/runners/hostile tests/runners/ready \
	tests/runners/faults/test_power.py tests/runners/faults/test_writings.py tests/runners/watch/test_postgres_acts.py \
	tests/lab/test_every_fault.py tests/lab/test_networks.py tests/service tests/browser tests/acceptance
WHOLE_LABS := tests/acceptance tests/service/lab tests/bench
BY_SCOPE := --dist loadscope --no-loadscope-reorder  # who shares a server stays together; tests/support/picking.py orders
SOURCES := scenarios measurements runners service tests bench
export PYTHONDONTWRITEBYTECODE :=  # every process that tests start would compile everything anew

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-postgres lab-test check fmt bench bench-truth bench-fanout bench-engine bench-judge bench-bia bench-planning bench-lists bench-service lock schemas system clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Drillproof needs Python 3.11 or later; $(PYTHON) is older. Say for example: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.python
	@echo "installing the packages of requirements.lock (hashes checked)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	@echo "installing the packages of requirements-dev.lock (hashes checked)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.installed ## make .venv with what Drillproof needs to run

demo: $(VENV)/.installed ## two real PostgreSQL failover drills, measured and reported, in var/demo/
	@$(BIN)/drillproof demo --out var/demo

test: system check ## everything: checks, unit, contract, lab and acceptance tests
	@$(BIN)/python -m tests.support.again slow -q --marked -m "(slow or lab or root) and not stack" -n 8 $(BY_SCOPE) $(WHOLE_LABS:%=--ignore=%)
	@$(BIN)/python -m tests.support.again labs -q --marked -m "(slow or lab or root) and not stack" -n 2 $(BY_SCOPE) $(WHOLE_LABS)  # two at a time: a lab takes the machine's time

test-postgres: system $(VENV)/.tools ## what keeps anything, once more with PostgreSQL in place of SQLite
	@failed=0; told='-q --database postgresql $(BY_SCOPE)'; \
		$(BIN)/python -m tests.support.again postgres $$told -m "not stack" -n 4 $(filter-out tests/acceptance,$(ON_POSTGRES)) \
			--ignore=tests/service/lab --ignore=tests/service/words || failed=1; \
		$(BIN)/python -m tests.support.again postgres-labs $$told -m "not stack" -n 2 tests/acceptance || failed=1; \
		exit $$failed

lab-test: system $(VENV)/.tools ## the library's scenarios against real stacks (root); writes the table of scenarios/library/README.md
	@failed=0; for what in "tests/stacks" "-m stack tests --ignore=tests/stacks --ignore=tests/docker"; do \
		DRILLPROOF_PROVED=1 $(BIN)/pytest -q --durations=10 $$what || [ $$? -eq 5 ] || failed=1; done; \
		$(BIN)/python -m tests.support.proved; exit $$failed

check: $(VENV)/.tools ## the fast part: lint, types, floors, budget, unit tests (EXPLORE=1: properties on other examples than last time)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/coverage erase
	@$(BIN)/pyright & types=$$!; $(BIN)/coverage run -m pytest -q tests/measurements; tested=$$?; wait $$types && exit $$tested  # side by side: a minute each
	@$(BIN)/coverage report --skip-covered --fail-under=100
	@$(BIN)/python -m tests.support.again fast -q -m "not slow and not lab and not root and not stack" -n 3 --ignore=tests/measurements

fmt: $(VENV)/.tools ## format and repair what can be repaired
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/ruff check --fix-only $(SOURCES)

bench: bench-truth bench-fanout bench-engine bench-judge bench-bia bench-planning bench-lists bench-pages bench-live bench-service bench-saturation bench-histories bench-scale bench-large ## every benchmark, each with its peers (two hours)

bench-truth: $(VENV)/.tools .bench-peers/.installed ## RTO and RPO against a truth the code does not know, beside Prometheus, Chaos Toolkit and usual ways (25 minutes)
	@sh tests/system-packages.sh benches
	@$(BIN)/python -m bench.truth --keep

bench-engine: $(VENV)/.tools .bench-peers/.installed ## what a durable step costs, beside Chaos Toolkit
	@$(BIN)/python -m bench.engine --keep

bench-judge: $(VENV)/.tools ## judging and verifying 10^4 to 10^7 samples: time, memory (10 minutes)
	@$(BIN)/python -m bench.judge --keep

bench-bia: $(VENV)/.tools ## how long a register of 200 services takes
	@$(BIN)/python -m bench.bia

bench-fanout: $(VENV)/.tools .bench-peers/.installed ## fan-out to 10, 50, 200, 500 sshd targets beside asyncssh, OpenSSH, Ansible, parallel-ssh, clush (25 minutes)
	@$(BIN)/python -m bench.fanout --keep

.bench-peers/.installed: bench/fanout/peers.txt  # an environment of their own: Drillproof needs none of them
	@$(PYTHON) -m venv .bench-peers
	@.bench-peers/bin/pip --disable-pip-version-check -qq --no-input install -r bench/fanout/peers.txt
	@touch $@

bench-planning: $(VENV)/.tools ## how long validating 25 files and planning 500 steps take
	@$(BIN)/python -m bench.planning

bench-lists: $(VENV)/.tools ## how long lists and the dashboard take over 1,000 drills on SQLite
	@$(BIN)/python -m bench.service_lists

.PHONY: bench-pages
bench-pages: $(VENV)/.tools ## every page of the console with 1,000 drills behind it: how long, how large; ends with 1 over 100 ms or 200 kB (5 minutes)
	@$(BIN)/python -m bench.pages

bench-service: $(VENV)/.tools ## the API under an ops night's load beside a drill with a 50 ms beat on 200 SSH targets
	@$(BIN)/python -m bench.service

.PHONY: bench-saturation bench-histories
bench-saturation: $(VENV)/.tools ## how many requests a second the API answers, with 0, 50 and 200 viewers of a drill
	@$(BIN)/python -m bench.service.saturation --keep

bench-histories: $(VENV)/.tools ## what lists, dashboard, due, metrics and a card cost with 10, 1,000 and 100,000 drills
	@$(BIN)/python -m bench.service.histories --keep

.PHONY: bench-scale
bench-scale: $(VENV)/.tools ## 50 simulated drills at once on PostgreSQL, with 1, 2 and 4 workers in turns
	@$(BIN)/python -m bench.scale --keep

.PHONY: bench-live
bench-live: $(VENV)/.tools ## how soon a step's result is on the screen, with 50 viewers and a real Chromium
	@$(BIN)/python -m bench.live --keep

.PHONY: mutants
mutants: $(VENV)/.tools ## single changes of measurements/ and the policy, and which the tests find (hours; a run goes on where the last one was; ONLY=measurements/rto.py)
	@$(BIN)/python -m bench.mutants $(ONLY)

.PHONY: bench-large
bench-large: $(VENV)/.tools ## plans on up to 10,000 hosts, a service with up to 1,000 services: processor time (4 minutes)
	@$(BIN)/python -m bench.large --keep

.PHONY: fuzz audit
fuzz: $(VENV)/.tools ## readers of files under a coverage-guided fuzzer, a minute each (atheris; ten minutes)
	@$(BIN)/python -m bench.fuzz --keep

audit: $(VENV)/.tools ## bandit over what is shipped, and known holes in what is installed (pip-audit, where it can reach its data)
	@$(BIN)/python -m bench.audit

.PHONY: mutations bench-bundle
mutations: $(VENV)/.tools ## 1,000 single forgeries of signed bundles, who finds them and names them (slow: half an hour on two busy cores)
	@$(BIN)/python -m bench.mutations

bench-bundle: $(VENV)/.tools ## a drill with 5 million samples: filed, packed, verified
	@$(BIN)/python -m bench.bundle

.PHONY: campaign campaign-workers
CAMPAIGN ?=  # for example --seconds 3600 --seed 7
campaign: system $(VENV)/.tools ## 20 minutes of real drills while everything of ours is killed, frozen, cut off; judged by the targets' own logs (root)
	@$(BIN)/python -m bench.campaign $(CAMPAIGN)

campaign-workers: $(VENV)/.tools ## 100 drills while workers are killed and frozen and PostgreSQL is restarted: how long takeovers take
	@$(BIN)/python -m bench.campaign_workers

.PHONY: reports-equal
reports-equal: $(VENV)/.tools ## the figures of 200 generated drills, digit for digit, in every format, in metrics and for verify (minutes)
	@DRILLPROOF_HISTORIES=200 $(BIN)/pytest -q --timeout 3600 tests/service/report/test_equal_figures.py

.PHONY: pictures
pictures: $(VENV)/.tools ## real drills of two demos, and the pictures of README in docs/pictures/ (Chromium; ten minutes)
	@$(BIN)/python -m tests.support.picturing docs/pictures

.PHONY: bench-wall
bench-wall: $(VENV)/.tools ## the wall screen for twenty minutes while drills come and go: heap, links, clocks (Chromium)
	@$(BIN)/python -m bench.wall_night 20

.PHONY: dashboards
dashboards: $(VENV)/.installed ## write docker/grafana/dashboards/*.json and docs/metrics.md from the code
	@$(BIN)/python -m service.dashboards docker/grafana/dashboards
	@$(BIN)/python -m service.metrics.reference >docs/metrics.md

.PHONY: airgap docker-test
airgap: $(VENV)/.installed ## everything for a machine without internet as one file, in dist/
	@PYTHON=$(BIN)/python sh docker/airgap/bundle.sh

docker-test: $(VENV)/.tools ## compose.yaml on a real engine, a drill run from it, the air-gapped bundle (root, docker.io; 20 minutes)
	@sh tests/system-packages.sh docker
	@$(BIN)/pytest -q tests/docker/test_engine.py tests/docker/test_airgap.py

system: ## Debian packages for the fuller tests (when root; else says what is skipped)
	@sh tests/system-packages.sh

lock: $(VENV)/.tools ## resolve the two lock files anew
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --python-version 3.11 \
		--all-extras pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --python-version 3.11 \
		--extra lab --extra build -c requirements-dev.lock pyproject.toml -o requirements.lock

clean: ## remove what was built and drilled here (.venv stays)
	@rm -rf var .pytest_cache .hypothesis .ruff_cache .coverage build dist
