# What people and CI run. Each target brings what it needs; nothing has to be installed first.
SHELL := /bin/bash
# ARGS goes to the program: make demo ARGS="--users 500 --days 60"
.PHONY: help demo test dev release bench quality lint
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## build everything, start Uptake beside a simulated OpenAI, print a link to open
	@scripts/demo.sh $(ARGS)

test: ## all tests; the last line is `N passed, N failed`
	@scripts/test.sh

dev: ## the demo, built again and reloaded whenever a file changes
	@scripts/setup.sh demo
	@. scripts/env.sh && exec node scripts/dev.mjs $(ARGS)

release: ## one binary with the site inside, in target/release/uptake
	@scripts/release.sh

bench: ## the benchmarks of end2end/bench; ARGS="--only scale" for one of them
	@end2end/bench/run.sh $(ARGS)

quality: ## what a reader waits for, measured in a browser; ARGS="--write" puts it into docs/BENCHMARKS.md
	@scripts/quality.sh $(ARGS)

lint: ## formatting, clippy, documentation, direction of dependencies, size budget
	@scripts/lint.sh
