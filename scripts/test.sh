#!/usr/bin/env bash
# All checks and tests: `make test`. Nothing is skipped: a missing tool is installed, or the
# command that installs it is printed and the run fails.
#
# The storage suite runs on SQLite and on Postgres, the bus in process and over NATS. Services that
# listen on their usual ports are used; others are started in a temporary folder and stopped again.
set -euo pipefail
cd "$(dirname "$0")/.."

features=omni-server/sandbox
folder=$(mktemp -d)
postgres_folder=
nats_pid=

clean_up() {
  end_step
  for pid in "${beside[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
  if [ -f "$folder/junit.xml" ]; then printf '\n== tests\n' && python3 scripts/test-report.py "$folder/junit.xml"; fi
  if [ -n "$times" ]; then printf '\n== times\n%s%5ds in total\n' "$times" "$SECONDS"; fi
  if [ -s "$folder/failed" ]; then printf '\n== failed\n' && cut -c 1-400 "$folder/failed"; fi
  remove_databases
  if [ -n "$nats_pid" ]; then kill "$nats_pid" 2>/dev/null || true; fi
  if [ -n "$postgres_folder" ]; then
    as_postgres "$(postgres_tool pg_ctl)" -D "$postgres_folder/data" -m fast -w stop >/dev/null || true
    rm -rf "$postgres_folder"
  fi
  rm -rf "$folder"
}
trap clean_up EXIT

# Each step prints how long it took; all of them are listed at the end, whatever the outcome.
current=
since=0
times=

end_step() {
  if [ -z "$current" ]; then return; fi
  local took=$((SECONDS - since))
  printf -- '-- %s: %ds\n' "$current" "$took"
  times+=$(printf '%5ds %s' "$took" "$current")$'\n'
  current=
}

step() {
  end_step
  current=$1
  since=$SECONDS
  printf '\n== %s\n' "$1"
}

# A command that runs beside the steps after it, in a process group of its own. Its output is shown by
# `join`, which fails if it has failed.
declare -A beside=()

start() {
  local name=$1
  shift
  set -m
  (
    SECONDS=0
    status=0
    "$@" || status=$?
    printf '%5ds %s, beside others\n' "$SECONDS" "$name" >"$folder/$name.time"
    exit "$status"
  ) >"$folder/$name.log" 2>&1 &
  beside[$name]=$!
  set +m
}

join() {
  local status=0
  step "$1"
  wait "${beside[$1]}" || status=$?
  unset "beside[$1]"
  cat "$folder/$1.log"
  if [ "$status" != 0 ]; then
    # Repeated as the last lines of the run: the table of times and thousands of lines stand in between.
    grep '^failed' "$folder/$1.log" >"$folder/failed" || tail -n 20 "$folder/$1.log" >"$folder/failed"
    fail "$1 failed"
  fi
  times+=$(cat "$folder/$1.time")$'\n'
}

fail() {
  printf 'make test: %s\n' "$1" >&2
  exit 1
}

