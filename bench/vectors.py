"""How well sentence vectors tell the same report in another language from another report.

    python bench/vectors.py

Ten sentences in four languages (src/dragoman/link/vector_texts.json). Pairs across languages: of one sentence, of any
two sentences, and of two that share countries (hard). The centre is that of the other sentences' groups, so that no
sentence helps to place itself.
"""

from __future__ import annotations

import itertools
import json
from importlib.resources import files

import numpy as np

from dragoman.link.compare import level, weights
from dragoman.link.vectors import SentenceVectors

HARD = ((0, 1), (3, 4), (5, 6), (8, 9), (1, 2), (0, 2))


def main() -> None:
    groups = json.loads(files("dragoman.link").joinpath("vector_texts.json").read_text(encoding="utf-8"))["texts"]
    vectors = SentenceVectors()
    states = np.array([[vectors._states(text) for text in group] for group in groups])
    count, languages, _ = states.shape

    def unit(group: int, language: int, leave: set[int]) -> np.ndarray:
        centre = states[[g for g in range(count) if g not in leave]].reshape(-1, states.shape[-1]).mean(axis=0)
        vector = states[group, language] - centre
        return vector / np.linalg.norm(vector)

    found: dict[str, list[float]] = {"same": [], "other": [], "hard": []}
    for i, j in itertools.product(range(count), repeat=2):
        for a, b in itertools.permutations(range(languages), 2):
            value = float(unit(i, a, {i, j}) @ unit(j, b, {i, j}))
            found["same" if i == j else "other"].append(value)
            if (i, j) in HARD:
                found["hard"].append(value)
    cuts = weights().cuts["vector"]
    for name, values in found.items():
        levels = [level(v, cuts) for v in values]
        shares = "  ".join(f"{cut} {levels.count(cut) / len(levels):.2f}" for cut in (*cuts, "few"))
        print(f"{name:5s} {len(values):4d} pairs, cosine mean {np.mean(values):.2f}; {shares}")
    same = np.array(found["same"])
    for name in ("other", "hard"):
        print(f"probability that same > {name}: {(same[:, None] > np.array(found[name])[None]).mean():.3f}")


if __name__ == "__main__":
    main()
