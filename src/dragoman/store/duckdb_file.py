"""The DuckDB file: the tables of tables.py, each batch of documents one transaction.

In: `Coded` documents. Out: rows. Must stay true: coding the same document again changes no row; where a newer model or
other options code it otherwise, the events replaced go to `events_superseded` with the run that replaced them; what
somebody corrected stays (kept.py); a run killed at any moment leaves a readable file (DuckDB's write-ahead log).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dragoman.errors import StoreError, UsageError
from dragoman.store.base import Options, Writer, now
from dragoman.store.kept import keep_corrected
from dragoman.store.migrate import prepare
from dragoman.store.rows import Rows
from dragoman.store.tables import DOCUMENT_TABLES, tables

# Columns that linking fills: no part of what coding gives, so no reason to replace a row.
LINKED = {"documents": "story_id", "events": "story_id"}


class Store(Writer):
    """An open DuckDB file; use it in a `with`. Raises UsageError where it can't be opened, StoreError where a newer
    version wrote it or the disk is full."""

    def __init__(self, path: Path, options: Options | None = None, *, again: bool = False) -> None:
        super().__init__(options, again=again)
        self.path = path
        self._db = connect(path)
        try:
            prepare(self._db, str(path))
        except BaseException:
            self._db.close()
            raise
        self._run_kept = False

    def _fingerprint_of(self, document_id: str) -> str | None:
        rows = self._db.execute(
            "SELECT fingerprint FROM coded_documents WHERE document_id = ?", [document_id]
        ).fetchall()
        return str(rows[0][0]) if rows else None

    def _keep(self, rows: Rows) -> None:
        with Transaction(self._db, self.path):
            self._insert_run()
            self.run.lapsed += keep_corrected(
                self._db, self._documents, rows, self.run.run_id, keep_text=self.run.options.keep_text
            )
            for name in (*DOCUMENT_TABLES, "coded_documents"):
                self._register(name, rows[name])
            self._find_differing()
            self._undo_links()
            self._replace()
            self._db.execute(
                "INSERT OR REPLACE INTO coded_documents BY NAME SELECT * REPLACE "
                "(document_id IN (SELECT document_id FROM still_linked) AS linked) FROM new_coded_documents"
            )
            for name in ("differing", "still_linked", "opened", "story_of"):
                self._db.execute(f"DROP TABLE {name}")
            for name in (*DOCUMENT_TABLES, "coded_documents"):
                self._db.unregister(f"new_{name}")

    def _register(self, name: str, rows: list[dict[str, Any]]) -> None:
        import pyarrow as pa

        self._db.register(f"new_{name}", pa.Table.from_pylist(rows, schema=tables()[name]))

    def _find_differing(self) -> None:
        """Ids of documents that are new or not as they are in the file: all others' rows stay untouched."""
        self._db.execute("CREATE TEMP TABLE differing (id VARCHAR)")
        for name, key in DOCUMENT_TABLES.items():
            columns = f"* EXCLUDE ({LINKED[name]})" if name in LINKED else "*"
            here = f"SELECT {columns} FROM {name} WHERE {key} IN (SELECT id FROM new_documents)"
            coming = f"SELECT {columns} FROM new_{name}"
            self._db.execute(
                f"INSERT INTO differing SELECT DISTINCT {key} FROM "
                f"(({here} EXCEPT {coming}) UNION ALL ({coming} EXCEPT {here}))"
            )

    def _undo_links(self) -> None:
        """What linking made of documents that differ now is undone: `linked` false has it done again. A document whose
        text or day changed may leave its story, and the story may fall apart without it: that story is opened."""
        db = self._db
        db.execute(
            "CREATE TEMP TABLE still_linked AS SELECT document_id FROM coded_documents "
            "WHERE linked AND document_id NOT IN (SELECT id FROM differing)"
            " AND document_id IN (SELECT id FROM new_documents)"
        )
        db.execute("DELETE FROM event_links WHERE document_id IN (SELECT id FROM differing)")
        db.execute(
            "CREATE TEMP TABLE opened AS SELECT DISTINCT d.story_id FROM documents d JOIN new_documents n USING (id) "
            "WHERE d.story_id IS NOT NULL "
            "AND (d.text_hash IS DISTINCT FROM n.text_hash OR d.published IS DISTINCT FROM n.published)"
        )
        members = "SELECT id FROM documents WHERE story_id IN (SELECT story_id FROM opened)"
        db.execute(f"UPDATE coded_documents SET linked = false WHERE document_id IN ({members})")
        db.execute(f"DELETE FROM still_linked WHERE document_id IN ({members})")
        for name in LINKED:
            db.execute(f"UPDATE {name} SET story_id = NULL WHERE story_id IN (SELECT story_id FROM opened)")
        db.execute("DELETE FROM stories WHERE story_id IN (SELECT story_id FROM opened)")

    def _replace(self) -> None:
        """Old rows of the differing documents out, events kept in `events_superseded`; new rows in."""
        db = self._db
        # where text is to be left out, it is left out of what is superseded, too
        blank = 'REPLACE (struct_pack(text := \'\', start := sentence.start, "end" := sentence."end") AS sentence)'
        kept = "*" if self.run.options.keep_text else f"* {blank}"
        old = "SELECT * EXCLUDE (story_id) FROM events WHERE document_id IN (SELECT id FROM differing)"
        db.execute(
            f"INSERT INTO events_superseded BY NAME SELECT {kept}, ? AS superseded_by, ?::TIMESTAMP AS superseded_at "
            "FROM events WHERE event_id IN (SELECT event_id FROM "
            f"({old} EXCEPT SELECT * EXCLUDE (story_id) FROM new_events))",
            [self.run.run_id, now()],
        )
        db.execute(
            "CREATE TEMP TABLE story_of AS SELECT id, story_id FROM documents WHERE id IN (SELECT id FROM differing)"
        )
        for name, key in DOCUMENT_TABLES.items():
            db.execute(f"DELETE FROM {name} WHERE {key} IN (SELECT id FROM differing)")
            rows = f"SELECT * FROM new_{name} WHERE {key} IN (SELECT id FROM differing)"
            if name in LINKED:
                story = f"SELECT n.* REPLACE (s.story_id AS story_id) FROM ({rows}) n LEFT JOIN story_of s"
                rows = f"{story} ON s.id = n.{key}"
            db.execute(f"INSERT INTO {name} BY NAME {rows}")

    def _keep_run(self) -> None:
        with Transaction(self._db, self.path):
            self._insert_run()

    def _insert_run(self) -> None:
        self._db.execute("DELETE FROM runs WHERE run_id = ?", [self.run.run_id])
        self._register("runs", [self.run.row()])
        self._db.execute("INSERT INTO runs BY NAME SELECT * FROM new_runs")
        self._db.unregister("new_runs")

    def _close(self) -> None:
        self._db.close()


