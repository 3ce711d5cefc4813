#!/usr/bin/env bash
# Measures what the project promises, on a release build: `make bench [BENCH_ARGS="--runs 5 --only inbound"]`.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked -p omni-server --features sandbox --bin omni
target=${CARGO_TARGET_DIR:-target}
# shellcheck disable=SC2086 # the arguments are words
exec cargo run --release --locked -p omni-server --features sandbox --example bench -- --omni "$target/release/omni" ${BENCH_ARGS:-}
