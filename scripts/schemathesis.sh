#!/usr/bin/env bash
# Hits every route of the built debug server with made-up requests: Omni's API for three minutes, the
# Personal WhatsApp Gateway's for one and a half, Wapzi's for half a minute.
# One of them, and arguments for schemathesis: scripts/schemathesis.sh omni --include-path /api/v2/events
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/python-env.sh)/bin/python
exec "$python" tests/python/fuzz.py "$@"
