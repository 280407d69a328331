"""One export: events through the filters into a format's files, with a count of everything that happened.

In: events or a path, the name of a format, a file or folder. Out: files and a `Summary`. Must stay true: an event is
written, left out by a filter, or counted with the reason why the format can't hold it; there is no fourth way.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path
from typing import IO, Any

import msgspec

from dragoman.errors import UsageError
from dragoman.exports import plain
from dragoman.exports.filters import ALL, Filters
from dragoman.exports.formats import FORMATS, Format
from dragoman.exports.ftm import Ftm
from dragoman.exports.shape import BAD_DATE, NO_DATE, PUBLISHED, Summary, day_of
from dragoman.exports.tabular import Files, Row, Table
from dragoman.record import Event, is_day
from dragoman.store import read_events

Put = Callable[[Event], None]
OCCURRED = ("occurred",)
KEYS = ("file", "row_id", "event_id", "document_id", "actor", "recipient", "sentence_start", "sentence_end")


def export(
    events: Iterable[Event] | str | PathLike[str],
    format: str,
    path: str | PathLike[str],
    *,
    since: str | None = None,
    until: str | None = None,
    country: str | Iterable[str] = (),
    type: str | Iterable[str] = (),
    status: str | Iterable[str] | None = None,
    min_confidence: float | None = None,
    keys: str | PathLike[str] | None = None,
) -> Summary:
    """Write events in a format.

    events: `Event`s, or the path of a store, JSON Lines or Parquet file. format: a key of `FORMATS`. path: a file, or
    a folder (one that exists, or a name that ends in a slash), which then gets files by the names that the format has.
    since, until: ISO days, both inclusive. country, type, status: one or several; status None is `occurred` for
    formats without a status field and all for the others, "all" is all. keys: a CSV file that says which row is which
    event (table formats only). Returns what was done. Raises `UsageError` where an argument can't be used.
    """
    if format not in FORMATS:
        raise UsageError(f"{format!r} is no export format: one of {', '.join(FORMATS)}")
    kind = FORMATS[format]
    if keys is not None and kind.table is None:
        raise UsageError(f"--keys: {format} names each event by its own id already")
    wanted = Filters(since, until, _several(country), _several(type), _statuses(status, kind), min_confidence)
    if isinstance(events, (str, PathLike)):
        refuse_same(events, path)
        events = read_events(events)
    summary = Summary(format)
    with ExitStack() as stack:
        put = stack.enter_context(_open(format, kind, str(path), keys, summary))
        for event in events:
            summary.read += 1
            reason = wanted.against(event)
            if reason is None:
                put(event)
            else:
                summary.left_out[reason] += 1
    return summary


def refuse_same(source: str | PathLike[str], target: str | PathLike[str]) -> None:
    """Raises `UsageError` where the output is the input: opening it would empty what is to be read."""
    if Path(source).exists() and Path(target).exists() and Path(source).samefile(target):
        raise UsageError(f"--out {target}: is the file that the events come from")


@contextmanager
def _open(name: str, kind: Format, path: str, keys: str | PathLike[str] | None, summary: Summary) -> Iterator[Put]:
    target = Path(path)
    folder = path.endswith(("/", "\\")) or target.is_dir()
    if folder:
        _make(target)
    with ExitStack() as stack:
        if kind.table is not None:
            files = stack.enter_context(Files(target, kind.table(summary), folder=folder))
            said = _keys(stack, keys)
            yield lambda event: _put_rows(files, files.table, event, summary, said)
            summary.files = files.paths
            return
        file = target / kind.file_name if folder else target
        summary.files = [file]
        if name == "ftm":
            yield _entities(_text(stack, file), summary)
        else:
            yield _own(stack, name, file, summary)


def _put_rows(files: Files, table: Table, event: Event, summary: Summary, said: Any) -> None:
    day, remark = day_of(event)
    if day is None or not is_day(day):
        summary.unheld[NO_DATE if day is None else BAD_DATE] += 1
        return
    rows = 0
    for row in table.rows(event, day):
        written = files.write(row.cells, day)
        rows += 1
        if said is not None:
            said.writerow(_key(written, row, event))
    summary.rows += rows
    summary.events += rows > 0
    if remark and rows:
        summary.noted[remark] += rows


def _entities(stream: IO[str], summary: Summary) -> Put:
    format, encoder = Ftm(summary), msgspec.json.Encoder()

    def put(event: Event) -> None:
        summary.events += 1
        if event.date.start and day_of(event)[1] == PUBLISHED:
            summary.noted[PUBLISHED] += 1
        for item in format.entities(event):
            stream.write(encoder.encode(item).decode() + "\n")
            summary.rows += 1

    return put


def _own(stack: ExitStack, name: str, file: Path, summary: Summary) -> Put:
    writer: plain.EventWriter
    if name == "parquet":
        writer = stack.enter_context(plain.Parquet(file))
    else:
        stream = _text(stack, file)
        writer = plain.Lines(stream) if name == "jsonl" else plain.Csv(stream)

    def put(event: Event) -> None:
        writer.write(event)
        summary.events += 1
        summary.rows += 1

    return put


def _keys(stack: ExitStack, path: str | PathLike[str] | None) -> Any:
    if path is None:
        return None
    writer = csv.writer(_text(stack, Path(path), "--keys"), lineterminator="\n")
    writer.writerow(KEYS)
    return writer


def _key(file: Path, row: Row, event: Event) -> list[object]:
    sides = [person.name if person else None for person in row.dyad]
    return [file.name, row.id, event.event_id, event.document_id, *sides, event.sentence.start, event.sentence.end]


def _text(stack: ExitStack, file: Path, option: str = "--out") -> IO[str]:
    try:
        return stack.enter_context(open(file, "w", encoding="utf-8", newline=""))
    except OSError as cause:
        raise UsageError(f"{option} {file}: {cause.strerror}") from None


def _make(folder: Path) -> None:
    """A new or empty folder: what lies in another would be read along with the export."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"--out {folder}: not empty, and readers take every file of a folder; name another")
    except OSError as cause:
        raise UsageError(f"--out {folder}: {cause.strerror}") from None


def _several(values: str | Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _statuses(status: str | Iterable[str] | None, kind: Format) -> tuple[str, ...]:
    if status is None:
        return () if kind.status else OCCURRED
    statuses = _several(status)
    return () if ALL in statuses else statuses
