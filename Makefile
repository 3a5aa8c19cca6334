# SPDX-License-Identifier: Apache-2.0

.DEFAULT_GOAL := help

# Passed on to the tests or the demo: make test ARGS='--filter PGClientTests', make -s demo ARGS=--json
ARGS ?=

SWIFT ?= swift

# Everything that is optional. A build without them must work, too.
ALL_TRAITS := --traits Hummingbird,Tracing

# The test targets that do no I/O.
UNIT_TESTS := '^(ReplicaRoutingTests|RoutingSimulatorTests|PolicyBenchmarkTests|PGClientTests)\.'
FORMATTED := $(wildcard Package.swift Sources Tests Benchmarks Examples)

# Homebrew's libpq is keg-only: pkg-config has to be told where it is.
BREW_LIBPQ := $(firstword $(wildcard /opt/homebrew/opt/libpq/lib/pkgconfig /usr/local/opt/libpq/lib/pkgconfig))
ifneq ($(BREW_LIBPQ),)
export PKG_CONFIG_PATH := $(BREW_LIBPQ):$(PKG_CONFIG_PATH)
endif

.PHONY: help
help: ## Lists these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: bootstrap
bootstrap: ## Installs libpq, pkg-config and a PostgreSQL server where they are missing
	@scripts/bootstrap.sh

.PHONY: bootstrap-tests
bootstrap-tests: ## The same, and nginx and openssl for the tests
	@scripts/bootstrap.sh tests

.PHONY: bootstrap-peers
bootstrap-peers: ## The same as bootstrap, and pgbouncer, HAProxy and pgpool-II for bench-peers
	@scripts/bootstrap.sh peers

.PHONY: demo
demo: bootstrap ## Runs the demo on a throwaway cluster; on stdout only what the demo prints (ARGS=--json)
	@$(SWIFT) build -c release --product replicactl >&2
	@"$$($(SWIFT) build -c release --show-bin-path)/replicactl" demo $(ARGS)

# One test after the other: they start real servers, and beside each other they starve on a small machine.
.PHONY: test
test: bootstrap-tests ## Builds and runs every test, those with real servers too (ARGS='--filter NAME')
	$(SWIFT) build --build-tests $(ALL_TRAITS)
	$(SWIFT) test $(ALL_TRAITS) --no-parallel $(ARGS)
	$(SWIFT) build --scratch-path .build/no-traits

.PHONY: test-unit
test-unit: bootstrap ## Runs the tests that do no I/O
	$(SWIFT) test --filter $(UNIT_TESTS) $(ARGS)

.PHONY: test-tsan
test-tsan: bootstrap ## Runs the tests that do no I/O under the thread sanitizer; a race fails them
	SWIFT=$(SWIFT) scripts/test-tsan.sh --filter $(UNIT_TESTS) $(ARGS)

.PHONY: test-asan
test-asan: bootstrap ## Runs the client's tests, with real servers too, under the address sanitizer with leak checks
	SWIFT=$(SWIFT) scripts/test-asan.sh --filter '^(ReplicaRoutingTests|PGClientTests|PGClientIntegrationTests)\.' $(ARGS)

.PHONY: test-benchmarks
test-benchmarks: bootstrap ## Runs the tests of the nested package Benchmarks: its arithmetic, no servers (ARGS='--filter NAME')
	@touch Benchmarks/Package.swift
	$(SWIFT) test --package-path Benchmarks $(ARGS)

# SwiftPM keeps a path dependency's old list of files until the manifest is newer.
.PHONY: bench-client
bench-client: bootstrap ## Compares the client with C over libpq and pgbench; on stdout only the table (ARGS=--json)
	@touch Benchmarks/Package.swift
	@$(SWIFT) build -c release --package-path Benchmarks >&2
	@"$$($(SWIFT) build -c release --package-path Benchmarks --show-bin-path)/bench-client" $(ARGS)

.PHONY: bench-router
bench-router: bootstrap ## Times routing decisions beside django-balancer 0.5; on stdout only the table (ARGS=--json)
	@touch Benchmarks/Package.swift
	@$(SWIFT) build -c release --package-path Benchmarks --product bench-router >&2
	@"$$($(SWIFT) build -c release --package-path Benchmarks --show-bin-path)/bench-router" $(ARGS)

.PHONY: bench-mirrors
bench-mirrors: bootstrap ## Times the choice of a mirror when the first ones never answer; on stdout only the table (ARGS=--json)
	@touch Benchmarks/Package.swift
	@$(SWIFT) build -c release --package-path Benchmarks --traits HTTP --product bench-mirrors >&2
	@"$$($(SWIFT) build -c release --package-path Benchmarks --show-bin-path)/bench-mirrors" $(ARGS)

# Where the page goes; its JSON is written beside it.
REPORT ?= .build/bench-policies.html

.PHONY: bench
bench: bootstrap ## Compares the routing policies on a throwaway cluster and writes a page (QUICK=1, REPORT=, ARGS=)
	@touch Benchmarks/Package.swift
	@$(SWIFT) build -c release --package-path Benchmarks --product bench-policies >&2
	@"$$($(SWIFT) build -c release --package-path Benchmarks --show-bin-path)/bench-policies" \
		--report $(REPORT) $(if $(filter-out 0,$(QUICK)),--quick) $(ARGS)

# The charts of the documentation come from a committed report.
DOCUMENTED_REPORT := Docs/results/policies.json
DOCUMENTED_CHARTS := Docs/images

.PHONY: charts
charts: bootstrap ## Draws the charts of Docs/ anew from the report in Docs/results; measures nothing
	@$(SWIFT) build --product replicactl >&2
	@"$$($(SWIFT) build --show-bin-path)/replicactl" bench report $(DOCUMENTED_REPORT) --charts $(DOCUMENTED_CHARTS) \
		--only "$$(scripts/documented-charts.sh)" >/dev/null
	@echo "drawn from $(DOCUMENTED_REPORT) into $(DOCUMENTED_CHARTS)"

.PHONY: bench-peers
bench-peers: bootstrap-peers ## Compares routed reads with pgbouncer, HAProxy and pgpool-II (ARGS=--json)
	@touch Benchmarks/Package.swift
	@$(SWIFT) build -c release --package-path Benchmarks --product bench-policies >&2
	@"$$($(SWIFT) build -c release --package-path Benchmarks --show-bin-path)/bench-policies" peers $(ARGS)

.PHONY: format
format: ## Formats the Swift files in place
	$(SWIFT) format --in-place --parallel --recursive $(FORMATTED)

.PHONY: lint
lint: graph ## Checks the format, the style rules and the module graph
	$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)

.PHONY: graph
graph: ## Prints the module graph and checks it against the allowed layers
	@scripts/module-graph.sh
