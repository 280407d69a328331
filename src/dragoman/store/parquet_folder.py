"""The same tables as Parquet: a folder a table, a file a batch, on this machine or in any store that fsspec reaches.

    x/documents/<batch>.parquet  x/events/<batch>.parquet  ...  x/coded_documents/<batch>.parquet

In: `Coded` documents. Out: files. Must stay true: every file is written under x/_unfinished/ and renamed when whole;
a batch counts once its file in coded_documents/ is there, which is written last. Opening for writing mends what a kill
left behind: files of a batch that does not count are removed (its documents are coded again), and a document that two
batches hold is taken out of the older one. One writer at a time.
"""

from __future__ import annotations

import io
import uuid
from typing import Any

from dragoman.errors import DragomanError, StoreError, UsageError
from dragoman.store.base import Options, Writer, now
from dragoman.store.rows import Rows
from dragoman.store.tables import DOCUMENT_TABLES, VERSION, tables

UNFINISHED = "_unfinished"
MARK = "coded_documents"


class ParquetStore(Writer):
    """An open folder; use it in a `with`. Raises UsageError where the place can't be reached, StoreError where a newer
    version wrote it or it can't be written to."""

    SECONDS = 60.0  # files of seconds' work would be many and small

    def __init__(self, where: str, options: Options | None = None, *, again: bool = False) -> None:
        super().__init__(options, again=again)
        self.where = where
        self._fs, self._root = _reach(where)
        try:
            self._check_version()
            self._index = _Index()
            self._mend()
        except DragomanError:
            raise
        except Exception as cause:  # each kind of object store raises its own
            raise UsageError(f"{where}: can't be used as a store ({cause})") from None

    def _fingerprint_of(self, document_id: str) -> str | None:
        found = self._index.get(document_id)
        return found and found[0]

    def _keep(self, rows: Rows) -> None:
        batch = f"{now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:6]}"  # later batches sort later
        ids = [row["id"] for row in rows["documents"]]
        older = {found[1] for id in ids if (found := self._index.get(id)) and id}
        try:
            replaced = self._superseded(older, rows)
            for name in DOCUMENT_TABLES:
                self._write(name, batch, rows[name])
            if replaced:
                self._write("events_superseded", batch, replaced)
            self._keep_run()
            self._write(MARK, batch, rows[MARK])
            self._index.add(batch, [(row["document_id"], row["fingerprint"]) for row in rows[MARK]])
            for part in older:
                self._take_out(part, set(ids))
        except Exception as cause:  # each kind of object store raises its own
            raise StoreError(
                f"{self.where}: can't be written ({cause}); the batches before are whole, and the same command goes "
                "on from there"
            ) from cause

    def _superseded(self, batches: set[str], rows: Rows) -> list[dict[str, Any]]:
        """The events of older batches that the coming rows replace by others."""
        ids = {row["id"] for row in rows["documents"]}
        coming = {row["event_id"]: row for row in rows["events"]}
        stamp = {"superseded_by": self.run.run_id, "superseded_at": now()}
        old = [
            row | stamp
            for batch in sorted(batches)
            for row in self._read("events", batch)
            if row["document_id"] in ids and row != coming.get(row["event_id"])
        ]
        if not self.run.options.keep_text:  # left out of what is superseded, too
            old = [row | {"sentence": row["sentence"] | {"text": ""}} for row in old]
        return old

    def _take_out(self, batch: str, ids: set[str]) -> None:
        """Write a batch's files anew without some documents; a file left without rows is removed, but for the one
        that says that the batch counts: what the batch superseded hangs on it."""
        for name, key in (*DOCUMENT_TABLES.items(), (MARK, "document_id")):
            rows = self._read(name, batch)
            kept = [row for row in rows if row[key] not in ids]
            if len(kept) < len(rows):
                if kept or name == MARK:
                    self._write(name, batch, kept)
                else:
                    self._fs.rm_file(self._path(name, batch))

    def _mend(self) -> None:
        """Undo what a kill left half done; read which documents are here."""
        unfinished = f"{self._root}/{UNFINISHED}"
        if self._fs.exists(unfinished):
            self._fs.rm(unfinished, recursive=True)
        counting = sorted(self._batches(MARK))
        for name in (*DOCUMENT_TABLES, "events_superseded"):
            for batch in self._batches(name) - set(counting):
                self._fs.rm_file(self._path(name, batch))
        for batch in counting:
            rows = self._read(MARK, batch)
            twice: dict[str, set[str]] = {}
            for row in rows:
                if found := self._index.get(row["document_id"]):
                    twice.setdefault(found[1], set()).add(row["document_id"])
            self._index.add(batch, [(row["document_id"], row["fingerprint"]) for row in rows])
            for older, ids in twice.items():
                self._take_out(older, ids)

    def _check_version(self) -> None:
        path = f"{self._root}/meta/schema_version"
        if not self._fs.exists(path):
            if self._fs.exists(self._root) and any(
                not name.rsplit("/", 1)[-1].startswith((".", "_")) for name in self._fs.ls(self._root, detail=False)
            ):
                raise UsageError(f"{self.where}: holds other files and is no Dragoman store; name a new folder")
            self._put(path, str(VERSION).encode())
            return
        found = self._fs.cat_file(path).decode("utf-8", "replace").strip()
        if not found.isdigit() or int(found) > VERSION:
            raise StoreError(
                f"{self.where}: written by a newer Dragoman (schema {found}, this version reads up to {VERSION}); "
                "upgrade with `pip install --upgrade dragoman`"
            )

    def _batches(self, name: str) -> set[str]:
        folder = f"{self._root}/{name}"
        listed = self._fs.ls(folder, detail=False) if self._fs.exists(folder) else []
        return {path.rsplit("/", 1)[-1].removesuffix(".parquet") for path in listed if path.endswith(".parquet")}

    def _path(self, name: str, batch: str) -> str:
        return f"{self._root}/{name}/{batch}.parquet"

    def _read(self, name: str, batch: str) -> list[dict[str, Any]]:
        import pyarrow.parquet as pq

        path = self._path(name, batch)
        if not self._fs.exists(path):  # a batch without events, say
            return []
        rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(self._fs.cat_file(path))).to_pylist()
        return rows

    def _write(self, name: str, batch: str, rows: list[dict[str, Any]]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not rows and name != MARK:
            return
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows, schema=tables()[name]), buffer, compression="zstd")
        self._put(self._path(name, batch), buffer.getvalue())

    def _put(self, path: str, data: bytes) -> None:
        """Whole or not at all: the name is there only when the bytes are."""
        beside = f"{self._root}/{UNFINISHED}/{uuid.uuid4().hex}"
        for folder in (beside, path):
            self._fs.makedirs(folder.rsplit("/", 1)[0], exist_ok=True)
        self._fs.pipe_file(beside, data)
        self._fs.mv(beside, path)

    def _keep_run(self) -> None:
        self._write("runs", f"{self.run.started:%Y%m%dT%H%M%S%f}-{self.run.run_id}", [self.run.row()])

    def _close(self) -> None:
        self._index.close()


