# The front door. Each target is one line that you can also type yourself.
# CARGO_TARGET_DIR is respected; FEATURES, ARGS and BENCH_ARGS are handed on.

.PHONY: help demo run test quick bench fmt lint openapi

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 18

demo: ## everything on this machine, without a phone; KEEP=1 stays up
	cargo run --locked --quiet -p omni-server --features sandbox -- demo

run: ## the server for real use: SQLite in ./data, http://localhost:8882
	cargo run --locked --release --quiet -p omni-server -- serve $(ARGS)

test: ## everything that must hold; installs what is missing
	./scripts/test.sh

quick: ## the tests alone, without installing anything
	cargo nextest run --workspace --features omni-server/sandbox $(ARGS)

bench: ## speed and memory beside their aims, on a release build
	./scripts/bench.sh

fmt: ## format the code
	cargo fmt --all

lint: ## what the compiler and clippy have to say
	cargo clippy --workspace --all-targets --features omni-server/sandbox -- -D warnings

openapi: ## write docs/openapi.json anew
	cargo run --locked --quiet -p omni-server --features sandbox -- openapi --output docs/openapi.json
