#!/usr/bin/env bash
# Runs a command beside an S3 service: the tests of several nodes keep their files in it.
set -euo pipefail
env=$("$(dirname "$0")/python-env.sh")
exec "$env/bin/python" "$(dirname "$0")/../tests/python/with_s3.py" "$@"
