"""All that is resolved in one document: who, where, when and who says so, for the extractor's spans.

In: a document, its sentences and quotes. Out: actors, places, dates for each frame. Names, places and dates are found
once a document; a document without a publication day takes the one that its text gives away.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec

from dragoman.record import Actor, Argument, Date, Document, Frame, Place, Quote, Sentence
from dragoman.resolve.when import find_dates, infer_published
from dragoman.resolve.when_offsets import Offset, find_offsets
from dragoman.resolve.where import PlaceResolver, find_places
from dragoman.resolve.who import ActorResolver, DocumentActors, find_actors


class Resolvers:
    """The knowledge base, loaded when first asked for and shared by all documents."""

    @cached_property
    def who(self) -> ActorResolver:
        return ActorResolver()

    @cached_property
    def where(self) -> PlaceResolver:
        return PlaceResolver()


class DocumentResolver:
    """One document's view of the knowledge base. `quotes` have their speakers resolved."""

    def __init__(
        self, shared: Resolvers, document: Document, sentences: Sequence[Sentence], quotes: Sequence[Quote]
    ) -> None:
        self.document = document
        self.sentences = sentences
        self._shared = shared
        self._language = document.language or "und"
        self._raw_quotes = quotes

    @cached_property
    def published(self) -> str | None:
        """The publication day: the input's, else the one that the text gives away."""
        return self.document.published or infer_published(self.document.text, self._language)[0]

    @cached_property
    def dates(self) -> list[Date]:
        return find_dates(self.document.text, self._language, published=self.published)

    @cached_property
    def offsets(self) -> list[Offset]:
        """Expressions that count from another act ("eight days after")."""
        return find_offsets(self.document.text, self._language)

    @cached_property
    def _actors(self) -> DocumentActors:
        return self._shared.who.for_document(self.document.text, self.sentences, self._language, self.published)

    @cached_property
    def quotes(self) -> list[Quote]:
        return [self._with_speaker(quote) for quote in self._raw_quotes]

    def _with_speaker(self, quote: Quote) -> Quote:
        said = quote.speaker
        if said is None:
            return quote
        found = self._resolve(
            Argument(text=said.text, start=said.start, end=said.end), self._sentence_at(said.start), self.published
        )
        return msgspec.structs.replace(quote, speaker=found[0] if found else said)

    def _sentence_at(self, offset: int) -> int:
        for sentence in self.sentences:
            if sentence.start <= offset < sentence.end:
                return sentence.index
        return 0

    def _resolve(self, span: Argument, sentence: int, day: str | None) -> list[Actor]:
        return self._actors.resolve(span, sentence=sentence, sector_hint=span.sector, date=day)

    def day_of(self, frame: Frame) -> str | None:
        """The day as of which offices are read: the frame's own date where it has one, else publication."""
        if frame.time is not None:
            for date in self.dates:
                if (
                    date.start_char is not None
                    and date.start_char < frame.time.end
                    and frame.time.start < (date.end_char or 0)
                ):
                    return date.start or date.end or self.published
        return self.published

    def people(self, frame: Frame, spans: Sequence[Argument], day: str | None) -> list[Actor]:
        """The parties that a frame's spans name, in order."""
        return [actor for span in spans for actor in self._resolve(span, frame.sentence, day)]

    def speaker(self, frame: Frame) -> Actor | None:
        """The speaker that the extractor points to."""
        if frame.speaker is None:
            return None
        span = Argument(text=frame.speaker.text, start=frame.speaker.start, end=frame.speaker.end)
        found = self._resolve(span, frame.sentence, self.day_of(frame))
        return found[0] if found else None

    def place(self, frame: Frame) -> Place | None:
        """The place of the frame's own place words; no other place of the text is guessed."""
        if frame.place is None:
            return None
        return self._shared.where.resolve(frame.place, self._actors)

    def all_places(self) -> list[Place]:
        """Every place that the text names, in order."""
        return find_places(self.document.text, self._language, published=self.published)

    def all_actors(self) -> list[Actor]:
        """Every actor that the text names, in order."""
        return find_actors(self.document.text, self._language, published=self.published)
