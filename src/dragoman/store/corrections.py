"""Corrections of a store's events: made, listed, undone, and kept when a document is coded anew.

In: a DuckDB file, an event's id, what it should be. Out: the event's row as corrected, and rows in `corrections`. Must
stay true: `corrections` only grows (undoing adds a row); what a correction replaced can be had back from it; an event
that somebody corrected stands as it is, whatever a later run finds at the same words, as long as its sentence is the
same.

A correction is one `correction_id`; each field that it changed is a row. Values are plain texts, JSON for parties and,
in field `event`, for a deleted event. Rows with field `undone` or `lapsed` name in new_value the correction that they
end.
"""

from __future__ import annotations

import getpass
import os
import uuid
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from dragoman.coding.correct import Change, corrected, with_values
from dragoman.errors import UsageError
from dragoman.record import Actor, Document, Event
from dragoman.schema import nested_row
from dragoman.store.base import now
from dragoman.store.duckdb_file import Transaction, opened
from dragoman.store.kept import DELETED, ENDS, IN_FORCE, end_correction, events_where
from dragoman.store.rows import actor_rows, insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterator


def correct_event(
    path: str | os.PathLike[str],
    event_id: str,
    wanted: Mapping[str, str] | None,
    *,
    note: str | None = None,
    made_by: str | None = None,
) -> list[Change]:
    """Correct an event, or delete it where `wanted` is None. Returns what changed, in the record's fields.

    wanted: see `dragoman.coding.correct`. made_by: default the user's name on this machine. Raises UsageError.
    """
    with _open(path) as db:
        event = _event(db, path, event_id)
        if wanted is None:
            changed, changes = None, [Change(DELETED, event, None)]
        else:
            changed, changes = corrected(event, _document(db, event.document_id), wanted)
        if changes:
            _put(db, event, changed)
            _record(db, event, changes, note, made_by)
        return changes


def undo_correction(
    path: str | os.PathLike[str], event_id: str, *, note: str | None = None, made_by: str | None = None
) -> list[Change]:
    """Undo the last correction of an event that is in force. Returns what changed back. Raises UsageError."""
    with _open(path) as db:
        rows = db.execute(
            f"SELECT correction_id, field, old_value, document_id FROM ({IN_FORCE}) WHERE event_id = ? "
            "QUALIFY correction_id = first(correction_id) OVER (ORDER BY made_at DESC)",
            [event_id],
        ).fetchall()
        if not rows:
            raise UsageError(
                f"{path}: no correction of event {event_id} is in force; see `dragoman correct {path} --list`"
            )
        old = {field: value for _, field, value, _ in rows}
        if DELETED in old:
            event = msgspec.json.decode(old[DELETED], type=Event)
            changes = [Change(DELETED, None, event)]
            _put(db, event, event)
        else:
            event = _event(db, path, event_id)
            values = {field: _read(field, value) for field, value in old.items()}
            changes = [Change(field, getattr(event, field), value) for field, value in values.items()]
            _put(db, event, with_values(event, values))
        end_correction(db, "undone", rows[0][0], event_id, rows[0][3], made_by or _user(), note)
        return changes


def list_corrections(path: str | os.PathLike[str], event_id: str | None = None) -> list[dict[str, Any]]:
    """All corrections, oldest first, as rows of `corrections` with `state`: stands, undone or lapsed."""
    with _open(path) as db:
        result = db.execute(
            "SELECT c.*, coalesce(e.field, 'stands') AS state FROM corrections c LEFT JOIN "
            f"(SELECT new_value, field FROM corrections WHERE field IN {ENDS}) e "
            f"ON e.new_value = c.correction_id WHERE c.field NOT IN {ENDS} "
            "AND ($1 IS NULL OR c.event_id = $1) ORDER BY c.made_at, c.correction_id, c.field",
            [event_id],
        )
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def corrected_documents(path: str | os.PathLike[str]) -> list[tuple[Document, list[Event]]]:
    """The documents that hold corrections in force, in the order of their ids, with all their events as they stand."""
    with _open(path) as db:
        ids = db.execute(f"SELECT DISTINCT document_id FROM ({IN_FORCE}) ORDER BY 1").fetchall()
        return [(_document(db, name), events_where(db, "document_id = ?", name)) for (name,) in ids]


def _read(field: str, value: str | None) -> Any:
    if field in ("actors", "recipients"):
        return msgspec.json.decode(value or "[]", type=list[Actor])
    return value


def _written(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


@contextmanager
def _open(path: str | os.PathLike[str]) -> Iterator[Any]:
    """The store in one transaction: all of a correction or nothing."""
    with opened(path, "corrections need") as (db, where), Transaction(db, where):
        yield db


def _event(db: Any, path: str | os.PathLike[str], event_id: str) -> Event:
    found = events_where(db, "event_id = ?", event_id)
    if not found:
        raise UsageError(f"{path}: holds no event {event_id!r} (SELECT event_id, trigger.text FROM events shows them)")
    return found[0]


def _document(db: Any, document_id: str) -> Document:
    names = Document.__struct_fields__
    row = db.execute(f"SELECT {', '.join(names)} FROM documents WHERE id = ?", [document_id]).fetchone()
    return Document(**dict(zip(names, row, strict=True)))


def _put(db: Any, old: Event, new: Event | None) -> None:
    """The event's rows replaced, or removed; its document is to be linked anew."""
    for name in ("events", "event_actors"):
        db.execute(f"DELETE FROM {name} WHERE event_id = ?", [old.event_id])
    if new is not None:
        insert_rows(db, "events", [nested_row(new)])
        insert_rows(db, "event_actors", actor_rows(new))
    db.execute("DELETE FROM event_links WHERE document_id = ?", [old.document_id])
    db.execute("UPDATE coded_documents SET linked = false WHERE document_id = ?", [old.document_id])


def _record(db: Any, event: Event, changes: list[Change], note: str | None, made_by: str | None) -> None:
    one = {
        "correction_id": uuid.uuid4().hex[:12],
        "event_id": event.event_id,
        "document_id": event.document_id,
        "note": note,
        "made_by": made_by or _user(),
        "made_at": now(),
    }
    rows = [one | {"field": c.field, "old_value": _written(c.old), "new_value": _written(c.new)} for c in changes]
    insert_rows(db, "corrections", rows)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user id without a name, as in containers
        return "unknown"
