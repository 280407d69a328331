"""Linking what a store holds: its stories, then its linked events, from the first day that has something new.

In: a DuckDB file. Out: `documents.story_id`, `events.story_id`, tables stories, linked_events, event_links. Must stay
true: the outcome depends on what the store holds and not on the order in which it came: days from the first new one
on are linked anew, days before it are left as they are; a kill leaves either the old links or the new.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dragoman.errors import UsageError
from dragoman.link.clusters import MEMORY, Cluster, Linker, Member, Merge
from dragoman.link.compare import weights
from dragoman.link.mentions import Mention, day_of, mention_of_row
from dragoman.link.signatures import scheme
from dragoman.link.stories import THRESHOLD, WINDOW
from dragoman.link.summary import linked_event
from dragoman.store.base import Options, Run, now
from dragoman.store.duckdb_file import Transaction, opened
from dragoman.store.rows import insert_rows
from dragoman.store.story_tables import DAY, find_stories

if TYPE_CHECKING:
    from dragoman.link.vectors import SentenceVectors

COLUMNS = (
    "event_id, document_id, story_id, published, language, source, event_type, event_mode, quad_class, status, "
    "actors, recipients, date, place, trigger, sentence, counts, speaker"
)
ORDER = f"{DAY}, document_id, trigger.start, event_id"
CHUNK = 20_000  # events read at a time


class Linked(NamedTuple):
    """What a run did: documents new to linking, the first day linked anew (None: nothing was new), events linked
    anew, and what the store holds now."""

    documents: int
    since: str | None
    events: int
    stories: int
    linked_events: int
    vectors: int


def link_store(
    path: str | os.PathLike[str],
    *,
    window: int = WINDOW,
    vectors: SentenceVectors | None = None,
    model_version: str = "",
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Linked:
    """Link the documents and events of a store.

    window: days within which a near copy belongs to a story. vectors: compare sentences across languages with the
    encoder (model_version names its model); None: without. again: link everything anew. progress: called with events
    done and events to do. Raises UsageError for a file that is no store, StoreError where it can't be written.
    """
    if window < 0:
        raise UsageError(f"window is a number of days, 0 or more, not {window}")
    settings = _settings(window, model_version if vectors else None)
    with opened(path, "linking needs") as (db, where):
        run = Run(Options(model_version), command="link")
        with Transaction(db, where):
            _mark_new(db, settings, again)
            new = _one(db, "SELECT count(*) FROM coded_documents WHERE NOT linked")
            find_stories(db, window)
        since = _first_day(db)
        run.documents = new
        if since is not None:
            with Transaction(db, where):
                run.events = _link_events(db, since, Linker(vectors=vectors), progress)
                run.finished = now()
                insert_rows(db, "runs", [run.row()])
                db.execute("UPDATE coded_documents SET linked = true WHERE NOT linked")
        return Linked(
            new,
            since,
            run.events,
            _one(db, "SELECT count(*) FROM stories"),
            _one(db, "SELECT count(*) FROM linked_events"),
            vectors.made if vectors else 0,
        )


def _settings(window: int, model_version: str | None) -> str:
    """All that decides links beside the events: other settings link everything anew."""
    use = hashlib.sha256(repr(weights()).encode()).hexdigest()[:12]
    named = {"window": window, "memory": MEMORY, "threshold": THRESHOLD, "weights": use, "signatures": scheme()}
    return json.dumps(named | {"vectors": model_version}, sort_keys=True)


def _mark_new(db: Any, settings: str, again: bool) -> None:
    """Documents of a migrated file become known; other settings than the last run's open everything."""
    db.execute(
        "INSERT INTO coded_documents (document_id, fingerprint, linked) "
        "SELECT id, '', false FROM documents WHERE id NOT IN (SELECT document_id FROM coded_documents)"
    )
    last = db.execute("SELECT value FROM meta WHERE key = 'link_settings'").fetchall()
    if again or (last and last[0][0] != settings):
        for name in ("documents", "events"):
            db.execute(f"UPDATE {name} SET story_id = NULL")
        for name in ("stories", "linked_events", "event_links"):
            db.execute(f"DELETE FROM {name}")
        db.execute("UPDATE coded_documents SET linked = false")
    db.execute("INSERT OR REPLACE INTO meta VALUES ('link_settings', ?)", [settings])


