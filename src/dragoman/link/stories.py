"""Reports of one wire text, copied and edited by many outlets, are one story.

In: reports in the order of their days, as (id, day, signature). Out: which reports are near copies of which. Must stay
true: two reports are joined when the similarity of their texts is at least the threshold and their days lie within the
window; a story is a connected component of these pairs, so the order of arrival changes nothing; its id comes from its
earliest report and changes only when an earlier one joins. Memory holds one window of signatures; candidates come from
locality-sensitive hashing, so the cost grows with the reports, not with their pairs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.link.signatures import NUMBERS, numbers, similarity

WINDOW = 7  # days
# `python bench/stories.py`: of 2,411 copies that lost a third of their sentences and one word in 15, 93% are found at
# 0.25 (86% at 0.30, 76% at 0.35); of 567,348 pairs of unrelated reports none reaches 0.10. Not lower than 0.25, since
# reports written apart share quotes and background.
THRESHOLD = 0.25
ROWS = 2  # numbers a band: of 64 bands, at similarity 0.25 some band agrees with probability 0.98, at 0.01 with 0.006
BANDS = NUMBERS // ROWS


class Report(NamedTuple):
    """A document as story finding needs it: day is the proleptic ordinal of its publication, 0 where unknown."""

    id: str
    day: int
    signature: bytes


def near_copies(
    reports: Iterable[Report], *, window: int = WINDOW, threshold: float = THRESHOLD
) -> Iterator[tuple[str, str]]:
    """Pairs of near copies among reports that come in the order of their days; those without a day come first and are
    compared among themselves only."""
    bands: dict[tuple[int, bytes], dict[int, None]] = defaultdict(dict)
    held: dict[int, tuple[Report, NDArray[np.uint32]]] = {}
    queue: deque[int] = deque()
    for number, report in enumerate(reports):
        while queue and report.day and not 0 <= report.day - held[queue[0]][0].day <= window:
            _forget(queue.popleft(), held, bands)
        if not report.signature:
            continue
        mine = numbers(report.signature)
        seen: dict[int, None] = {}
        for key in _keys(mine):
            seen.update(bands[key])
            bands[key][number] = None
        for other in sorted(seen):
            if similarity(mine, held[other][1]) >= threshold:
                yield held[other][0].id, report.id
        held[number] = report, mine
        queue.append(number)


def _keys(signature: NDArray[np.uint32]) -> list[tuple[int, bytes]]:
    data = signature.tobytes()
    width = 4 * ROWS
    return [(band, data[band * width : (band + 1) * width]) for band in range(BANDS)]


def _forget(
    number: int,
    held: dict[int, tuple[Report, NDArray[np.uint32]]],
    bands: dict[tuple[int, bytes], dict[int, None]],
) -> None:
    _, signature = held.pop(number)
    for key in _keys(signature):
        del bands[key][number]
        if not bands[key]:
            del bands[key]


class Groups:
    """Connected components: `join` pairs, then `find` names the component of a member (its least member)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        root = item
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(item, item)) != root:  # shorten the way for the next
            self._parent[item] = root
            item = parent
        return root

    def join(self, one: str, other: str) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        self._parent[b] = a


def story_id(earliest: str) -> str:
    """16 hex digits from the id of a story's earliest report."""
    return hashlib.sha256(f"story\x1f{earliest}".encode("utf-8", "replace")).hexdigest()[:16]


def stories_of(reports: Iterable[Report], *, window: int = WINDOW, threshold: float = THRESHOLD) -> dict[str, str]:
    """All reports of a corpus in memory -> the story of each, in any order."""
    ordered = sorted(reports, key=lambda r: (r.day, r.id))
    groups = Groups()
    for one, other in near_copies(ordered, window=window, threshold=threshold):
        groups.join(one, other)
    earliest: dict[str, str] = {}
    for report in ordered:
        earliest.setdefault(groups.find(report.id), report.id)
    return {report.id: story_id(earliest[groups.find(report.id)]) for report in ordered}
