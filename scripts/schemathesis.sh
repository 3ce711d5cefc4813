#!/usr/bin/env bash
# Hits every route of the built debug server with made-up requests, about three minutes long.
# Arguments go to schemathesis: scripts/schemathesis.sh --include-path /api/v2/events
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/python-env.sh)/bin/python
exec "$python" tests/python/fuzz.py "$@"
