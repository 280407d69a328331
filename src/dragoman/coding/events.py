"""Frames with resolved actors, dates and places -> event records by the codebook.

In: one document as `Resolved` (resolve stage). Out: `Event`s in the order of their triggers. Must stay true: the same
document gives the same ids, and no event has the same trigger and type twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dragoman import ontology
from dragoman.coding.counts import read_count
from dragoman.record import Actor, Count, Date, Document, Event, Frame, Place, Quote, Sentence, Span


def event_id(document_id: str, frame: Frame) -> str:
    """16 hex digits from the document's id, the trigger's place and words, and the type."""
    key = f"{document_id}\x1f{frame.trigger.start}\x1f{frame.trigger.text}\x1f{frame.event_type}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def event_of(
    document: Document,
    sentence: Sentence,
    frame: Frame,
    actors: list[Actor],
    recipients: list[Actor],
    speaker: Actor | None,
    cue: Span | None,
    date: Date,
    place: Place | None,
    model_version: str,
) -> Event:
    """One frame and what was resolved of it -> one record."""
    language = document.language or "und"
    code = ontology.cameo_code(frame.event_type, frame.event_mode)
    return Event(
        event_id=event_id(document.id, frame),
        document_id=document.id,
        story_id=None,
        event_type=frame.event_type,
        event_mode=frame.event_mode,
        contexts=frame.contexts,
        status=frame.status,
        actors=actors,
        recipients=recipients,
        speaker=speaker,
        cue=cue,
        date=date,
        place=place,
        trigger=frame.trigger,
        sentence=Span(text=sentence.text, start=sentence.start, end=sentence.end),
        score=ontology.score(frame.event_type, frame.event_mode),
        quad_class=ontology.quad_class(frame.event_type),
        goldstein=ontology.goldstein(code),
        cameo_code=code,
        counts=counts_of(frame, language),
        confidence=round(frame.confidence, 4),
        language=document.language,
        source=document.source,
        published=document.published,
        url=document.url,
        model_version=model_version,
        codebook_version=ontology.CODEBOOK_VERSION,
    )


def counts_of(frame: Frame, language: str) -> dict[str, Count]:
    """The counts whose words hold a number."""
    out = {}
    for name, span in frame.counts.items():
        if count := read_count(span.text, language):
            out[name] = count
    return out


def two_sides(frame: Frame, actors: list[Actor], recipients: list[Actor]) -> tuple[list[Actor], list[Actor]]:
    """Nobody stands on both sides with the same words; a party named twice on one side counts once."""
    actors, recipients = _once(actors), _once(recipients)
    taken = {(a.start, a.end) for a in actors}
    return actors, [r for r in recipients if (r.start, r.end) not in taken]


def _once(people: Sequence[Actor]) -> list[Actor]:
    seen, out = set(), []
    for person in people:
        key = (person.name, person.country, person.sector)
        if key not in seen:
            seen.add(key)
            out.append(person)
    return out


def speaker_of(frame: Frame, resolved: Actor | None, quotes: Sequence[Quote]) -> tuple[Actor | None, Span | None]:
    """Who says so, with the cue: the extractor's speaker, else the speaker of the quote that holds the trigger."""
    inside = next((q for q in quotes if q.start <= frame.trigger.start and frame.trigger.end <= q.end), None)
    cue = inside.cue if inside else None
    if resolved is not None:
        near = next((q for q in quotes if q.speaker and q.speaker.start == resolved.start), None)
        return resolved, cue or (near.cue if near else None)
    if inside is not None and inside.speaker is not None:
        return inside.speaker, cue
    return None, None
