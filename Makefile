# Each target is one command that can also be typed. CARGO_TARGET_DIR is respected; ARGS and
# BENCH_ARGS are passed on.

.PHONY: help demo run dashboard test quick bench deny fmt lint openapi

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 18

demo: ## everything on this machine, without a phone; KEEP=1 keeps it running
	@./scripts/demo.sh

run: ## the server for real use: SQLite in ./data, http://localhost:8882
	@./scripts/dashboard.sh --optional
	cargo run --locked --release -p omni-server -- serve $(ARGS)

dashboard: ## the dashboard, which the binary embeds; needs Node.js 20.19
	@./scripts/dashboard.sh

test: ## all checks and tests; installs what is missing
	./scripts/test.sh

quick: ## the tests alone, without installing anything
	cargo nextest run --workspace --features omni-server/sandbox $(ARGS)

bench: ## speed and memory with their aims, on a release build
	./scripts/bench.sh

deny: ## licenses, sources and duplicates of all libraries; installs cargo-deny
	@cargo deny --version >/dev/null 2>&1 || cargo install --locked cargo-deny
	cargo deny --locked check bans licenses sources

fmt: ## format the code
	cargo fmt --all

lint: ## clippy, with the compiler's warnings
	cargo clippy --workspace --all-targets --features omni-server/sandbox -- -D warnings

openapi: ## update the API documents in docs
	cargo run --locked -p omni-server --features sandbox -- openapi --output docs/openapi.json
	cargo run --locked -p omni-server --features sandbox -- openapi --dialect wapzi --output docs/openapi-wapzi.json
	cargo run --locked -p omni-server --features sandbox -- openapi --dialect gateway --output docs/openapi-gateway.json
