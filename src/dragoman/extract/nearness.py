"""Where each token of a window stands to a trigger: the role heads read it, in training and in use.

In: the tokens' sentences and the trigger's tokens. Out: one small number a token.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEPS = np.array([1, 2, 3, 5, 8, 13, 21, 34])  # distances at which a new bucket begins
SIDE = len(STEPS)
# 0 inside the trigger; then distances before it, then after it, in its sentence; then the sentence before, those
# further before (and separators), and those after.
NEARNESS = 1 + 2 * SIDE + 3


def nearness(sentence: NDArray[np.int64], first: int, last: int) -> NDArray[np.int64]:
    """sentence: each token's sentence, -1 for separators; first..last: the trigger -> buckets below NEARNESS."""
    at = np.arange(len(sentence))
    mine = sentence[first]
    before = np.searchsorted(STEPS, first - at, side="right")
    after = np.searchsorted(STEPS, at - last, side="right")
    inside = np.where(at < first, before, np.where(at > last, SIDE + after, 0))
    offset = sentence - mine
    apart = np.where(offset == -1, 0, np.where(offset < 0, 1, 2)) + 1 + 2 * SIDE
    return np.where(offset == 0, inside, apart).astype(np.int64)


def in_sentence(bucket: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which buckets are of the trigger's own sentence."""
    return np.asarray(bucket <= 2 * SIDE)
