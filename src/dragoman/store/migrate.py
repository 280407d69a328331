"""A DuckDB file of any earlier version -> one of this version, in place.

In: an open connection. Out: the same, with every table of `tables.py`. Must stay true: a migration is one transaction,
so that a kill leaves the old version whole; no row is lost; a file of a newer version or of somebody else is refused.
Version 0: the files of Dragoman 0.1, with documents, events, quotes and runs and no `meta`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from dragoman.errors import StoreError, UsageError
from dragoman.store.tables import VERSION, tables

if TYPE_CHECKING:
    import duckdb


def prepare(db: duckdb.DuckDBPyConnection, where: str) -> None:
    """Make the tables of a new file, or bring an old one up to `VERSION`. Raises UsageError, StoreError."""
    found = version_of(db, where)
    if found == VERSION:
        return
    db.execute("BEGIN")
    if found == 0:
        _from_0(db)
    _make_missing(db)
    if found == 0:
        _fill_from_0(db)
    db.execute("CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR)")
    db.execute("INSERT OR REPLACE INTO meta VALUES ('schema_version', ?)", [str(VERSION)])
    db.execute("COMMIT")
    db.execute("CHECKPOINT")


def version_of(db: duckdb.DuckDBPyConnection, where: str) -> int | None:
    """The schema version of a file, None where it is empty. Raises UsageError, StoreError."""
    names = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not names:
        return None
    if "meta" not in names:
        if {"documents", "events", "quotes", "runs"} <= names:
            return 0
        raise UsageError(f"{where}: a DuckDB file, but not a Dragoman store (it holds {', '.join(sorted(names)[:5])})")
    rows = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchall()
    if not rows or not str(rows[0][0]).isdigit():
        raise StoreError(f"{where}: its table meta names no schema_version; not a Dragoman store, or damaged")
    if int(rows[0][0]) > VERSION:
        raise StoreError(
            f"{where}: written by a newer Dragoman (schema {rows[0][0]}, this version reads up to {VERSION}); "
            "upgrade with `pip install --upgrade dragoman`"
        )
    return int(rows[0][0])


def _make_missing(db: duckdb.DuckDBPyConnection) -> None:
    for name, schema in tables().items():
        db.register("shape", schema.empty_table())
        db.execute(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM shape")
        db.unregister("shape")
    db.execute("CREATE UNIQUE INDEX IF NOT EXISTS coded_document ON coded_documents (document_id)")


def _from_0(db: duckdb.DuckDBPyConnection) -> None:
    """Columns that version 1 added to tables of version 0."""
    db.execute("ALTER TABLE documents ADD COLUMN text_hash VARCHAR")
    db.execute("ALTER TABLE documents ADD COLUMN story_id VARCHAR")
    db.execute("UPDATE documents SET text_hash = sha256(text)")
    old = db.execute("SELECT started, model_version, codebook_version, documents, events FROM runs").fetchall()
    db.execute("DROP TABLE runs")
    db.register("shape", tables()["runs"].empty_table())
    db.execute("CREATE TABLE runs AS SELECT * FROM shape")
    db.unregister("shape")
    for started, model, codebook, documents, events in old:  # version 0 wrote a run when it had finished
        db.execute(
            "INSERT INTO runs VALUES (?, 'code', ?, ?, ?, ?, NULL, ?, ?, 0)",
            [uuid.uuid4().hex[:12], started, started, model, codebook, documents, events],
        )


def _fill_from_0(db: duckdb.DuckDBPyConnection) -> None:
    """One row a party of every event, from the lists in `events`."""
    for side, parties in (("actor", "actors"), ("recipient", "recipients"), ("speaker", "[speaker]")):
        db.execute(
            "INSERT INTO event_actors BY NAME "
            "SELECT event_id, document_id, side, position, party.* EXCLUDE (why) FROM ("
            f"  SELECT event_id, document_id, '{side}' AS side, unnest({parties}) AS party,"
            f"  generate_subscripts({parties}, 1) - 1 AS position FROM events) WHERE party IS NOT NULL"
        )
