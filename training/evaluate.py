"""Figures of a torch extractor on annotated reports: types by sentence, then what hangs on each trigger.

Decoding here is the shipped decoder's (dragoman.extract.decode) on the same logits, so that a figure seen in training
is the figure of the product but for quantisation.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import torch

from dragoman.extract.decode import triggers
from dragoman.extract.labels import ROLES
from dragoman.train.data import batches, collate, examples
from dragoman.train.network import Extractor


def f1(hit: float, found: float, gold: float) -> float:
    return round(2 * hit / max(1e-9, found + gold), 4)


@torch.no_grad()
def trigger_scores(model: Extractor, sample: list[Any]) -> list[np.ndarray]:
    """Probabilities (tokens x types+1) of each window, in the order given."""
    model.eval()
    out: dict[int, np.ndarray] = {}
    for part in batches(sample, 4096, None):
        batch = collate(part)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = model.states(batch["ids"], batch["mask"])
        scores = model.trigger(states.float()).softmax(-1).numpy()
        for row, example in enumerate(part):
            out[id(example)] = scores[row, : len(example.window.ids)]
    return [out[id(e)] for e in sample]


def figures(
    model: Extractor,
    aside: list[dict[str, Any]],
    tokenizer: Any,
    thresholds: tuple[float, ...] = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
) -> dict:
    """Held figures: type F1 at several thresholds (all, and by language at the best), and heads on gold triggers."""
    sample = [e for r in aside for e in examples(r, tokenizer, 256)]
    languages = [r["language"] for r in aside for _ in examples(r, tokenizer, 256)]
    scores = trigger_scores(model, sample)
    counts: dict[tuple[float, str], list[int]] = {}
    for example, score, language in zip(sample, scores, languages, strict=True):
        gold = Counter((f.sentence, f.kind) for f in example.frames)
        for threshold in thresholds:
            found = Counter(
                (example.window.sentence[t.first], t.kind)
                for t in triggers(score, example.window.sentence, example.window.inside_word, threshold)
            )
            tally = counts.setdefault((threshold, language), [0, 0, 0])
            for i, n in enumerate(((gold & found).total(), found.total(), gold.total())):
                tally[i] += n
    whole = {t: [sum(c[i] for (u, _), c in counts.items() if u == t) for i in range(3)] for t in thresholds}
    best = max(thresholds, key=lambda t: f1(*whole[t]))
    return {
        "type": {t: f1(*whole[t]) for t in thresholds},
        "language": {lang: f1(*counts[best, lang]) for lang in sorted(set(languages))},
        **heads(model, sample),
    }


@torch.no_grad()
def heads(model: Extractor, sample: list[Any]) -> dict[str, float]:
    """Mode and status accuracy and F1 of role tokens, given the right triggers."""
    model.eval()
    right: Counter = Counter()
    for part in batches(sample, 4096, None):
        batch = collate(part)
        if not len(batch["row"]):
            continue
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = model.states(batch["ids"], batch["mask"])
        states = states.float()
        frames = model.frames(states[batch["row"]], batch["first"], batch["last"], batch["kind"])
        right["n"] += len(frames)
        right["status"] += int((model.status(frames).argmax(-1) == batch["status"]).sum())
        moded = batch["mode"] > 0
        right["moded"] += int(moded.sum())
        right["mode"] += int((model.mode(frames).argmax(-1) == batch["mode"])[moded].sum())
        tags = model.roles(frames, model.key(states)[batch["row"]], batch["near"]).argmax(-1)
        for role, name in enumerate(ROLES):
            known = batch["tags"][:, role] >= 0
            gold, found = batch["tags"][:, role][known] > 0, tags[:, role][known] > 0
            right[name, "hit"] += int((gold & found).sum())
            right[name, "found"] += int(found.sum())
            right[name, "gold"] += int(gold.sum())
    out = {
        "status": round(right["status"] / max(1, right["n"]), 4),
        "mode": round(right["mode"] / max(1, right["moded"]), 4),
    }
    return out | {name: f1(right[name, "hit"], right[name, "found"], right[name, "gold"]) for name in ROLES}