# The databases that tests have used, those of which they are copies, and that of an interrupted story
# (crates/testing/src/pool.rs and template.rs, tests/node/dashboard/postgres.mjs).
remove_databases() {
  rm -f "${TMPDIR:-/tmp}"/omni-template-*.db
  local url=${OMNI_TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} tool names
  tool=$(postgres_tool psql) && [ -n "$tool" ] || return 0
  names=$("$tool" "$url" -Atc "SELECT datname FROM pg_database WHERE datname ~ '^omni_(pool|template|dashboard)_'" 2>/dev/null) || return 0
  # One that another run uses stays.
  for name in $names; do "$tool" "$url" -qc "DROP DATABASE IF EXISTS $name" 2>/dev/null || true; done
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Installs a Debian package, or prints the command.
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
command -v npm >/dev/null || install_package npm "npm"
python3 -c 'import ensurepip, venv' 2>/dev/null || install_package python3-venv "Python's venv"
cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest
start_postgres
start_nats
# Started by the tests of proxies; `tinyproxy-bin` starts none by itself.
command -v tinyproxy >/dev/null || install_package tinyproxy-bin "The HTTP proxy tinyproxy"
command -v microsocks >/dev/null || install_package microsocks "The SOCKS proxy microsocks"
# Browsers record voice notes in a form that WhatsApp does not take.
command -v ffmpeg >/dev/null || install_package ffmpeg "ffmpeg"
# Two browsers are started at once: each would install it, and Debian's tools run one at a time.
command -v chromium >/dev/null || install_package chromium "Chromium"

step "format"
cargo fmt --all --check

step "dependencies between crates and modules"
python3 scripts/check-edges.py

step "terms of code and documentation"
python3 scripts/check-terms.py

step "a build for real use verifies certificates"
skips_checks() { [ "$(cargo tree --locked -p omni-server -e no-dev -f '{p} {f}' --prefix none "$@" | grep -cF danger-skip || true)" != 0 ]; }
skips_checks --features sandbox || fail "the check for danger-skip features no longer finds them where they are"
if skips_checks; then fail "the plain build of omni-server has a feature that skips certificate checks"; fi

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
build=(--locked --workspace --features "$features")
# Incremental state costs time that only a second build saves.
if [ ! -d "$target/debug/incremental" ]; then export CARGO_INCREMENTAL=0; fi

# One compilation checks and builds: clippy-driver is rustc with clippy's lints. `cargo clippy` would
# compile all dependencies a second time, for their metadata alone.
export RUSTC_WORKSPACE_WRAPPER CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__
RUSTC_WORKSPACE_WRAPPER=$(rustc --print sysroot)/bin/clippy-driver
[ -x "$RUSTC_WORKSPACE_WRAPPER" ] || fail "clippy is missing; install it: rustup component add clippy"

# The binary embeds it.
step "the dashboard's bundle"
scripts/dashboard.sh

# Downloads, and the dashboard's own checks, while the compiler runs.
start environments sh -c 'scripts/python-env.sh && scripts/node-env.sh'
start dashboard sh -c 'cd web && npm run --silent check'

step "clippy, and building the tests"
cargo test "${build[@]}" --no-run --quiet
# waproto's build script writes a file that it also declares as its input, so that cargo would run it
# and compile all that depends on it a second time.
find "$target" -path '*/build/waproto-*/out/whatsapp.local.desc' -exec touch -d @0 {} +

join environments
join dashboard

# Most tests wait more than they compute: twice as many as there are cores. So does a browser, which
# tries the dashboard of the binary beside them. What has to be fast is measured later.
threads=$(($(nproc) * 2))
measured=(speed watching history memory)
# Parts that need only the first three; a second browser and server try them, as one browser waits longer
# than the tests take.
apart=(killed cluster takeover pauses groups why edits channels filters onboarding)
start chromium env OMNI_ACCEPT_LIMIT_MS=60000 scripts/accept/dashboard.sh "${measured[@]/#/-}" "${apart[@]/#/-}"
start "a second chromium" env OMNI_ACCEPT_LIMIT_MS=60000 scripts/accept/dashboard.sh \
  signIn linking conversation "${apart[@]}"

step "tests"
# A failure does not hide later ones. The nodes of the cluster's story keep their files in S3.
status=0
scripts/with-s3.sh cargo nextest run --no-fail-fast --test-threads "$threads" "${build[@]}" || status=$?
# Below the checkout, wherever other files are built. The next run of nextest writes its own.
cp target/nextest/default/junit.xml "$folder/" || true
if [ "$status" != 0 ]; then
  python3 scripts/test-report.py "$folder/junit.xml" --failed >"$folder/failed"
  exit "$status"
fi

# Beside what follows, all with the binary that the tests ran. Schemathesis takes its minutes whatever else
# runs. rustdoc reads what was compiled: the examples, and that the documentation has no warning.
start schemathesis scripts/schemathesis.sh omni
start "schemathesis of the other APIs" sh -c 'scripts/schemathesis.sh gateway && scripts/schemathesis.sh wapzi'

# The tests with kills concern the database and take minutes; the previous step has run them. So have
# the nodes of a cluster, over each bus; and what only the network or a proxy decides.
step "the end-to-end tests over NATS"
OMNI_TEST_BUS=nats cargo nextest run --no-fail-fast --test-threads "$threads" "${build[@]}" \
  -E 'test(e2e::) - test(e2e::crash) - test(crash_in_any_state) - test(e2e::batches)
    - test(e2e::cluster) - test(e2e::webhooks::every) - test(e2e::kinds) - test(e2e::newsletters)
    - test(e2e::status_posts) - test(e2e::proxies) - test(e2e::passkey)'

start documentation env RUSTDOC="$PWD/scripts/rustdoc.sh" cargo test "${build[@]}" --doc --quiet

step "docs/openapi.json"
# `cargo run` would select other features and build again.
"$target/debug/omni" openapi >"$folder/openapi.json"
cmp -s "$folder/openapi.json" docs/openapi.json || fail "docs/openapi.json is stale; update it: make openapi"
for dialect in wapzi gateway; do
  "$target/debug/omni" openapi --dialect "$dialect" >"$folder/openapi-$dialect.json"
  cmp -s "$folder/openapi-$dialect.json" "docs/openapi-$dialect.json" ||
    fail "docs/openapi-$dialect.json is stale; update it: make openapi"
done

step "the API document is valid"
"$(scripts/python-env.sh)/bin/python" tests/python/document.py

step "the API document has no warnings"
scripts/lint-openapi.sh

step "the official MCP client, over HTTP and stdio"
scripts/mcp-client.sh

step "webhooks, with the published verifiers"
scripts/accept/webhooks.sh

step "users and sign-in, with npm's oidc-provider"
scripts/accept/users.sh

step "Wapzi's acceptance list"
scripts/accept/wapzi.sh

step "the Gateway's documentation, and npm's socket.io-client"
scripts/accept/gateway.sh

step "messages to and from Baileys, another client of WhatsApp"
scripts/accept/baileys.sh

join documentation

step "a real AgentOS answers the client"
scripts/agno-server.sh

join schemathesis
join "schemathesis of the other APIs"

join chromium
join "a second chromium"

step "what has to be fast in the dashboard"
OMNI_ACCEPT_LIMIT_MS=60000 scripts/accept/dashboard.sh signIn linking conversation "${measured[@]}"

end_step
printf '\nEverything passed.\n'
