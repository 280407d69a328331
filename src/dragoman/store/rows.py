"""One coded document -> its rows in each table, and the fingerprint by which a later run knows it again.

In: `Coded`, `Document`. Out: plain rows. Must stay true: the same document, model and options give the same rows and
the same fingerprint; without text no sentence of the report is kept, only offsets, hashes and the words of triggers,
parties, cues, dates and places.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from dragoman.link.signatures import scheme, signature
from dragoman.record import Coded, Document, Event
from dragoman.schema import nested_row
from dragoman.store.tables import tables

Rows = dict[str, list[dict[str, Any]]]


def text_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def fingerprint(document: Document, options: dict[str, Any]) -> str:
    """32 hex digits of everything that decides what coding gives: text and metadata as read, model and options."""
    parts = msgspec.json.encode([msgspec.structs.astuple(document), sorted(options.items())])
    return hashlib.blake2b(parts, digest_size=16).hexdigest()


def rows_of(coded: Coded, *, keep_text: bool = True) -> Rows:
    """The rows of one document by table."""
    document = nested_row(coded.document) | {"text_hash": text_hash(coded.document.text), "story_id": None}
    events, quotes = [nested_row(e) for e in coded.events], [nested_row(q) for q in coded.quotes]
    if not keep_text:
        document["text"] = ""
        for row in (*events, *quotes):
            row["sentence"] = row["sentence"] | {"text": ""}
        for row in quotes:
            row["text"] = ""
    return {
        "documents": [document],
        "events": events,
        "event_actors": [row for event in coded.events for row in actor_rows(event)],
        "quotes": quotes,
        "story_signatures": [signature_row(coded.document)],
    }


def signature_row(document: Document) -> dict[str, Any]:
    """What finding near copies needs, kept so that linking works without the text."""
    return {"document_id": document.id, "scheme": scheme(), "signature": signature(document.text)}


def actor_rows(event: Event) -> list[dict[str, Any]]:
    """One row a party: the actors, the recipients, the speaker."""
    sides = {"actor": event.actors, "recipient": event.recipients, "speaker": [event.speaker] if event.speaker else []}
    return [
        {"event_id": event.event_id, "document_id": event.document_id, "side": side, "position": position}
        | {name: value for name, value in party.to_dict().items() if name != "why"}
        for side, parties in sides.items()
        for position, party in enumerate(parties)
    ]


def insert_rows(db: Any, name: str, rows: list[dict[str, Any]]) -> None:
    """Add rows to a table of an open store."""
    import pyarrow as pa

    if rows:
        db.register("coming", pa.Table.from_pylist(rows, schema=tables()[name]))
        db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM coming")
        db.unregister("coming")
