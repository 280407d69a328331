"""Places, dates, quotes and actors of a text, each on its own, by the very code that the pipeline runs.

In: a text or document. Out: one flat dict a mention: document_id, kind, start, end, text, and what it resolves to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from dragoman.errors import UsageError
from dragoman.pipeline import segmented
from dragoman.record import Actor, Document
from dragoman.resolve.document import DocumentResolver, Resolvers
from dragoman.segment import find_quotes, split_sentences

KINDS = ("places", "dates", "quotes", "actors")


@cache
def _resolvers() -> Resolvers:
    return Resolvers()


def find(
    kind: str, text: str | Document, *, published: str | None = None, language: str | None = None
) -> list[dict[str, Any]]:
    """Every mention of a kind in a text, part of an event or not, in the order of the text.

    kind: places, dates, quotes or actors. Raises UsageError for another kind. Each mention has
    document_id, kind, start, end, text and: places name, geonames_id, country, admin1, latitude, longitude; dates
    {start, end} and precision; quotes speaker, cue, direct; actors name, country, sector, role; and `why`.
    """
    if kind not in KINDS:
        raise UsageError(f"find {kind!r}: choose one of {', '.join(KINDS)}")
    document = (
        text if isinstance(text, Document) else Document(id="text", text=text, published=published, language=language)
    )
    document = segmented(document)
    sentences = split_sentences(document.text, document.language or "und")
    quotes = find_quotes(document.id, document.text, sentences, document.language or "und") if kind == "quotes" else []
    resolver = DocumentResolver(_resolvers(), document, sentences, quotes)
    return list(_FINDERS[kind](resolver))


def _mention(resolver: DocumentResolver, kind: str, start: int, end: int, **fields: Any) -> dict[str, Any]:
    return {
        "document_id": resolver.document.id,
        "kind": kind,
        "start": start,
        "end": end,
        "text": resolver.document.text[start:end],
        **fields,
    }


def _dates(resolver: DocumentResolver) -> Iterator[dict[str, Any]]:
    for date in resolver.dates:
        assert date.start_char is not None and date.end_char is not None
        yield _mention(
            resolver,
            "date",
            date.start_char,
            date.end_char,
            date={"start": date.start, "end": date.end},
            precision=date.precision,
            why=date.why,
        )


def _places(resolver: DocumentResolver) -> Iterator[dict[str, Any]]:
    for place in resolver.all_places():
        yield _mention(
            resolver,
            "place",
            place.start,
            place.end,
            name=place.name,
            geonames_id=place.geonames_id,
            country=place.country,
            admin1=place.admin1,
            latitude=place.latitude,
            longitude=place.longitude,
            why=place.why,
        )


def _quotes(resolver: DocumentResolver) -> Iterator[dict[str, Any]]:
    for quote in resolver.quotes:
        yield _mention(
            resolver,
            "quote",
            quote.start,
            quote.end,
            direct=quote.direct,
            speaker=_person(quote.speaker) if quote.speaker else None,
            cue={"text": quote.cue.text, "start": quote.cue.start, "end": quote.cue.end} if quote.cue else None,
            why=quote.speaker.why if quote.speaker else None,
        )


def _person(actor: Actor) -> dict[str, Any]:
    return {
        "text": actor.text,
        "start": actor.start,
        "end": actor.end,
        "name": actor.name,
        "country": actor.country,
        "sector": actor.sector,
        "role": actor.role,
    }


def _actors(resolver: DocumentResolver) -> Iterator[dict[str, Any]]:
    for actor in resolver.all_actors():
        yield _mention(
            resolver,
            "actor",
            actor.start,
            actor.end,
            name=actor.name,
            country=actor.country,
            sector=actor.sector,
            role=actor.role,
            why=actor.why,
        )


_FINDERS = {"places": _places, "dates": _dates, "quotes": _quotes, "actors": _actors}
