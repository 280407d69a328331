"""Surges and change-points in series of counts, each with its evidence.

In: counts by period, in order. Out: flagged positions with the figures that flagged them. Must stay true: the same
counts give the same flags; few false alarms on short and sparse series (`bench/alarms.py` measures both rules).

A surge is one period against the up to 12 before it: with k events in n earlier periods and Jeffreys' prior, the count
to come has mean m = (k + 1/2) / n and is negative binomial with variance d m (1 + 1/n), where d is the dispersion of
the other periods around their level (at least 1, a Poisson count's). Two surges would hide each other, each raising
what is usual for the other: so the likeliest is set apart, the rest judged without it, and so on; all up to the last
significant one are surges, each with the p that it has beside the others (as the procedure for many outliers of Rosner
1983, Technometrics 25). A change-point is where the level shifts:
the stretch, at an end or inside the series, with the largest Poisson likelihood ratio against the rest, kept where few
of the reshuffled series reach as much, and each part searched again (circular binary segmentation: Olshen, Venkatraman,
Lucito and Wigler 2004, Biostatistics 5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

WINDOW = 12  # periods of baseline for a surge
SHORTEST = 6  # no surge is told from fewer periods of baseline
FEWEST = 3  # events that a surge takes at least
PERIODS_A_SURGE = 12  # at most one surge in so many periods, or two in all: the others must say what is usual
SURGE_ALPHA = 0.01  # shared out over the periods of a series; see docs/decisions.md for what bench/alarms.py measured
CHANGE_ALPHA = 0.01  # for one stretch; measured there too
SHUFFLES = 499
CHUNK = 50  # reshuffles at once; a search ends when too many reach as much
SEGMENT = 4  # periods that a level lasts at least
FINEST = 80  # places tried as ends of a stretch; longer series are cut to the nearest of these, then moved


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


def surges(
    counts: Sequence[float], *, alpha: float = SURGE_ALPHA, changes: Sequence[Change] | None = None
) -> list[Surge]:
    """Periods with more events than the up to 12 periods before them make likely.

    changes: the series' change-points where they are known already.
    alpha: chance of a false alarm somewhere in a steady series, shared out over its periods (Bonferroni).
    """
    tested = max(len(counts) - SHORTEST, 1)
    bounds = [0, *(change.at for change in (change_points(counts) if changes is None else changes)), len(counts)]
    aside: list[Surge] = []
    surging = 0
    while len(aside) < max(2, len(counts) // PERIODS_A_SURGE):
        apart = frozenset(one.at for one in aside)
        left = (_judged(counts, at, bounds, apart) for at in range(SHORTEST, len(counts)) if at not in apart)
        one = min((j for j in left if j is not None), key=lambda j: (j.p, j.at), default=None)
        if one is None:
            break
        aside.append(one)
        if one.p < alpha / tested:
            surging = len(aside)
    found = frozenset(one.at for one in aside[:surging])
    return [_judged(counts, one.at, bounds, found - {one.at}) or one for one in sorted(aside[:surging], key=_place)]


def _judged(counts: Sequence[float], at: int, bounds: Sequence[int], apart: frozenset[int]) -> Surge | None:
    """A period as a surge, the periods set apart left out of what it is judged by; None where it can't be one."""
    before = [counts[other] for other in range(max(0, at - WINDOW), at) if other not in apart]
    if counts[at] < FEWEST or len(before) < SHORTEST - len(apart) or not before:
        return None
    n, total = len(before), sum(before)
    spread = _spread(counts, bounds, without=apart | {at})
    p = _tail(math.ceil(counts[at]), (total + 0.5) / n, spread * (1 + 1 / n))
    return Surge(at, counts[at], total / n, n, p)


def _place(surge: Surge) -> int:
    return surge.at


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


def _spread(counts: Sequence[float], bounds: Sequence[int], *, without: frozenset[int]) -> float:
    """Dispersion around the means of the stretches between bounds, some periods left out; at least 1."""
    squares, total = 0.0, 0.0
    for start, end in pairwise(bounds):
        stretch = [counts[at] for at in range(start, end) if at not in without]
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
    """Cuts of this stretch of the series, which begins at `offset`, each with its p."""
    import numpy as np

    if len(counts) < 2 * SEGMENT or sum(counts) == 0:
        return []
    series = np.array(counts)
    ends = _ends(len(counts))
    ratios = _ratios(series[None, :], ends)[0]
    rng = np.random.default_rng([seed, offset, len(counts)])
    as_high = done = 0
    while done < SHUFFLES:
        shuffled = rng.permuted(np.tile(series, (min(CHUNK, SHUFFLES - done), 1)), axis=1)
        as_high += int((_ratios(shuffled, ends).max(axis=1) >= ratios.max() - 1e-9).sum())
        done += len(shuffled)
        if (1 + as_high) / (1 + SHUFFLES) > alpha:
            return []
    p = (1 + as_high) / (1 + SHUFFLES)
    start, end = _moved(series, *ends[int(ratios.argmax())].tolist(), step=_step(len(counts)))
    cuts = [at for at in (start, end) if 0 < at < len(counts)]
    out = [(offset + at, p) for at in cuts]
    for low, high in pairwise([0, *cuts, len(counts)]):
        out += _splits(counts[low:high], offset + low, alpha, seed)
    return out


def _step(length: int) -> int:
    return max(1, math.ceil(length / FINEST))


def _ends(length: int) -> Any:
    """Starts and ends of the stretches that are tried: they and what is left on either side are levels or empty."""
    import numpy as np

    places = sorted({*range(0, length, _step(length)), length})
    return np.array([pair for pair in combinations(places, 2) if _fits(*pair, length)])


def _fits(start: int, end: int, length: int) -> bool:
    rest = (start, length - end)
    return end - start >= SEGMENT and any(rest) and all(part == 0 or part >= SEGMENT for part in rest)


def _ratios(rows: Any, ends: Any) -> Any:
    """For each row of counts and each stretch: the Poisson log likelihood ratio of two levels against one."""
    import numpy as np

    sums = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
    inside = sums[:, ends[:, 1]] - sums[:, ends[:, 0]]
    lengths, n, total = (ends[:, 1] - ends[:, 0])[None, :], rows.shape[1], sums[:, -1:]
    return _fit(inside, lengths) + _fit(total - inside, n - lengths) - _fit(total, n)


def _moved(series: Any, start: int, end: int, *, step: int) -> tuple[int, int]:
    """The best stretch whose ends lie within a step of these."""
    import numpy as np

    near = np.array(
        [
            (low, high)
            for low in range(max(0, start - step + 1), start + step)
            for high in range(end - step + 1, min(len(series), end + step - 1) + 1)
            if _fits(low, high, len(series))
        ]
    )
    low, high = near[int(_ratios(series[None, :], near)[0].argmax())].tolist()
    return low, high


def _fit(sums: Any, lengths: Any) -> Any:
    """The part of the Poisson log likelihood at its best rate that depends on where the stretch is."""
    import numpy as np

    return np.where(sums > 0, sums * np.log(np.maximum(sums, 1e-12) / lengths), 0.0)
