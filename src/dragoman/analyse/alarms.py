"""Surges and change-points in series of counts, each with its evidence.

In: counts by period, in order. Out: flagged positions with the figures that flagged them. Must stay true: the same
counts give the same flags; few false alarms on short and sparse series (`bench/alarms.py` measures both rules).

A surge is one period against the up to 12 before it: with k events in n earlier periods and Jeffreys' prior, the count
to come has mean m = (k + 1/2) / n and is negative binomial with variance d m (1 + 1/n), where d is the dispersion of
the other periods around their level (at least 1, a Poisson count's). A change-point is where the level shifts for good:
the split with the largest Poisson likelihood ratio, kept where few of the reshuffled series reach as much (binary
segmentation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

WINDOW = 12  # periods of baseline for a surge
SHORTEST = 6  # no surge is told from fewer periods of baseline
FEWEST = 3  # events that a surge takes at least
SURGE_ALPHA = 0.01  # shared out over the periods of a series; see docs/decisions.md for what bench/alarms.py measured
CHANGE_ALPHA = 0.01  # for one stretch; measured there too
SHUFFLES = 999
SEGMENT = 4  # periods that a level lasts at least


@dataclass(frozen=True)
class Surge:
    """Position `at`, its count, the mean of the baseline, how many periods that has, and the tail probability."""

    at: int
    count: float
    baseline: float
    periods: int
    p: float

    def __str__(self) -> str:
        return f"{self.count:g} against {self.baseline:.1f} in the {self.periods} before, p = {self.p:.1g}"


@dataclass(frozen=True)
class Change:
    """Position `at` of the first period of the new level, the mean levels before and after, the permutation p."""

    at: int
    before: float
    after: float
    p: float

    def __str__(self) -> str:
        return f"level from {self.before:.1f} to {self.after:.1f}, p = {self.p:.3f}"


def surges(counts: Sequence[float], *, alpha: float = SURGE_ALPHA) -> list[Surge]:
    """Periods with more events than the up to 12 periods before them make likely.

    alpha: chance of a false alarm somewhere in a steady series, shared out over its periods (Bonferroni).
    """
    tested = max(len(counts) - SHORTEST, 1)
    bounds = [0, *(change.at for change in change_points(counts)), len(counts)]
    out = []
    for at in range(SHORTEST, len(counts)):
        before = list(counts[max(0, at - WINDOW) : at])
        n, total = len(before), sum(before)
        spread = _spread(counts, bounds, without=at)
        p = _tail(math.ceil(counts[at]), (total + 0.5) / n, spread * (1 + 1 / n))
        if counts[at] >= FEWEST and p < alpha / tested:
            out.append(Surge(at, counts[at], total / n, n, p))
    return out


def change_points(counts: Sequence[float], *, alpha: float = CHANGE_ALPHA, seed: int = 0) -> list[Change]:
    """Positions where the mean count shifts, in order; levels last at least 4 periods.

    alpha: chance that one steady stretch is split; the reshuffles are those of `seed`.
    """
    cuts = sorted(_splits([float(c) for c in counts], 0, alpha, seed))
    bounds = [0, *(at for at, _ in cuts), len(counts)]
    out = []
    for number, (at, p) in enumerate(cuts):
        before, after = counts[bounds[number] : at], counts[at : bounds[number + 2]]
        out.append(Change(at, sum(before) / len(before), sum(after) / len(after), p))
    return out


def dispersion(counts: Sequence[float]) -> float:
    """Variance over mean, at least 1 (a Poisson count's)."""
    n, mean = len(counts), sum(counts) / len(counts)
    if n < 2 or mean == 0:
        return 1.0
    return max(1.0, sum((c - mean) ** 2 for c in counts) / (n - 1) / mean)


def _spread(counts: Sequence[float], bounds: Sequence[int], *, without: int) -> float:
    """Dispersion around the means of the stretches between bounds, one period left out; at least 1."""
    squares, total = 0.0, 0.0
    for start, end in pairwise(bounds):
        stretch = [counts[at] for at in range(start, end) if at != without]
        if len(stretch) < 2:
            continue
        mean = sum(stretch) / len(stretch)
        squares += sum((count - mean) ** 2 for count in stretch)
        total += sum(stretch) * (len(stretch) - 1) / len(stretch)
    return max(1.0, squares / total) if total else 1.0


def _tail(count: int, mean: float, ratio: float) -> float:
    """P(X >= count) of a negative binomial of this mean, with `ratio` (more than 1) of variance to mean."""
    size = mean / (ratio - 1)
    log_p, log_q = -math.log(ratio), math.log(1 - 1 / ratio)
    below = sum(
        math.exp(math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1) + size * log_p + k * log_q)
        for k in range(count)
    )
    return max(1.0 - below, 1e-16)


def _splits(counts: list[float], offset: int, alpha: float, seed: int) -> list[tuple[int, float]]:
    import numpy as np

    if len(counts) < 2 * SEGMENT or sum(counts) == 0:
        return []
    series = np.array(counts)
    at, height = _best_split(series[None, :])
    rng = np.random.default_rng([seed, offset, len(counts)])
    shuffled = rng.permuted(np.tile(series, (SHUFFLES, 1)), axis=1)
    as_high = int((_best_split(shuffled)[1] >= height[0] - 1e-9).sum())
    p = (1 + as_high) / (1 + SHUFFLES)
    if p > alpha:
        return []
    cut = int(at[0])
    left = _splits(counts[:cut], offset, alpha, seed)
    right = _splits(counts[cut:], offset + cut, alpha, seed)
    return [*left, (offset + cut, p), *right]


def _best_split(rows: Any) -> tuple[Any, Any]:
    """For each row of counts: the best place to split it, and the Poisson log likelihood ratio there."""
    import numpy as np

    n = rows.shape[1]
    left = np.cumsum(rows, axis=1)[:, SEGMENT - 1 : n - SEGMENT]
    total = rows.sum(axis=1, keepdims=True)
    sizes = np.arange(SEGMENT, n - SEGMENT + 1)[None, :]
    ratio = _fit(left, sizes) + _fit(total - left, n - sizes) - _fit(total, n)
    best = ratio.argmax(axis=1)
    return best + SEGMENT, ratio[np.arange(len(rows)), best]


def _fit(sums: Any, lengths: Any) -> Any:
    """The part of the Poisson log likelihood at its best rate that depends on where the split is."""
    import numpy as np

    return np.where(sums > 0, sums * np.log(np.maximum(sums, 1e-12) / lengths), 0.0)
