"""The record: what each stage of the flow hands to the next, and the event record that users get.

These classes are the single definition; the JSON Schema, the Arrow schema and the DuckDB tables derive from them.
All offsets are characters (code points) into `Document.text`, half-open: `text[start:end]` is the span.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec


class Record(msgspec.Struct, kw_only=True):
    """Base of all records: keyword arguments only, plain data."""

    def to_dict(self) -> dict[str, Any]:
        """This record as builtins, ready for json.dumps."""
        return dict(msgspec.to_builtins(self))


class Span(Record):
    """A stretch of the document's own words."""

    text: str
    start: int
    end: int


class Document(Record):
    """One report as read: `published` is an ISO day or None, `language` an ISO 639-1 code or None until segmented."""

    id: str
    text: str
    title: str | None = None
    language: str | None = None
    published: str | None = None
    source: str | None = None
    url: str | None = None


class Sentence(Span):
    """One sentence; `index` counts from 0 in the document, `paragraph` counts line-separated blocks from 0."""

    index: int
    paragraph: int


class Actor(Record):
    """Somebody who acts, is acted on, or speaks.

    text, start, end: the words that name it (of an antecedent where the sentence has only a pronoun).
    name: canonical name; country: ISO 3166-1 alpha-3 or UNO EUR NATO IGO NGO MNC IMG ISM WST XXX; sector: codebook
    sector (GOV MIL ...); role: office or role words, or None; why: the table row or rule that decided, for `--why`.
    """

    text: str
    start: int
    end: int
    name: str
    country: str = "XXX"
    sector: str = "UNK"
    role: str | None = None
    wikidata_id: str | None = None
    why: str | None = None


class Date(Record):
    """When: ISO days, both inclusive, None where unbounded or unknown.

    precision: day week month season year range unknown. text, start_char, end_char: the expression, None where the
    date follows from the publication date alone. why: the rule that decided.
    """

    start: str | None
    end: str | None
    precision: str
    text: str | None = None
    start_char: int | None = None
    end_char: int | None = None
    why: str | None = None


class Place(Record):
    """Where: GeoNames id and coordinates in degrees (WGS 84); country is the alpha-3 code; admin1 a name."""

    name: str
    text: str
    start: int
    end: int
    geonames_id: int | None = None
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    why: str | None = None


class Count(Record):
    """People counted by an event: a value, or a range with low and/or high (both inclusive), and the words."""

    text: str
    value: int | None = None
    low: int | None = None
    high: int | None = None


class Quote(Record):
    """Words that somebody is quoted or reported as saying. `cue` is the verb or phrase of saying."""

    document_id: str
    text: str
    start: int
    end: int
    direct: bool
    sentence: Span
    speaker: Actor | None = None
    cue: Span | None = None


class Argument(Span):
    """A span that the extractor points to from a trigger; `sector` only for actors and recipients."""

    sector: str | None = None


class Frame(Record):
    """What the extractor finds at one trigger, before names, places and dates are resolved.

    `confidence` is the calibrated probability of the whole frame; `spoken` is the speaker's span; `counts` maps
    killed, injured, arrested, participants to spans.
    """

    sentence: int
    trigger: Span
    event_type: str
    event_mode: str | None
    status: str
    contexts: list[str]
    actors: list[Argument]
    recipients: list[Argument]
    confidence: float
    time: Span | None = None
    place: Span | None = None
    speaker: Span | None = None
    counts: dict[str, Span] = {}


class Event(Record):
    """One coded event with its evidence: the line that `dragoman code --format jsonl` prints."""

    event_id: str
    document_id: str
    story_id: str | None
    event_type: str
    event_mode: str | None
    contexts: list[str]
    status: str
    actors: list[Actor]
    recipients: list[Actor]
    speaker: Actor | None
    cue: Span | None
    date: Date
    place: Place | None
    trigger: Span
    sentence: Span
    score: float
    quad_class: int
    goldstein: float | None
    cameo_code: str | None
    counts: dict[str, Count]
    confidence: float
    language: str | None
    source: str | None
    published: str | None
    url: str | None
    model_version: str
    codebook_version: str


class Coded(Record):
    """One document as coded: what was read, its sentences, its quotes and its events in the order of the text."""

    document: Document
    sentences: list[Sentence]
    quotes: list[Quote]
    events: list[Event]


def is_day(text: str) -> bool:
    """Whether this is an ISO day as records have them, YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