class _Index:
    """Which batch holds a document, and under which fingerprint: a table in memory, some 100 bytes a document."""

    def __init__(self) -> None:
        import duckdb

        self._db = duckdb.connect(":memory:", config={"threads": 1})
        self._db.execute("CREATE TABLE held (id VARCHAR PRIMARY KEY, fingerprint VARCHAR, batch VARCHAR)")

    def get(self, document_id: str) -> tuple[str, str] | None:
        found = self._db.execute("SELECT fingerprint, batch FROM held WHERE id = ?", [document_id]).fetchall()
        return (str(found[0][0]), str(found[0][1])) if found else None

    def add(self, batch: str, held: list[tuple[str, str]]) -> None:
        import pyarrow as pa

        self._db.register("coming", pa.table({"id": [h[0] for h in held], "fingerprint": [h[1] for h in held]}))
        self._db.execute("INSERT OR REPLACE INTO held SELECT id, fingerprint, ? FROM coming", [batch])
        self._db.unregister("coming")

    def close(self) -> None:
        self._db.close()


def _reach(where: str) -> tuple[Any, str]:
    """The file system of a place and the path in it."""
    import fsspec

    try:
        fs, root = fsspec.core.url_to_fs(where)
    except ImportError as cause:
        scheme = where.split("://")[0]
        extra = "pip install 'dragoman[s3]'" if scheme == "s3" else str(cause)
        raise UsageError(f"{where}: {scheme}:// needs another package: {extra}") from None
    except ValueError as cause:
        raise UsageError(f"{where}: {cause}") from None
    return fs, str(root).rstrip("/")
