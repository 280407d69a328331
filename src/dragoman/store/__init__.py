"""Coded documents in, a DuckDB file out; and events back from what was written."""

from dragoman.store.duckdb_file import Store
from dragoman.store.reading import count_events, read_events

__all__ = ["Store", "count_events", "read_events"]
