"""The confidence band of a series: a bootstrap over stories, since reports of one story are no independent draws.

Stories (a document where stories are not linked) are drawn with replacement 500 times under a fixed seed; the band
holds the middle 95% of the redrawn counts and mean scores. A period without events has no band: the bootstrap can't
tell of what was never reported.
"""

from __future__ import annotations

from collections.abc import Sequence

DRAWS = 500
LEVEL = 0.95

Bounds = list[float | None]


def band(
    periods: Sequence[int], stories: Sequence[str], scores: Sequence[float], size: int, *, seed: int = 0
) -> tuple[Bounds, Bounds, Bounds, Bounds]:
    """Low and high counts, low and high mean scores by period.

    periods, stories, scores: of each event its period (0 to size - 1), its story, its score.
    """
    import numpy as np

    if not periods:
        return [None] * size, [None] * size, [None] * size, [None] * size
    where = np.array(periods)
    names, of = np.unique(np.array(stories, dtype=object).astype(str), return_inverse=True)
    score = np.array(scores, dtype=float)
    rng = np.random.default_rng(seed)
    counts, means = np.zeros((DRAWS, size)), np.full((DRAWS, size), np.nan)
    even = np.full(len(names), 1 / len(names))
    for draw in range(DRAWS):
        times = rng.multinomial(len(names), even)[of]
        counts[draw] = np.bincount(where, weights=times, minlength=size)
        sums = np.bincount(where, weights=times * score, minlength=size)
        np.divide(sums, counts[draw], out=means[draw], where=counts[draw] > 0)
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    out: tuple[Bounds, Bounds, Bounds, Bounds] = ([], [], [], [])
    held = np.bincount(where, minlength=size) > 0
    for period in range(size):
        column = means[:, period][~np.isnan(means[:, period])]
        low, high = np.quantile(counts[:, period], tails) if held[period] else (None, None)
        score_low, score_high = np.quantile(column, tails) if held[period] and len(column) else (None, None)
        for bounds, value in zip(out, (low, high, score_low, score_high), strict=True):
            bounds.append(None if value is None else round(float(value), 4))
    return out
