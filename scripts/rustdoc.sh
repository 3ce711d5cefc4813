#!/usr/bin/env bash
# Stands in for rustdoc under `cargo test --doc`, which hands over the libraries that the tests have
# built: writes the documentation of a crate to OMNI_DOC_FOLDER instead of running its examples.
# Warnings, such as links that lead nowhere, are errors.
set -euo pipefail
arguments=()
for argument in "$@"; do
  if [ "$argument" != --test ]; then arguments+=("$argument"); fi
done
exec rustdoc "${arguments[@]}" -D warnings --out-dir "$OMNI_DOC_FOLDER"
