#!/usr/bin/env bash
# Accepts users and signing in: the built program, over HTTP and with `omni users`, and npm's
# `oidc-provider` to sign in with. One line a check, and the sums last.
#
#   scripts/accept/users.sh
#   OMNI_BIN=./omni scripts/accept/users.sh      another binary than that of the tests
set -euo pipefail
cd "$(dirname "$0")/../.."
node=$(scripts/node-env.sh)
NODE_PATH=$(realpath "$node")/node_modules
export NODE_PATH
exec "$(scripts/python-env.sh)/bin/python" tests/python/users.py "$@"
