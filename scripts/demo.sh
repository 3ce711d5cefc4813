#!/usr/bin/env bash
# `make demo`: builds what the demo needs, with cargo's progress, and runs it. The profile `demo`
# (Cargo.toml) leaves out what a demo does not need.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${CARGO_TARGET_DIR:-target}/demo/omni
if [ ! -x "$program" ]; then
  cat <<'TEXT'
Builds the server with a simulated WhatsApp network: once, about ten minutes on two slow cores. Then,
in two seconds: an instance, its QR, a phone that scans it, a message, and the agent's answer.
TEXT
fi
scripts/dashboard.sh --optional
cargo build --locked --profile demo -p omni-server --bin omni --features sandbox
exec "$program" demo
