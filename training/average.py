"""The average of some models' weights: python training/average.py A.pt B.pt --out C.pt"""

from __future__ import annotations

import argparse
import pathlib

import torch


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("models", type=pathlib.Path, nargs="+")
    ask.add_argument("--out", type=pathlib.Path, required=True)
    args = ask.parse_args()
    models = [torch.load(path) for path in args.models]
    first = models[0]["state"]
    state = dict(first)
    for name, value in first.items():
        if value.is_floating_point():
            state[name] = sum(model["state"][name].float() for model in models) / len(models)
    torch.save({**models[0], "state": state}, args.out)


if __name__ == "__main__":
    main()
