#!/usr/bin/env bash
# Rebuild the shipped model from the corpus: some five hours on two cores (training/README.md).
#     pip install -e '.[train]' && training/build.sh
# The corpus grew while the model was trained, so each stage goes on from the one before, on the files that stages/ lists.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=src:training
common="--bag 0.5 --tokens 640 --weight 1.5"
stage() { # number, further arguments
    local n=$1
    shift
    local from=()
    if [ "$n" -gt 1 ]; then from=(--from "build/stage$((n - 1)).pt"); fi
    # shellcheck disable=SC2086
    python training/train.py "${from[@]}" --files "training/stages/$n.txt" --seed "$n" --every 1 $common \
        --out "build/stage$n.pt" "$@"
}
python training/base.py # the base encoder, its vocabulary cut
stage 1 --epochs 7 --stop 4 --rate 3e-4 --head-rate 1.5e-3
stage 2 --epochs 3 --rate 1.7e-4 --head-rate 9e-4
stage 3 --epochs 8 --stop 2 --rate 2.2e-4 --head-rate 1e-3 --mask 0.1
stage 4 --epochs 2 --rate 1.6e-4 --head-rate 8e-4 --mask 0.1
stage 5 --epochs 5 --stop 1 --rate 1.6e-4 --head-rate 8e-4 --mask 0.1
stage 6 --epochs 4 --stop 1 --rate 1.6e-4 --head-rate 8e-4 --mask 0.1
stage 7 --epochs 2 --rate 1.5e-4 --head-rate 7e-4 --mask 0.1
stage 8 --epochs 8 --stop 3 --rate 1.8e-4 --head-rate 8e-4 --mask 0.1
stage 9 --epochs 4 --stop 2 --rate 1.4e-4 --head-rate 7e-4 --mask 0.1
stage 10 --epochs 2 --rate 1.0e-4 --head-rate 5e-4 --mask 0.1
python training/average.py build/stage7.pt build/stage10.pt --out build/average.pt
python training/export.py build/average.pt --out build/raw.model
python training/calibrate.py build/raw.model --out build/calibration.json
python training/export.py build/average.pt --calibration build/calibration.json
python training/gold.py
dragoman evaluate build/held.jsonl --by-type
