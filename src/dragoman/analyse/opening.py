"""A store, or a file of events, opened for reading; the documented views stand on top.

In: `*.duckdb` as `dragoman code --into` writes it, or events as `--format jsonl|parquet` writes them. Out: `Views`.
Must stay true: nothing is ever written to what was opened; statements reach nothing but what was opened.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.analyse.views import view_statements
from dragoman.data import rows_of
from dragoman.errors import InputError, UsageError
from dragoman.record import Document, Event, Quote
from dragoman.schema import arrow_schema
from dragoman.store.folder_reading import is_folder_store, load_folder
from dragoman.store.reading import read_lines

if TYPE_CHECKING:
    import polars

COUNTS = ("linked", "events")
WANTED = "give a store (.duckdb, or a folder of Parquet), or events as .jsonl, .ndjson or .parquet, or - for JSON Lines"


class Views:
    """Open events; use it in a `with`. `linked`: an event is counted once, whoever reports it."""

    def __init__(self, db: Any, *, path: Path, linked: bool) -> None:
        self._db, self.path, self.linked = db, path, linked

    def __enter__(self) -> Views:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def frame(self, query: str, values: Sequence[Any] = ()) -> polars.DataFrame:
        """The rows of one SELECT over the views as a polars frame; `values` fill its question marks."""
        import polars as pl

        frame = pl.from_arrow(self._db.sql(query, params=list(values)).to_arrow_table())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def sql(self, query: str) -> polars.DataFrame:
        """The rows of a user's own SELECT; anything else, and a query that fails, is a `UsageError`."""
        import duckdb

        try:
            statements = duckdb.extract_statements(query)
        except duckdb.Error as cause:
            raise UsageError(f"the query can't be read: {_first_line(cause)}") from None
        if len(statements) != 1 or statements[0].type.name not in ("SELECT", "EXPLAIN"):
            raise UsageError("one SELECT at a time: events are opened for reading only")
        try:
            return self.frame(query)
        except duckdb.Error as cause:
            raise UsageError(f"the query fails: {_first_line(cause)}") from None


def open_events(path: str | Path, *, count: str = "linked", expand_blocs: bool = False) -> Views:
    """Open a store (`*.duckdb`, or a folder of Parquet), or events (`*.jsonl`, `*.ndjson`, `*.parquet`, "-" for JSON
    Lines on standard input).

    count: `linked` counts one event once whoever reports it, where the store holds linked events; `events` counts every
    report. expand_blocs: EUR, NATO and other blocs become their members as of the event's day. Raises `UsageError`
    where path is none of these, `InputError` naming file and line where it holds something else.
    """
    import duckdb

    path = Path(path)
    if count not in COUNTS:
        raise UsageError(f"--count {count}: say {' or '.join(COUNTS)}")
    if str(path) != "-" and not path.is_file() and not is_folder_store(path):
        what = "a folder that holds no store" if path.is_dir() else "no such file"
        raise UsageError(f"{path}: {what}; {WANTED}")
    db = duckdb.connect()
    try:
        db.execute("SET TimeZone = 'UTC'")
        base, tables = _attach(db, path) if path.suffix in (".duckdb", ".db") else _load(db, path)
        blocs = _members(db)
        linked = count == "linked" and _has_links(db, base, tables)
        for statement in view_statements(base, tables, blocs, linked=linked, expand_blocs=expand_blocs):
            db.execute(statement)
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
    except BaseException:
        db.close()
        raise
    return Views(db, path=path, linked=linked)


def _attach(db: Any, path: Path) -> tuple[str, set[str]]:
    import duckdb

    try:
        db.execute(f"ATTACH '{_quoted(path)}' AS store (READ_ONLY)")
    except duckdb.Error as cause:
        reason = "another program is writing to it" if "lock" in str(cause).lower() else _first_line(cause)
        raise InputError(str(path), f"can't be opened as a DuckDB file: {reason}") from None
    names = db.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'").fetchall()
    tables = {name for (name,) in names}
    if not {"events", "documents", "quotes"} <= tables:
        raise InputError(str(path), "holds no tables events, documents and quotes; write it with dragoman code --into")
    return "store.main", tables


def _load(db: Any, path: Path) -> tuple[str, set[str]]:
    db.execute("CREATE SCHEMA loaded")
    for name, kind in (("events", Event), ("quotes", Quote), ("documents", Document)):
        db.register("shape", arrow_schema(kind).empty_table())
        db.execute(f"CREATE TABLE loaded.{name} AS SELECT * FROM shape")
        db.unregister("shape")
    if path.is_dir():
        load_folder(db, path, ("events", "quotes", "documents"), "loaded")
    elif str(path) == "-":
        _load_stream(db)
    elif path.suffix in (".jsonl", ".ndjson"):
        _load_lines(db, path)
    elif path.suffix == ".parquet":
        _load_parquet(db, path)
    else:
        raise UsageError(f"{path}: {WANTED}")
    return "loaded", {"events", "quotes", "documents"}


def _load_stream(db: Any) -> None:
    """Standard input, through a file that DuckDB can read by itself."""
    from msgspec.json import encode

    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        for event in read_lines("-"):
            file.write(encode(event) + b"\n")
        file.flush()
        _load_lines(db, Path(file.name))


def _load_lines(db: Any, path: Path) -> None:
    """Each line is checked against the record, then DuckDB reads the file by itself."""
    if not sum(1 for _ in read_lines(path)):
        return
    kinds = db.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'loaded' AND table_name = 'events'"
    ).fetchall()
    columns = ", ".join(f"'{name}': '{kind.replace(chr(39), chr(39) * 2)}'" for name, kind in kinds)
    db.execute(
        f"INSERT INTO loaded.events BY NAME SELECT * FROM read_json('{_quoted(path)}', "
        f"format = 'newline_delimited', columns = {{{columns}}}, maximum_object_size = 67108864)"
    )


def _load_parquet(db: Any, path: Path) -> None:
    import duckdb

    names = ", ".join(f'"{name}"' for name in Event.__struct_fields__)
    try:
        db.execute(f"INSERT INTO loaded.events BY NAME SELECT {names} FROM read_parquet('{_quoted(path)}')")
    except duckdb.Error as cause:
        raise InputError(
            str(path), f"not events as dragoman code --format parquet writes them ({_first_line(cause)})"
        ) from None


def _has_links(db: Any, base: str, tables: set[str]) -> bool:
    if not {"linked_events", "event_links"} <= tables:
        return False
    return bool(db.execute(f"SELECT count(*) FROM {base}.event_links").fetchone()[0])


def _members(db: Any) -> set[str]:
    """Makes the table of blocs' members by date, days inclusive, null where unbounded; gives the blocs."""
    table = rows_of("who/members.tsv")
    rows = [[row[name] or None for name in ("party", "member", "from", "to")] for row in table]
    marks = ", ".join(["(?, ?, ?::DATE, ?::DATE)"] * len(rows))
    db.execute(
        f'CREATE TABLE members AS SELECT * FROM (VALUES {marks}) AS m(party, member, "from", "to")',
        [cell for row in rows for cell in row],
    )
    return {str(row[0]) for row in rows}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _first_line(cause: Exception) -> str:
    return str(cause).splitlines()[0]