def _first_day(db: Any) -> str | None:
    """The first day that must be linked anew: of a new document, or of an event that has lost a report."""
    days = db.execute(
        f"SELECT min({DAY}) FROM documents WHERE id IN (SELECT document_id FROM coded_documents WHERE NOT linked) "
        "UNION ALL SELECT min(coalesce(first_seen, '')) FROM linked_events l LEFT JOIN "
        "(SELECT linked_event_id, count(*) AS links FROM event_links GROUP BY ALL) USING (linked_event_id) "
        "WHERE coalesce(links, 0) <> l.reports"
    ).fetchall()
    found = [day for (day,) in days if day is not None]
    return min(found) if found else None


def _link_events(db: Any, since: str, linker: Linker, progress: Callable[[int, int], None] | None) -> int:
    """Take out the linked events still open on `since`, and link the events of this day and later anew."""
    first = day_of(since)
    reader = db.cursor()  # reads what was committed before this transaction
    try:
        merges = _merges(reader, first)
        linker.restore(_members(reader, since, first), merges)
        still_open = "SELECT linked_event_id FROM linked_events WHERE open_until >= ?"
        db.execute(f"DELETE FROM event_links WHERE linked_event_id IN ({still_open})", [first])
        db.execute("DELETE FROM linked_events WHERE open_until >= ?", [first])
        total = _one(reader, f"SELECT count(*) FROM events WHERE {DAY} >= '{since}'")
        closed: list[Cluster] = []
        done = 0
        for mention in _events(reader, since):
            closed += linker.advance(mention.day)
            linker.take(mention)
            done += 1
            if done % CHUNK == 0:
                _keep(db, closed)
                closed = []
            if progress and done % 500 == 0:
                progress(done, total)
        closed += linker.close()
        _keep(db, closed)
        if progress:
            progress(done, total)
        return done
    finally:
        reader.close()


def _members(reader: Any, since: str, first: int) -> Iterator[Member]:
    """Mentions before `since` of the linked events that were open then, in order."""
    reader.execute(
        f"SELECT joined, likely, {COLUMNS} FROM events JOIN "
        "(SELECT joined, event_id, event_links.score AS likely FROM event_links "
        "JOIN linked_events USING (linked_event_id) WHERE open_until >= ?) USING (event_id) "
        f"WHERE {DAY} < ? ORDER BY {ORDER}",
        [first, since],
    )
    for row in _rows(reader):
        yield Member(mention_of_row(row), row["likely"], row["joined"])


def _merges(reader: Any, first: int) -> list[Merge]:
    """The merges before a day; later ones are found again, or not."""
    rows = reader.execute(
        "SELECT merge.day, merge.one, merge.other FROM "
        "(SELECT unnest(merges) AS merge FROM linked_events WHERE open_until >= ?) WHERE merge.day < ? ORDER BY ALL",
        [first, first],
    ).fetchall()
    return [Merge(*row) for row in rows]


def _events(reader: Any, since: str) -> Iterator[Mention]:
    """The events from a day on in the one order of mentions, some days at a time."""
    days = reader.execute(
        f"SELECT {DAY} AS day, count(*) FROM events WHERE {DAY} >= ? GROUP BY 1 ORDER BY 1", [since]
    ).fetchall()
    at = 0
    while at < len(days):
        end, held = at, 0
        while end < len(days) and (end == at or held + days[end][1] <= CHUNK):
            held += days[end][1]
            end += 1
        reader.execute(
            f"SELECT {COLUMNS} FROM events WHERE {DAY} BETWEEN ? AND ? ORDER BY {ORDER}",
            [days[at][0], days[end - 1][0]],
        )
        for row in _rows(reader):
            yield mention_of_row(row)
        at = end


def _rows(cursor: Any) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    while part := cursor.fetchmany(2_000):
        for values in part:
            yield dict(zip(names, values, strict=True))


def _keep(db: Any, closed: list[Cluster]) -> None:
    """Write closed clusters and the links of their mentions."""
    links = [
        {
            "linked_event_id": cluster.id,
            "event_id": member.mention.event_id,
            "document_id": member.mention.document_id,
            "score": member.score,
            "joined": member.joined,
        }
        for cluster in closed
        for member in cluster.members
    ]
    insert_rows(db, "event_links", links)
    insert_rows(db, "linked_events", [linked_event(cluster) for cluster in closed])


def _one(db: Any, query: str) -> int:
    return int(db.execute(query).fetchall()[0][0])
