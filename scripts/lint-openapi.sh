#!/usr/bin/env bash
# Checks the kept API documents with the linters that clients' generators come with. A warning fails,
# too: the exceptions are in tests/node, each with its reason.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v npm >/dev/null; then
  echo "npm is missing; install it: sudo apt-get install -y npm" >&2
  exit 1
fi
tools=$(scripts/node-env.sh)/node_modules/.bin
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
documents=(docs/openapi.json docs/openapi-wapzi.json docs/openapi-gateway.json)
for document in "${documents[@]}"; do
  # It has no option that makes warnings fail; its report as JSON lists them, and none is expected.
  report=$("$tools/redocly" lint --config tests/node/redocly.yaml --format=json "$document" || true)
  if ! grep -q '"problems": \[\]' <<<"$report"; then
    printf '%s: %s\n' "$document" "$report"
    exit 1
  fi
done
"$tools/spectral" lint --fail-severity=info --ruleset tests/node/spectral.yaml "${documents[@]}"
