"""Coded documents in, a DuckDB file out."""

from dragoman.store.duckdb_file import Store

__all__ = ["Store"]
