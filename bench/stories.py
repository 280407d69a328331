"""The threshold of stories: similarity of edited copies and of unrelated reports, from the training corpus.

    python bench/stories.py

A copy loses a third of its sentences at random, changes one word in fifteen, and gets another headline. Unrelated are
all pairs of different reports of one language. Prints, for each threshold, copies found and unrelated pairs joined.
"""

from __future__ import annotations

import itertools
import json
import pathlib
import random

import numpy as np

from dragoman.link.signatures import NUMBERS, numbers, signature

CORPUS = pathlib.Path(__file__).parent.parent / "training" / "corpus"


def edited(sentences: list[str], draw: random.Random, words: list[str]) -> str:
    kept = [s for s in sentences if draw.random() > 1 / 3] or sentences[:1]
    text = [draw.choice(words) if draw.random() < 1 / 15 else w for s in kept for w in s.split()]
    return " ".join([*draw.sample(words, 6), *text])


def main() -> None:
    draw = random.Random(0)
    copies, unrelated = [], []
    for folder in sorted(CORPUS.iterdir()):
        reports = [json.loads(line) for part in sorted(folder.glob("*.jsonl")) for line in part.open(encoding="utf-8")]
        if not folder.is_dir() or folder.name in ("zh",):  # split() finds no words there
            continue
        texts = [[s["text"] for s in r["sentences"]] for r in reports if len(r["sentences"]) >= 5]
        words = [w for t in texts for s in t for w in s.split()]
        whole = [signature(" ".join(t)) for t in texts]
        for t, mine in zip(texts, whole, strict=True):
            other = signature(edited(t, draw, words))
            if mine and other:
                copies.append(np.count_nonzero(numbers(mine) == numbers(other)) / NUMBERS)
        matrix = np.array([numbers(s) for s in whole if s])
        for a, b in itertools.combinations(range(len(matrix)), 2):
            unrelated.append(np.count_nonzero(matrix[a] == matrix[b]) / NUMBERS)
    found, apart = np.array(copies), np.array(unrelated)
    print(f"{len(found)} edited copies, {len(apart)} unrelated pairs")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        print(
            f"threshold {threshold:.2f}: copies found {(found >= threshold).mean():.4f}, "
            f"unrelated joined {(apart >= threshold).sum()} of {len(apart)}"
        )


if __name__ == "__main__":
    main()
