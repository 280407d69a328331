"""A trained extractor -> the one model file that the package ships and `--model` takes.

    python training/export.py build/model.pt --out src/dragoman/model/dragoman.model

What the file holds: dragoman.train.export.
"""

from __future__ import annotations

import argparse
import json
import pathlib

import numpy as np
import torch

from dragoman.train.export import manifest, npy, parts_of, write

BUILD = pathlib.Path("build")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=pathlib.Path)
    ask.add_argument("--out", type=pathlib.Path, default=pathlib.Path("src/dragoman/model/dragoman.model"))
    ask.add_argument("--name", default="dragoman-3")
    ask.add_argument(
        "--calibration", type=pathlib.Path, help="JSON with threshold and calibration (training/calibrate.py)"
    )
    ask.add_argument("--float", action="store_true", help="keep the encoder in float32, to measure what int8 costs")
    args = ask.parse_args()
    state = {k: v.float() for k, v in torch.load(args.model)["state"].items()}
    embeddings = npy(np.load(BUILD / "embeddings.npy"))
    parts = parts_of(state, embeddings, (BUILD / "tokenizer.json").read_bytes(), keep_float=args.float)
    settings = (
        json.loads(args.calibration.read_text())
        if args.calibration
        else {"threshold": 0.5, "calibration": [[0, 0], [1, 1]]}
    )
    write(parts, manifest(args.name, **settings), args.out)
    print(
        f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB; "
        + ", ".join(f"{k} {len(v) / 1e6:.1f}" for k, v in parts.items())
    )


if __name__ == "__main__":
    main()
