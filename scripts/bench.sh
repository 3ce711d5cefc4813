#!/usr/bin/env bash
# Measures speed and memory on a release build: `make bench [BENCH_ARGS="--runs 5 --only inbound"]`.
set -euo pipefail
cd "$(dirname "$0")/.."
# In one command: two would build every crate twice, with different features.
what=(--release --locked --workspace --features omni-server/sandbox)
cargo build "${what[@]}" --bin omni --example bench
# The program is started in folders of its own: a relative path would not resolve there.
target=$(realpath "${CARGO_TARGET_DIR:-target}")
# shellcheck disable=SC2086 # the arguments are words
exec "$target/release/examples/bench" --omni "$target/release/omni" ${BENCH_ARGS:-}
