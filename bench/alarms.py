"""False alarms and hits of the surge and change-point rules on made series, beside ruptures' usual settings.

    pip install ruptures && python bench/alarms.py

Series of 36 months: steady Poisson counts (mean 0.3, 1, 5), steady counts that vary three times as much (negative
binomial), the same with the level tripled from the middle on, and with one or two months of mean + 6 deviations.
Prints the share of series with any alarm, and of those with the true ones found (a change within two months).
"""

from __future__ import annotations

import numpy as np

from dragoman.analyse.alarms import change_points, surges

LENGTH, SERIES, SEED = 36, 200, 1
KINDS = {"Poisson": 1.0, "overdispersed": 3.0}
MEANS = (0.3, 1.0, 5.0)


def draw(rng: np.random.Generator, mean: np.ndarray, spread: float) -> list[int]:
    """Counts of these means; variance is spread times the mean."""
    if spread == 1:
        return rng.poisson(mean).tolist()
    size = mean / (spread - 1)
    return rng.poisson(rng.gamma(size, mean / size)).tolist()


def z_scores(counts: list[int]) -> list[int]:
    """The common rule: 3.5 robust standard deviations above the median of the 12 before."""
    out = []
    for at in range(6, len(counts)):
        before = np.array(counts[max(0, at - 12) : at])
        middle = np.median(before)
        spread = 1.4826 * np.median(np.abs(before - middle)) or 1.0
        if (counts[at] - middle) / spread > 3.5:
            out.append(at)
    return out


def pelt(counts: list[int], model: str) -> list[int]:
    """ruptures' PELT with the penalty its documentation gives: log n times the variance (l2), log n (rbf)."""
    import ruptures

    signal = np.array(counts, dtype=float)
    weight = np.log(len(signal)) * (max(signal.var(), 1e-9) if model == "l2" else 1.0)
    return ruptures.Pelt(model=model, min_size=4, jump=1).fit(signal).predict(pen=weight)[:-1]


RULES = {
    "surges": lambda counts: [one.at for one in surges(counts)],
    "robust z > 3.5": z_scores,
    "change_points": lambda counts: [one.at for one in change_points(counts)],
    "ruptures Pelt l2": lambda counts: pelt(counts, "l2"),
    "ruptures Pelt rbf": lambda counts: pelt(counts, "rbf"),
}


def main() -> None:
    """Print the table."""
    half, when = LENGTH // 2, LENGTH - 6
    print(f"{'rule':18} {'counts':14} {'mean':>5} {'steady':>8} {'tripled':>8} {'one month':>10} {'two months':>10}")
    for name, rule in RULES.items():
        for kind, spread in KINDS.items():
            for mean in MEANS:
                rng = np.random.default_rng(SEED)
                steady = np.full(LENGTH, mean)
                tripled = np.where(np.arange(LENGTH) < half, mean, 3 * mean)
                alarms = sum(bool(rule(draw(rng, steady, spread))) for _ in range(SERIES)) / SERIES
                found = sum(any(abs(at - half) <= 2 for at in rule(draw(rng, tripled, spread))) for _ in range(SERIES))
                peaks = pairs = 0
                for _ in range(SERIES):
                    counts = draw(rng, steady, spread)
                    counts[when] += round(mean + 6 * np.sqrt(mean * spread))
                    peaks += when in rule(counts)
                    counts[when - 7] += round(mean + 6 * np.sqrt(mean * spread))
                    pairs += {when, when - 7} <= set(rule(counts))
                print(
                    f"{name:18} {kind:14} {mean:5} {alarms:8.3f} {found / SERIES:8.3f} {peaks / SERIES:10.3f} "
                    f"{pairs / SERIES:10.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
