"""Scores of the model's heads -> triggers and spans. Plain numpy, no model in sight.

In: probabilities a token. Out: runs of tokens. Must stay true: a trigger never crosses a sentence, and the outcome
depends on the scores of its own sentence alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Trigger(NamedTuple):
    """Tokens first..last (inclusive), index of the type, and the model's own probability (not yet calibrated)."""

    first: int
    last: int
    kind: int
    probability: float


def triggers(scores: NDArray[np.float32], sentence: Sequence[int], threshold: float) -> list[Trigger]:
    """scores: tokens x (1 + types), class 0 for none -> one trigger for each run of tokens of one type.

    A run is the maximal stretch of neighbouring tokens of one sentence whose best event type is the same and whose
    probability of being in a trigger is above half the threshold; it counts if its best token reaches the threshold.
    """
    kinds = scores[:, 1:].argmax(1)
    some = 1.0 - scores[:, 0]
    found, at, end = [], 0, len(scores)
    while at < end:
        if sentence[at] < 0 or some[at] < threshold / 2:
            at += 1
            continue
        last = at
        while (
            last + 1 < end
            and sentence[last + 1] == sentence[at]
            and some[last + 1] >= threshold / 2
            and kinds[last + 1] == kinds[at]
        ):
            last += 1
        best = float(some[at : last + 1].max())
        if best >= threshold:
            found.append(Trigger(at, last, int(kinds[at]), best))
        at = last + 1
    return found


def spans(tags: NDArray[np.float32], allowed: NDArray[np.bool_]) -> list[tuple[int, int, float]]:
    """tags: tokens x 3 logits (outside, begin, inside); allowed: tokens that may be tagged -> (first, last, margin).

    A span opens at a token that is not outside and goes on while the next is inside; margin is the mean of what the
    best inner tag has over outside.
    """
    best = tags.argmax(1)
    found, at, end = [], 0, len(tags)
    while at < end:
        if not allowed[at] or best[at] == 0:
            at += 1
            continue
        last = at
        while last + 1 < end and allowed[last + 1] and best[last + 1] == 2:
            last += 1
        inner = tags[at : last + 1, 1:].max(1) - tags[at : last + 1, 0]
        found.append((at, last, float(inner.mean())))
        at = last + 1
    return found
