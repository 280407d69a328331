"""The flow as a whole: the same input gives the same events, every span stands in the text, nothing is cut off."""

import msgspec
import pytest

import dragoman
from dragoman import Coder, Document
from dragoman.errors import UsageError
from dragoman.ontology import STATUSES


def lines(coder, documents):
    return [msgspec.json.encode(event) for coded in coder.read_many(documents) for event in coded.events]


@pytest.mark.parametrize(("batch_size", "threads"), [(1, 2), (8, 1), (64, 2)])
def test_output_is_the_same_bytes_for_any_batch_size_and_threads(coder, examples, batch_size, threads):
    other = Coder(batch_size=batch_size, threads=threads)
    other.model, other.resolvers = coder.model, coder.resolvers
    assert lines(other, examples) == lines(coder, examples)


def spans(event):
    yield event.trigger
    yield event.sentence
    if event.cue:
        yield event.cue
    if event.place:
        yield event.place
    yield from event.actors
    yield from event.recipients
    if event.speaker:
        yield event.speaker


def test_every_span_stands_in_the_document(coded):
    events = [(c.document.text, e) for c in coded for e in c.events]
    assert len(events) > 20
    for text, event in events:
        for span in spans(event):
            assert text[span.start : span.end] == span.text
        if event.date.start_char is not None:
            assert text[event.date.start_char : event.date.end_char] == event.date.text
        assert event.sentence.start <= event.trigger.start < event.trigger.end <= event.sentence.end


def test_ids_are_stable_and_differ(coder, examples, coded):
    ids = [e.event_id for c in coded for e in c.events]
    assert len(set(ids)) == len(ids)
    assert ids == [e.event_id for c in coder.read_many(examples) for e in c.events]


def test_records_hold_what_the_contract_says(coded):
    for event in (e for c in coded for e in c.events):
        assert -10 <= event.score <= 10
        assert event.quad_class in (1, 2, 3, 4)
        assert event.status in STATUSES
        assert 0 <= event.confidence <= 1
        assert event.cameo_code
        assert all(len(a.country) in (3, 4) and a.country.isupper() for a in [*event.actors, *event.recipients])
        if event.date.start and event.date.end:
            assert event.date.start <= event.date.end


def test_a_long_document_is_coded_to_its_last_sentence(coder):
    filler = "The committee room was quiet and the coffee had gone cold by the afternoon. " * 150
    text = filler + "Ukraine accused Russia of shelling Kharkiv."
    events = coder.code(text, published="2022-05-01", language="en").to_list()
    assert any(e.sentence.text.startswith("Ukraine accused") and e.event_type == "ACCUSE" for e in events)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a", ".", "。", "\u200b", "A. B. C.", "?" * 3000])
def test_empty_and_tiny_texts_pass_through(coder, text):
    assert coder.code(text).to_list() == []


def test_a_text_without_a_publication_day_is_coded(coder):
    events = coder.code("Ukraine accused Russia of shelling Kharkiv on 3 May 2022.", language="en").to_list()
    assert events


def test_the_python_api_streams_and_makes_tables(coder, examples):
    stream = coder.code_many(examples)
    first = next(iter(stream))
    assert first.event_type
    events = dragoman.Events([e for c in coder.read_many(examples) for e in c.events])
    frame = events.to_polars()
    assert frame.height == len(events) == events.to_arrow().num_rows
    assert set(frame.columns) == set(dragoman.Event.__struct_fields__)
    flat = events.to_pandas()
    assert list(flat["event_id"]) == [e.event_id for e in events]
    assert {"actor_countries", "date_start", "place_geonames_id"} <= set(flat.columns)


def test_texts_and_dicts_are_documents_too(coder):
    stream = coder.code_many(
        ["Iran condemned Israel.", {"id": "mine", "text": "Iran condemned Israel.", "published": "2020-01-01"}]
    )
    assert {e.document_id for e in stream} <= {"text-1", "mine"}


def test_unusable_arguments_are_told():
    with pytest.raises(UsageError, match="min_confidence"):
        Coder(min_confidence=2)
    with pytest.raises(UsageError, match="batch_size"):
        Coder(batch_size=0)


def test_min_confidence_trades_recall_for_precision(coder, examples):
    strict = Coder(min_confidence=0.9, threads=1)
    strict.model, strict.resolvers = coder.model, coder.resolvers
    loose = Coder(min_confidence=0.05, threads=1)
    loose.model, loose.resolvers = coder.model, coder.resolvers
    few = [e for c in strict.read_many(examples) for e in c.events]
    many = [e for c in loose.read_many(examples) for e in c.events]
    assert len(few) < len(many)
    assert all(e.confidence >= 0.9 for e in few)


def test_a_document_is_a_dict_away():
    assert Document(id="a", text="b").to_dict()["language"] is None
