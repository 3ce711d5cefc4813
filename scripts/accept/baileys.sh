#!/usr/bin/env bash
# Accepts the exchange with another client of the protocol: the built program, linked to one number of the
# sandbox network, and npm's Baileys 7, linked to another; once with phone numbers, once with hidden
# identities. One line a check, and the sums last.
#
#   scripts/accept/baileys.sh
#   OMNI_BIN=./omni scripts/accept/baileys.sh    another binary than that of the tests
#   scripts/accept/baileys.sh groups labels      these parts of tests/node/baileys/main.mjs alone
set -euo pipefail
cd "$(dirname "$0")/../.."
node=$(scripts/node-env.sh)
NODE_PATH=$(realpath "$node")/node_modules
export NODE_PATH
# The sandbox's media server has a certificate of its own, and Baileys no option for it. Nothing but
# loopback is reached.
export NODE_TLS_REJECT_UNAUTHORIZED=0 NODE_NO_WARNINGS=1
exec node tests/node/baileys/main.mjs "$@"
