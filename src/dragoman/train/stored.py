"""Documents of a store in which somebody corrected events -> reports to train on.

In: a DuckDB file. Out: reports in the corpus' format, one a document that holds corrections, with all its events as
they now stand: those that nobody corrected count as right. Must stay true: what the corpus' format can't say of an
event (a time or place outside its sentence) is left out, and nothing is made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.record import Actor, Document, Event, Sentence
from dragoman.segment import split_sentences
from dragoman.store.corrections import corrected_documents
from dragoman.train.reports import Report


def corrected_reports(path: Path) -> list[Report]:
    """The reports. Raises UsageError where there are no corrections, or no text to train on."""
    documents = corrected_documents(path)
    if not documents:
        raise UsageError(f"{path}: holds no corrections; make them with `dragoman correct {path} EVENT_ID FIELD=VALUE`")
    for document, _ in documents:
        if not document.text:
            raise UsageError(f"{path}: the text of {document.id} is not in it (--no-text), and training needs the text")
    return [_report(document, events) for document, events in documents]


def _report(document: Document, events: list[Event]) -> Report:
    sentences = split_sentences(document.text, document.language or "und")
    return {
        "id": document.id,
        "language": document.language or "und",
        "published": document.published,
        "sentences": [
            {"text": s.text, "events": [_event(e, s) for e in events if s.start <= e.trigger.start < s.end]}
            for s in sentences
        ],
    }


def _event(event: Event, sentence: Sentence) -> dict[str, Any]:
    """An event as the corpus has it: words instead of places in the text."""
    date, place = event.date, event.place
    timed = date.text and date.start_char is not None and sentence.start <= date.start_char < sentence.end
    placed = place and sentence.start <= place.start < sentence.end
    return {
        "type": event.event_type,
        "mode": event.event_mode or "",
        "status": event.status,
        "trigger": event.trigger.text,
        "trigger_at": event.trigger.start - sentence.start,
        "actors": _parties(event.actors),
        "recipients": _parties(event.recipients),
        "time": date.text if timed else "",
        "place": place.text if place and placed else "",
        "speaker": event.speaker.text if event.speaker else "",
        "contexts": event.contexts,
        "counts": {name: count.text for name, count in event.counts.items()},
    }


def _parties(parties: list[Actor]) -> list[dict[str, str]]:
    return [{"text": party.text, "country": party.country, "sector": party.sector} for party in parties]
