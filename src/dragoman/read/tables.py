"""Files of many documents in (JSON Lines, JSON, CSV, TSV, Parquet), (row, where, row number) out.

What must stay true: one row at a time is in memory (of JSON that is not one long list: the file), and a row that
can't be read is reported with its line while the rows after it are read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import IO, Any

import msgspec

from dragoman.errors import InputError
from dragoman.read.decode import SAMPLE, Undecodable, encoding_of, marked_encoding

Row = tuple[dict[str, Any], int]
"""The row and where it starts: a line number, of Parquet a row number, both from 1."""

_CHUNK = 1 << 20
_BATCH_ROWS = 64
_LISTS = ("articles", "documents", "items", "data", "results", "entries", "docs", "records", "value", "hits")


def json_lines(stream: IO[bytes], where: str, on_error: Callable[[InputError], None]) -> Iterator[Row]:
    """One JSON object a line; blank lines are passed over."""
    encoding = _encoding(stream, where, guess=False)
    lines: Iterator[bytes] = iter(stream)
    if not encoding.startswith("utf-8"):
        lines = (line.encode() for line in io.TextIOWrapper(_buffered(stream), encoding=encoding, newline="\n"))
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            row = _parse(line)
        except ValueError as error:
            on_error(InputError(f"{where}:{number}", f"broken JSON: {error}"))
            continue
        if isinstance(row, dict):
            yield row, number
        else:
            on_error(InputError(f"{where}:{number}", f"one JSON object a line is wanted, not {_kind(row)}"))


def _parse(line: bytes) -> Any:
    """msgspec is fast and strict; json reads what it refuses (NaN, lone surrogates) and names the column."""
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(line.decode("utf-8").strip())


def json_file(stream: IO[bytes], where: str, on_error: Callable[[InputError], None]) -> Iterator[Row]:
    """A JSON list of objects, one object, or an object that holds such a list under a usual name (`articles`)."""
    encoding = _encoding(stream, where, guess=False)
    text = io.TextIOWrapper(_buffered(stream), encoding=encoding, newline="\n")
    first = text.read(1)
    while first.isspace() or first == "\ufeff":
        first = text.read(1)
    if first == "[":
        yield from _json_list(text, where, on_error)
        return
    try:
        whole = json.loads(first + text.read())
    except ValueError as error:
        raise InputError(where, f"broken JSON: {error}") from error
    if not isinstance(whole, dict):
        raise InputError(where, f"a JSON list or object is wanted, not {_kind(whole)}")
    inner = next((whole[name] for name in _LISTS if isinstance(whole.get(name), list)), None)
    if inner is None or not all(isinstance(row, dict) for row in inner):
        yield whole, 1
        return
    for number, row in enumerate(inner, start=1):
        yield row, number


def _json_list(text: IO[str], where: str, on_error: Callable[[InputError], None]) -> Iterator[Row]:
    """The elements of a list whose bracket is read already, without holding the list."""
    decoder = json.JSONDecoder()
    buffer, position, number, ended = text.read(_CHUNK), 0, 0, False
    wanted = _CHUNK
    while True:
        while position < len(buffer) and (buffer[position].isspace() or buffer[position] == ","):
            position += 1
        if position < len(buffer) and buffer[position] == "]":
            return
        try:
            value, end = decoder.raw_decode(buffer, position)
            whole = end < len(buffer)  # a number at the end of the buffer may go on in the next chunk
        except ValueError as error:
            whole, failure = False, error
            if ended:
                line = number + 1
                raise InputError(where, f"broken JSON in element {line} of the list: {failure}") from error
        if whole:
            position, wanted, number = end, _CHUNK, number + 1
            if isinstance(value, dict):
                yield value, number
            else:
                on_error(InputError(f"{where}:{number}", f"a JSON object is wanted, not {_kind(value)}"))
            continue
        more = text.read(wanted)
        wanted *= 2  # one huge element is parsed again from its start: doubling keeps that linear
        ended = not more
        buffer, position = buffer[position:] + more, 0


def csv_rows(
    stream: IO[bytes], where: str, on_error: Callable[[InputError], None], delimiter: str | None
) -> Iterator[Row]:
    """Rows of a CSV file with a header line; the delimiter is the commonest of `, ; TAB |` in the header if None."""
    encoding = _encoding(stream, where, guess=True)
    text = io.TextIOWrapper(_buffered(stream), encoding=encoding, errors="surrogateescape", newline="")
    csv.field_size_limit(1 << 31 - 1)
    header = text.readline()
    delimiter = delimiter or max(",;\t|", key=header.count)
    reader = csv.reader(_chain(header, text), delimiter=delimiter)
    names = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            on_error(InputError(f"{where}:{line}", f"broken CSV: {error}"))
            continue
        if not any(cells):
            continue
        if len(cells) > len(names):
            on_error(InputError(f"{where}:{line}", f"{len(cells)} cells under {len(names)} columns; quote the commas"))
        elif any("\udc80" <= c <= "\udcff" for cell in cells if not cell.isascii() for c in cell):
            on_error(InputError(f"{where}:{line}", f"is not valid {encoding}; save the file as UTF-8"))
        else:
            yield dict(zip(names, cells, strict=False)), line


def parquet_rows(path: str, columns_of: Callable[[list[str]], dict[str, str]]) -> Iterator[Row]:
    """Rows of a Parquet file, only the columns that `columns_of` picks from all their names."""
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            wanted = sorted(set(columns_of(file.schema_arrow.names).values()))
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=wanted, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield row, number
    except pyarrow.ArrowException as error:
        raise InputError(path, f"broken Parquet: {error}") from error


def _encoding(stream: IO[bytes], where: str, *, guess: bool) -> str:
    """What the file is written in. JSON is UTF-8 unless it is marked otherwise, so nothing is guessed there."""
    sample = _buffered(stream).peek(SAMPLE)[:SAMPLE]
    if not sample:
        raise InputError(where, "is empty")
    try:
        if not guess:
            return marked_encoding(sample) or "utf-8"
        return encoding_of(sample, whole=len(sample) < SAMPLE, rows=True)
    except Undecodable as error:
        raise InputError(where, str(error)) from error


def _buffered(stream: IO[bytes]) -> io.BufferedReader:
    assert isinstance(stream, io.BufferedReader), "inputs are opened by dragoman.read.files.open_bytes"
    return stream


def _chain(header: str, rest: IO[str]) -> Iterator[str]:
    yield header
    yield from rest


def _kind(value: Any) -> str:
    return {list: "a list", str: "a string", bool: "a truth value", type(None): "null"}.get(type(value), "a number")
