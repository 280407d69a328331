"""What every store does: pass over what it already holds, gather documents into batches, count the run.

In: documents before coding (`not_yet_coded`), `Coded` documents after it (`write`). Out: whole batches, handed to the
kind of store. Must stay true: a batch is kept whole or not at all, so that a run killed at any moment loses at most
the batch under way, which the same command codes again; a document already coded with the same text, model and
options is passed over.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import msgspec

from dragoman.errors import StoreError
from dragoman.ontology import CODEBOOK_VERSION
from dragoman.record import Coded, Document
from dragoman.store.rows import Rows, fingerprint, rows_of
from dragoman.store.tables import DOCUMENT_TABLES


@dataclass(frozen=True)
class Options:
    """What decides, beside the document, what is stored: another value codes the document anew.

    model_version: `Coder.model.version`. min_confidence: as for `Coder`. keep_text: False leaves out the text of
    documents, sentences and quotes.
    """

    model_version: str = ""
    min_confidence: float | None = None
    keep_text: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {
            "model_version": self.model_version,
            "codebook_version": CODEBOOK_VERSION,
            "min_confidence": self.min_confidence,
            "keep_text": self.keep_text,
        }


@dataclass
class Run:
    """One run of a command, as table `runs` has it."""

    options: Options
    command: str = "code"
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    started: dt.datetime = field(default_factory=lambda: now())
    finished: dt.datetime | None = None
    documents: int = 0
    events: int = 0
    passed_over: int = 0
    lapsed: int = 0  # corrections whose sentence has changed

    def row(self) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "command": self.command,
            "started": self.started,
            "finished": self.finished,
            "model_version": self.options.model_version,
            "codebook_version": CODEBOOK_VERSION,
            "options": msgspec.json.encode(self.options.to_dict(), order="sorted").decode(),
            "documents": self.documents,
            "events": self.events,
            "passed_over": self.passed_over,
        }


def now() -> dt.datetime:
    """The time in UTC, without a zone, as all tables have it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


class Writer(ABC):
    """An open store; use it in a `with`, which writes the last batch and closes it."""

    DOCUMENTS = 500  # a batch at most
    SECONDS = 10.0  # a batch at most: what a kill can cost in work done

    def __init__(self, options: Options | None, *, again: bool) -> None:
        self.run = Run(options or Options())
        self._again = again
        self._batch: dict[str, Rows] = {}
        self._documents: dict[str, Document] = {}  # of the batch, with their texts
        self._since = time.monotonic()
        self._awaited: dict[str, str] = {}

    def __enter__(self) -> Writer:
        return self

    def not_yet_coded(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents that this store does not hold as they would be coded now; `run.passed_over` counts the rest."""
        for document in documents:
            key = fingerprint(document, self.run.options.to_dict())
            if not self._again and self._fingerprint_of(document.id) == key:
                self.run.passed_over += 1
                continue
            self._awaited[document.id] = key
            yield document

    def write(self, coded: Coded) -> None:
        """Take one document; it is kept when its batch is full or the store closes."""
        document = coded.document
        key = self._awaited.pop(document.id, None) or fingerprint(document, self.run.options.to_dict())
        rows = rows_of(coded, keep_text=self.run.options.keep_text)
        rows["coded_documents"] = [
            {"document_id": document.id, "fingerprint": key, "run_id": self.run.run_id, "coded_at": now()}
            | {"linked": False}
        ]
        self._batch[document.id] = rows
        self._documents[document.id] = document
        self.run.documents += 1
        self.run.events += len(coded.events)
        if len(self._batch) >= self.DOCUMENTS or time.monotonic() - self._since >= self.SECONDS:
            self.flush()

    def flush(self) -> None:
        """Keep what was taken so far."""
        if self._batch:
            names = (*DOCUMENT_TABLES, "coded_documents")
            self._keep({name: [row for rows in self._batch.values() for row in rows[name]] for name in names})
        self._batch, self._documents = {}, {}
        self._since = time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None or not issubclass(kind, StoreError):  # what was taken is whole, whatever went wrong after
                self.flush()
            if kind is None:
                self.run.finished = now()
                self._keep_run()
        finally:
            self._close()

    @abstractmethod
    def _fingerprint_of(self, document_id: str) -> str | None:
        """The fingerprint under which the store holds a document."""

    @abstractmethod
    def _keep(self, rows: Rows) -> None:
        """Write a batch, whole or not at all."""

    @abstractmethod
    def _keep_run(self) -> None:
        """Write the run's row."""

    @abstractmethod
    def _close(self) -> None: ...
