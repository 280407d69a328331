"""One event report as linking compares it.

In: `Event`s, or rows of a store's table `events`. Out: `Mention`s: sets, days as whole numbers, words. Must stay true:
a mention depends on its event alone, so that linking can be done again from the store.
"""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.link.signatures import words_of
from dragoman.ontology import COUNT_NAMES
from dragoman.record import Event
from dragoman.schema import nested_row

UNKNOWN = frozenset({"XXX"})
LONG, LONGEST = 6, 4  # letters; words. Long words are the rare ones, whatever came before
STEM = 5  # letters of a trigger that inflection mostly leaves alone


@dataclass(slots=True)
class Mention:
    """A report of an event. Days are proleptic ordinals, 0 where unknown; `dated` says that words give the date;
    countries leave out XXX; `sentence` names the sentence by document and offset."""

    event_id: str
    document_id: str
    story: str
    day: int
    start: int
    language: str
    source: str
    event_type: str
    event_mode: str | None
    quad: int
    status: str
    actors: frozenset[str]
    recipients: frozenset[str]
    names: frozenset[str]
    first: int
    last: int
    dated: bool
    geonames_id: int | None
    place: str | None
    place_country: str | None
    admin1: str | None
    trigger: str
    text: str
    words: frozenset[str]
    long_words: list[str]
    counts: dict[str, tuple[int, int]]
    speaker: str | None
    sentence: tuple[str, int]
    vector: NDArray[np.float32] | None = field(default=None, repr=False)

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The one order in which reports are taken."""
        return self.day, self.document_id, self.start, self.event_id


def mention_of(event: Event, story: str | None = None) -> Mention:
    """An event -> its mention."""
    return mention_of_row(nested_row(event) | {"story_id": story or event.story_id})


def mention_of_row(row: dict[str, Any]) -> Mention:
    """A row of table `events` -> its mention."""
    date, place, trigger, sentence = row["date"], row["place"] or {}, row["trigger"], row["sentence"]
    dated = date["precision"] != "unknown" and (date["start"] or date["end"]) is not None
    first, last = day_of(date["start"] or date["end"]), day_of(date["end"] or date["start"])
    actors, recipients = (_countries(row[side] or []) for side in ("actors", "recipients"))
    parties = [*(row["actors"] or []), *(row["recipients"] or [])]
    return Mention(
        event_id=row["event_id"],
        document_id=row["document_id"],
        story=row["story_id"] or row["document_id"],
        day=day_of(row["published"]),
        start=trigger["start"],
        language=row["language"] or "und",
        source=row["source"] or "",
        event_type=row["event_type"],
        event_mode=row["event_mode"],
        quad=row["quad_class"],
        status=row["status"],
        actors=actors,
        recipients=recipients,
        names=frozenset(p["name"].lower() for p in parties if p["role"] or p["country"] == "XXX"),
        first=first,
        last=last,
        dated=dated,
        geonames_id=place.get("geonames_id"),
        place=place.get("name"),
        place_country=place.get("country"),
        admin1=place.get("admin1"),
        trigger=trigger["text"].lower()[:STEM],
        text=sentence["text"],
        words=(words := frozenset(words_of(sentence["text"]))),
        long_words=heapq.nsmallest(LONGEST, (w for w in words if len(w) >= LONG), key=lambda w: (-len(w), w)),
        counts=_counts(row["counts"] or {}),
        speaker=(row["speaker"] or {}).get("name"),
        sentence=(row["document_id"], sentence["start"]),
    )


def day_of(text: str | None) -> int:
    """An ISO day -> its proleptic ordinal, 0 where there is none."""
    if not text:
        return 0
    try:
        return dt.date.fromisoformat(text).toordinal()
    except ValueError:
        return 0


def _countries(parties: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(p["country"] for p in parties) - UNKNOWN


def _counts(counts: dict[str, Any]) -> dict[str, tuple[int, int]]:
    out = {}
    for name in COUNT_NAMES:
        if not (count := counts.get(name)):
            continue
        if count["value"] is not None:
            out[name] = (count["value"], count["value"])
        elif count["low"] is not None or count["high"] is not None:
            low, high = count["low"], count["high"]
            out[name] = (low if low is not None else high, high if high is not None else low)
    return out
