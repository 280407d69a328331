"""Events back from what `dragoman code` wrote: a DuckDB store, JSON Lines or Parquet.

In: a path, or `-` for JSON Lines on standard input. Out: `Event`s in the order in which they stand. Must stay true: the
kind of file is told by its first bytes, never by its name; a batch of some thousand events is held, never the file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from dragoman.errors import InputError, UsageError
from dragoman.record import Event
from dragoman.schema import arrow_schema
from dragoman.store.folder_reading import is_folder_store, load_folder

if TYPE_CHECKING:
    import duckdb

DUCK = b"DUCK"  # after a DuckDB file's checksum of 8 bytes
BATCH = 2_000  # events turned from columns into records at once
MEMORY = "512MB"  # what DuckDB may keep of the file while it is read
WANTED = "a store (dragoman code --into), or events as JSON Lines or Parquet (--format jsonl, parquet)"
COLUMNS = frozenset(Event.__struct_fields__)


def read_events(path: str | PathLike[str], *, on_error: Callable[[InputError], None] | None = None) -> Iterator[Event]:
    """The events of a store (DuckDB or a folder of Parquet), a JSON Lines or a Parquet file, one by one.

    path: the file, or "-" for JSON Lines on standard input. on_error: takes each line that is no event, and reading
    goes on; without it the first such line raises `InputError`. A file that is none of the three raises `UsageError`.
    """
    kind = kind_of(path)  # told now, not when the first event is asked for
    return {"store": _from_store, "folder": _from_folder, "parquet": _from_parquet, "jsonl": read_lines}[kind](
        path, on_error
    )


def count_events(path: str | PathLike[str]) -> int | None:
    """How many events a store or Parquet file holds; None for JSON Lines, which would have to be read to know."""
    kind = kind_of(path)
    if kind == "store":
        with _connect(path) as database:
            row = database.execute("SELECT count(*) FROM events").fetchone()
            return int(row[0]) if row else 0
    if kind == "folder":
        with _loaded(path) as database:
            row = database.execute("SELECT count(*) FROM events").fetchone()
            return int(row[0]) if row else 0
    if kind == "parquet":
        return int(_parquet(path).metadata.num_rows)
    return None


def kind_of(path: str | PathLike[str]) -> str:
    """store, folder, parquet or jsonl, by the first bytes."""
    if str(path) == "-":
        return "jsonl"
    file = Path(path)
    if is_folder_store(file):
        return "folder"
    if file.is_dir():
        raise UsageError(f"{path}: a folder that holds no store; wanted {WANTED}")
    try:
        with open(file, "rb") as stream:
            head = stream.read(4096)
    except OSError as cause:
        raise UsageError(f"{path}: {cause.strerror}") from None
    if head[8:12] == DUCK:
        return "store"
    if head[:4] == b"PAR1":
        return "parquet"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text or text[:1] == b"{":
        return "jsonl"
    hint = "; a CSV holds no spans: write jsonl or parquet instead" if text.startswith(b"event_id,") else ""
    raise UsageError(f"{path}: none of {WANTED}{hint}")


def read_lines(path: str | PathLike[str], on_error: Callable[[InputError], None] | None = None) -> Iterator[Event]:
    """The events of JSON Lines; `path` and `on_error` as for `read_events`."""
    decoder = msgspec.json.Decoder(Event)
    stream = sys.stdin.buffer if str(path) == "-" else open(path, "rb")  # noqa: SIM115  (closed below)
    try:
        for number, line in enumerate(stream, 1):
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if not line.strip():
                continue
            try:
                event = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as cause:
                error = InputError(f"{path}:{number}", f"not an event as dragoman code writes it ({cause})")
                if on_error is None:
                    raise error from None
                on_error(error)
                continue
            yield event
    finally:
        if stream is not sys.stdin.buffer:
            stream.close()


def _from_store(path: str | PathLike[str], on_error: Callable[[InputError], None] | None) -> Iterator[Event]:
    with _connect(path) as database:
        names = [row[0] for row in database.execute("SELECT column_name FROM (DESCRIBE events)").fetchall()]
        _check_columns(path, names)
        yield from _records(path, _rows(database), on_error)


def _from_folder(path: str | PathLike[str], on_error: Callable[[InputError], None] | None) -> Iterator[Event]:
    with _loaded(path) as database:
        yield from _records(path, _rows(database), on_error)


def _rows(database: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    result = database.execute(f"SELECT {', '.join(Event.__struct_fields__)} FROM events")
    for batch in iter(lambda: result.fetchmany(BATCH), []):
        for row in batch:
            yield dict(zip(Event.__struct_fields__, row, strict=True))


def _from_parquet(path: str | PathLike[str], on_error: Callable[[InputError], None] | None) -> Iterator[Event]:
    file = _parquet(path)
    _check_columns(path, file.schema_arrow.names)
    batches = file.iter_batches(BATCH, columns=list(Event.__struct_fields__), use_threads=False)
    yield from _records(path, (row for batch in batches for row in batch.to_pylist()), on_error)


def _records(
    path: str | PathLike[str], rows: Iterable[dict[str, Any]], on_error: Callable[[InputError], None] | None
) -> Iterator[Event]:
    for number, row in enumerate(rows, 1):
        try:
            event = event_of_row(row)
        except msgspec.ValidationError as cause:
            error = InputError(f"{path}, event {number}", str(cause))
            if on_error is None:
                raise error from None
            on_error(error)
            continue
        yield event


def event_of_row(row: dict[str, Any]) -> Event:
    """A row of a table -> the record: tables hold a column for each count, the record those that the text gives."""
    counts = {name: count for name, count in (row["counts"] or {}).items() if count is not None}
    return msgspec.convert({**row, "counts": counts}, Event)


def _check_columns(path: str | PathLike[str], names: Iterable[str]) -> None:
    if missing := sorted(COLUMNS - set(names)):
        raise UsageError(f"{path}: lacks the columns {', '.join(missing)}; wanted {WANTED}")


def _connect(path: str | PathLike[str]) -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        database = duckdb.connect(str(path), read_only=True)
    except (duckdb.Error, OSError) as cause:
        raise UsageError(f"{path}: not a DuckDB file that can be read ({str(cause).splitlines()[0]})") from None
    # Without a limit DuckDB keeps every block that it has read: 288 MB for a file of 202 MB, and rising with the file.
    database.execute(f"SET memory_limit = '{MEMORY}'; SET enable_progress_bar = false")
    tables = {row[0] for row in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "events" not in tables:
        database.close()
        raise UsageError(f"{path}: a DuckDB file without a table of events; wanted {WANTED}")
    return database


def _loaded(path: str | PathLike[str]) -> duckdb.DuckDBPyConnection:
    """A connection that holds the events of a folder of Parquet."""
    import duckdb

    database = duckdb.connect(config={"memory_limit": MEMORY})
    database.register("shape", arrow_schema(Event).empty_table())
    database.execute("CREATE TABLE events AS SELECT * FROM shape")
    load_folder(database, Path(path), ["events"], "main")
    return database


def _parquet(path: str | PathLike[str]) -> Any:
    import pyarrow
    import pyarrow.parquet

    try:
        return pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as cause:
        raise UsageError(f"{path}: not a Parquet file that can be read ({str(cause).splitlines()[0]})") from None
