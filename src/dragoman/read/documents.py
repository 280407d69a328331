"""Files, folders and standard input in, Documents out, one at a time and in order.

What must stay true: memory does not grow with the input (16 to 32 bytes a document remember the ids in use), every
document or file that can't be read gives exactly one InputError and the rest is read, and ids are unique in a run.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO

from dragoman.errors import InputError
from dragoman.read import tables, texts
from dragoman.read.columns import Reader
from dragoman.read.decode import Undecodable, decode
from dragoman.read.files import Source, check_paths, open_bytes, sources
from dragoman.read.ids import UniqueIds
from dragoman.record import Document

_SNIFFED = 4096


def read_documents(
    paths: Iterable[str],
    *,
    fields: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    on_error: Callable[[InputError], None],
) -> Iterator[Document]:
    """Reads everything at the paths: text, Markdown, HTML, JSON Lines, JSON, CSV, TSV, Parquet, these packed with
    gzip, folders of them, and `-` for standard input.

    fields: own column names, as {"text": "artikel"}. defaults: values for documents that have none of their own, as
    {"published": "2021-12-14"}. on_error: called once for each document or file that is set aside, and for a
    publication date that can't be read. Raises UsageError at once for a path that does not exist.
    """
    listed = check_paths(paths)
    return _read(listed, Reader(fields, defaults, on_error))


def _read(paths: list[str], reader: Reader) -> Iterator[Document]:
    ids = UniqueIds()
    for path in paths:
        empty = True
        for source in sources(path):
            empty = False
            for document in _one_source(source, reader):
                document.id = ids.unique(document.id)
                yield document
        if empty:
            reader.on_error(InputError(path, "no readable file in this folder"))


def _one_source(source: Source, reader: Reader) -> Iterator[Document]:
    """The documents of one file. A failure that ends the file is reported here, once."""
    try:
        if source.kind == "parquet":
            yield from _parquet(source, reader)
            return
        with open_bytes(source) as stream:
            kind = source.kind or _sniffed(stream)
            if kind in ("text", "markdown", "html"):
                yield _single(source, kind, stream, reader)
            else:
                yield from _many(source, kind, stream, reader)
    except InputError as error:
        reader.on_error(error)
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        reader.on_error(InputError(source.where, f"can't be read: {getattr(error, 'strerror', None) or error}"))
    except UnicodeError as error:
        reader.on_error(InputError(source.where, f"is not valid text: {error}"))


def _single(source: Source, kind: str, stream: IO[bytes], reader: Reader) -> Document:
    raw = stream.read()
    if not raw.strip():
        raise InputError(source.where, "is empty")
    try:
        text = decode(raw)
    except Undecodable as error:
        raise InputError(source.where, str(error)) from error
    if kind == "html":
        document = texts.html(text, source.where)
    else:
        document = texts.markdown(text) if kind == "markdown" else texts.plain_text(text)
    if not document.text.strip():
        raise InputError(source.where, "holds no text")
    document.id = source.name
    return reader.finish(document, source.where)


def _many(source: Source, kind: str, stream: IO[bytes], reader: Reader) -> Iterator[Document]:
    where = source.where
    if kind == "jsonl":
        rows = tables.json_lines(stream, where, reader.on_error)
    elif kind == "json":
        rows = tables.json_file(stream, where, reader.on_error)
    else:
        rows = tables.csv_rows(stream, where, reader.on_error, "\t" if kind == "tsv" else None)
    columns: dict[str, str] = {}
    known: list[str] | None = None
    for row, number in rows:
        place = f"{where}:{number}"
        names = list(row)
        try:
            if names != known:
                # Of a table the columns are the same for all rows: one error for the file, not one a row.
                columns = reader.columns(names, where if kind in ("csv", "tsv") else place)
                known = names
            yield reader.document(row, columns, place, f"{source.name}:{number}")
        except InputError as error:
            if error.where == where:
                raise
            reader.on_error(error)


def _parquet(source: Source, reader: Reader) -> Iterator[Document]:
    columns: dict[str, str] = {}

    def pick(names: list[str]) -> dict[str, str]:
        columns.update(reader.columns(names, source.path))
        return columns

    for row, number in tables.parquet_rows(source.path, pick):
        place = f"{source.path}:{number}"
        try:
            yield reader.document(row, columns, place, f"{source.name}:{number}")
        except InputError as error:
            reader.on_error(error)


def _sniffed(stream: IO[bytes]) -> str:
    """What a stream without a telling name holds: JSON Lines, a JSON list, an HTML page, else plain text."""
    start = stream.peek(_SNIFFED)[:_SNIFFED]  # type: ignore[attr-defined]
    visible = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if visible.startswith(b"{"):
        return "jsonl"
    if visible.startswith(b"[") and visible[1:].lstrip()[:1] in (b"{", b"]"):
        return "json"
    return "html" if texts.looks_html(start) else "text"
