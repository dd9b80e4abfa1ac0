# `make` alone lists the targets. Each is one script in scripts/; `. scripts/env.sh` gives a terminal the same environment.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run dev check test test-rust test-e2e conformance fuzz bench soak release clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## set up what is missing, build, start on http://localhost:12008 with data in data/
	@scripts/run.sh

dev: ## the same, rebuilt and reloaded at every change of a file
	@scripts/dev.sh

check: ## formatting and lints, for the server and for the browser
	@scripts/check.sh

test: ## every test: Rust on SQLite and Postgres, MCP conformance, browser; the last line counts them
	@scripts/test.sh rust conformance e2e

test-rust: ## the Rust tests only; one crate: cargo nextest run -p gateway
	@scripts/test.sh rust

test-e2e: ## the browser tests only, on a fresh build
	@scripts/test.sh e2e

conformance: ## the official MCP conformance suite against an endpoint
	@scripts/test.sh conformance

fuzz: ## ten minutes of broken input for each part that reads what strangers send
	@scripts/fuzz.sh

bench: ## throughput, latency, CPU and memory of the gateway beside the upstream alone and beside nginx, and against its goals
	@scripts/bench.sh

soak: ## ten minutes of fifty clients and twenty servers, half of them crashing; an hour: make soak SOAK="--minutes 60"
	@scripts/soak.sh $(SOAK)

release: ## the binary that is shipped, target/dist/metamcp, with the web files inside
	@scripts/release.sh

clean: ## remove what was built; keeps data/ and the cache of tools
	rm -rf target node_modules end2end/test-results end2end/playwright-report end2end/artefacts
