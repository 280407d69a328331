"""How well items were grouped: precision, recall and F1 over all pairs of items, for stories and for linked events.

In: the group of each item, in truth and as found. Out: a `Rate`. A pair is right when both put it in one group. The
cost grows with the items, not with their pairs. Items that only one side knows are left out, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from dragoman.evaluate.score import Rate


class Grouping(NamedTuple):
    """rate: over pairs. items: compared. unknown: found items without truth. missing: true items not found."""

    rate: Rate
    items: int
    unknown: int
    missing: int


def score_groups(truth: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Grouping:
    """Pairwise precision, recall and F1; with no pair to find, recall is 1, and with none found, precision is 1."""
    both = truth.keys() & found.keys()
    right = _pairs((truth[item], found[item]) for item in both)
    true, made = _pairs(truth[item] for item in both), _pairs(found[item] for item in both)
    precision, recall = right / made if made else 1.0, right / true if true else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Grouping(Rate(precision, recall, f1), len(both), len(found) - len(both), len(truth) - len(both))


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(groups).values())
