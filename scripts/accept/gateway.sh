#!/usr/bin/env bash
# Accepts the Personal WhatsApp Gateway's API: the built program, linked to a number of the sandbox network,
# each example of the product's documentation as a request, and npm's socket.io-client over both
# transports. One line a check, and the sums last.
#
#   scripts/accept/gateway.sh
#   OMNI_BIN=./omni scripts/accept/gateway.sh    another binary than that of the tests
set -euo pipefail
cd "$(dirname "$0")/../.."
node=$(scripts/node-env.sh)
NODE_PATH=$(realpath "$node")/node_modules
export NODE_PATH NODE_NO_WARNINGS=1
exec node tests/node/gateway/main.mjs "$@"
