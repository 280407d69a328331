"""The DuckDB file: documents, events and quotes, in tables derived from the record model.

In: `Coded` documents. Out: rows, written in transactions of some hundred documents. Must stay true: coding the same
document again replaces its rows and adds none; a run killed between two transactions leaves a readable file.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.record import Document, Event, Quote
from dragoman.schema import arrow_schema, nested_row

if TYPE_CHECKING:
    from dragoman.record import Coded

KINDS: dict[str, tuple[type, str]] = {
    "documents": (Document, "id"),
    "events": (Event, "document_id"),
    "quotes": (Quote, "document_id"),
}
BATCH = 500  # documents a transaction


class Store:
    """An open file; use it in a `with`, which writes the last batch and closes it."""

    def __init__(self, path: Path) -> None:
        import duckdb

        try:
            self._db = duckdb.connect(str(path))
        except (duckdb.Error, OSError) as cause:
            raise UsageError(
                f"--into {path}: not a DuckDB file that can be opened for writing ({str(cause).splitlines()[0]})"
            ) from None
        for name, (kind, _) in KINDS.items():
            self._db.register("shape", arrow_schema(kind).empty_table())
            self._db.execute(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM shape")
            self._db.unregister("shape")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS runs (started TIMESTAMP, model_version VARCHAR, codebook_version VARCHAR, "
            "documents BIGINT, events BIGINT)"
        )
        self._started = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in KINDS}
        self._documents = self._events = 0
        self._versions: tuple[str, str] = ("", "")

    def __enter__(self) -> Store:
        return self

    def write(self, coded: Coded) -> None:
        """Take one document; it is on disk when its batch is full or the store closes."""
        self._rows["documents"].append(nested_row(coded.document))
        self._rows["events"] += [nested_row(event) for event in coded.events]
        self._rows["quotes"] += [nested_row(quote) for quote in coded.quotes]
        self._documents += 1
        self._events += len(coded.events)
        if coded.events:
            self._versions = (coded.events[0].model_version, coded.events[0].codebook_version)
        if len(self._rows["documents"]) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        ids = pa.table({"id": [row["id"] for row in self._rows["documents"]]})
        self._db.execute("BEGIN")
        self._db.register("coded_ids", ids)
        for name, (kind, key) in KINDS.items():
            self._db.execute(f"DELETE FROM {name} WHERE {key} IN (SELECT id FROM coded_ids)")
            if self._rows[name]:
                self._db.register("coded_rows", pa.Table.from_pylist(self._rows[name], schema=arrow_schema(kind)))
                self._db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM coded_rows")
                self._db.unregister("coded_rows")
            self._rows[name] = []
        self._db.unregister("coded_ids")
        self._db.execute("COMMIT")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or self._rows["documents"]:
            self._flush()
            self._db.execute(
                "INSERT INTO runs VALUES (?, ?, ?, ?, ?)",
                [self._started, *self._versions, self._documents, self._events],
            )
        self._db.close()
