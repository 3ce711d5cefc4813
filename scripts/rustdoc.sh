#!/usr/bin/env bash
# rustdoc as cargo runs it for a crate's examples (`RUSTDOC=scripts/rustdoc.sh cargo test --doc`): tries
# them, and checks that the crate's documentation has no warning. `cargo doc` would check every
# dependency once more before it read the first page.
set -euo pipefail
if [[ " $* " != *" --test "* ]]; then exec rustdoc "$@"; fi
page=()
skip=
for argument in "$@"; do
  if [ -n "$skip" ]; then
    skip=
    continue
  fi
  case $argument in
    --test | --no-run | --nocapture | --test-run-directory=*) ;;
    --test-run-directory | --test-args | --test-runtool | --test-runtool-arg) skip=1 ;;
    *) page+=("$argument") ;;
  esac
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rustdoc "${page[@]}" -D warnings -o "$folder"
rustdoc "$@"
