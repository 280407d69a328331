"""Made events for the tests of analyses and charts."""

import itertools

import msgspec
import pytest

from dragoman.analyse import open_events
from dragoman.ontology import quad_class, score
from dragoman.record import Actor, Date, Event, Span


def party(code):
    """ "IDN" or "IGO:ASEAN"."""
    country, _, name = code.partition(":")
    return Actor(text=name or country, start=0, end=3, name=name or country, country=country, sector="GOV")


def event(number, actors="RUS", recipients="UKR", day="2022-03-01", **fields):
    kind, mode = fields.pop("kind", "ACCUSE"), fields.pop("mode", None)
    document = fields.pop("document_id", f"d{number}")
    end = fields.pop("end", day)
    base = dict(
        event_id=f"e{number:04d}", document_id=document, story_id=None, event_type=kind, event_mode=mode, contexts=[],
        status="occurred", actors=[party(c) for c in actors.split()], recipients=[party(c) for c in recipients.split()],
        speaker=None, cue=None, date=Date(start=day, end=end, precision="day"), place=None,
        trigger=Span(text="accused", start=0, end=7), sentence=Span(text=f"Sentence {number}.", start=0, end=11),
        score=score(kind, mode), quad_class=quad_class(kind), goldstein=None, cameo_code=None, counts={},
        confidence=0.8, language="en", source="Wire", published="2022-03-02", url=None, model_version="m",
        codebook_version="c",
    )  # fmt: skip
    return Event(**(base | fields))


@pytest.fixture
def opened(tmp_path):
    """A function that opens made events."""
    numbers = itertools.count()

    def write(events, **options):
        path = tmp_path / f"events{next(numbers)}.jsonl"
        path.write_bytes(b"".join(msgspec.json.encode(e) + b"\n" for e in events))
        return open_events(path, **options)

    return write


def pairs(frame):
    return {(a, d, r): n for a, d, r, n in frame.select("actor", "direction", "recipient", "events").rows()}
