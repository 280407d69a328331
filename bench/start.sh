#!/usr/bin/env bash
# Start to first record on one short file, and `dragoman --help`: the best of five whole runs each, in seconds.
#     bench/start.sh [path of the dragoman command]
set -euo pipefail
dragoman="${1:-dragoman}"
report="$(mktemp --suffix .txt)"
echo "Ukraine accused Russia on Monday of shelling Kharkiv." > "$report"
best() {
    local least=999
    for _ in 1 2 3 4 5; do
        local from; from=$(date +%s.%N)
        "$@" > /dev/null 2>&1
        least=$(echo "$(date +%s.%N) - $from" "$least" | awk '{ t = $1 - $3; print (t < $4 ? t : $4) }')
    done
    echo "$least"
}
echo "first record: $(best "$dragoman" code "$report" --format jsonl --quiet)"
echo "--help:       $(best "$dragoman" --help)"
rm -f "$report"
