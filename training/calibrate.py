"""Make `confidence` mean what it says, and put the threshold at the best F1, on the held part of the corpus.

    python training/calibrate.py MODEL_FILE --out build/calibration.json

Runs the exported model file on held reports. An event is right when its sentence holds a gold event of its type. The
curve from the model's probability to that chance is isotonic (it never falls), thinned to a few knots. Half of the held
reports fit it and the other half measure the expected calibration error, both ways.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from collections import Counter
from typing import Any

import numpy as np

from data import reports
from dragoman.extract.frames import frames_of, windows_of
from dragoman.extract.model import Model
from dragoman.train.reports import held, sentences_of

FLOOR = 0.1  # weaker triggers are never events


def judged(model: Model, report: dict[str, Any]) -> tuple[list[tuple[float, bool]], int]:
    """(probability, right) of every trigger above the floor, and how many gold events the report has."""
    text, sentences = sentences_of(report)
    gold = Counter((n, e["type"]) for n, s in enumerate(report["sentences"]) for e in s["events"])
    found = [f for w in windows_of(sentences, model) for f in frames_of(text, w, model, FLOOR)]
    out = []
    for frame in sorted(found, key=lambda f: -f.confidence):
        right = gold[frame.sentence, frame.event_type] > 0
        gold[frame.sentence, frame.event_type] -= right
        out.append((frame.confidence, right))
    return out, sum(len(s["events"]) for s in report["sentences"])


def isotonic(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pool adjacent violators: sorted x, and the non-falling fit of y (least squares)."""
    order = np.argsort(x, kind="stable")
    blocks: list[list[float]] = []  # mean, weight
    for value in y[order]:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            m, w = blocks.pop()
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + m * w) / (blocks[-1][1] + w), blocks[-1][1] + w]
    return x[order], np.concatenate([np.full(int(w), m) for m, w in blocks])


def knots(x: np.ndarray, y: np.ndarray, count: int = 20) -> list[list[float]]:
    """The isotonic fit averaged in bins of equal count, as [probability, chance] pairs from 0 to 1."""
    xs, ys = isotonic(x, y)
    parts = [p for p in np.array_split(np.arange(len(xs)), count) if len(p)]
    pairs = [[0.0, 0.0], *([float(xs[p].mean()), float(ys[p].mean())] for p in parts)]
    pairs.append([1.0, max(pairs[-1][1], min(1.0, pairs[-1][1]))])
    return [[round(a, 5), round(b, 5)] for a, b in pairs]


def error(p: np.ndarray, y: np.ndarray, bins: int = 10) -> tuple[float, list[tuple[float, float, int]]]:
    """Expected calibration error over ten bins of confidence, and the reliability table."""
    table, total = [], 0.0
    for b in range(bins):
        inside = (p >= b / bins) & ((p < (b + 1) / bins) | (b == bins - 1))
        if inside.any():
            table.append((float(p[inside].mean()), float(y[inside].mean()), int(inside.sum())))
            total += abs(table[-1][0] - table[-1][1]) * inside.sum()
    return total / len(p), table


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=pathlib.Path)
    ask.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/calibration.json"))
    ask.add_argument(
        "--threshold",
        type=float,
        default=0.55,
        help="0 for the best F1 on the held part; 0.55 is level with it there and best on unseen web reports",
    )
    args = ask.parse_args()
    model = Model(args.model)
    model.calibration = np.array([[0.0, 0.0], [1.0, 1.0]])
    aside = sorted((r for r in reports() if held(r)), key=lambda r: r["id"])
    each = [judged(model, r) for r in aside]
    gold = sum(n for _, n in each)
    x = np.array([p for pairs, _ in each for p, _ in pairs])
    y = np.array([float(r) for pairs, _ in each for _, r in pairs])
    half = np.array([i % 2 for i, (pairs, _) in enumerate(each) for _ in pairs])
    errors, rows = [], []
    for side in (0, 1):
        fit = np.array(knots(x[half == side], y[half == side]))
        part = np.interp(x[half != side], fit[:, 0], fit[:, 1])
        keep = part >= 0.0
        value, table = error(part[keep], y[half != side][keep])
        errors.append(value)
        rows.append(table)
    curve = []
    for t in np.arange(0.1, 0.96, 0.05):
        found, right = int((x >= t).sum()), int(y[x >= t].sum())
        curve.append((round(float(t), 2), right / max(1, found), right / gold, 2 * right / (found + gold)))
    best = max(curve, key=lambda c: c[3])
    calibration = knots(x, y)
    args.out.write_text(
        json.dumps({"threshold": args.threshold or best[0], "calibration": calibration}), encoding="utf-8"
    )
    print(
        f"held reports {len(aside)}, gold events {gold}; threshold {best[0]}: "
        f"precision {best[1]:.3f} recall {best[2]:.3f} F1 {best[3]:.3f}"
    )
    print(f"expected calibration error {np.mean(errors):.4f} (fit on one half, measured on the other, both ways)")
    says = np.interp([t for t, *_ in curve], *np.array(calibration).T)
    print("| threshold | --min-confidence | precision | recall | F1 |\n|---|---|---|---|---|")
    for (t, p, r, f), confidence in zip(curve, says, strict=True):
        print(f"| {t:.2f} | {confidence:.2f} | {p:.3f} | {r:.3f} | {f:.3f} |")
    print("| confidence | right | events |\n|---|---|---|")
    print("\n".join(f"| {a:.2f} | {b:.2f} | {n} |" for a, b, n in rows[0]))


if __name__ == "__main__":
    main()
