#!/usr/bin/env bash
# Accepts Wapzi's API: the built program, `omni entry-points`, and the acceptance list of its
# documentation over HTTP. One line a check, and the sums last.
#
#   scripts/accept/wapzi.sh
#   OMNI_BIN=./omni scripts/accept/wapzi.sh      another binary than that of the tests
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "$(scripts/python-env.sh)/bin/python" tests/python/wapzi.py "$@"
