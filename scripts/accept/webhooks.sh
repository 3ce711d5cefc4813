#!/usr/bin/env bash
# Accepts webhooks: the built program with a small receiver; deliveries are verified with the published
# `standardwebhooks` of PyPI and npm; kills, replays, `omni webhooks`. One line a check, and the sums
# last.
#
#   scripts/accept/webhooks.sh
#   OMNI_WEBHOOK_KILLS=10 scripts/accept/webhooks.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
node=$(scripts/node-env.sh)
NODE_PATH=$(realpath "$node")/node_modules
export NODE_PATH
exec "$(scripts/python-env.sh)/bin/python" tests/python/webhooks.py "$@"
