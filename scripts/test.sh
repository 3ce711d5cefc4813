#!/usr/bin/env bash
# Everything that must hold: `make test`. Nothing is skipped: what is missing is installed, or the
# line that installs it is printed and the tests fail.
#
# The storage suite runs on SQLite and on Postgres, the bus in process and over NATS. Services that
# answer on their usual ports are used; others are started in a temporary folder and stopped again.
set -euo pipefail
cd "$(dirname "$0")/.."

features=omni-server/sandbox
folder=$(mktemp -d)
postgres_folder=
nats_pid=

stop_services() {
  if [ -n "$nats_pid" ]; then kill "$nats_pid" 2>/dev/null || true; fi
  if [ -n "$postgres_folder" ]; then
    as_postgres "$(postgres_tool pg_ctl)" -D "$postgres_folder/data" -m fast -w stop >/dev/null || true
    rm -rf "$postgres_folder"
  fi
  rm -rf "$folder"
}
trap stop_services EXIT

step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

fail() {
  printf 'make test: %s\n' "$1" >&2
  exit 1
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Installs a Debian package, or says how to.
install_package() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
  else
    fail "$2 is missing; install it: sudo apt-get install -y $1"
  fi
}

postgres_tool() {
  command -v "$1" || find /usr/lib/postgresql -path "*/bin/$1" 2>/dev/null | sort -V | tail -n 1
}

# Postgres refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
  if [ -n "${OMNI_TEST_DATABASE_URL:-}" ] || answers 5432; then return; fi
  if [ -z "$(postgres_tool initdb)" ]; then install_package postgresql PostgreSQL; fi
  # Debian's package starts a server of its own where it can.
  if answers 5432; then return; fi
  postgres_folder=$(mktemp -d)
  if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder"; fi
  as_postgres "$(postgres_tool initdb)" -D "$postgres_folder/data" -A trust -U postgres >/dev/null
  as_postgres "$(postgres_tool pg_ctl)" -D "$postgres_folder/data" -l "$postgres_folder/log" -w \
    -o "-c listen_addresses=127.0.0.1 -c port=5432 -c unix_socket_directories=$postgres_folder" start >/dev/null
}

start_nats() {
  if ! command -v nats-server >/dev/null; then install_package nats-server "The NATS server"; fi
  if answers 4222; then return; fi
  nats-server -a 127.0.0.1 -p 4222 -js -sd "$folder/nats" >"$folder/nats.log" 2>&1 &
  nats_pid=$!
  for _ in $(seq 50); do
    if answers 4222; then return; fi
    sleep 0.1
  done
  fail "nats-server did not start: $(tail -n 3 "$folder/nats.log")"
}

step "services and tools"
command -v cargo >/dev/null || fail "Rust is missing; install the version in Cargo.toml (rust-version) with rustup"
command -v cc >/dev/null || install_package build-essential "A C compiler"
command -v python3 >/dev/null || install_package python3 "Python 3"
python3 -c 'import ensurepip, venv' 2>/dev/null || install_package python3-venv "Python's venv"
cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest
start_postgres
start_nats

step "format"
cargo fmt --all --check

step "directions between the crates"
python3 scripts/check-edges.py

step "a build for real use verifies certificates"
skips_checks() { [ "$(cargo tree --locked -p omni-server -e no-dev -f '{p} {f}' --prefix none "$@" | grep -cF danger-skip || true)" != 0 ]; }
skips_checks --features sandbox || fail "the check for danger-skip features no longer finds them where they are"
if skips_checks; then fail "the plain build of omni-server has a feature that skips certificate checks"; fi

step "clippy"
cargo clippy --locked --workspace --all-targets --features "$features" -- -D warnings

step "tests"
cargo test --locked --workspace --features "$features" --doc --quiet
# One failure does not hide the others.
cargo nextest run --no-fail-fast --locked --workspace --features "$features"

# Kills are about the database; they take minutes, and were told above.
step "the same stories over NATS"
OMNI_TEST_BUS=nats cargo nextest run --no-fail-fast --locked --workspace --features "$features" \
  -E 'test(e2e::) - test(e2e::crash) - test(crash_in_any_state) - test(e2e::batches)'

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --features "$features" --no-deps --quiet

step "docs/openapi.json"
# The binary that the tests ran: another `cargo run` would unite features anew and build again.
"${CARGO_TARGET_DIR:-target}/debug/omni" openapi >"$folder/openapi.json"
cmp -s "$folder/openapi.json" docs/openapi.json || fail "docs/openapi.json is stale; write it anew: make openapi"

step "the API document is valid"
"$(scripts/python-env.sh)/bin/python" tests/python/document.py

step "the official MCP client, over HTTP and stdio"
scripts/mcp-client.sh

step "a real AgentOS answers the client"
scripts/agno-server.sh

step "schemathesis"
scripts/schemathesis.sh

step "all is well"
