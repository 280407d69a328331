"""Paths in, the files to read with their kinds out.

What must stay true: a folder is walked in sorted order, so the same folder gives the same order everywhere; a path that
does not exist ends the run before anything is read.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

import msgspec

from dragoman.errors import UsageError

STDIN = "-"
_BUFFER = 1 << 17
_KINDS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_MANY = frozenset({"jsonl", "json", "csv", "tsv", "parquet"})


class Source(msgspec.Struct, frozen=True):
    """One file: where it lies, the name its documents' ids start with, what it holds (None: look inside)."""

    path: str
    name: str
    kind: str | None

    @property
    def where(self) -> str:
        """How errors name it."""
        return self.name if self.path == STDIN else self.path

    @property
    def packed(self) -> bool:
        return self.path.lower().endswith(".gz")


def check_paths(paths: Iterable[str]) -> list[str]:
    """The paths as a list. Raises UsageError where there are none or one does not exist."""
    listed = [os.fspath(path) for path in paths]
    if not listed:
        raise UsageError("nothing to read: name files or folders, or - for standard input")
    for path in listed:
        if path != STDIN and not os.path.lexists(path):
            raise UsageError(f"{path}: no such file or folder")
    return listed


def sources(path: str) -> Iterator[Source]:
    """The files at a path: itself, or all readable ones in a folder; hidden files and unknown endings are left out."""
    if path == STDIN:
        yield Source(STDIN, "stdin", None)
    elif os.path.isdir(path):
        yield from _in_folder(path)
    else:
        yield Source(path, _shown(path), kind_of(path))


def kind_of(path: str) -> str | None:
    """What a file's name says that it holds; `.gz` is looked through. None: unknown."""
    name = path.lower()
    return _KINDS.get(os.path.splitext(name.removesuffix(".gz"))[1])


def open_bytes(source: Source) -> IO[bytes]:
    """The file's bytes, unpacked, buffered so that the beginning can be looked at first."""
    if source.path == STDIN:
        return io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), _BUFFER)
    if source.packed:
        return io.BufferedReader(cast(io.RawIOBase, gzip.open(source.path, "rb")), _BUFFER)
    return open(source.path, "rb", buffering=_BUFFER)


def count_inputs(paths: Iterable[str]) -> int | None:
    """About how many documents the paths hold, for a progress bar; None where counting would mean reading them
    (standard input, packed files, CSV and JSON). Counts lines of JSON Lines and rows that Parquet states."""
    total = 0
    for path in paths:
        if path == STDIN:
            return None
        for source in sources(path):
            number = _count(source)
            if number is None:
                return None
            total += number
    return total


def _count(source: Source) -> int | None:
    if source.kind not in _MANY and not source.packed:
        return 1
    try:
        if source.kind == "parquet":
            import pyarrow.parquet

            return int(pyarrow.parquet.read_metadata(source.path).num_rows)
        if source.kind != "jsonl" or source.packed:
            return 1 if source.kind not in _MANY else None
        with open(source.path, "rb") as file:
            lines, last = 0, b"\n"
            while chunk := file.read(1 << 20):
                lines, last = lines + chunk.count(b"\n"), chunk[-1:]
            return lines + (last != b"\n")
    except (OSError, ValueError):
        return 0


def _in_folder(folder: str) -> Iterator[Source]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(parent, name)
            kind = kind_of(path)
            if kind is not None and not name.startswith("."):
                yield Source(path, Path(os.path.relpath(path, folder)).as_posix(), kind)


def _shown(path: str) -> str:
    """A name that does not depend on where the user's folders lie: relative to here, else the file name."""
    relative = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    return Path(path).name if relative.startswith("..") else Path(relative).as_posix()
