#!/usr/bin/env bash
# Rebuild the shipped model from the corpus: about an hour on two cores (training/README.md has the measured time).
#     pip install -e '.[train]' && training/build.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=src:training
python training/base.py                                        # the base encoder, its vocabulary cut
python training/train.py --files training/stage1.txt --epochs 7 --stop 4 --bag 0.5 --tokens 640 \
    --rate 3e-4 --head-rate 1.5e-3 --weight 1.5 --every 2 --out build/stage1.pt
python training/train.py --from build/stage1.pt --epochs 3 --bag 0.5 --tokens 640 \
    --rate 1.7e-4 --head-rate 9e-4 --weight 1.5 --every 1 --seed 2 --out build/model.pt
python training/export.py build/model.pt --out build/raw.model
python training/calibrate.py build/raw.model --out build/calibration.json
python training/export.py build/model.pt --calibration build/calibration.json
python training/gold.py
dragoman evaluate build/held.jsonl --by-type
