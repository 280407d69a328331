"""Corrections meet new rows: a document coded anew keeps what somebody corrected in it.

In: the rows of a batch about to be written, the store. Out: the rows with corrected events as they stand, without what
a run finds at the same words. Must stay true: an event that somebody corrected or deleted is kept so while its
sentence stands at the same place with the same words; where it does not, the correction lapses, which is recorded and
counted.
"""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from dragoman.record import Document, Event
from dragoman.schema import nested_row
from dragoman.store.base import now
from dragoman.store.reading import event_of_row
from dragoman.store.rows import Rows, actor_rows, insert_rows, text_hash

DELETED = "event"  # the field of a correction that deletes
ENDS = "('undone', 'lapsed')"  # fields of rows that end the correction in new_value
IN_FORCE = (
    f"SELECT * FROM corrections WHERE field NOT IN {ENDS} AND correction_id NOT IN "
    f"(SELECT new_value FROM corrections WHERE field IN {ENDS})"
)


def keep_corrected(db: Any, documents: dict[str, Document], rows: Rows, run_id: str, *, keep_text: bool) -> int:
    """Change the rows of a batch in place; returns how many corrections lapsed.

    documents: the batch's, whole, by id. run_id: who lets a correction lapse.
    """
    lapsed = 0
    for document_id, corrections in _in_force(db, list(documents)).items():
        document = documents[document_id]
        same = _hash_of(db, document_id) == text_hash(document.text)
        standing = {event.event_id: event for event in events_where(db, "document_id = ?", document_id)}
        kept: list[Event] = []
        taken: list[Event] = []
        for event_id, made in corrections.items():
            deleted = next((old for _, field, old in made if field == DELETED), None)
            event = msgspec.json.decode(deleted, type=Event) if deleted else standing.get(event_id)
            if event is None or not (same or _stands(event, document)):
                for correction in sorted({name for name, _, _ in made}):
                    end_correction(db, "lapsed", correction, event_id, document_id, run_id, "its sentence has changed")
                    lapsed += 1
                continue
            taken.append(event)
            if not deleted:
                kept.append(_renewed(event, document, keep_text))
        _replace(rows, document_id, kept, taken)
    return lapsed


def events_where(db: Any, condition: str, *values: str) -> list[Event]:
    """The events of a store that fulfil a condition, in the order of the text."""
    names = Event.__struct_fields__
    rows = db.execute(
        f"SELECT {', '.join(names)} FROM events WHERE {condition} ORDER BY document_id, trigger.start, event_id",
        list(values),
    ).fetchall()
    return [event_of_row(dict(zip(names, row, strict=True))) for row in rows]


def end_correction(
    db: Any, how: str, correction: str, event_id: str, document_id: str, by: str, note: str | None
) -> None:
    """Add the row that ends a correction; how: undone or lapsed."""
    row: dict[str, Any] = {"correction_id": uuid.uuid4().hex[:12], "event_id": event_id, "document_id": document_id}
    row |= {"field": how, "old_value": None, "new_value": correction, "note": note, "made_by": by}
    insert_rows(db, "corrections", [{**row, "made_at": now()}])


def _in_force(db: Any, ids: list[str]) -> dict[str, dict[str, list[tuple[str, str, str | None]]]]:
    """document -> event -> (correction, field, old value) of the corrections in force."""
    out: dict[str, dict[str, list[tuple[str, str, str | None]]]] = {}
    found = db.execute(
        f"SELECT document_id, event_id, correction_id, field, old_value FROM ({IN_FORCE}) "
        "WHERE list_contains(?, document_id) ORDER BY made_at, correction_id, field",
        [ids],
    ).fetchall()
    for document_id, event_id, *made in found:
        out.setdefault(document_id, {}).setdefault(event_id, []).append(tuple(made))
    return out


def _hash_of(db: Any, document_id: str) -> str | None:
    found = db.execute("SELECT text_hash FROM documents WHERE id = ?", [document_id]).fetchone()
    return str(found[0]) if found and found[0] is not None else None


def _stands(event: Event, document: Document) -> bool:
    sentence = event.sentence
    return bool(sentence.text) and document.text[sentence.start : sentence.end] == sentence.text


def _renewed(event: Event, document: Document, keep_text: bool) -> Event:
    """The event with what the document says of itself now."""
    sentence = event.sentence
    text = document.text[sentence.start : sentence.end] if keep_text else ""
    return msgspec.structs.replace(
        event,
        sentence=msgspec.structs.replace(sentence, text=text),
        language=document.language,
        source=document.source,
        published=document.published,
        url=document.url,
    )


def _replace(rows: Rows, document_id: str, kept: list[Event], taken: list[Event]) -> None:
    """Leave out the document's new events at the words of `taken`, and put in `kept`."""

    def free(row: dict[str, Any]) -> bool:
        start, end = row["trigger"]["start"], row["trigger"]["end"]
        return row["document_id"] != document_id or not any(
            row["event_id"] == e.event_id or (start < e.trigger.end and e.trigger.start < end) for e in taken
        )

    mine = {row["event_id"] for row in rows["events"] if row["document_id"] == document_id}
    rows["events"] = [row for row in rows["events"] if free(row)]
    gone = mine - {row["event_id"] for row in rows["events"]}
    rows["event_actors"] = [row for row in rows["event_actors"] if row["event_id"] not in gone]
    rows["events"] += [nested_row(event) for event in kept]
    rows["event_actors"] += [row for event in kept for row in actor_rows(event)]
