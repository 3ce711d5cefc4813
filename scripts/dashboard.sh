#!/usr/bin/env bash
# Builds the dashboard's bundle, which the binary embeds, if it is older than its sources: `make
# dashboard`. With --optional, as `make run` and `make demo` call it, a machine without Node only gets one
# line that says so.
set -euo pipefail
cd "$(dirname "$0")/../web"

least=20.19.0
optional=${1:-}

found=$(node --version 2>/dev/null | tr -d v || true)
has_node() { [ -n "$found" ] && [ "$(printf '%s\n' "$least" "$found" | sort -V | head -n 1)" = "$least" ]; }

is_fresh() {
  [ -f dist/app/index.html ] || return 1
  [ -z "$(find index.html package.json package-lock.json vite.config.ts public scripts src -newer dist/app/index.html -type f -print -quit)" ]
}

if is_fresh; then exit 0; fi
if ! has_node; then
  if [ "$optional" = --optional ]; then
    echo "The dashboard is left out: Node.js $least or later is missing (found: ${found:-none})." >&2
    exit 0
  fi
  echo "Node.js $least or later is missing (found: ${found:-none})." >&2
  exit 2
fi
# npm writes this file last, so that an interrupted installation is repeated.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund >&2
fi
npm run --silent build >&2
