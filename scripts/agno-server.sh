#!/usr/bin/env bash
# A real AgentOS from PyPI, with a stub for its model, answers through the Rust client: agents,
# teams and workflows, whole and streamed. `make test` has built the test; it takes a few seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/python-env.sh)/bin/python
folder=$(mktemp -d)
"$python" tests/python/agno_os.py >"$folder/url" 2>"$folder/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

fail() {
  printf 'agno-server: %s\n' "$1" >&2
  tail -n 20 "$folder/log" >&2
  exit 1
}

for _ in $(seq 300); do
  kill -0 "$server" 2>/dev/null || fail "the AgentOS exited"
  url=$(head -n 1 "$folder/url")
  if [ -n "$url" ] && "$python" -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1] + "/health", timeout=2)' "$url" 2>/dev/null; then
    break
  fi
  url=
  sleep 0.2
done
[ -n "$url" ] || fail "the AgentOS did not start"

# shellcheck disable=SC2086
OMNI_TEST_AGNO_URL=$url cargo nextest run --locked ${OMNI_TEST_BUILD:---workspace --features omni-server/sandbox} \
  --run-ignored only -E 'package(omni-agents) & test(a_real_agent_os)' "$@"
