"""The whole flow for a stream of documents: segment, extract, resolve, code.

In: `Document`s or plain texts. Out: `Coded` documents, in order, each with its sentences, quotes and events. Must stay
true: the same documents give the same events, whatever the batch size and the number of threads; a document is never
held longer than its batch and the next.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from itertools import islice
from typing import Any

import msgspec

from dragoman.coding.event_dates import event_dates
from dragoman.coding.events import event_of, speaker_of, two_sides
from dragoman.errors import UsageError
from dragoman.extract.frames import frames_of, windows_of
from dragoman.extract.model import Model
from dragoman.record import Actor, Coded, Document, Event, Frame, Sentence
from dragoman.resolve.document import DocumentResolver, Resolvers
from dragoman.segment import find_quotes, identify_language, split_sentences
from dragoman.tables import Events


class Coder:
    """The pipeline as an object: build it once, code as much as you like.

    model: a model file, or None for the one in the package. threads: windows read side by side (default: the cores of
    this machine). batch_size: documents under way at once; neither changes any result. min_confidence: leave out
    events below it, between 0 and 1 (default: the model's own threshold, the best F1 on held-out reports).
    """

    def __init__(
        self,
        model: str | os.PathLike[str] | None = None,
        *,
        threads: int | None = None,
        batch_size: int = 16,
        min_confidence: float | None = None,
    ) -> None:
        if batch_size < 1 or (threads is not None and threads < 1):
            raise UsageError("threads and batch_size are whole numbers of 1 and more")
        if min_confidence is not None and not 0 <= min_confidence <= 1:
            raise UsageError(f"min_confidence is between 0 and 1, not {min_confidence}")
        self._model_path = model
        self.threads = threads or os.cpu_count() or 1
        self.batch_size = batch_size
        self.min_confidence = min_confidence

    @cached_property
    def model(self) -> Model:
        return Model(self._model_path)

    @cached_property
    def resolvers(self) -> Resolvers:
        return Resolvers()

    def code(self, text: str | Document, *, published: str | None = None, **fields: Any) -> Events:
        """One text -> its events. `published` is an ISO day; other fields are those of `Document`."""
        document = (
            text
            if isinstance(text, Document)
            else Document(id=fields.pop("id", "text"), text=text, published=published, **fields)
        )
        return Events(self.read_many([document]).__next__().events)

    def code_many(self, documents: Iterable[Document | str | dict[str, Any]]) -> Events:
        """Many documents -> a stream of events: iterate over it, or take it whole with `.to_polars()` and its like."""
        return Events(
            event for coded in self.read_many(map(as_document, documents, _numbers())) for event in coded.events
        )

    def read_many(self, documents: Iterable[Document]) -> Iterator[Coded]:
        """Documents -> coded documents, in order. Reads ahead by one batch at most."""
        stream = iter(documents)
        with ThreadPoolExecutor(self.threads, thread_name_prefix="dragoman") as pool:
            pending: deque[_Pending] = deque()
            while True:
                batch = list(islice(stream, self.batch_size))
                pending.extend(self._start(document, pool) for document in batch)
                keep = self.batch_size if batch else 0
                while len(pending) > keep:
                    yield self._finish(pending.popleft())
                if not batch:
                    return

    def _start(self, document: Document, pool: ThreadPoolExecutor) -> _Pending:
        """Segment a document and send its windows to the encoder."""
        document = segmented(document)
        sentences = split_sentences(document.text, document.language or "und")
        windows = windows_of(sentences, self.model) if sentences else []
        work = [pool.submit(frames_of, document.text, window, self.model, self._threshold) for window in windows]
        return _Pending(document, sentences, work)

    @property
    def _threshold(self) -> float | None:
        return None if self.min_confidence is None else self.model.raw_threshold(self.min_confidence)

    def _finish(self, pending: _Pending) -> Coded:
        """Resolve and code what the encoder found."""
        document, sentences = pending.document, pending.sentences
        frames = sorted(
            (f for part in pending.work for f in part.result()), key=lambda f: (f.trigger.start, f.event_type)
        )
        quotes = find_quotes(document.id, document.text, sentences, document.language or "und")
        resolver = DocumentResolver(self.resolvers, document, sentences, quotes)
        events = code_frames(frames, resolver, self.model.version)
        return Coded(document=document, sentences=sentences, quotes=resolver.quotes, events=events)


class _Pending:
    """A document whose windows are with the encoder."""

    def __init__(self, document: Document, sentences: list[Sentence], work: list[Future[list[Frame]]]) -> None:
        self.document = document
        self.sentences = sentences
        self.work = work


def code_frames(frames: Sequence[Frame], resolver: DocumentResolver, model_version: str) -> list[Event]:
    """The frames of one document -> its events."""
    sides: list[tuple[list[Actor], list[Actor]]] = []
    for frame in frames:
        day = resolver.day_of(frame)
        sides.append(
            two_sides(frame, resolver.people(frame, frame.actors, day), resolver.people(frame, frame.recipients, day))
        )
    dates = event_dates(frames, sides, resolver.dates, resolver.offsets, resolver.published)
    events = []
    for frame, (actors, recipients), date in zip(frames, sides, dates, strict=True):
        spoken = resolver.speaker(frame)
        speaker, cue = speaker_of(frame, spoken, resolver.quotes)
        events.append(
            event_of(
                resolver.document,
                resolver.sentences[frame.sentence],
                frame,
                actors,
                recipients,
                speaker,
                cue,
                date,
                resolver.place(frame),
                model_version,
            )
        )
    return events


def segmented(document: Document) -> Document:
    """The document with its language, found from the text where the input gives none."""
    if document.language:
        return document
    language = identify_language(f"{document.title or ''}\n{document.text}"[:4000]) if document.text.strip() else "und"
    return msgspec.structs.replace(document, language=language)


def as_document(item: Document | str | dict[str, Any], number: int = 1) -> Document:
    """A text or a dict of `Document` fields -> a Document; ids count up where none is given."""
    if isinstance(item, Document):
        return item
    if isinstance(item, str):
        return Document(id=f"text-{number}", text=item)
    known = {k: v for k, v in item.items() if k in Document.__struct_fields__ and v is not None}
    return Document(**{"id": f"text-{number}", **known})


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number
