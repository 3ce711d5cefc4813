#!/usr/bin/env bash
# Creates the Python environment of tests/python in the target folder, once per list of packages, and
# prints its folder.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${CARGO_TARGET_DIR:-target}/python
list=tests/python/requirements.txt
if ! cmp -s "$list" "$folder/requirements.txt"; then
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$list" >&2
  cp "$list" "$folder/requirements.txt"
fi
echo "$folder"
