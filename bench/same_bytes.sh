#!/usr/bin/env bash
# The same bytes for batch sizes 1, 8, 64 and for 1 and 2 threads, on the held part of the corpus or the input named.
#     bench/same_bytes.sh [input.jsonl]
set -euo pipefail
input="${1:-examples}"
for batch in 1 8 64; do
    for threads in 1 2; do
        hash=$(dragoman code "$input" --format jsonl --quiet --batch-size $batch --threads $threads | sha256sum)
        echo "$hash batch $batch threads $threads"
    done
done
