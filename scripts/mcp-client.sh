#!/usr/bin/env bash
# The official Python MCP client against the built debug server, over HTTP and stdio.
set -euo pipefail
cd "$(dirname "$0")/.."
exec "$(scripts/python-env.sh)/bin/python" tests/python/mcp_client.py "$@"
