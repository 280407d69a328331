"""Coded documents in; a DuckDB file or a folder of Parquet files out, here or in an object store; events back."""

from __future__ import annotations

import os
from pathlib import Path

from dragoman.store.base import Options, Writer
from dragoman.store.duckdb_file import Store
from dragoman.store.parquet_folder import ParquetStore
from dragoman.store.reading import count_events, read_events

__all__ = ["Options", "ParquetStore", "Store", "Writer", "count_events", "open_store", "read_events"]


def open_store(path: str | os.PathLike[str], options: Options | None = None, *, again: bool = False) -> Writer:
    """The store that a path names: `folder/`, a folder that exists, or `s3://bucket/x` is Parquet, all else DuckDB.

    again: code documents anew that the store already holds. Raises UsageError, StoreError.
    """
    where = os.fspath(path)
    if "://" in where or where.endswith(("/", os.sep)) or Path(where).is_dir():
        return ParquetStore(where, options, again=again)
    return Store(Path(where), options, again=again)
