"""Mentions in, linked events out: each mention joins the event that it most likely reports, or opens one.

In: mentions in their one order (day of publication, document, offset). Out: clusters. Must stay true: where a mention
goes depends only on those before it in that order, so that new days are linked without touching old ones, and a day
done again from the mentions kept gives the same; memory holds the clusters still open, and each mention is compared
with a bounded number of them.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import nlargest
from typing import NamedTuple

from dragoman.link.blocks import Key, filed_under, looked_for
from dragoman.link.compare import Vectors, Weights, score, weights
from dragoman.link.mentions import Mention
from dragoman.link.stories import Groups

MEMORY = 30  # days without a report after which an event takes no more
AHEAD = 400  # days that a planned date can keep an event open beyond its reports
READINGS = 4  # mentions of a cluster that a new one is compared with, of different stories
LATEST = 40  # clusters looked at under one key
COMPARED = 12  # clusters compared at most
SURE = 2.0  # above the threshold: how well a mention must fit a second cluster to show that both are one


class Member(NamedTuple):
    """A mention in a cluster; `score`: by which it joined, None where it opened one; `joined`: the id that the cluster
    had then, before any merge."""

    mention: Mention
    score: float | None
    joined: str


class Merge(NamedTuple):
    """On this day's reports two clusters, named by their ids until then, proved to be one."""

    day: int
    one: str
    other: str


class Cluster:
    """The mentions of one event, in order, and the merges that made it."""

    __slots__ = ("keys", "members", "merges", "number", "open_until", "readings")

    def __init__(self, number: int) -> None:
        self.number = number
        self.members: list[Member] = []
        self.merges: list[Merge] = []
        self.readings: list[Mention] = []
        self.keys: dict[Key, None] = {}
        self.open_until = 0

    @property
    def id(self) -> str:
        """16 hex digits from the first mention."""
        return cluster_id(self.members[0].mention)


def cluster_id(first: Mention) -> str:
    """16 hex digits from the first mention of a cluster."""
    return hashlib.sha256(f"event\x1f{first.event_id}".encode()).hexdigest()[:16]


class Linker:
    """`take` mentions in order; `advance` to each day before its first mention, and at last `close`."""

    def __init__(self, use: Weights | None = None, vectors: Vectors | None = None, *, memory: int = MEMORY) -> None:
        self._use = use or weights()
        self._vectors = vectors
        self._memory = memory
        self._open: dict[int, Cluster] = {}
        self._under: dict[Key, dict[int, None]] = defaultdict(dict)
        self._ends: list[tuple[int, int]] = []
        self._made = 0
        self.compared = 0

    def take(self, mention: Mention) -> None:
        """Put the mention into the cluster that it fits best, or into one of its own. A mention that fits two clusters
        well shows that they are one, where their own readings agree."""
        scored = [(self._score(mention, cluster), cluster) for cluster in self._candidates(mention)]
        fitting = sorted(
            ((likely, cluster) for likely, cluster in scored if likely >= self._use.threshold),
            key=lambda pair: (-pair[0], pair[1].number),
        )
        if not fitting:
            self._add(self._new(), Member(mention, None, cluster_id(mention)))
            return
        likely, best = fitting[0]
        self._add(best, Member(mention, likely, best.id))
        for other_likely, other in fitting[1:]:
            if other_likely >= self._use.threshold + SURE and self._agree(best, other):
                best = self._merge(best, other, mention.day)

    def restore(self, members: Iterable[Member], merges: Iterable[Merge]) -> None:
        """Clusters as they were: their members in the one order of mentions, and the merges up to then."""
        groups = Groups()
        known = list(merges)
        for merge in known:
            groups.join(merge.one, merge.other)
        named: dict[str, Cluster] = {}
        for member in members:
            name = groups.find(member.joined)
            if name not in named:
                named[name] = self._new()
            self._add(named[name], member)
        for merge in known:
            if cluster := named.get(groups.find(merge.one)):
                cluster.merges.append(merge)

    def _new(self) -> Cluster:
        self._made += 1
        return Cluster(self._made)

    def _agree(self, one: Cluster, other: Cluster) -> bool:
        """Whether the readings of two clusters, each with each, are on average of one event."""
        total = sum(self._score(mention, other) for mention in one.readings)
        return total / len(one.readings) >= self._use.threshold

    def _merge(self, one: Cluster, other: Cluster, day: int) -> Cluster:
        """The cluster that the members of both make, taken in their order."""
        first, second = sorted((one, other), key=lambda cluster: cluster.members[0].mention.order)
        members = sorted([*first.members, *second.members], key=lambda member: member.mention.order)
        merged = Cluster(first.number)
        merged.merges = sorted([*first.merges, *second.merges, Merge(day, first.id, second.id)])
        for cluster in (first, second):
            self._forget(cluster)
        for member in members:
            self._add(merged, member)
        return merged

    def _forget(self, cluster: Cluster) -> None:
        del self._open[cluster.number]
        for key in cluster.keys:
            del self._under[key][cluster.number]
            if not self._under[key]:
                del self._under[key]

    def advance(self, day: int) -> Iterator[Cluster]:
        """Close the clusters that take nothing more on this day or after."""
        while self._ends and self._ends[0][0] < day:
            until, number = heapq.heappop(self._ends)
            cluster = self._open.get(number)
            if cluster is None or cluster.open_until != until:  # it was prolonged, and stands in the heap again
                continue
            self._forget(cluster)
            yield cluster

    def close(self) -> Iterator[Cluster]:
        """All clusters still open."""
        yield from self._open.values()
        self._open = {}

    def _candidates(self, mention: Mention) -> list[Cluster]:
        says: dict[int, int] = defaultdict(int)
        for key, weight in looked_for(mention).items():
            if filed := self._under.get(key):
                for number in filed if len(filed) <= LATEST else nlargest(LATEST, filed):
                    says[number] += weight
        first = sorted(says, key=lambda number: (-says[number], -number))[:COMPARED]
        return [self._open[number] for number in sorted(first)]

    def _score(self, mention: Mention, cluster: Cluster) -> float:
        """The mean over the cluster's readings, so that one wrong reading neither opens nor closes the door."""
        self.compared += len(cluster.readings)
        return sum(score(mention, m, self._use, self._vectors) for m in cluster.readings) / len(cluster.readings)

    def _add(self, cluster: Cluster, member: Member) -> None:
        mention = member.mention
        cluster.members.append(member)
        for key in filed_under(mention):
            cluster.keys[key] = None
            self._under[key][cluster.number] = None
        if len(cluster.readings) < READINGS and all(mention.story != m.story for m in cluster.readings):
            cluster.readings.append(mention)
        else:  # nobody will compare with it: what only comparing needs can go
            mention.text, mention.words, mention.vector = "", frozenset(), None
        ahead = min(mention.last, mention.day + AHEAD) if mention.day else mention.last
        until = max(mention.day, ahead) + self._memory
        if until > cluster.open_until:
            cluster.open_until = until
            heapq.heappush(self._ends, (until, cluster.number))
        self._open[cluster.number] = cluster
