#!/usr/bin/env bash
# Accepts the dashboard: the built program over the sandbox network, and Debian's Chromium. One line a
# check, and the sums and the folder with the screenshots last.
#
#   scripts/accept/dashboard.sh
#   OMNI_BIN=./omni scripts/accept/dashboard.sh      another binary than that of the tests
#   OMNI_DASHBOARD=http://localhost:5173 scripts/accept/dashboard.sh
#                                                    the page of `npm run dev` instead of the binary's
#   OMNI_ACCEPT_LIMIT_MS=60000 scripts/accept/dashboard.sh
#                                                    waits longer, on a machine that does other work
#   scripts/accept/dashboard.sh signIn linking conversation
#                                                    only these parts, of the list in main.mjs
#   scripts/accept/dashboard.sh -speed -watching     all but these
#
# The binary has to contain the bundle: `make dashboard`, then build it.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v chromium >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Chromium is missing; install it: sudo apt-get install -y chromium" >&2
    exit 1
  fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
fi
scripts/dashboard.sh >&2
exec node tests/node/dashboard/main.mjs "$@"
