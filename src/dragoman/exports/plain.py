"""Dragoman's own formats: JSON Lines (the record, whole), CSV (one flat row an event), Parquet (the record, nested).

In: events. Out: a file or stream. Must stay true: JSON Lines and Parquet lose nothing, so that `read_events` gives back
what was written.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec

from dragoman.errors import UsageError
from dragoman.record import Event
from dragoman.schema import FLAT_COLUMNS, arrow_schema, flat_row, nested_row


class EventWriter(Protocol):
    """Takes events one by one."""

    def write(self, event: Event) -> None: ...


class Lines:
    """JSON Lines."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._encoder = stream, msgspec.json.Encoder()

    def write(self, event: Event) -> None:
        self._stream.write(self._encoder.encode(event).decode() + "\n")


class Csv:
    """CSV with a header; several parties in one cell are joined by "; "."""

    def __init__(self, stream: IO[str]) -> None:
        self._writer = csv.DictWriter(stream, FLAT_COLUMNS, lineterminator="\n")
        self._writer.writeheader()

    def write(self, event: Event) -> None:
        self._writer.writerow(flat_row(event))


class Parquet:
    """Row groups of some thousand events; the file is complete when the `with` ends."""

    ROWS = 5_000

    def __init__(self, out: Path) -> None:
        import pyarrow.parquet

        self._schema = arrow_schema()
        try:
            self._file = pyarrow.parquet.ParquetWriter(out, self._schema, compression="zstd")
        except OSError as cause:
            raise UsageError(f"--out {out}: {cause}") from None
        self._rows: list[dict[str, Any]] = []

    def __enter__(self) -> Parquet:
        return self

    def write(self, event: Event) -> None:
        self._rows.append(nested_row(event))
        if len(self._rows) >= self.ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        self._file.write_batch(pyarrow.RecordBatch.from_pylist(self._rows, schema=self._schema))
        self._rows = []

    def __exit__(self, *_: object) -> None:
        if self._rows:
            self._flush()
        self._file.close()
