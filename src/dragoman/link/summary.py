"""A cluster of mentions -> one linked event: what most stories say, how it came about, and where they disagree.

In: a `Cluster`. Out: a row of table `linked_events`. Must stay true: copies of one text count once (stories, not
reports); what sources disagree on is kept beside what most of them say, with the reports that say it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from dragoman.link.clusters import Cluster
from dragoman.link.mentions import Mention
from dragoman.ontology import COUNT_NAMES

T = TypeVar("T", bound=Hashable)
HAPPENED = {"occurred", "alleged", "denied"}


def linked_event(cluster: Cluster) -> dict[str, Any]:
    """The row of one linked event."""
    mentions = [member.mention for member in cluster.members]
    days = [m.day for m in mentions if m.day]
    first, last = (
        most(mentions, lambda m: (m.first, m.last) if m.dated else None)
        or most(mentions, lambda m: (m.first, m.last) if m.first else None)
        or (0, 0)
    )
    place = most(mentions, lambda m: (m.place, m.geonames_id) if m.place else None) or (None, None)
    return {
        "linked_event_id": cluster.id,
        "event_type": most(mentions, lambda m: m.event_type),
        "event_mode": most(mentions, lambda m: m.event_mode),
        "status": status(mentions),
        "status_history": history(mentions),
        "actor_countries": sorted(most(mentions, lambda m: m.actors or None) or ()),
        "recipient_countries": sorted(most(mentions, lambda m: m.recipients or None) or ()),
        "date_start": iso(first),
        "date_end": iso(last),
        "place_name": place[0],
        "place_geonames_id": place[1],
        "first_seen": iso(min(days, default=0)),
        "last_seen": iso(max(days, default=0)),
        "reports": len(mentions),
        "stories": len({m.story for m in mentions}),
        "sources": len({m.source for m in mentions if m.source}),
        "conflicts": conflicts(mentions),
        "open_until": cluster.open_until,
        "merges": [merge._asdict() for merge in cluster.merges],
    }


def most(mentions: Sequence[Mention], value: Callable[[Mention], T | None]) -> T | None:
    """The value that most stories give; of equals the one given first; None where none gives any."""
    stories: dict[T, set[str]] = {}
    for mention in mentions:
        if (given := value(mention)) is not None:
            stories.setdefault(given, set()).add(mention.story)
    return max(stories, key=lambda given: len(stories[given])) if stories else None


def status(mentions: Sequence[Mention]) -> str:
    """How it stands: once anybody tells that it happened, plans no longer count; then what most stories say."""
    told = [m for m in mentions if m.status in HAPPENED] or mentions
    return most(told, lambda m: m.status) or ""


def history(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    """Each change of status in the order of the reports: planned first, occurred later."""
    out: list[dict[str, Any]] = []
    for mention in mentions:
        if not out or out[-1]["status"] != mention.status:
            out.append({"status": mention.status, "seen": iso(mention.day), "event_id": mention.event_id})
    return out


def conflicts(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    """Fields on which reports disagree, with every value and the reports that give it."""
    fields: dict[str, Callable[[Mention], str | None]] = {
        "event_type": lambda m: m.event_type,
        "actor_countries": lambda m: " ".join(sorted(m.actors)) or None,
        "recipient_countries": lambda m: " ".join(sorted(m.recipients)) or None,
        "date": lambda m: _interval(m) if m.dated else None,
        "place": lambda m: m.place,
    }
    for name in COUNT_NAMES:
        fields[name] = lambda m, name=name: _count(m, name)  # type: ignore[misc]
    out = []
    for field, value in fields.items():
        given = _given(mentions, value)
        if len(given) > 1:
            out += [{"field": field, "value": v, "event_ids": ids} for v, ids in given.items()]
    if any(m.status == "denied" for m in mentions) and any(m.status in ("occurred", "alleged") for m in mentions):
        told = _given([m for m in mentions if m.status in HAPPENED], _claim)
        out += [{"field": "status", "value": v, "event_ids": ids} for v, ids in told.items()]
    return out


def _given(mentions: Sequence[Mention], value: Callable[[Mention], str | None]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        if (given := value(mention)) is not None:
            out[given].append(mention.event_id)
    return out


def _claim(m: Mention) -> str:
    """ "denied by Russia", "occurred"."""
    return f"{m.status} by {m.speaker}" if m.speaker else m.status


def _count(m: Mention, name: str) -> str | None:
    if name not in m.counts:
        return None
    low, high = m.counts[name]
    return str(low) if low == high else f"{low}-{high}"


def _interval(m: Mention) -> str:
    return f"{iso(m.first)}" if m.first == m.last else f"{iso(m.first)}..{iso(m.last)}"


def iso(day: int) -> str | None:
    """A proleptic ordinal -> its ISO day, None for 0."""
    return dt.date.fromordinal(day).isoformat() if day else None
