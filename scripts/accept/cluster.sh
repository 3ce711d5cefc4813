#!/usr/bin/env bash
# Accepts the cluster: nodes on one Postgres, in one process and as processes, over LISTEN/NOTIFY and
# over NATS, killed, stopped, paused and cut off. One line a check, and the sums last. `make test` runs
# the same tests with a round for each event.
#
#   scripts/accept/cluster.sh            ten rounds with 30 numbers
#   OMNI_CLUSTER_ROUNDS=5 OMNI_CLUSTER_NUMBERS=6 scripts/accept/cluster.sh
set -uo pipefail
cd "$(dirname "$0")/../.."

export OMNI_CLUSTER_ROUNDS=${OMNI_CLUSTER_ROUNDS:-10}
export OMNI_CLUSTER_NUMBERS=${OMNI_CLUSTER_NUMBERS:-30}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

scripts/with-s3.sh cargo nextest run --locked --workspace --features omni-server/sandbox --no-fail-fast \
    --success-output final --failure-output final --color never \
    -E 'test(cluster) | test(ownership) | test(leases::) | test(share::) | (package(omni-bus) & test(postgres)) | test(clock) | test(home)' \
    >"$log" 2>&1

# The rounds with their gaps, then each test once.
grep -hoE 'round [0-9]+: .*' "$log" | sort -u
results=$(grep -E '^ +(PASS|FAIL|TIMEOUT|SIGSEGV|ABORT) \[' "$log" | sed -E 's/^ +([A-Z]+) \[[^]]*\] +(\([^)]*\) +)?/\1 /' | sort -u)
if [ -z "$results" ]; then
    tail -n 40 "$log"
    echo "0 passed, 1 failed"
    exit 1
fi
echo "$results" | sed -E 's/^PASS /ok      /; s/^(FAIL|TIMEOUT|SIGSEGV|ABORT) /failed  /'
passed=$(echo "$results" | grep -c '^PASS ')
failed=$(echo "$results" | grep -vc '^PASS ')
if [ "$failed" -gt 0 ]; then
    grep -A 30 'stderr ───' "$log" | tail -n 120
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
