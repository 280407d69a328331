"""Which reports an epoch trains on: the corrections, repeated, and about as many sentences of the mix, drawn anew.

Must stay true: corrections and mix weigh about the same, so that a handful of corrections is learnt and the rest is not
forgotten; the time of an epoch grows with the corrections.
"""

from __future__ import annotations

import random

from dragoman.train.reports import Report, size

MOST = 20  # times that a correction comes in an epoch; docs/training-your-own.md has what 20 cost and give


def repeats(corrections: list[Report], mix: list[Report]) -> int:
    """How often each correction comes in an epoch."""
    return max(1, min(MOST, round(size(mix) / max(1, size(corrections)))))


def epoch_of(corrections: list[Report], mix: list[Report], draw: random.Random) -> list[Report]:
    """The reports of one epoch."""
    times = repeats(corrections, mix)
    wanted = times * size(corrections)
    sample: list[Report] = []
    drawn = 0
    for report in draw.sample(mix, len(mix)):
        if drawn >= wanted:
            break
        sample.append(report)
        drawn += size([report])
    return corrections * times + sample
