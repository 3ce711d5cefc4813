#!/usr/bin/env bash
# Installs the tools of tests/node in the target folder, once per list of packages, and prints their
# folder.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${CARGO_TARGET_DIR:-target}/node
list=tests/node/package.json
if ! cmp -s "$list" "$folder/installed.json"; then
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$list" "$folder/package.json"
  npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts >&2
  # Last, so that an interrupted installation is repeated.
  cp "$list" "$folder/installed.json"
fi
echo "$folder"
