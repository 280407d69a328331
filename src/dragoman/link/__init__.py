"""Which reports are one story, and which events are one event told several times.

`link(coded)` does both for documents in memory; a store is linked by `dragoman.store.linking.link_store`, day by day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from dragoman.link.clusters import Cluster, Linker
from dragoman.link.compare import Vectors, Weights
from dragoman.link.mentions import day_of, mention_of
from dragoman.link.signatures import signature
from dragoman.link.stories import WINDOW, Report, stories_of
from dragoman.link.summary import linked_event
from dragoman.record import Coded

__all__ = ["Cluster", "Linker", "Links", "link"]


class Links(NamedTuple):
    """stories: story by document id. events: linked event by event id. linked_events: rows as the store's table."""

    stories: dict[str, str]
    events: dict[str, str]
    linked_events: list[dict[str, Any]]


def link(
    coded: Iterable[Coded], *, window: int = WINDOW, use: Weights | None = None, vectors: Vectors | None = None
) -> Links:
    """Coded documents, in any order -> their stories and linked events; `story_id` of the events is filled.

    window: days within which a near copy belongs to a story. use: other weights than the package's. vectors: see
    `dragoman.link.vectors`.
    """
    documents = list(coded)
    reports = [Report(c.document.id, day_of(c.document.published), signature(c.document.text)) for c in documents]
    stories = stories_of(reports, window=window)
    for item in documents:
        for event in item.events:
            event.story_id = stories[item.document.id]
    linker = Linker(use, vectors)
    closed: list[Cluster] = []
    for mention in sorted((mention_of(e) for c in documents for e in c.events), key=lambda m: m.order):
        closed += linker.advance(mention.day)
        linker.take(mention)
    closed += linker.close()
    events = {member.mention.event_id: cluster.id for cluster in closed for member in cluster.members}
    return Links(stories, events, [linked_event(cluster) for cluster in closed])
