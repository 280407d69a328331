#!/usr/bin/env bash
# Rebuild the shipped model from the corpus: about an hour on two cores (training/README.md has the measured time).
#     pip install -e '.[train]' && training/build.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONPATH=src:training
python training/base.py                                        # the base encoder, its vocabulary cut
python training/train.py --out build/model.pt                  # the recipe: the defaults of train.py
python training/export.py build/model.pt --out build/raw.model
python training/calibrate.py build/raw.model --out build/calibration.json
python training/export.py build/model.pt --calibration build/calibration.json
python training/gold.py
dragoman evaluate build/held.jsonl --by-type