def connect(path: Path, *, read_only: bool = False) -> Any:
    """A connection on one thread: a store is written in small batches, and the cores are the coder's."""
    import duckdb

    try:
        return duckdb.connect(str(path), read_only=read_only, config={"threads": 1})
    except (duckdb.Error, OSError) as cause:
        raise UsageError(
            f"{path}: not a DuckDB file that can be opened for {'reading' if read_only else 'writing'} "
            f"({str(cause).splitlines()[0]})"
        ) from None


@contextmanager
def opened(path: str | os.PathLike[str], purpose: str) -> Iterator[tuple[Any, Path]]:
    """A DuckDB file that exists, of this version, and its path; purpose: who needs it, as in "linking needs".

    Raises UsageError, StoreError.
    """
    where = Path(path)
    if where.is_dir() or "://" in str(path):
        raise UsageError(f"{path}: {purpose} a DuckDB file; code with `--into FILE.duckdb`")
    if not where.exists():
        raise UsageError(f"{path}: no such store; make one with `dragoman code PATH... --into {path}`")
    db = connect(where)
    try:
        prepare(db, str(path))
        yield db, where
    finally:
        db.close()


class Transaction:
    """BEGIN ... COMMIT, undone by any exception; what DuckDB itself can't do becomes a StoreError."""

    def __init__(self, db: Any, path: Path) -> None:
        self._db, self._path = db, path

    def __enter__(self) -> None:
        self._db.execute("BEGIN")

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: object) -> None:
        import duckdb

        # a commit that fails is a TransactionException, whatever failed it
        unwritable = (
            duckdb.IOException,
            duckdb.OutOfMemoryException,
            duckdb.FatalException,
            duckdb.TransactionException,
        )
        try:
            if kind is None:
                self._db.execute("COMMIT")
                return
            self._db.execute("ROLLBACK")
        except duckdb.Error as cause:
            if value is None and not isinstance(cause, unwritable):
                raise
            value = value or cause
        if isinstance(value, unwritable):
            raise StoreError(
                f"{self._path}: can't be written ({str(value).splitlines()[0]}); what was written before is whole, "
                "and the same command goes on from there"
            ) from value
